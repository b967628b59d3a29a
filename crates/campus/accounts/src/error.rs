//! What can go wrong with accounts, and its one mapping to the wire.

use std::time::Duration;

use axum::http::StatusCode;
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
    /// The sign-in, registration or confirmation under way is no longer.
    #[error("This took too long, was finished already, or began in another browser. Start again.")]
    AttemptOver,
    /// A code is not right.
    #[error("{}", wrong_code(*.tries_left))]
    WrongCode {
        /// How often it may be tried again before another code is needed.
        tries_left: u32,
    },
    /// What was chosen is not among the second factors that were offered.
    #[error("Choose one of the ways that are offered.")]
    NotOffered,
    /// A link to set a password is used, too old, or not the newest.
    #[error("This link is no longer good: it was used, is too old, or a newer one was sent. Ask for a new one.")]
    LinkOver,
    /// There is no strong factor that recovery codes could stand in for.
    #[error("Recovery codes stand in for an authenticator app or a passkey. Add one of these first.")]
    NothingToRecover,
    /// The invitation is used up, revoked or too old.
    #[error("This invitation is no longer good. Ask your institute for another one.")]
    InvitationOver,
    /// A letter could not be written.
    #[error("{0}")]
    Mail(#[source] mail::MailError),
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
    /// The passkey is gone.
    #[error("There is no such passkey.")]
    NoSuchPasskey,
    /// What a passkey signed is not what was asked for.
    #[error("This passkey was not accepted. Try again, or sign in another way.")]
    PasskeyRefused,
    /// The question was answered already, is too old, or was for somebody else.
    #[error("This took too long or was answered already. Start again.")]
    CeremonyOver,
    /// There is no host name that passkeys could be bound to.
    #[error(
        "Passkeys need a host name, and this page was opened by its number. Open it as http://localhost on this machine, or ask whoever runs it to set its public address."
    )]
    PasskeysUnavailable,
    /// Too many passkeys.
    #[error("An account has at most 20 passkeys. Remove one that is no longer used.")]
    TooManyPasskeys,
    /// Somebody registered this passkey already.
    #[error("This passkey is known already.")]
    PasskeyTaken,
    /// An institute asks for a strong factor, and this is the only one.
    #[error("Your institute asks for an authenticator app or a passkey. Add another one before you remove this.")]
    LastStrongFactor,
    /// Something that cannot happen did.
    #[error("{0}")]
    Defect(String),
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
    /// The operator set up no Google.
    #[error("Signing in with Google is not set up here. Sign in another way.")]
    GoogleNotSetUp,
    /// Google cannot be asked.
    #[error("Google does not answer. Try again in a minute, or sign in another way.")]
    GoogleUnavailable,
    /// There is no link.
    #[error("No Google account is linked.")]
    GoogleNotLinked,
    /// Without the link nobody could sign in any more.
    #[error("Google is your only way in. Set a password first, then unlink it.")]
    GoogleOnlyWayIn,
    /// Settings that cannot work, or a machine on which TLS cannot be set up.
    #[error("Google cannot be called: {0}")]
    Google(String),
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

impl From<mail::MailError> for Error {
    fn from(error: mail::MailError) -> Self {
        Error::Mail(error)
    }
}

fn wrong_code(tries_left: u32) -> &'static str {
    if tries_left > 0 {
        "The code is not right. Look again and try once more."
    } else {
        "The code is not right, or no longer good. Ask for a new one."
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
            Error::EmailTaken
            | Error::LastOwner
            | Error::LastStrongFactor
            | Error::PasskeyTaken
            | Error::TooManyPasskeys
            | Error::NothingToRecover
            | Error::TooManyTokens => Problem::conflict("CONFLICT", detail),
            Error::PasskeysUnavailable => Problem::conflict("PASSKEYS_UNAVAILABLE", detail),
            Error::PasskeyRefused => Problem::new(StatusCode::BAD_REQUEST, "PASSKEY_REFUSED", detail),
            Error::CeremonyOver => Problem::new(StatusCode::GONE, "CEREMONY_OVER", detail),
            Error::RegistrationClosed | Error::TokensMayNot => Problem::forbidden(detail),
            Error::WrongCredentials => Problem {
                detail,
                ..Problem::unauthenticated()
            },
            Error::AttemptOver => Problem::new(StatusCode::GONE, "ATTEMPT_OVER", detail),
            Error::WrongCode { tries_left } => {
                Problem::new(StatusCode::BAD_REQUEST, "WRONG_CODE", detail).with("tries_left", tries_left)
            }
            Error::LinkOver => Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", detail),
            Error::NotOffered => Problem::validation("factor", detail),
            Error::InvitationOver => Problem::new(StatusCode::GONE, "INVITATION_OVER", detail),
            Error::Mail(error) => error.into(),
            Error::WrongPassword => Problem::validation("current", detail),
            Error::NoSuchAccount => Problem::not_found("account"),
            Error::NoSuchSession => Problem::not_found("session"),
            Error::NoSuchToken => Problem::not_found("token"),
            Error::NoSuchPasskey => Problem::not_found("passkey"),
            Error::Busy => Problem {
                detail,
                ..Problem::rate_limited(Duration::from_secs(5))
            },
            Error::Hashing(_) | Error::Google(_) | Error::Defect(_) => Problem::internal(&error),
            Error::GoogleNotSetUp => Problem::conflict("GOOGLE_NOT_SET_UP", detail),
            Error::GoogleUnavailable => {
                Problem::unavailable("GOOGLE_UNAVAILABLE", detail).retry_after(Duration::from_secs(60))
            }
            Error::GoogleNotLinked => Problem::not_found("link to Google"),
            Error::GoogleOnlyWayIn => Problem::conflict("ONLY_WAY_IN", detail),
            Error::Problem(problem) => *problem,
            Error::Database(error) => error.into(),
        }
    }
}
