//! What an import is. Pure.

use base::Timestamp;
use kernel::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ImportId;
use crate::people::members::NewMember;

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImportState {
    /// The file is being read and checked.
    Reading,
    /// Every line was checked; nothing has changed yet.
    Checked,
    /// Confirmed: people are being put into the directory.
    Applying,
    /// All good lines are people now.
    Done,
    /// The file could not be read; `problem` says why.
    Failed,
}

impl ImportState {
    const ALL: [ImportState; 5] = [
        ImportState::Reading,
        ImportState::Checked,
        ImportState::Applying,
        ImportState::Done,
        ImportState::Failed,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            ImportState::Reading => "reading",
            ImportState::Checked => "checked",
            ImportState::Applying => "applying",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
        }
    }

    /// A state that a newer version invented can only be looked at.
    pub(super) fn from_name(name: &str) -> Self {
        let known = ImportState::ALL.into_iter().find(|state| state.name() == name);
        known.unwrap_or(ImportState::Failed)
    }
}

/// An import, without its lines.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub id: ImportId,
    /// What the file is called.
    pub name: String,
    pub state: ImportState,
    /// The role of whoever uploaded it.
    pub reach: Role,
    pub total: u64,
    pub good: u64,
    pub bad: u64,
    pub done: u64,
    pub invite: bool,
    pub problem: Option<String>,
    pub created_at: Timestamp,
}

/// What is wrong with a line. Programs match on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Code {
    /// The address stands in an earlier line.
    Duplicate,
    /// The address is in the directory.
    AlreadyMember,
    /// No address.
    BadEmail,
    /// No name.
    MissingName,
    /// No role of ours.
    UnknownRole,
    /// A role above that of whoever uploads, or a password hash brought by somebody who does not manage the institute.
    NotAllowed,
    /// Computed instead of written.
    Formula,
    /// More than fits.
    TooLong,
    /// No telephone number.
    BadPhone,
    /// Another text that cannot be right.
    BadText,
    /// No hash that can be verified.
    BadHash,
}

/// One thing that is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RowProblem {
    /// The column of the template that it is about.
    #[schema(example = "email")]
    pub column: String,
    pub code: Code,
    /// What to do about it.
    pub message: String,
}

/// A line that is good, as it is kept until it is applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub phone: Option<String>,
    pub roll_number: Option<String>,
    pub guardian_email: Option<String>,
    pub password_hash: Option<String>,
}

impl Person {
    /// What goes into the directory.
    pub(super) fn member(&self) -> NewMember {
        NewMember {
            email: self.email.clone(),
            name: self.name.clone(),
            role: self.role,
            phone: self.phone.clone(),
            roll_number: self.roll_number.clone(),
            guardian_email: self.guardian_email.clone(),
        }
    }
}

/// A line after it was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub number: u64,
    /// As they stand in the file.
    pub name: String,
    pub email: String,
    /// What is to be done, or what is wrong.
    pub found: Result<Person, Vec<RowProblem>>,
}
