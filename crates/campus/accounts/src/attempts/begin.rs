//! After the first factor: what follows.

use std::time::Duration;

use kernel::{AccountId, SignInRules};

use super::{
    Answered, Attempt, Browser, Device, Factor, FirstFactor, Has, Purpose, SignInAnswer, State, Subject,
    answer::{SecondFactor, seconds},
    finish::Proved,
    model::{LIFETIME, email_hint},
    offer::second_factors,
    store,
};
use crate::{
    Account, Accounts, Email, Error,
    cookies::Cookie,
    devices::Remembered,
    factors::{self, email::Sent},
    secret::Secret,
    sessions::Takeover,
};

/// What decides which factors somebody is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Situation {
    pub rules: SignInRules,
    pub has: Has,
    pub device: Option<Remembered>,
}

impl Accounts {
    /// The first factor was right: asks for a second one, or begins a session.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn first_factor_passed(
        &self,
        account: Account,
        first: FirstFactor,
        browser: &Browser,
    ) -> Result<Answered, Error> {
        let situation = self.situation(account.id, browser).await?;
        let device = Device::from(situation.device);
        let can_deliver = self.post.can_deliver();
        let factors = second_factors(first, situation.has, device, &situation.rules, can_deliver);
        if factors.is_empty() {
            let proved = Proved {
                account,
                first,
                second: None,
                remember: false,
                situation,
                takeover: Takeover::None,
            };
            return self.complete(None, proved, browser).await;
        }
        let email: Email = account.email.parse()?;
        let whom = (Subject::from(&email), Some(account.id));
        let begun = self.begin(whom, Some(first), State::Factor, browser).await?;
        self.ask(&begun, factors, &account.email).await
    }

    /// What there is to know before anybody is asked for anything.
    pub(crate) async fn situation(&self, account: AccountId, browser: &Browser) -> Result<Situation, Error> {
        Ok(Situation {
            rules: self.institutes.sign_in_rules(account).await?,
            has: factors::has(&self.database, account).await?,
            device: self.remembered(account, browser).await?,
        })
    }

    /// Writes down that a sign-in began.
    pub(crate) async fn begin(
        &self,
        whom: (Subject, Option<AccountId>),
        first: Option<FirstFactor>,
        state: State,
        browser: &Browser,
    ) -> Result<Begun, Error> {
        let browser = browser.clone().marked(&self.world);
        let secret = Secret::random(&self.world);
        let attempt = Attempt {
            first,
            ..Attempt::begin(secret, Purpose::SignIn, whom, state, &browser, self.world.now())
        };
        self.keep(&attempt).await?;
        Ok(Begun { attempt, browser })
    }

    /// Writes an attempt down.
    pub(crate) async fn keep(&self, attempt: &Attempt) -> Result<(), Error> {
        let attempt = attempt.clone();
        let kept = self.database.write::<_, Error, _>(move |tx| {
            let attempt = attempt.clone();
            Box::pin(async move { Ok(store::insert(tx, &attempt).await?) })
        });
        kept.await
    }

    /// Asks for a second factor. When a letter is the only one, it is sent at once.
    pub(crate) async fn ask(&self, begun: &Begun, factors: Vec<Factor>, email: &str) -> Result<Answered, Error> {
        let sent = if factors == [Factor::Email] {
            Some(self.send_code(&begun.attempt, &begun.browser).await?)
        } else {
            None
        };
        let code_sent = matches!(sent, Some(Sent::Now { .. }));
        self.asked(begun, factors, email, (sent.map(Sent::wait), code_sent))
    }

    /// The question: when the next letter may be asked for, and whether one was sent just now.
    pub(crate) fn asked(
        &self,
        begun: &Begun,
        factors: Vec<Factor>,
        email: &str,
        (wait, code_sent): (Option<Duration>, bool),
    ) -> Result<Answered, Error> {
        let body = SignInAnswer::SecondFactor(SecondFactor {
            attempt: begun.attempt.secret.reveal().to_owned(),
            factors,
            email_hint: email_hint(email),
            resend_after: wait.map(seconds),
            code_sent,
        });
        self.with_mark(Answered::new(body), &begun.browser)
    }

    /// Adds the cookie that names the browser, where there is one that keeps cookies.
    pub(crate) fn with_mark(&self, answered: Answered, browser: &Browser) -> Result<Answered, Error> {
        match &browser.mark {
            Some(mark) => Ok(answered.with(Cookie::Attempt.line(&self.site, mark, MARK_LIFETIME)?)),
            None => Ok(answered),
        }
    }
}

/// Somewhat longer than an attempt: several may be under way in one browser.
pub(crate) const MARK_LIFETIME: Duration = Duration::from_secs(2 * LIFETIME.as_secs());

/// An attempt that has just begun, and the browser it is bound to.
pub(crate) struct Begun {
    pub attempt: Attempt,
    pub browser: Browser,
}
