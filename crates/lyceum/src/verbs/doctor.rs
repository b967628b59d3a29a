//! `lyceum doctor`: looks over everything and says what to do.

use std::process::ExitCode;

use base::World;
use clap::Args;

use crate::{doctor::examine, settings::Settings};

/// The flags of `lyceum doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Print one JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    /// Prints the report; the exit code is 1 when something failed.
    ///
    /// # Errors
    /// When the report cannot be written as JSON.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let report = examine(settings, &World::real()).await;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            report.checks.iter().for_each(|check| println!("{check}"));
        }
        Ok(if report.ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
