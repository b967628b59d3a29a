//! Where settings come from: flags over environment over file over default.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{SettingsError, TABLE, table::Setting, values::SettingValue};

/// The variable that names the settings file.
const CONFIG: &str = "LYCEUM_CONFIG";
/// The settings file inside the data directory.
const FILE_NAME: &str = "lyceum.toml";
/// A settings file larger than this is none.
const FILE_MAX: u64 = 1 << 20;

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The settings file.
    File,
    /// This environment variable.
    Environment(String),
    /// The command line.
    Flag,
}

/// The texts of all sources, names checked, values not yet read.
#[derive(Debug)]
pub struct Sources {
    found: BTreeMap<&'static str, (String, Origin)>,
}

impl Sources {
    /// Collects what is set. `environment` may hold any variables; only `LYCEUM_…` count.
    pub fn collect(
        environment: &BTreeMap<String, String>,
        flags: &[(&'static str, String)],
    ) -> Result<Self, SettingsError> {
        let mut sources = Sources { found: BTreeMap::new() };
        sources.add_environment(environment)?;
        for (name, text) in flags {
            sources.found.insert(name, (text.clone(), Origin::Flag));
        }
        if let Some((path, text)) = read_file(environment, sources.text("data_dir"))? {
            sources.add_file(&path, &text)?;
        }
        Ok(sources)
    }

    /// The value of a setting.
    pub fn value<T: SettingValue>(&self, name: &'static str) -> Result<T, SettingsError> {
        T::read(self.text(name)).map_err(|problem| SettingsError::Value {
            name: self.spelled(name),
            problem,
        })
    }

    /// Where the value of a setting comes from.
    pub fn origin(&self, name: &str) -> Origin {
        self.found
            .get(name)
            .map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    fn text(&self, name: &str) -> &str {
        let default = || {
            TABLE
                .iter()
                .find(|setting| setting.name == name)
                .map_or("", |setting| setting.default)
        };
        self.found.get(name).map_or_else(default, |(text, _)| text)
    }

    /// The name as the person wrote it, so that the message points at the right place.
    fn spelled(&self, name: &str) -> String {
        match self.origin(name) {
            Origin::Environment(variable) => variable,
            _ => name.to_owned(),
        }
    }

    fn add_environment(&mut self, environment: &BTreeMap<String, String>) -> Result<(), SettingsError> {
        for (variable, text) in environment
            .iter()
            .filter(|(name, _)| name.starts_with("LYCEUM_") && !belongs_to_others(name))
        {
            if let Some(setting) = TABLE.iter().find(|setting| setting.variable() == *variable) {
                self.insert_variable(setting, variable, text.clone())?;
            } else if let Some(setting) = secret_in_file(variable) {
                let secret = fs::read_to_string(text).map_err(|source| SettingsError::SecretFile {
                    variable: variable.clone(),
                    path: PathBuf::from(text),
                    source,
                })?;
                self.insert_variable(setting, variable, secret.trim_end_matches(['\r', '\n']).to_owned())?;
            } else {
                let known = TABLE.iter().map(Setting::variable);
                return Err(SettingsError::unknown(variable, known));
            }
        }
        Ok(())
    }

    fn insert_variable(&mut self, setting: &Setting, variable: &str, text: String) -> Result<(), SettingsError> {
        let origin = Origin::Environment(variable.to_owned());
        match self.found.insert(setting.name, (text, origin)) {
            Some((_, Origin::Environment(other))) => Err(SettingsError::Twice {
                first: other,
                second: variable.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    fn add_file(&mut self, path: &Path, text: &str) -> Result<(), SettingsError> {
        let table: toml::Table = text.parse().map_err(|source| SettingsError::Toml {
            path: path.to_owned(),
            source,
        })?;
        for (key, value) in &table {
            let Some(setting) = TABLE.iter().find(|setting| setting.name == key) else {
                return Err(SettingsError::unknown(
                    key,
                    TABLE.iter().map(|setting| setting.name.to_owned()),
                ));
            };
            let text = as_text(value).ok_or_else(|| SettingsError::Value {
                name: key.clone(),
                problem: format!("takes {}", setting.kind),
            })?;
            self.found.entry(setting.name).or_insert((text, Origin::File));
        }
        Ok(())
    }
}

/// Variables with our prefix that are not settings: the name of the settings file, what tests and tools read, and what
/// Kubernetes sets by itself in every container next to a service called `lyceum`.
fn belongs_to_others(variable: &str) -> bool {
    matches!(variable, CONFIG | "LYCEUM_BIN" | "LYCEUM_API" | "LYCEUM_PORT")
        || ["LYCEUM_TEST_", "LYCEUM_PORT_", "LYCEUM_SERVICE_"]
            .iter()
            .any(|prefix| variable.starts_with(prefix))
}

fn secret_in_file(variable: &str) -> Option<&'static Setting> {
    let named = variable.strip_suffix("_FILE")?;
    TABLE
        .iter()
        .find(|setting| setting.secret && setting.variable() == named)
}

/// The settings file: the named one must be there, the one in the data directory may be absent.
fn read_file(
    environment: &BTreeMap<String, String>,
    data_dir: &str,
) -> Result<Option<(PathBuf, String)>, SettingsError> {
    let named = environment.get(CONFIG).map(PathBuf::from);
    let path = named.clone().unwrap_or_else(|| Path::new(data_dir).join(FILE_NAME));
    let refuse = |source| SettingsError::File {
        path: path.clone(),
        source,
    };
    let length = match fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => return Ok(None),
        Err(error) => return Err(refuse(error)),
    };
    if length > FILE_MAX {
        return Err(refuse(io::Error::other("it is larger than 1 MiB")));
    }
    let text = fs::read_to_string(&path).map_err(refuse)?;
    Ok(Some((path, text)))
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}
