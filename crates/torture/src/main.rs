//! Tries to make Lyceum lose or garble something, with the real binary and real signals, disks and damage.
//!
//! A driver plays several people at once and writes down everything that the server acknowledges. Then something
//! terrible happens: the process is killed, a directory vanishes, bits rot, the power goes, a disk is full. After the
//! restart everything acknowledged must be there to the byte, nothing may be half there, the allowance must say exactly
//! what is kept, and no shard may be left that nothing refers to. Every scenario is one file under `scenarios`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
#![allow(
    clippy::disallowed_methods,
    reason = "starting programs and breaking things is what this tool is for"
)]

mod crew;
mod model;
mod mounts;
mod options;
mod scenarios;
mod site;
mod tally;

use std::process::ExitCode;

use clap::Parser as _;

use crate::options::Options;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match harness::until_interrupted(scenarios::run(&options)).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("torture: {error:#}");
            ExitCode::FAILURE
        }
    }
}
