//! Looking over an installation: what is well, what is not, what to do. Changes nothing, and works while the server runs.

mod audit;
mod database;
mod keys;
mod machine;
mod targets;

use std::fmt;

use base::World;
use serde::Serialize;

use crate::settings::Settings;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Well.
    Ok,
    /// Works, but somebody should look.
    Warn,
    /// Does not work.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `database`, `target us-east`.
    pub name: String,
    /// How it is.
    pub state: State,
    /// What was seen.
    pub detail: String,
    /// What to do; nothing when all is well.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub advice: String,
}

impl Check {
    fn ok(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Check {
            name: name.into(),
            state: State::Ok,
            detail: detail.into(),
            advice: String::new(),
        }
    }

    fn warn(name: impl Into<String>, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Check {
            name: name.into(),
            state: State::Warn,
            detail: detail.into(),
            advice: advice.into(),
        }
    }

    fn fail(name: impl Into<String>, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Check {
            name: name.into(),
            state: State::Fail,
            detail: detail.into(),
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.state {
            State::Ok => "ok",
            State::Warn => "WARN",
            State::Fail => "FAIL",
        };
        write!(f, "{word:4}  {}: {}", self.name, self.detail)?;
        if self.advice.is_empty() {
            Ok(())
        } else {
            write!(f, "\n      → {}", self.advice)
        }
    }
}

/// Everything that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether nothing failed.
    pub ok: bool,
    /// In the order of looking.
    pub checks: Vec<Check>,
}

/// Looks over everything the settings name.
pub async fn examine(settings: &Settings, world: &World) -> Report {
    let mut checks = vec![machine::data_dir(&settings.data_dir)];
    let (database, found) = database::examine(settings).await;
    checks.extend(found);
    checks.push(keys::examine(settings, database.as_ref()).await);
    checks.push(machine::clock(database.as_ref(), world).await);
    checks.extend(targets::examine(settings, database.as_ref()).await);
    if let Some(database) = database {
        if checks
            .iter()
            .any(|check| check.name == database::SCHEMA && check.state == State::Ok)
        {
            checks.extend(audit::examine(&database).await);
        }
        database.close().await;
    }
    Report {
        ok: checks.iter().all(|check| check.state != State::Fail),
        checks,
    }
}
