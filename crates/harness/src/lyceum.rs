//! The server under test, as a person would start it: the binary, a data folder and the environment.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::process::{Memory, Process};

/// How to start a server; every start uses a free port.
#[derive(Clone, Debug)]
pub struct Settings {
    binary: PathBuf,
    data: PathBuf,
    log: PathBuf,
    environment: BTreeMap<String, String>,
}

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Lyceum {
    process: Process,
    base: String,
    started_in: Duration,
}

impl Settings {
    /// A server on the folder `data`, whose output goes to the file `log`.
    #[must_use]
    pub fn new(binary: &Path, data: &Path, log: &Path) -> Self {
        let environment = [
            ("LYCEUM_LISTEN", "127.0.0.1:0"),
            ("LYCEUM_REGISTRATION", "open"),
            ("LYCEUM_DEFAULT_ALLOWANCE", "1099511627776"),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            binary: binary.to_owned(),
            data: data.to_owned(),
            log: log.to_owned(),
            environment: environment.into(),
        }
    }

    /// The same with one more variable of the environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The log of the server.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    fn command(&self, verb: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(verb)
            .env("LYCEUM_DATA_DIR", &self.data)
            .envs(&self.environment);
        command
    }

    /// Runs a verb to its end, such as `doctor`.
    ///
    /// # Errors
    /// When the binary cannot be started. The verb's own failure is in the output's status.
    pub fn run(&self, verb: &[&str]) -> anyhow::Result<Output> {
        self.command(verb)
            .output()
            .with_context(|| format!("cannot start {}", self.binary.display()))
    }

    /// Starts `serve` without waiting for it to be ready.
    ///
    /// # Errors
    /// When the binary cannot be started.
    pub fn launch(&self) -> anyhow::Result<Process> {
        Process::spawn(&mut self.command(&["serve"]), &self.log)
    }

    /// Starts `serve` and waits until it says where it listens.
    ///
    /// # Errors
    /// When it ends or says nothing within `patience`; the message carries the end of its log.
    pub fn start(&self, patience: Duration) -> anyhow::Result<Lyceum> {
        let begun = Instant::now();
        let (mut process, stdout) = Process::spawn_piped(&mut self.command(&["serve"]), &self.log)?;
        let (tell, told) = mpsc::channel();
        // Reads on for ever, so that a server that prints more never blocks on a full pipe.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("ready at ") {
                    let _ = tell.send(address.trim().trim_end_matches('/').to_owned());
                }
            }
        });
        match told.recv_timeout(patience) {
            Ok(base) => Ok(Lyceum {
                process,
                base,
                started_in: begun.elapsed(),
            }),
            Err(_) => {
                let end = process.wait(Duration::from_millis(500))?;
                let end = end.map_or_else(
                    || format!("is not ready after {patience:?}"),
                    |status| format!("ended: {status}"),
                );
                bail!("the server {end}\n{}", self.log_tail(30))
            }
        }
    }

    /// The last lines the server has logged.
    #[must_use]
    pub fn log_tail(&self, lines: usize) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }
}

impl Lyceum {
    /// Its address, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Time from the start of the process to its word that it is ready.
    #[must_use]
    pub const fn started_in(&self) -> Duration {
        self.started_in
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The process itself.
    pub const fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Its memory.
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        self.process.memory()
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Ends it as an init system would.
    ///
    /// # Errors
    /// When it does not end in time or ends with a failure.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let status = self.process.terminate(Duration::from_secs(40))?;
        if !status.success() {
            bail!("the server answered SIGTERM with {status}");
        }
        Ok(())
    }
}

/// The server binary: `$LYCEUM_BIN`, or the one of `profile` (`debug` or `release`) in the target folder that this tool runs from.
///
/// # Errors
/// When there is none; says how to build it.
pub fn binary(profile: &str) -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os("LYCEUM_BIN") {
        return Ok(path.into());
    }
    let own = std::env::current_exe()?;
    let root = own
        .ancestors()
        .nth(2)
        .context("this program lies in no target folder")?;
    let found = root.join(profile).join("lyceum");
    if found.is_file() {
        return Ok(found);
    }
    let how = if profile == "release" { " --release" } else { "" };
    bail!(
        "no server binary at {}: run `cargo build{how} --bin lyceum`, or name one in LYCEUM_BIN",
        found.display()
    )
}
