//! "Is it you?": somebody who is signed in shows once more that it is them, before something important changes.
//!
//! Whoever has an authenticator app or a passkey shows that; the password alone, or a letter, would be less than what they
//! signed in with. Others show the password, or a code by e-mail.

pub(crate) mod confirm;
pub(crate) mod list_ways;
pub(crate) mod send_code;

use kernel::{Caller, Credential, SessionId};
use mail::Message;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Account, Accounts, Email, Error, account,
    attempts::{Attempt, Browser, Factor, Purpose, State, Subject, store},
    factors::{
        self,
        email::{Code, MINUTES, Sent},
    },
    secret::Secret,
};

/// What the secret of a confirmation is sealed for.
const SEALED_FOR: &str = "accounts.step_up";

/// How somebody shows once more who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    /// A device's own key.
    Passkey,
    /// The six digits of an authenticator app.
    Totp,
    /// One of ten codes on paper.
    Recovery,
    /// The password.
    Password,
    /// The six digits of a letter.
    Email,
}

impl From<Factor> for Way {
    fn from(factor: Factor) -> Self {
        match factor {
            Factor::Passkey => Way::Passkey,
            Factor::Totp => Way::Totp,
            Factor::Email => Way::Email,
            Factor::Recovery => Way::Recovery,
        }
    }
}

impl Accounts {
    /// The ways that are open to the account, the best first.
    pub(crate) async fn ways(&self, account: &Account) -> Result<Vec<Way>, Error> {
        let has = factors::has(&self.database, account.id).await?;
        if has.strong() {
            return Ok(has.strong_factors().into_iter().map(Way::from).collect());
        }
        let password = account::store::password_hash(&self.database, account.id)
            .await?
            .is_some();
        let mut ways = Vec::new();
        if password {
            ways.push(Way::Password);
        }
        if !password || self.post.can_deliver() || !self.institutes.of(account.id).await?.is_empty() {
            ways.push(Way::Email);
        }
        Ok(ways)
    }

    /// The account of a caller.
    pub(crate) async fn own(&self, caller: &Caller) -> Result<Account, Error> {
        account::store::by_id(&self.database, caller.account)
            .await?
            .ok_or(Error::NoSuchAccount)
    }

    /// The confirmation of this session that is under way, or a new one. A session has one at a time; its secret is sealed
    /// beside it, because nobody else holds it.
    async fn confirmation(&self, account: &Account, session: SessionId, browser: &Browser) -> Result<Attempt, Error> {
        let unbound = Browser {
            mark: None,
            ..browser.clone()
        };
        if let Some(attempt) = self.confirmation_under_way(session).await?
            && attempt.may_continue(&unbound, self.world.now())
        {
            return Ok(attempt);
        }
        let email: Email = account.email.parse()?;
        let (secret, whom) = (Secret::random(&self.world), (Subject::from(&email), Some(account.id)));
        let sealed = self
            .sealing
            .seal(SEALED_FOR, session.as_bytes(), secret.reveal().as_bytes());
        let now = self.world.now();
        let attempt = Attempt {
            session: Some(session),
            sealed: Some(sealed),
            ..Attempt::begin(secret, Purpose::Confirm, whom, State::Code, &unbound, now)
        };
        let kept = attempt.clone();
        let begun = self.database.write::<_, Error, _>(move |tx| {
            let attempt = kept.clone();
            Box::pin(async move {
                store::end_of_session(tx, session).await?;
                Ok(store::insert(tx, &attempt).await?)
            })
        });
        begun.await?;
        Ok(attempt)
    }

    async fn confirmation_under_way(&self, session: SessionId) -> Result<Option<Attempt>, Error> {
        let Some(sealed) = store::of_session(&self.database, session).await? else {
            return Ok(None);
        };
        let secret = self.sealing.open(SEALED_FOR, session.as_bytes(), &sealed);
        let secret = secret.and_then(|bytes| Secret::shown(std::str::from_utf8(&bytes).ok()?));
        match secret {
            Some((secret, _)) => Ok(store::find(&self.database, &secret).await?),
            None => Ok(None),
        }
    }

    async fn send_confirmation_code(
        &self,
        account: &Account,
        session: SessionId,
        browser: &Browser,
    ) -> Result<Sent, Error> {
        let attempt = self.confirmation(account, session, browser).await?;
        let code = Code::new(&self.world);
        let message = Message::ConfirmationCode {
            code: code.digits().to_owned(),
            minutes: MINUTES,
        };
        let letter = self.letter(account, message).await?;
        self.dispatch(&attempt, code, Some(letter), browser).await
    }
}

/// The session of a person; programs have none.
pub(crate) fn session_of(caller: &Caller) -> Result<SessionId, Error> {
    match caller.credential {
        Credential::Session(session) => Ok(session),
        Credential::Token(_) => Err(Error::TokensMayNot),
    }
}
