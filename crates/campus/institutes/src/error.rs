//! What can go wrong with institutes, and its one mapping to the wire.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use database::DatabaseError;
use kernel::Problem;
use mail::MailError;

use crate::people::model::Why;

/// A refusal of this slice.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing here, whatever may be elsewhere.
    #[error("There is nothing here.")]
    NotFound,
    /// The address is in the directory already.
    #[error("Somebody with this e-mail address is in the directory already.")]
    AddressTaken,
    /// A rule about people forbids it.
    #[error("{}", sentence(*.0))]
    Refused(Why),
    /// The last letter left a moment ago.
    #[error("An invitation was sent a short while ago. Wait before you send another one.")]
    TooEarly(Duration),
    /// The secret leads nowhere (any more).
    #[error("This invitation is not good any more. Ask for a new one.")]
    InvitationOver,
    /// The caller's account has another address than the invitation.
    #[error("This invitation is for another e-mail address. Sign in with the account it was sent to.")]
    AnotherAddress,
    /// The caller's account belongs to the institute already.
    #[error("You belong to this institute already.")]
    AlreadyHere,
    /// The typed name is not the institute's.
    #[error("Type the name of the institute exactly as it is written.")]
    AnotherName,
    /// Too many imports at the same time.
    #[error("Three imports are under way. Wait until one has ended.")]
    TooManyImports,
    /// The import is still being read, or could not be.
    #[error("This import cannot be confirmed: its file was not checked. Wait a moment, or upload it again.")]
    NotChecked,
    /// The import is being applied.
    #[error("This import is being applied. Wait until it is done.")]
    BeingApplied,
    /// Something that is said in full already.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// The database's own trouble.
    #[error("{0}")]
    Database(#[source] DatabaseError),
}

fn sentence(why: Why) -> &'static str {
    match why {
        Why::NotFound => "There is nobody with this id.",
        Why::NotAllowed => "Your role does not reach that far. Ask somebody with a higher one.",
        Why::Yourself => "You cannot do this to yourself. Ask another manager.",
        Why::LastOwner => "An institute needs an owner. Make somebody else an owner first.",
        Why::Joined => "This person has joined already.",
        Why::NotJoined => "This person has not joined yet.",
        Why::Deactivated => "This person is deactivated. Reactivate them first.",
        Why::TooEarly => "An invitation was sent a short while ago. Wait before you send another one.",
        Why::TooMany => "No more invitations leave today. Go on tomorrow.",
    }
}

impl From<DatabaseError> for Error {
    fn from(error: DatabaseError) -> Self {
        Error::Database(error)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error::Problem(Box::new(problem))
    }
}

impl From<MailError> for Error {
    fn from(error: MailError) -> Self {
        Problem::from(error).into()
    }
}

impl From<Why> for Error {
    fn from(why: Why) -> Self {
        Error::Refused(why)
    }
}

/// No more letters today: worth another try tomorrow.
const TOMORROW: Duration = Duration::from_secs(24 * 3600);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let later = |span| Problem {
            detail: detail.clone(),
            ..Problem::rate_limited(span)
        };
        match error {
            Error::NotFound | Error::Refused(Why::NotFound) => Problem::hidden(),
            Error::AddressTaken => Problem::conflict("ADDRESS_TAKEN", detail).with("field", "email"),
            Error::Refused(Why::NotAllowed) => Problem::forbidden(detail),
            Error::Refused(Why::LastOwner) => Problem::conflict("LAST_OWNER", detail),
            Error::Refused(Why::TooEarly) => later(Duration::from_secs(60)),
            Error::Refused(Why::TooMany) => later(TOMORROW),
            Error::Refused(Why::Yourself | Why::Joined | Why::NotJoined | Why::Deactivated) => {
                Problem::conflict("CONFLICT", detail)
            }
            Error::TooEarly(span) => later(span),
            Error::InvitationOver => Problem {
                detail,
                ..Problem::not_found("invitation")
            },
            Error::AnotherAddress => Problem::new(axum::http::StatusCode::FORBIDDEN, "ANOTHER_ADDRESS", detail),
            Error::TooManyImports | Error::NotChecked | Error::BeingApplied => Problem::conflict("CONFLICT", detail),
            Error::AlreadyHere => Problem::conflict("ALREADY_MEMBER", detail),
            Error::AnotherName => Problem::validation("name", detail),
            Error::Problem(problem) => *problem,
            Error::Database(error) => error.into(),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
