//! The documentation page of the settings, and the listing of the effective ones.

use std::fmt::Write;

use super::{Loaded, Origin, TABLE};

/// `docs/operating/settings.md`.
pub fn markdown() -> String {
    let mut page = String::from(INTRODUCTION);
    for setting in TABLE {
        let default = match setting.default {
            "" => "nothing".to_owned(),
            text => format!("`{text}`"),
        };
        // Writing to a `String` cannot fail.
        let _ = write!(
            page,
            "\n## `{}`\n\n{}\n\nTakes {}. Default: {default}. Environment: `{}`{}.\n",
            setting.name,
            setting.about.trim(),
            setting.kind,
            setting.variable(),
            if setting.secret {
                format!(
                    ", or `{}_FILE` with the path of a file that holds it",
                    setting.variable()
                )
            } else {
                String::new()
            },
        );
    }
    page
}

const INTRODUCTION: &str = "# Settings

This page is generated: `lyceum settings --markdown > docs/operating/settings.md`.

Settings are read from the command line, over the environment, over the file, over the default. The file is
`lyceum.toml` in the data directory, or the one named by `LYCEUM_CONFIG`; it holds lines such as
`listen = \"0.0.0.0:8080\"` and `zones = [\"north\", \"south\", \"east\"]`. A name that does not exist is refused, in the
file and in the environment. `lyceum settings` prints what is in force and where it comes from.
";

/// What is in force, a line each, with secrets hidden.
pub fn effective(loaded: &Loaded) -> String {
    let width = TABLE.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    let mut lines = String::new();
    for setting in TABLE {
        let origin = match loaded.sources.origin(setting.name) {
            Origin::Default => "default".to_owned(),
            Origin::File => "file".to_owned(),
            Origin::Environment(variable) => variable,
            Origin::Flag => "command line".to_owned(),
        };
        let shown = loaded.settings.shown(setting.name);
        let shown = if shown.is_empty() { "-" } else { &shown };
        // Writing to a `String` cannot fail.
        let _ = writeln!(lines, "{:width$} = {shown}  ({origin})", setting.name);
    }
    lines
}
