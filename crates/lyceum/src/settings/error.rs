//! What can be wrong with settings. Each message names the setting as the person wrote it.

use std::{io, path::PathBuf};

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A name that means nothing, most likely a slip.
    #[error("the setting `{name}` does not exist{}; `lyceum settings` lists all", hint(.nearest))]
    Unknown {
        /// As it was written.
        name: String,
        /// A known name that looks like it.
        nearest: Option<String>,
    },
    /// A text that is no value of this setting.
    #[error("the setting `{name}` {problem}")]
    Value {
        /// As it was written.
        name: String,
        /// The end of the sentence.
        problem: String,
    },
    /// A variable and its `_FILE` form, both set.
    #[error("`{first}` and `{second}` are both set; keep one of them")]
    Twice {
        /// One variable.
        first: String,
        /// The other.
        second: String,
    },
    /// The settings file cannot be read.
    #[error("the settings file {} cannot be read; check the path and its permissions", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The settings file is no TOML.
    #[error("the settings file {} is not valid TOML", path.display())]
    Toml {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        source: toml::de::Error,
    },
    /// The file of a secret cannot be read.
    #[error("{variable} names the file {}, which cannot be read", path.display())]
    SecretFile {
        /// The variable with `_FILE` at its end.
        variable: String,
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A variable that is not text.
    #[error("the environment variable `{0}` is not valid UTF-8")]
    NotText(String),
}

impl SettingsError {
    pub(super) fn unknown(name: &str, known: impl Iterator<Item = String>) -> Self {
        SettingsError::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, known),
        }
    }
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

/// The known name with the fewest slips, if it is near enough to be meant.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let slips = |candidate: &String| strsim::osa_distance(name, candidate);
    let best = known.min_by_key(slips)?;
    (slips(&best) <= name.len().div_ceil(3)).then_some(best)
}
