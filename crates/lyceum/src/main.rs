//! Reads the command line, starts the runtime, runs one verb.

use std::process::ExitCode;

use clap::Parser;
use lyceum::{cli::Cli, memory};

/// Threads for file and password work. Each costs memory once used, and disks do not get faster beyond a few.
const BLOCKING_THREADS: usize = 64;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.serves() {
        memory::settle();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(cli.run());
            // File work that hangs on a dead disk must not keep the process alive.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("lyceum: {}", base::chain(error.as_ref()));
        ExitCode::FAILURE
    })
}
