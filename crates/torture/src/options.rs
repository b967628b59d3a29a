//! What to try, how long and with which chance.

use std::path::PathBuf;

use clap::Parser;

use crate::crew::Sizes;
use crate::scenarios::Scenario;

/// Tries to make Lyceum lose or garble something.
#[derive(Debug, Parser)]
#[command(name = "torture")]
pub(crate) struct Options {
    /// What to try; everything when nothing is named.
    #[arg(value_enum)]
    chosen: Vec<Scenario>,
    /// Kills and power cuts per scenario.
    #[arg(long, default_value_t = 100)]
    pub(crate) rounds: u64,
    /// Smaller files and fewer damages, for every day.
    #[arg(long)]
    pub(crate) short: bool,
    /// The same seed makes the same choices.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Clients at once.
    #[arg(long, default_value_t = 4)]
    pub(crate) workers: usize,
    /// Bit flips, truncations and swaps in `rot`.
    #[arg(long)]
    damages: Option<u64>,
    /// The folder whose files go in and come back in `real`.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    /// The size of the very large file in `real`, in MiB.
    #[arg(long, default_value_t = 5120)]
    pub(crate) large_mib: u64,
    /// Where the data lies while it is tried.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    pub(crate) room: PathBuf,
    /// Keep the data and logs of a scenario even if nothing failed.
    #[arg(long)]
    pub(crate) keep: bool,
}

impl Options {
    pub(crate) fn scenarios(&self) -> Vec<Scenario> {
        if self.chosen.is_empty() {
            Scenario::ALL.to_vec()
        } else {
            self.chosen.clone()
        }
    }

    pub(crate) const fn sizes(&self) -> Sizes {
        if self.short { Sizes::SHORT } else { Sizes::FULL }
    }

    pub(crate) fn damages(&self) -> u64 {
        self.damages.unwrap_or(if self.short { 100 } else { 1000 })
    }
}
