//! The settings of a server: one table, read from flags, environment and file, refused when anything is unclear.

mod error;
mod google;
mod mail_server;
mod page;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};

pub use error::SettingsError;
pub use page::{effective, markdown};
pub use sources::{Origin, Sources};
pub use table::{Setting, Settings, TABLE};
pub use values::{
    Addresses, Days, LogFormat, MailFrom, MailSecurity, Names, PublicUrl, Registration, Secret, StorageClass, YesNo,
};

/// The database in the data directory.
const SQLITE_NAME: &str = "lyceum.sqlite";

/// Settings together with where each came from.
#[derive(Debug)]
pub struct Loaded {
    /// The values.
    pub settings: Settings,
    /// Where they came from.
    pub sources: Sources,
}

impl Loaded {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// The first thing that is wrong, in a sentence that names the setting.
    pub fn from_process(flags: &[(&'static str, String)]) -> Result<Self, SettingsError> {
        Loaded::new(std::env::vars_os(), flags)
    }

    /// Reads settings from the given variables and flags.
    ///
    /// # Errors
    /// As [`Loaded::from_process`].
    pub fn new(
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        flags: &[(&'static str, String)],
    ) -> Result<Self, SettingsError> {
        let mut environment = BTreeMap::new();
        for (name, text) in variables {
            // Names that are not text cannot be ours.
            let Ok(name) = name.into_string() else { continue };
            if name.starts_with("LYCEUM_") {
                let text = text.into_string().map_err(|_| SettingsError::NotText(name.clone()))?;
                environment.insert(name, text);
            }
        }
        let sources = Sources::collect(&environment, flags)?;
        let settings = Settings::read(&sources)?;
        settings.check()?;
        Ok(Loaded { settings, sources })
    }
}

impl Settings {
    /// The URL of the database.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.expose().to_owned(),
            None => database::Database::sqlite_url(&self.data_dir.join(SQLITE_NAME)),
        }
    }

    /// The file of the database, when it is a SQLite one.
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        let Some(url) = &self.database_url else {
            return Some(self.data_dir.join(SQLITE_NAME));
        };
        let path = url.expose().strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
    }

    /// Where the root key lies.
    pub fn root_key_path(&self) -> PathBuf {
        self.root_key_file
            .clone()
            .unwrap_or_else(|| self.data_dir.join("keys").join("root.key"))
    }

    /// The directory of an embedded zone.
    pub fn zone_dir(&self, zone: &str) -> PathBuf {
        self.data_dir.join("targets").join(zone)
    }

    /// What no single value can tell.
    fn check(&self) -> Result<(), SettingsError> {
        let refuse = |name: &str, problem: &str| {
            Err(SettingsError::Value {
                name: name.to_owned(),
                problem: problem.to_owned(),
            })
        };
        let chunk = self.chunk_size.0;
        if !chunk.is_power_of_two() || !(64 * base::KIB..=4 * base::MIB).contains(&chunk) {
            return refuse("chunk_size", "takes a power of two from 64 KiB to 4 MiB");
        }
        if !(1..=32).contains(&self.coded_k) || !(1..=16).contains(&self.coded_m) {
            return refuse("coded_k", "takes 1 to 32, and `coded_m` 1 to 16");
        }
        if self.storage_class == StorageClass::Coded
            && self.zones.0.len() < usize::from(self.coded_k) + usize::from(self.coded_m)
        {
            return refuse(
                "zones",
                "needs at least `coded_k` + `coded_m` names for the storage class `coded`",
            );
        }
        if self.zones.0.iter().any(|zone| zone == crate::places::BACKUP) {
            return refuse("zones", "cannot have the name `backup`, which is the backup's own");
        }
        if let Some((name, problem)) = self.mail_mistake() {
            return refuse(name, problem);
        }
        if let Some((name, problem)) = self.google_mistake() {
            return refuse(name, problem);
        }
        if self.max_connections == 0 {
            return refuse("max_connections", "must be at least 1");
        }
        Ok(())
    }
}
