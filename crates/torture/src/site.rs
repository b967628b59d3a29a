//! One server on one data folder that is stopped, broken and started again.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use harness::{Api, Failure, Lyceum, Scratch, Settings, binary};
use serde_json::Value;

use crate::options::Options;

/// How long a start may take, recovery included.
const START: Duration = Duration::from_secs(60);
/// Who uses the drive.
const EMAIL: &str = "torture@example.org";

/// A server with its data. Dropping it kills the server and removes the data, unless it is to be kept.
#[derive(Debug)]
pub(crate) struct Site {
    server: Option<Lyceum>,
    api: Option<Api>,
    pub(crate) settings: Settings,
    scratch: Scratch,
}

impl Site {
    /// A server that was never started, with its data in `data` or, without it, in a scratch folder.
    pub(crate) fn prepare(options: &Options, name: &str, data: Option<&Path>) -> anyhow::Result<Self> {
        let mut scratch = Scratch::under(&options.room, name)?;
        if options.keep {
            scratch.keep();
        }
        let data = data.map_or_else(|| scratch.join("data"), Path::to_owned);
        let settings = Settings::new(&binary(profile())?, &data, &scratch.join("server.log"));
        Ok(Self {
            server: None,
            api: None,
            settings,
            scratch,
        })
    }

    /// The same with one more variable of the server's environment.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings = self.settings.with(name, value);
        self
    }

    /// Starts the server; the first time the account is made.
    pub(crate) async fn start(&mut self) -> anyhow::Result<Api> {
        let server = self.settings.start(START)?;
        let api = match &self.api {
            Some(api) => api.at(server.base()),
            None => Api::register(server.base(), EMAIL).await?,
        };
        self.server = Some(server);
        self.api = Some(api.clone());
        Ok(api)
    }

    /// The process id of the server, while it runs.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.server.as_ref().map(Lyceum::pid)
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.server.take().context("the server does not run")?.kill()
    }

    /// Ends it as an init system would.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        self.server.take().context("the server does not run")?.stop()
    }

    /// The folder of one storage directory.
    pub(crate) fn target(&self, zone: &str) -> PathBuf {
        self.settings.data().join("targets").join(zone)
    }

    /// A path beside the data, for what a scenario needs.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.scratch.join(name)
    }

    /// Leaves everything for a person to look at, and says where.
    pub(crate) fn keep(&mut self) {
        self.scratch.keep();
        println!("data and log are kept in {}", self.scratch.path().display());
    }

    /// Runs the server's own full check on a stopped server: sweeps, then looks for orphans, missing and corrupt shards
    /// and wrong allowances. `Err` says what is wrong.
    pub(crate) fn verify(&self) -> anyhow::Result<Result<(), String>> {
        let output = self.settings.run(&["verify", "--all", "--json"])?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Ok(found) = serde_json::from_str::<Value>(&text) else {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Ok(Err(format!(
                "verify printed no JSON ({}): {text} {errors}",
                output.status
            )));
        };
        let fields = ["orphans", "missing", "corrupt", "used_mismatch"];
        let wrong: Vec<&str> = fields.into_iter().filter(|field| !nothing(found.get(field))).collect();
        Ok(if wrong.is_empty() {
            Ok(())
        } else {
            Err(format!("{} in {text}", wrong.join(", ")))
        })
    }
}

/// Whether a finding is empty, in whatever way the tool says that. A finding that is not told is not empty.
fn nothing(finding: Option<&Value>) -> bool {
    match finding {
        Some(Value::Number(count)) => count.as_u64() == Some(0),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Bool(found)) => !found,
        _ => false,
    }
}

const fn profile() -> &'static str {
    if cfg!(debug_assertions) { "debug" } else { "release" }
}

/// Asks again and again until `ready` finds what it waits for.
pub(crate) async fn wait_until<T, F, W>(patience: Duration, what: &str, mut ready: F) -> anyhow::Result<T>
where
    F: FnMut() -> W,
    W: Future<Output = Result<Option<T>, Failure>>,
{
    let deadline = Instant::now() + patience;
    let mut last;
    loop {
        match ready().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => last = String::from("not yet"),
            Err(failure) => last = failure.to_string(),
        }
        if Instant::now() >= deadline {
            bail!("{what} did not come within {patience:?}: {last}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::nothing;

    #[test]
    fn what_is_not_told_is_not_fine() {
        assert!(nothing(Some(&json!(0))) && nothing(Some(&json!([]))) && nothing(Some(&json!(false))));
        assert!(!nothing(None) && !nothing(Some(&json!(1))) && !nothing(Some(&json!(["x"]))));
    }
}
