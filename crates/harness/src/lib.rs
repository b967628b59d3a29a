//! Starts real programs and talks to them, for the tools that judge Lyceum from outside: `bench` and `torture`.
//!
//! Nothing here knows the inside of the server. A tool holds a [`Process`] (killed and reaped when dropped, so
//! that no run leaves anything behind), a [`Scratch`] folder (removed when dropped) and an [`Api`] that speaks the
//! same HTTP as any other client. Bytes come from [`Recipe`]s, so that a file can be checked without keeping it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "starting processes and reading the clock is what these tools are for"
)]

mod api;
mod dice;
mod lyceum;
mod process;
mod recipe;
mod scratch;
mod uploads;

pub use api::{Api, Entry, Failure, Health, Job, Node, Page, Placement, Repairs, Segment, Shard, Usage, Version};
pub use dice::Dice;
pub use lyceum::{Lyceum, Settings, binary};
pub use process::{Memory, Process, free_port, wait_for_port};
pub use recipe::{Print, Recipe};
pub use scratch::Scratch;
pub use uploads::Upload;

/// Runs `work` until it ends or the person interrupts it; either way values are dropped, so children are reaped.
///
/// # Errors
/// What `work` answered, or that it was interrupted.
pub async fn until_interrupted<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        done = work => done,
        _ = tokio::signal::ctrl_c() => anyhow::bail!("interrupted"),
        _ = terminate.recv() => anyhow::bail!("terminated"),
    }
}
