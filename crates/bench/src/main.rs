//! Measures Lyceum beside its peers, in one run on one machine, and writes what came out, good or bad.
//!
//! `bench` runs every part and writes `docs/benchmarks.md`; `bench upload small` runs those parts and prints them.
//! Absolute figures belong to the machine that made them. What counts are the ratios between programs that were
//! measured minutes apart, taking turns, all with their data on the same tmpfs.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
#![allow(
    clippy::disallowed_methods,
    reason = "starting programs and timing them is what this tool is for"
)]

mod contestants;
mod load;
mod machine;
mod options;
mod parts;
mod report;
mod samples;
mod tools;

use clap::Parser as _;

use crate::options::Options;
use crate::report::Report;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let report = harness::until_interrupted(run(&options)).await?;
    let text = report.markdown();
    println!("{text}");
    if let Some(path) = options.page() {
        std::fs::write(&path, text)?;
        eprintln!("written to {}", path.display());
    }
    Ok(())
}

async fn run(options: &Options) -> anyhow::Result<Report> {
    let mut report = Report::new(options)?;
    for part in options.parts() {
        eprintln!("== {}", part.name());
        for section in part.run(options).await? {
            report.add(section);
        }
    }
    Ok(report)
}
