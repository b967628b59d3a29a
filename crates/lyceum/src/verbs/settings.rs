//! `lyceum settings`: what is in force, or the documentation page.

use std::process::ExitCode;

use clap::Args;

use crate::settings::{Loaded, effective, markdown};

/// The flags of `lyceum settings`.
#[derive(Debug, Args)]
pub struct Show {
    /// Print the documentation of all settings instead.
    #[arg(long)]
    markdown: bool,
}

impl Show {
    /// Prints.
    ///
    /// # Errors
    /// Settings that cannot be used.
    pub fn run(&self, flags: &[(&'static str, String)]) -> anyhow::Result<ExitCode> {
        if self.markdown {
            print!("{}", markdown());
        } else {
            print!("{}", effective(&Loaded::from_process(flags)?));
        }
        Ok(ExitCode::SUCCESS)
    }
}
