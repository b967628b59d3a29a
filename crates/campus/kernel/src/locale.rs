//! The languages Lyceum speaks.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language, by its BCP 47 tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Hindi.
    Hi,
}

impl Locale {
    /// Every language there is.
    pub const ALL: [Locale; 2] = [Locale::En, Locale::Hi];

    /// The tag, as it stands on the wire and in the database.
    pub const fn tag(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Hi => "hi",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Locale {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Locale::ALL.into_iter().find(|locale| locale.tag() == text);
        known.ok_or("the language is either `en` or `hi`")
    }
}
