//! Which storage directories there are, from the settings.

use std::{path::PathBuf, sync::Arc};

use engine::{DirectoryOpener, Role, TargetSpec};

use crate::settings::Settings;

/// The name of the backup, as a target and as a zone.
pub const BACKUP: &str = "backup";

/// A storage directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name, which is also its zone.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Where it lies.
    pub path: PathBuf,
}

/// Every storage directory the settings name.
pub fn all(settings: &Settings) -> Vec<Place> {
    let zone = |name: &String| Place {
        name: name.clone(),
        role: Role::Primary,
        path: settings.zone_dir(name),
    };
    let backup = |path: &PathBuf| Place {
        name: BACKUP.to_owned(),
        role: Role::Backup,
        path: path.clone(),
    };
    settings
        .zones
        .0
        .iter()
        .map(zone)
        .chain(settings.backup_dir.iter().map(backup))
        .collect()
}

/// The same in the engine's words.
pub fn specs(settings: &Settings) -> Vec<TargetSpec> {
    let spec = |place: Place| TargetSpec {
        zone: place.name.clone(),
        name: place.name,
        role: place.role,
        kind: "directory",
        opener: Arc::new(DirectoryOpener(place.path)),
    };
    all(settings).into_iter().map(spec).collect()
}
