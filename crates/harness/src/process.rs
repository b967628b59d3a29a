//! A child process that never outlives its owner.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};

/// A running program. Dropping it kills and reaps it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: String,
    /// How long a dropped process may take to end by itself before it is killed.
    patience: Duration,
}

/// Resident memory of a process, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Now (`VmRSS`).
    pub resident: u64,
    /// The most since the start or the last [`Process::reset_peak`] (`VmHWM`).
    pub peak: u64,
}

impl Process {
    /// Starts `command` with both outputs appended to the file `log`.
    ///
    /// # Errors
    /// When the program cannot be started or the log cannot be opened.
    pub fn spawn(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let out = open_log(log)?;
        let err = out.try_clone()?;
        Self::start(command.stdout(out).stderr(err))
    }

    /// Starts `command` with its errors appended to `log` and hands over its standard output.
    ///
    /// # Errors
    /// When the program cannot be started or the log cannot be opened.
    pub fn spawn_piped(command: &mut Command, log: &Path) -> anyhow::Result<(Self, ChildStdout)> {
        let err = open_log(log)?;
        let mut process = Self::start(command.stdout(Stdio::piped()).stderr(err))?;
        let stdout = process
            .child
            .stdout
            .take()
            .context("the standard output was not piped")?;
        Ok((process, stdout))
    }

    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self {
            child,
            name,
            patience: Duration::ZERO,
        })
    }

    /// The same, but asked to end before it is killed: for a program that has children of its own to reap.
    #[must_use]
    pub fn gently(mut self) -> Self {
        self.patience = Duration::from_secs(10);
        self
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// `kill -9`, and waits until it is gone.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end (`SIGTERM`) and waits for that.
    ///
    /// # Errors
    /// When it is still there after `patience`; it is killed then.
    pub fn terminate(&mut self, patience: Duration) -> anyhow::Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        if let Some(status) = self.wait(patience)? {
            return Ok(status);
        }
        self.kill()?;
        bail!("{} did not end within {patience:?} of being asked to", self.name)
    }

    /// Waits at most `patience` for the end.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn wait(&mut self, patience: Duration) -> anyhow::Result<Option<ExitStatus>> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if Instant::now() >= deadline {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).with_context(|| format!("cannot signal {}", self.name))
    }

    /// What it occupies, from `/proc`.
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib: Option<u64> = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
            kib.map(|kib| kib * 1024)
                .with_context(|| format!("no {name} in the status of {}", self.name))
        };
        Ok(Memory {
            resident: field("VmRSS:")?,
            peak: field("VmHWM:")?,
        })
    }

    /// Forgets the highest memory seen so far.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn reset_peak(&self) -> anyhow::Result<()> {
        std::fs::write(format!("/proc/{}/clear_refs", self.pid()), "5")?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.patience.is_zero() {
            let _ = self.terminate(self.patience);
        }
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn open_log(path: &Path) -> anyhow::Result<File> {
    let file = File::options().create(true).append(true).open(path);
    file.with_context(|| format!("cannot open the log {}", path.display()))
}

/// A port of the loopback that was free a moment ago.
///
/// # Errors
/// When the system has none.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Waits until something listens on the port.
///
/// # Errors
/// When nothing does within `patience`, or the process has ended.
pub fn wait_for_port(process: &mut Process, port: u16, patience: Duration) -> anyhow::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let deadline = Instant::now() + patience;
    while TcpStream::connect(address).is_err() {
        if let Some(status) = process.ended()? {
            bail!("{} ended at once: {status}", process.name);
        }
        if Instant::now() >= deadline {
            bail!("{} did not listen on port {port} within {patience:?}", process.name);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::Process;

    fn sleeper() -> Process {
        let log = tempfile::NamedTempFile::new().unwrap();
        Process::spawn(Command::new("sleep").arg("60"), log.path()).unwrap()
    }

    #[test]
    fn a_dropped_process_is_gone() {
        let process = sleeper();
        let proc = format!("/proc/{}", process.pid());
        assert!(std::fs::exists(&proc).unwrap());
        drop(process);
        assert!(!std::fs::exists(&proc).unwrap());
    }

    #[test]
    fn it_can_be_asked_to_end() {
        let mut process = sleeper();
        assert!(process.memory().unwrap().peak > 0);
        let status = process.terminate(Duration::from_secs(10)).unwrap();
        assert!(!status.success());
        assert!(process.ended().unwrap().is_some());
    }
}
