//! A question to a browser, from when it is asked until it is answered or too old.
//!
//! What the browser carries is `SECRET`, or `SECRET.ATTEMPT` when the question belongs to a sign-in: the second part is
//! the secret of that sign-in, which we do not keep ourselves.

use std::time::Duration;

use async_trait::async_trait;
use base::World;
use database::{Database, DatabaseError};
use kernel::{
    SessionId,
    jobs::{JobError, JobHandler, RunningJob},
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration};

use super::store;
use crate::{
    Accounts, Error,
    attempts::Attempt,
    secret::{Secret, SecretHash},
};

/// How long an answer may take: as long as browsers wait.
const LIFETIME: Duration = Duration::from_secs(300);

/// What was asked, and of whom an answer is taken.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Question {
    /// Make a passkey. Of this session.
    Add {
        session: SessionId,
        state: PasskeyRegistration,
    },
    /// Show one of the account's passkeys once more. Of this session.
    Confirm {
        session: SessionId,
        state: PasskeyAuthentication,
    },
    /// Show one as second factor. Of the sign-in with this hash.
    SecondFactor {
        attempt: [u8; 32],
        state: PasskeyAuthentication,
    },
    /// Show any. Of anybody.
    SignIn { state: DiscoverableAuthentication },
}

/// A question on its way to the browser.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ceremony {
    /// Names the ceremony in the call that ends it; good once, for five minutes.
    #[schema(value_type = String)]
    ceremony: Carried,
    /// For `navigator.credentials`: the options in the JSON form of WebAuthn level 3.
    #[schema(value_type = Object)]
    options: Value,
}

/// What the browser carries from the question to the answer.
#[derive(Debug)]
pub(super) struct Carried {
    own: Secret,
    attempt: Option<Secret>,
}

impl Serialize for Carried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.attempt {
            Some(attempt) => serializer.collect_str(&format_args!("{}.{}", self.own.reveal(), attempt.reveal())),
            None => serializer.serialize_str(self.own.reveal()),
        }
    }
}

impl Carried {
    /// Reads what comes back; `None` when it cannot be ours.
    fn read(text: &str) -> Option<(SecretHash, Option<&str>)> {
        let (own, attempt) = match text.split_once('.') {
            Some((own, attempt)) => (own, Some(attempt)),
            None => (text, None),
        };
        Some((SecretHash::of(own)?, attempt))
    }
}

impl Accounts {
    /// Writes the question down and hands it out. `attempt` is the sign-in it belongs to.
    pub(super) async fn ask_browser(
        &self,
        question: &Question,
        options: Value,
        attempt: Option<&Attempt>,
    ) -> Result<Ceremony, Error> {
        let own = Secret::random(&self.world);
        let text = serde_json::to_string(question).map_err(|error| Error::Defect(error.to_string()))?;
        let (hash, now) = (own.hash(), self.world.now());
        let written = self.database.write::<_, Error, _>(move |tx| {
            let text = text.clone();
            Box::pin(async move { Ok(store::insert_ceremony(tx, hash, &text, now.after(LIFETIME)).await?) })
        });
        written.await?;
        let attempt = attempt.map(|attempt| attempt.secret.clone());
        Ok(Ceremony {
            ceremony: Carried { own, attempt },
            options,
        })
    }

    /// Takes the question of a ceremony out of the table, so that it is answered once, rightly or wrongly. Answers it with
    /// the secret of the sign-in it came with.
    pub(super) async fn take_question<'t>(&self, carried: &'t str) -> Result<(Question, Option<&'t str>), Error> {
        let (hash, attempt) = Carried::read(carried).ok_or(Error::CeremonyOver)?;
        let now = self.world.now();
        let taken = self
            .database
            .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(store::take_ceremony(tx, hash, now).await?) }));
        let text = taken.await?.ok_or(Error::CeremonyOver)?;
        // Written by another version of this program: the browser is asked again.
        let question = serde_json::from_str(&text).map_err(|_| Error::CeremonyOver)?;
        Ok((question, attempt))
    }
}

/// Forgets questions that nobody answered.
#[derive(Debug)]
pub(crate) struct ForgetCeremonies {
    database: Database,
    world: World,
}

impl ForgetCeremonies {
    pub(crate) fn new(accounts: &Accounts) -> Self {
        ForgetCeremonies {
            database: accounts.database.clone(),
            world: accounts.world.clone(),
        }
    }
}

#[async_trait]
impl JobHandler for ForgetCeremonies {
    fn kind(&self) -> &'static str {
        "accounts.forget_ceremonies"
    }

    fn period(&self) -> Option<Duration> {
        Some(Duration::from_secs(3600))
    }

    async fn run(&self, _job: &RunningJob, _payload: Value) -> Result<(), JobError> {
        let now = self.world.now();
        let forget = || {
            self.database
                .write::<_, DatabaseError, _>(move |tx| Box::pin(store::forget_ceremonies(tx, now)))
        };
        while forget().await? > 0 {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_reads_back() {
        let world = World::real();
        let (own, attempt) = (Secret::random(&world), Secret::random(&world));
        let text = |attempt: Option<&Secret>| {
            let carried = Carried {
                own: own.clone(),
                attempt: attempt.cloned(),
            };
            serde_json::to_value(carried).unwrap().as_str().unwrap().to_owned()
        };
        assert_eq!(Carried::read(&text(None)), Some((own.hash(), None)));
        let both = text(Some(&attempt));
        assert_eq!(Carried::read(&both), Some((own.hash(), Some(attempt.reveal()))));
        assert_eq!(Carried::read(""), None);
        assert_eq!(Carried::read(&"a".repeat(65)), None);
    }
}
