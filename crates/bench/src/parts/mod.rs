//! What is measured, one file per subject.

mod engine;
mod memory;
mod ready;
mod scale;
mod secrecy;
mod small;
mod transfer;

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::options::Options;
use crate::report::Section;

/// A subject that can be chosen on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// A big file in and out, beside the peers, openssl and nginx.
    Transfer,
    /// The storage engine without HTTP, k+m pieces on targets in memory.
    Engine,
    /// Small files in and out, many clients, beside the peers.
    Small,
    /// Resident memory at rest and under many big uploads.
    Memory,
    /// Time from the start of the process to its first good answer.
    Ready,
    /// Listing and opening with few and with very many files.
    Scale,
    /// Whether the time of an answer tells who has an account.
    Secrecy,
}

impl Part {
    pub(crate) const ALL: [Self; 7] = [
        Self::Transfer,
        Self::Engine,
        Self::Small,
        Self::Memory,
        Self::Ready,
        Self::Scale,
        Self::Secrecy,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Engine => "engine",
            Self::Small => "small",
            Self::Memory => "memory",
            Self::Ready => "ready",
            Self::Scale => "scale",
            Self::Secrecy => "secrecy",
        }
    }

    pub(crate) async fn run(self, options: &Options) -> anyhow::Result<Vec<Section>> {
        match self {
            Self::Transfer => transfer::run(options).await,
            Self::Engine => engine::run(options).await,
            Self::Small => small::run(options).await,
            Self::Memory => memory::run(options).await,
            Self::Ready => ready::run(options).await,
            Self::Scale => scale::run(options).await,
            Self::Secrecy => secrecy::run(options).await,
        }
    }
}

/// The items in another order each round, so that no one always comes first.
fn turn<T: Copy>(items: &[T], round: usize) -> Vec<T> {
    let mut items = items.to_vec();
    let by = round % items.len().max(1);
    items.rotate_left(by);
    items
}

/// A file of random bytes in `folder`.
fn make_file(folder: &Path, size: u64) -> anyhow::Result<PathBuf> {
    let path = folder.join("file.bin");
    let random = std::fs::File::open("/dev/urandom")?;
    let mut file = std::fs::File::create(&path)?;
    std::io::copy(&mut std::io::Read::take(random, size), &mut file).context("no room for the file")?;
    Ok(path)
}
