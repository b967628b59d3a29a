//! What to measure, how often and where.

use std::path::PathBuf;

use clap::Parser;

use crate::contestants::Contestant;
use crate::parts::Part;

/// Measures Lyceum beside its peers and writes docs/benchmarks.md.
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub(crate) struct Options {
    /// The parts to run; all of them when none is named.
    #[arg(value_enum)]
    chosen: Vec<Part>,
    /// How often everything is measured.
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Size of the big file, in MiB.
    #[arg(long, default_value_t = 1024)]
    pub(crate) size_mib: u64,
    /// How many small files one round writes and reads.
    #[arg(long, default_value_t = 8000)]
    pub(crate) files: usize,
    /// Clients that write and read small files at once.
    #[arg(long, default_value_t = 16)]
    pub(crate) clients: usize,
    /// Uploads in flight at once while memory is watched.
    #[arg(long, default_value_t = 50)]
    pub(crate) uploads: usize,
    /// How much of each of those uploads is sent before it is cut, in MiB.
    #[arg(long, default_value_t = 64)]
    pub(crate) sent_mib: u64,
    /// Files of the large tree in the part `scale`.
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) large: usize,
    /// Where all data lies: a memory file system with about 8 GiB free.
    #[arg(long, default_value = "/dev/shm")]
    pub(crate) room: PathBuf,
    /// The servers to compare; all of them when none is named.
    #[arg(long, value_enum, value_delimiter = ',')]
    contestants: Vec<Contestant>,
    /// Write the page here, also when only some parts ran.
    #[arg(long)]
    write: Option<PathBuf>,
}

impl Options {
    pub(crate) fn parts(&self) -> Vec<Part> {
        if self.chosen.is_empty() {
            Part::ALL.to_vec()
        } else {
            self.chosen.clone()
        }
    }

    pub(crate) fn contestants(&self) -> Vec<Contestant> {
        if self.contestants.is_empty() {
            Contestant::ALL.to_vec()
        } else {
            self.contestants.clone()
        }
    }

    /// The page to write: the committed one after a full run.
    pub(crate) fn page(&self) -> Option<PathBuf> {
        let full = self.chosen.is_empty() && self.contestants.is_empty();
        self.write
            .clone()
            .or_else(|| full.then(|| PathBuf::from("docs/benchmarks.md")))
    }

    pub(crate) const fn size(&self) -> u64 {
        self.size_mib << 20
    }
}
