//! `lyceum migrate`: brings the database up to date. `serve` does the same when it starts.

use std::process::ExitCode;

use base::World;
use clap::Args;

use crate::{application, data_dir::DataDir, settings::Settings};

/// The flags of `lyceum migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Only say what would be done; exit code 1 when there is something to do.
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    /// Migrates.
    ///
    /// # Errors
    /// A database that cannot be reached or was written by a newer version.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let _held = DataDir::take(&settings.data_dir)?;
        let database = application::open_database(settings).await?;
        let migrations = crate::slices::migrations();
        if self.dry_run {
            let pending = database.migration_state(&migrations).await?.pending;
            pending.iter().for_each(|name| println!("would apply {name}"));
            database.close().await;
            return Ok(if pending.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        let applied = database.migrate(&migrations, &World::real()).await?;
        applied.iter().for_each(|name| println!("applied {name}"));
        println!("the database is up to date");
        database.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
