//! `lyceum verify`: sweeps, then reads everything and compares it with the registry. The server must not run.

use std::process::ExitCode;

use base::World;
use clap::Args;

use crate::{application, data_dir::DataDir, settings::Settings, verification};

/// The flags of `lyceum verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Read every stored byte; without it, only names and lengths are compared.
    #[arg(long)]
    all: bool,
    /// Print one JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Prints what was found; the exit code is 1 when something is wrong.
    ///
    /// # Errors
    /// When the installation cannot be opened.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let _held = DataDir::take(&settings.data_dir)?;
        let database = application::open_existing_database(settings).await?;
        verification::tidy(settings, &database, &World::real()).await?;
        let findings = verification::compare(settings, &database, self.all).await?;
        database.close().await;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&findings)?);
        } else {
            print!("{findings}");
        }
        Ok(if findings.clean() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
