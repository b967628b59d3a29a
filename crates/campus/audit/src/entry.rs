//! A deed on its way into the record.

use std::fmt::Display;

use kernel::InstituteId;
use serde::Serialize;

use crate::{Action, INSTALLATION, Origin, detail::Detail};

/// The most characters of an object.
const LONGEST_OBJECT: usize = 200;

/// A deed on its way into the record: `Entry::new(institute, &origin, SETTINGS_CHANGED).on(institute).change(&old, &new)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub(crate) institute: InstituteId,
    pub(crate) origin: Origin,
    pub(crate) action: Action,
    pub(crate) object: String,
    pub(crate) detail: Detail,
}

impl Entry {
    /// A deed inside of an institute.
    pub fn new(institute: InstituteId, origin: &Origin, action: Action) -> Self {
        Entry {
            institute,
            origin: origin.clone(),
            action,
            object: String::new(),
            detail: Detail::default(),
        }
    }

    /// A deed that concerns the installation as a whole.
    pub fn of_installation(origin: &Origin, action: Action) -> Self {
        Entry::new(INSTALLATION, origin, action)
    }

    /// What it was done to: an id as it looks on the wire, at most 200 characters.
    #[must_use]
    pub fn on(mut self, object: impl Display) -> Self {
        self.object = printable(&object.to_string(), LONGEST_OBJECT);
        self
    }

    /// What it was like before and after. Never give secrets. Of two objects only the members that differ are kept.
    #[must_use]
    pub fn change(mut self, before: &impl Serialize, after: &impl Serialize) -> Self {
        self.detail.set_change(before, after);
        self
    }

    /// Something else worth knowing: `.with("invited", &12)`. Never give secrets.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl Serialize) -> Self {
        self.detail.set(name, value);
        self
    }
}

/// A text on one line, cut to a length. PostgreSQL keeps no zero bytes, and nobody wants line breaks in a record.
pub(crate) fn printable(text: &str, longest: usize) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { '\u{fffd}' } else { letter })
        .take(longest)
        .collect()
}
