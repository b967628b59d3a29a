//! `lyceum openapi`: the document about the API, as committed in `openapi/lyceum.json`.

use std::process::ExitCode;

use base::World;

use crate::{application::Application, settings::Loaded};

/// Prints the document. The routes say themselves what they are, so an installation is opened for a moment.
///
/// # Errors
/// When that cannot be made in the temporary directory.
pub async fn run() -> anyhow::Result<ExitCode> {
    let directory = tempfile::tempdir()?;
    let flags = [("data_dir", directory.path().display().to_string())];
    let settings = Loaded::new([], &flags)?.settings;
    crate::keys::create(&settings.root_key_path(), &World::real())?;
    let application = Application::open(&settings, World::real()).await?;
    println!("{}", application.document.to_pretty_json()?);
    application.close().await;
    Ok(ExitCode::SUCCESS)
}
