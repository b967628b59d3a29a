//! `lyceum openapi` and `lyceum permissions`: what is generated from the routes and committed, `openapi/lyceum.json` and
//! `docs/permissions.txt`.

use std::process::ExitCode;

use base::World;

use crate::{application::Application, settings::Loaded};

/// Prints the OpenAPI document.
///
/// # Errors
/// When no installation can be made in the temporary directory.
pub async fn print_document() -> anyhow::Result<ExitCode> {
    print(|application| Ok(application.document.to_pretty_json()?)).await
}

/// Prints who may call what.
///
/// # Errors
/// When no installation can be made in the temporary directory.
pub async fn print_permissions() -> anyhow::Result<ExitCode> {
    print(|application| Ok(kernel::matrix(&application.permissions, &application.document))).await
}

/// The routes say themselves what they are, so an installation is opened for a moment.
async fn print(text: impl Fn(&Application) -> anyhow::Result<String>) -> anyhow::Result<ExitCode> {
    let directory = tempfile::tempdir()?;
    let flags = [("data_dir", directory.path().display().to_string())];
    let settings = Loaded::new([], &flags)?.settings;
    crate::keys::create(&settings.root_key_path(), &World::real())?;
    let application = Application::open(&settings, World::real()).await?;
    println!("{}", text(&application)?.trim_end());
    application.close().await;
    Ok(ExitCode::SUCCESS)
}
