//! An attempt goes on.

use kernel::AccountId;
use mail::{Letter, Message};

use super::{
    Answered, Attempt, Browser, Factor, FirstFactor, Purpose, State, begin::Begun, finish::Proved, state::Step, store,
};
use crate::{
    Account, Accounts, Error, account,
    factors::email::{Code, Dispatch, MINUTES, Sent, pause_after, send_in},
    letters,
    limits::{Place, strikes},
    secret::Secret,
    sessions::Takeover,
};

impl Accounts {
    /// The sign-in behind a secret.
    ///
    /// # Errors
    /// [`Error::AttemptOver`] when it is unknown, too old, finished, or began in another browser.
    pub(crate) async fn attempt(&self, secret: &str, browser: &Browser) -> Result<Attempt, Error> {
        self.attempt_for(Purpose::SignIn, secret, browser).await
    }

    /// The attempt behind a secret, if it is for this purpose.
    pub(crate) async fn attempt_for(
        &self,
        purpose: Purpose,
        secret: &str,
        browser: &Browser,
    ) -> Result<Attempt, Error> {
        let (secret, _) = Secret::shown(secret).ok_or(Error::AttemptOver)?;
        let found = store::find(&self.database, &secret).await?;
        found
            .filter(|it| it.purpose == purpose && it.may_continue(browser, self.world.now()))
            .ok_or(Error::AttemptOver)
    }

    /// The second factor was right.
    ///
    /// # Errors
    /// [`Error::AttemptOver`] when somebody else was quicker; [`Error::WrongCredentials`] when the code lifted a lock and
    /// the password had been wrong.
    pub(crate) async fn second_factor_passed(
        &self,
        attempt: Attempt,
        factor: Factor,
        remember: bool,
        browser: &Browser,
    ) -> Result<Answered, Error> {
        match attempt.state {
            State::Unlock { right } => self.unlocked(attempt, right, remember, browser).await,
            State::Factor => {
                let proved = self
                    .proof_of(&attempt, Some(factor), remember, Takeover::None, browser)
                    .await?;
                self.complete(Some(attempt), proved, browser).await
            }
            State::Code | State::Room | State::Finished => Err(Error::AttemptOver),
        }
    }

    /// Somebody who waits for room takes the place of others.
    ///
    /// # Errors
    /// [`Error::AttemptOver`] when the attempt does not wait for room.
    pub(crate) async fn take_over(
        &self,
        attempt: Attempt,
        takeover: Takeover,
        browser: &Browser,
    ) -> Result<Answered, Error> {
        if attempt.state != State::Room {
            return Err(Error::AttemptOver);
        }
        let proved = self
            .proof_of(&attempt, attempt.second, attempt.remember, takeover, browser)
            .await?;
        self.complete(Some(attempt), proved, browser).await
    }

    async fn proof_of(
        &self,
        attempt: &Attempt,
        second: Option<Factor>,
        remember: bool,
        takeover: Takeover,
        browser: &Browser,
    ) -> Result<Proved, Error> {
        let account = self.account_of(attempt).await?;
        let situation = self.situation(account.id, browser).await?;
        Ok(Proved {
            account,
            first: attempt.first.unwrap_or(FirstFactor::Password),
            second,
            remember,
            situation,
            takeover,
        })
    }

    /// The account an attempt is about; over when there is none.
    pub(crate) async fn account_of(&self, attempt: &Attempt) -> Result<Account, Error> {
        let id: AccountId = attempt.account.ok_or(Error::AttemptOver)?;
        account::store::by_id(&self.database, id)
            .await?
            .ok_or(Error::AttemptOver)
    }

    /// The code showed that somebody reads the account's letters: what was counted against it is forgiven.
    async fn unlocked(
        &self,
        attempt: Attempt,
        right: bool,
        remember: bool,
        browser: &Browser,
    ) -> Result<Answered, Error> {
        let situation = match attempt.account.filter(|_| right) {
            Some(account) => Some(self.situation(account, browser).await?),
            None => None,
        };
        let more = situation.is_some_and(|situation| situation.has.strong());
        if right && !more {
            self.forgive(&attempt).await?;
            let proved = self
                .proof_of(&attempt, Some(Factor::Email), remember, Takeover::None, browser)
                .await?;
            return self.complete(Some(attempt), proved, browser).await;
        }
        let to = attempt.state.after(Step::Unlocked { more }).ok_or(Error::AttemptOver)?;
        let moved = attempt.clone();
        let advanced = self.database.write::<_, Error, _>(move |tx| {
            let attempt = moved.clone();
            Box::pin(async move { Ok(store::advance(tx, &attempt, to).await?) })
        });
        if !advanced.await? {
            return Err(Error::AttemptOver);
        }
        self.forgive(&attempt).await?;
        if to != State::Factor {
            return Err(Error::WrongCredentials);
        }
        let begun = Begun {
            attempt: Attempt { state: to, ..attempt },
            browser: browser.clone(),
        };
        self.question(begun).await
    }

    async fn forgive(&self, attempt: &Attempt) -> Result<(), Error> {
        let subject = attempt.subject;
        let forgiven = self
            .database
            .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(strikes::forgive_all(tx, subject).await?) }));
        forgiven.await
    }

    /// What the attempt waits for, asked once more; nothing is sent.
    pub(crate) async fn question(&self, begun: Begun) -> Result<Answered, Error> {
        let account = self.account_of(&begun.attempt).await?;
        let situation = self.situation(account.id, &begun.browser).await?;
        let wait = begun.attempt.sent_at.map(|sent_at| {
            let next = sent_at.after(pause_after(begun.attempt.codes));
            next.since(self.world.now())
        });
        self.asked(&begun, situation.has.to_choose_from(), &account.email, (wait, false))
    }

    /// The second factors that a waiting attempt takes.
    pub(crate) async fn factors_of(&self, attempt: &Attempt, browser: &Browser) -> Result<Vec<Factor>, Error> {
        match (attempt.state, attempt.account) {
            (State::Unlock { .. }, _) => Ok(vec![Factor::Email]),
            (State::Factor, Some(account)) => Ok(self.situation(account, browser).await?.has.to_choose_from()),
            _ => Err(Error::AttemptOver),
        }
    }

    /// Sends a code for a sign-in, unless it is too early. Where there is no account everything is done but the sending.
    pub(crate) async fn send_code(&self, attempt: &Attempt, browser: &Browser) -> Result<Sent, Error> {
        let code = Code::new(&self.world);
        let letter = match attempt.account {
            Some(_) => Some(self.code_letter(attempt, &code, browser).await?),
            None => None,
        };
        self.dispatch(attempt, code, letter, browser).await
    }

    async fn code_letter(&self, attempt: &Attempt, code: &Code, browser: &Browser) -> Result<Letter, Error> {
        let account = self.account_of(attempt).await?;
        let message = Message::SignInCode {
            code: code.digits().to_owned(),
            minutes: MINUTES,
            device: letters::device(&browser.client),
            place: letters::place(&browser.client),
        };
        self.letter(&account, message).await
    }

    /// Puts a code and its letter on their way, if the attempt still waits for one and it is not too early.
    pub(crate) async fn dispatch(
        &self,
        attempt: &Attempt,
        code: Code,
        letter: Option<Letter>,
        browser: &Browser,
    ) -> Result<Sent, Error> {
        let dispatch = Dispatch {
            world: self.world.clone(),
            post: self.post.clone(),
            code,
            letter,
            place: Place::from(browser.client.address),
        };
        let secret = attempt.secret.clone();
        let sent = self.database.write::<_, Error, _>(move |tx| {
            let (secret, dispatch) = (secret.clone(), dispatch.clone());
            Box::pin(async move {
                let attempt = store::find(&mut *tx, &secret).await?.ok_or(Error::AttemptOver)?;
                if !attempt.state.takes_codes() {
                    return Err(Error::AttemptOver);
                }
                send_in(tx, &attempt, &dispatch).await
            })
        });
        let sent = sent.await?;
        self.post.wake();
        Ok(sent)
    }
}
