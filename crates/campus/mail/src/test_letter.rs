//! A letter that only has to arrive, sent while somebody watches.

use std::time::Duration;

use kernel::{Branding, InstituteId, Locale};
use lettre::Address;

use crate::{
    Draft, MailError, Message, Post, Sender,
    outbox::{self, Outcome},
};

/// Test letters of an institute in an hour.
const MOST: u64 = 10;
const HOUR: Duration = Duration::from_secs(3600);

/// How it went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// A mail server took it.
    Taken,
    /// It did not go; says why.
    Refused(String),
    /// There is no mail server.
    NoServer,
}

impl Post {
    /// Sends a test letter at once. It goes through the outbox like any other, so that it is counted, but it is leased
    /// from its first moment and tried only once.
    pub(crate) async fn test(&self, institute: InstituteId, brand: Branding, to: String) -> Result<Tried, MailError> {
        if to.trim().parse::<Address>().is_err() {
            return Err(MailError::Server {
                field: "to",
                problem: "Write the e-mail address in full, for example asha@example.org.".to_owned(),
            });
        }
        let letter = self.write(Draft {
            to: to.trim().to_owned(),
            locale: Locale::En,
            sender: Sender::Institute(institute, brand),
            message: Message::Test,
        })?;
        let (mark, now) = (self.world.bytes(), self.world.now());
        let leased = self.database.write::<_, MailError, _>(move |tx| {
            let letter = letter.clone();
            Box::pin(async move {
                let sent = outbox::count_since(tx, institute, letter.kind, now.before(HOUR)).await?;
                if sent >= MOST {
                    return Err(MailError::TooManyTests);
                }
                Ok(outbox::insert_leased(tx, &letter, mark, now).await?)
            })
        });
        let leased = leased.await?;
        let outcome = match self.attempt(&leased).await {
            Outcome::Later(problem) => Outcome::Never(problem),
            outcome => outcome,
        };
        self.settle(leased, outcome.clone()).await;
        Ok(match outcome {
            Outcome::Sent => Tried::Taken,
            Outcome::Kept => Tried::NoServer,
            Outcome::Later(problem) | Outcome::Never(problem) => Tried::Refused(problem),
        })
    }
}
