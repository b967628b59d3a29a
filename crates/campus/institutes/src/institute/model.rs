//! What an institute is, and what may stand in it. Pure.

use std::str::FromStr;

use base::Timestamp;
use chrono_tz::Tz;
use kernel::{Branding, InstituteId, Locale, Problem};

use super::color::Color;
use crate::words;

const LONGEST_NAME: usize = 100;

/// Whether an institute can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstituteState {
    /// Open to its people.
    Active,
    /// Closed to everybody; its rows are on their way out.
    Deleting,
    /// Gone. The row stays, so that the audit trail names something.
    Deleted,
}

impl InstituteState {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            InstituteState::Active => "active",
            InstituteState::Deleting => "deleting",
            InstituteState::Deleted => "deleted",
        }
    }

    /// A state that a newer version invented is none in which people may come in.
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "active" => InstituteState::Active,
            "deleted" => InstituteState::Deleted,
            _ => InstituteState::Deleting,
        }
    }
}

/// The name of an institute: 1 to 100 characters in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstituteName(String);

impl InstituteName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InstituteName {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        words::one_line("name", text, LONGEST_NAME).map(InstituteName)
    }
}

/// A name of the IANA time zone database, such as `Asia/Kolkata`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// The name, as the database spells it.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl FromStr for TimeZone {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let detail = "Choose a time zone by its IANA name, for example Asia/Kolkata.";
        text.parse()
            .map(TimeZone)
            .map_err(|_| Problem::validation("time_zone", detail))
    }
}

/// What an institute says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Its name.
    pub name: InstituteName,
    /// Where its days begin.
    pub time_zone: TimeZone,
    /// The language of its letters.
    pub language: Locale,
    /// Its colour.
    pub color: Color,
    /// Whom its people may write to.
    pub contact_email: Option<String>,
}

/// An institute, as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institute {
    /// Its id.
    pub id: InstituteId,
    /// Whether it can be used.
    pub state: InstituteState,
    /// Its name.
    pub name: String,
    /// A name of the IANA time zone database.
    pub time_zone: String,
    /// The language of its letters.
    pub language: Locale,
    /// `#rrggbb`
    pub color: String,
    /// Whom its people may write to.
    pub contact_email: Option<String>,
    /// Marks the logo it has, and changes with it.
    pub logo_mark: Option<String>,
    /// When it was opened.
    pub created_at: Timestamp,
}

impl Institute {
    /// How it shows itself in letters.
    pub(crate) fn branding(&self) -> Branding {
        Branding {
            name: self.name.clone(),
            color: self.color.clone(),
        }
    }

    /// Where its logo is served, for somebody who belongs to it. The address changes with the picture.
    pub(crate) fn logo_path(&self) -> Option<String> {
        let mark = self.logo_mark.as_ref()?;
        Some(format!("/api/institutes/{}/logo?v={mark}", self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_names() {
        assert_eq!("Asia/Kolkata".parse::<TimeZone>().unwrap().name(), "Asia/Kolkata");
        for text in ["", "IST5:30", "Asia/Nowhere", "../etc/passwd", "+05:30"] {
            assert_eq!(
                text.parse::<TimeZone>().unwrap_err().fields["field"],
                "time_zone",
                "{text}"
            );
        }
    }

    #[test]
    fn states_read_back_and_strange_ones_are_closed() {
        for state in [
            InstituteState::Active,
            InstituteState::Deleting,
            InstituteState::Deleted,
        ] {
            assert_eq!(InstituteState::from_name(state.name()), state);
        }
        assert_eq!(InstituteState::from_name("paused"), InstituteState::Deleting);
    }
}
