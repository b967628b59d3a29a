//! What can go wrong with letters, and its one mapping to the wire.

use std::time::Duration;

use database::DatabaseError;
use kernel::Problem;

/// A refusal of this crate.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// A template is broken: a defect of ours.
    #[error("a letter could not be written")]
    Template(#[from] minijinja::Error),
    /// What a person typed about a mail server is not right.
    #[error("{problem}")]
    Server {
        /// Which member of the request.
        field: &'static str,
        /// What to do about it.
        problem: String,
    },
    /// The stored password cannot be opened.
    #[error("The stored password of the mail server cannot be read any more. Type it again and save.")]
    Password,
    /// Too many test letters.
    #[error("An institute may send 10 test letters in an hour. Wait a while and try again.")]
    TooManyTests,
    /// The database's own trouble.
    #[error("{0}")]
    Database(#[source] DatabaseError),
}

impl From<DatabaseError> for MailError {
    fn from(error: DatabaseError) -> Self {
        MailError::Database(error)
    }
}

impl From<MailError> for Problem {
    fn from(error: MailError) -> Self {
        let detail = error.to_string();
        match error {
            MailError::Template(_) => Problem::internal(&error),
            MailError::Server { field, problem } => Problem::validation(field, problem),
            MailError::Password => Problem::conflict("CONFLICT", detail),
            MailError::TooManyTests => Problem {
                detail,
                ..Problem::rate_limited(Duration::from_secs(600))
            },
            MailError::Database(error) => error.into(),
        }
    }
}
