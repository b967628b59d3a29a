//! A registration that waits for its code.

use kernel::Locale;
use mail::{Letter, Message, Sender};
use serde::{Deserialize, Serialize};

use crate::{
    Accounts, Email, Error, PersonName, account,
    attempts::{Attempt, Browser, Purpose, State, Subject},
    factors::email::{Code, MINUTES, Sent},
    secret::Secret,
};

/// What it is sealed for.
const SEALED_FOR: &str = "accounts.registration";

/// Who they will be. Sealed in the attempt's row: it holds the hash of a password and the secret of an invitation.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    pub email: String,
    pub name: String,
    pub language: Locale,
    pub password_hash: String,
    pub invitation: Option<String>,
    /// Whether somebody had the address already. Then no code is right.
    pub taken: bool,
}

impl Accounts {
    /// Writes a registration down. Somebody who has the address already may not be noticed here.
    pub(super) async fn begin_registration(
        &self,
        email: &Email,
        name: &PersonName,
        language: Locale,
        password_hash: String,
        invitation: Option<String>,
        browser: &Browser,
    ) -> Result<Attempt, Error> {
        let taken = account::store::by_email(&self.database, email).await?.is_some();
        let pending = Pending {
            email: email.as_str().to_owned(),
            name: name.as_str().to_owned(),
            language,
            password_hash,
            invitation,
            taken,
        };
        let (secret, whom) = (Secret::random(&self.world), (Subject::from(email), None));
        let begun = Attempt::begin(secret, Purpose::Register, whom, State::Code, browser, self.world.now());
        let attempt = Attempt {
            sealed: Some(self.seal_pending(&begun, &pending)?),
            ..begun
        };
        self.keep(&attempt).await?;
        Ok(attempt)
    }

    fn seal_pending(&self, attempt: &Attempt, pending: &Pending) -> Result<Vec<u8>, Error> {
        let plain = serde_json::to_vec(pending).map_err(|error| kernel::Problem::internal(&error))?;
        Ok(self.sealing.seal(SEALED_FOR, &attempt.id.0, &plain))
    }

    /// Who they will be; over when it cannot be opened any more.
    pub(super) fn pending(&self, attempt: &Attempt) -> Result<Pending, Error> {
        let sealed = attempt.sealed.as_deref().ok_or(Error::AttemptOver)?;
        let plain = self
            .sealing
            .open(SEALED_FOR, &attempt.id.0, sealed)
            .ok_or(Error::AttemptOver)?;
        serde_json::from_slice(&plain).map_err(|_| Error::AttemptOver)
    }

    /// Sends the code, or to an address that is taken a letter that says so.
    pub(super) async fn send_registration_code(
        &self,
        attempt: &Attempt,
        pending: &Pending,
        browser: &Browser,
    ) -> Result<Sent, Error> {
        let code = Code::new(&self.world);
        let letter = self.registration_letter(pending, &code)?;
        // A code that is in no letter: the row looks like any other.
        self.dispatch(attempt, code, Some(letter), browser).await
    }

    fn registration_letter(&self, pending: &Pending, code: &Code) -> Result<Letter, Error> {
        let message = if pending.taken {
            Message::AddressTaken {
                link: self.site.link("/login"),
            }
        } else {
            Message::AddressCode {
                code: code.digits().to_owned(),
                minutes: MINUTES,
            }
        };
        self.letter_to(&pending.email, pending.language, Sender::Installation, message)
    }
}
