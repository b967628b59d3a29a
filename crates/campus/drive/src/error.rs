//! What the drive refuses and what can fail under it, and how each of that looks on the wire: one table.

use std::time::Duration;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use database::DatabaseError;
use engine::{ReadError, TransitionError, WriteError};
use kernel::{Problem, jobs::JobError};

use crate::{
    ids::EntryId,
    model::{
        digest::Malformed,
        name::{Name, NameError},
        path::PathError,
    },
};

/// Why the drive did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// Absent, or somebody else's: the two look the same.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Something else has the name.
    #[error("`{name}` is there already; choose another name")]
    NameTaken {
        /// What has it.
        existing: EntryId,
        /// The name.
        name: Name,
    },
    /// A folder was to be moved or copied into itself.
    #[error("a folder cannot lie inside itself; choose another folder")]
    IntoItself,
    /// Folders would lie too deep.
    #[error("folders may lie at most 100 deep inside each other")]
    TooDeep,
    /// It, or a folder around it, is in the trash.
    #[error("it lies in the trash; restore it first, or the folder around it")]
    InTrash,
    /// There is nothing to restore.
    #[error("it is not in the trash")]
    NotInTrash,
    /// The current version cannot be deleted by itself.
    #[error("this is the current version; delete the file, or restore another version first")]
    CurrentVersion,
    /// `If-Match` or `If-None-Match` does not hold.
    #[error("the file has changed or is there already; look at it again before writing")]
    Precondition,
    /// More things than one request may touch.
    #[error("more than {most} files and folders at once; take the folders inside one by one")]
    TooMany {
        /// How many would do.
        most: usize,
    },
    /// The name is not allowed.
    #[error("{0}")]
    Name(#[from] NameError),
    /// The path is not allowed.
    #[error("{0}")]
    Path(#[from] PathError),
    /// A checksum cannot be read.
    #[error("{0}")]
    Digest(#[from] Malformed),
    /// The bytes are not the ones that were promised.
    #[error("the bytes that arrived are not the ones that were promised; nothing was kept, send them again")]
    Checksum,
    /// The request's body ended early or broke.
    #[error("the connection broke before all bytes had arrived")]
    Body(#[source] axum::Error),
    /// A refusal that is ready for the wire.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// The engine did not take the bytes.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The engine did not give the bytes.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The engine did not move the bytes to another class.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// The database's own trouble.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Something that cannot be, a defect of ours.
    #[error("{0}")]
    Defect(&'static str),
}

impl From<Problem> for DriveError {
    fn from(problem: Problem) -> Self {
        DriveError::Problem(Box::new(problem))
    }
}

impl From<DriveError> for Problem {
    fn from(error: DriveError) -> Self {
        let detail = sentence(&error);
        match error {
            DriveError::NotFound(what) => Problem::not_found(what),
            DriveError::NameTaken { existing, name } => Problem::conflict("NAME_TAKEN", detail)
                .with("existing", existing.to_string())
                .with("name", name.as_str()),
            DriveError::IntoItself | DriveError::InTrash | DriveError::NotInTrash | DriveError::CurrentVersion => {
                Problem::conflict("CONFLICT", detail)
            }
            DriveError::Precondition => Problem::new(StatusCode::PRECONDITION_FAILED, "PRECONDITION_FAILED", detail),
            DriveError::TooMany { .. } => Problem::conflict("TOO_LARGE", detail),
            DriveError::Name(_) => Problem::validation("name", detail),
            DriveError::Path(_) | DriveError::TooDeep => Problem::validation("path", detail),
            DriveError::Digest(_) => Problem::validation("checksum", detail),
            DriveError::Checksum => Problem::new(StatusCode::BAD_REQUEST, "CHECKSUM_MISMATCH", detail),
            DriveError::Body(cause) => broken_body(&cause, detail),
            DriveError::Problem(problem) => *problem,
            DriveError::Write(error) => of_write(error, detail),
            DriveError::Read(error) => of_read(error, detail),
            DriveError::Transition(error) => of_transition(error, detail),
            DriveError::Database(error) => error.into(),
            DriveError::Defect(_) => Problem::internal(&error),
        }
    }
}

fn broken_body(cause: &axum::Error, detail: String) -> Problem {
    tracing::debug!(error = %base::chain(cause), "a request body broke");
    Problem::validation("body", detail)
}

fn of_write(error: WriteError, detail: String) -> Problem {
    match error {
        WriteError::QuotaExceeded { limit, used, needed } => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "QUOTA_EXCEEDED", detail)
                .with("limit", limit.0)
                .with("used", used.0)
                .with("needed", needed.0)
        }
        WriteError::StorageUnavailable { .. } | WriteError::Fenced => {
            Problem::unavailable("STORAGE_UNAVAILABLE", detail).retry_after(Duration::from_secs(5))
        }
        WriteError::Length { .. } => Problem::validation("body", detail),
        WriteError::NoSuchContent => Problem::not_found("upload"),
        WriteError::Busy => Problem {
            status: StatusCode::LOCKED,
            ..Problem::conflict("CONFLICT", detail)
        },
        WriteError::NoSuchClass(_) => Problem::validation("class", detail),
        WriteError::Database(error) => error.into(),
        WriteError::Keys(_) | WriteError::Defect(_) => Problem::internal(&error),
    }
}

fn of_read(error: ReadError, detail: String) -> Problem {
    match error {
        ReadError::NoSuchContent => Problem::not_found("file"),
        ReadError::Unavailable { missing } => Problem::unavailable("DATA_UNAVAILABLE", detail)
            .with("missing_targets", missing)
            .retry_after(Duration::from_secs(30)),
        ReadError::Database(error) => error.into(),
        ReadError::Keys(_) => Problem::internal(&error),
    }
}

fn of_transition(error: TransitionError, detail: String) -> Problem {
    match error {
        TransitionError::NoSuchContent => Problem::not_found("file"),
        TransitionError::NoSuchClass(_) => Problem::validation("class", detail),
        TransitionError::Unavailable => {
            Problem::unavailable("STORAGE_UNAVAILABLE", detail).retry_after(Duration::from_secs(60))
        }
        TransitionError::Database(error) => error.into(),
    }
}

/// The error as a sentence of its own.
fn sentence(error: &DriveError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => text,
    }
}

impl IntoResponse for DriveError {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

impl From<DriveError> for JobError {
    fn from(error: DriveError) -> Self {
        match error {
            DriveError::NotFound(_)
            | DriveError::Defect(_)
            | DriveError::Write(WriteError::NoSuchContent | WriteError::NoSuchClass(_))
            | DriveError::Read(ReadError::NoSuchContent)
            | DriveError::Transition(TransitionError::NoSuchContent | TransitionError::NoSuchClass(_)) => {
                JobError::fatal(&error)
            }
            passing => JobError::retry(&passing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_sentences_with_codes() {
        let problem = Problem::from(DriveError::IntoItself);
        assert_eq!((problem.status, problem.code), (StatusCode::CONFLICT, "CONFLICT"));
        assert_eq!(
            problem.detail,
            "A folder cannot lie inside itself; choose another folder."
        );
        let quota = WriteError::QuotaExceeded {
            limit: base::ByteSize(5),
            used: base::ByteSize(4),
            needed: base::ByteSize(2),
        };
        let problem = Problem::from(DriveError::from(quota));
        assert_eq!((problem.status.as_u16(), problem.code), (413, "QUOTA_EXCEEDED"));
        assert_eq!(problem.fields["limit"], 5);
    }
}
