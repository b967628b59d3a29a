//! What can go wrong with accounts, and its one mapping to the wire.

use std::time::Duration;

use database::{DatabaseError, ErrorKind};
use kernel::Problem;

/// A refusal of this slice.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody has the address already.
    #[error("There is an account with this e-mail address already. Sign in, or use another address.")]
    EmailTaken,
    /// The operator lets nobody register.
    #[error("Registration is closed here. Ask whoever runs this installation for an account.")]
    RegistrationClosed,
    /// Unknown account or wrong password: the same answer, so that nobody learns who has an account.
    #[error("The e-mail address or the password is not right.")]
    WrongCredentials,
    /// The current password, asked for once more, is not right.
    #[error("The current password is not right.")]
    WrongPassword,
    /// Only people who signed in may do this, not programs with a token.
    #[error("A token may not do this. Sign in with your password.")]
    TokensMayNot,
    /// The account is gone.
    #[error("There is no such account.")]
    NoSuchAccount,
    /// The session is gone.
    #[error("There is no such session.")]
    NoSuchSession,
    /// The token is gone.
    #[error("There is no such token.")]
    NoSuchToken,
    /// Too many tokens.
    #[error("An account has at most 100 tokens. Revoke one that is no longer used.")]
    TooManyTokens,
    /// The installation would be left without an owner.
    #[error("This is the only owner. Make somebody else an owner first.")]
    LastOwner,
    /// Too many passwords wait to be hashed.
    #[error("Too many people sign in at this moment. Try again in a few seconds.")]
    Busy,
    /// Argon2 refused: a setting is wrong or a stored hash is damaged.
    #[error("passwords cannot be hashed: {0}")]
    Hashing(String),
    /// Something that is said in full already.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// The database's own trouble.
    #[error("{0}")]
    Database(#[source] DatabaseError),
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

impl Error {
    /// A row whose only rule is the unique address was refused by that rule.
    pub(crate) fn of_new_account(error: DatabaseError) -> Self {
        if error.kind() == ErrorKind::Constraint {
            Error::EmailTaken
        } else {
            Error::Database(error)
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        match error {
            Error::EmailTaken | Error::LastOwner | Error::TooManyTokens => Problem::conflict("CONFLICT", detail),
            Error::RegistrationClosed | Error::TokensMayNot => Problem::forbidden(detail),
            Error::WrongCredentials => Problem {
                detail,
                ..Problem::unauthenticated()
            },
            Error::WrongPassword => Problem::validation("current", detail),
            Error::NoSuchAccount => Problem::not_found("account"),
            Error::NoSuchSession => Problem::not_found("session"),
            Error::NoSuchToken => Problem::not_found("token"),
            Error::Busy => Problem {
                detail,
                ..Problem::rate_limited(Duration::from_secs(5))
            },
            Error::Hashing(_) => Problem::internal(&error),
            Error::Problem(problem) => *problem,
            Error::Database(error) => error.into(),
        }
    }
}
