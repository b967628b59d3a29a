//! The end of a sign-in: a session.

use audit::{Action, Origin};
use database::Tx;
use kernel::WhenFull;
use mail::{Letter, Message, Seen};

use super::{
    Answered, Attempt, Browser, Factor, FirstFactor, Purpose, SignInAnswer, State, Subject,
    answer::{FullRule, SessionsFull, SignedIn},
    begin::{Begun, Situation},
    state::Step,
    store,
};
use crate::{
    Account, Accounts, Email, Error,
    account::{self, view::User},
    cookies::Cookie,
    devices::{self, Keeping, Remembered},
    factors::Change,
    letters,
    limits::strikes,
    secret::{Secret, SecretKind},
    sessions::{self, Admitted, NewSession, Proof, SessionView, Takeover, session_cookie},
};

const SIGNED_IN: Action = Action::new("account.signed_in");

/// Everything that was shown on the way to a session.
#[derive(Clone, Debug)]
pub(crate) struct Proved {
    pub account: Account,
    pub first: FirstFactor,
    pub second: Option<Factor>,
    /// Whether the person wants the browser to be remembered.
    pub remember: bool,
    pub situation: Situation,
    pub takeover: Takeover,
}

impl Proved {
    fn strong(&self) -> bool {
        self.first == FirstFactor::Passkey
            || self.second.is_some_and(Factor::is_strong)
            || self.situation.device.is_some_and(|device| device.strong)
    }

    fn second_factor(&self) -> bool {
        self.first == FirstFactor::Passkey || self.second.is_some()
    }

    /// Where an attempt stands that finds no room. Where the oldest sessions stay, taking over needs a second factor.
    fn state_when_full(&self) -> State {
        let oldest_stay = self.situation.rules.sessions.when_full == WhenFull::OldestStays;
        if oldest_stay && !self.second_factor() {
            State::Factor
        } else {
            State::Room
        }
    }
}

/// What is written down in one transaction.
#[derive(Clone)]
struct Plan {
    /// The attempt as it will be, if there is one already.
    attempt: Option<Attempt>,
    /// The one to write if there is no room and none yet.
    waiting: Attempt,
    new: NewSession,
    takeover: Takeover,
    keeping: Option<Keeping>,
    device: Option<Remembered>,
    alert: Option<Letter>,
    /// What is sent if other sessions end for this one.
    displaced: Option<Letter>,
    record: Change,
}

impl Accounts {
    /// Begins a session, or says that there is no room for one. `attempt` moves on in the same transaction, so that of two
    /// who finish it at once one comes too late.
    pub(crate) async fn complete(
        &self,
        attempt: Option<Attempt>,
        proved: Proved,
        browser: &Browser,
    ) -> Result<Answered, Error> {
        let browser = browser.clone().marked(&self.world);
        let secret = Secret::new(SecretKind::Session, &self.world);
        let plan = self.plan(attempt, &proved, &secret, &browser).await?;
        let (work, accounts) = (plan.clone(), self.clone());
        let admitted = self.database.write::<_, Error, _>(move |tx| {
            let (plan, accounts) = (work.clone(), accounts.clone());
            Box::pin(async move { accounts.carry_out(tx, &plan).await })
        });
        match admitted.await? {
            Admitted::In { session, ended } => {
                self.post.wake();
                self.ended(proved.account.id, &ended);
                tracing::info!(account = %proved.account.id, session = %session.id, "a session began");
                self.signed_in(proved, session, &secret, plan.keeping.as_ref()).await
            }
            Admitted::Full { sessions } => {
                let attempt = plan.attempt.unwrap_or(plan.waiting);
                self.no_room(attempt, proved, sessions, browser).await
            }
        }
    }

    async fn plan(
        &self,
        attempt: Option<Attempt>,
        proved: &Proved,
        secret: &Secret,
        browser: &Browser,
    ) -> Result<Plan, Error> {
        let (now, account) = (self.world.now(), &proved.account);
        let strong = proved.strong();
        let email: Email = account.email.parse()?;
        let whom = (Subject::from(&email), Some(account.id));
        let fresh = Secret::random(&self.world);
        let waiting = Attempt {
            first: Some(proved.first),
            second: proved.second,
            strong,
            remember: proved.remember,
            ..Attempt::begin(fresh, Purpose::SignIn, whom, proved.state_when_full(), browser, now)
        };
        let proof = Proof { at: now, strong };
        Ok(Plan {
            attempt: attempt.map(|attempt| Attempt {
                second: proved.second,
                strong,
                remember: proved.remember,
                ..attempt
            }),
            waiting,
            new: NewSession {
                id: self.world.new_id(),
                secret: secret.hash(),
                account: account.id,
                proof,
                client: browser.client.clone(),
                rules: proved.situation.rules.clone(),
            },
            takeover: proved.takeover.clone(),
            keeping: self.keeping(proved, browser),
            device: proved.situation.device,
            alert: self.alert(proved, browser).await?,
            displaced: self.displaced(proved, browser).await?,
            record: self.record(proved, browser).await?,
        })
    }

    /// The browser's secret changes with each use, and begins when its owner wants to be remembered.
    fn keeping(&self, proved: &Proved, browser: &Browser) -> Option<Keeping> {
        let now = self.world.now();
        if !proved.remember && proved.situation.device.is_none() {
            return None;
        }
        let address = browser.client.address.map(|address| address.to_string());
        let row = devices::Row {
            id: self.world.new_id(),
            account: proved.account.id,
            strong: proved.strong(),
            address: address.unwrap_or_default(),
            agent: browser.client.agent.clone(),
            remembered_at: now,
            last_used_at: now,
            expires_at: now.after(proved.situation.rules.remember),
        };
        Some(Keeping {
            secret: Secret::random(&self.world),
            before: browser.device,
            row: proved.remember.then_some(row),
        })
    }

    /// A letter about a browser that was not seen before. Whoever has just read a code from their letters knows already.
    async fn alert(&self, proved: &Proved, browser: &Browser) -> Result<Option<Letter>, Error> {
        let account = &proved.account;
        let known = account.last_seen_at.is_none()
            || proved.situation.device.is_some()
            || proved.second == Some(Factor::Email)
            || sessions::store::used_by(&self.database, account.id, &browser.client.agent).await?;
        if known {
            return Ok(None);
        }
        let (seen, link) = (self.seen(browser), self.site.link("/security"));
        Ok(Some(self.letter(account, Message::NewDevice { seen, link }).await?))
    }

    /// A letter about sessions that had to make room. Without a limit none has to.
    async fn displaced(&self, proved: &Proved, browser: &Browser) -> Result<Option<Letter>, Error> {
        if proved.situation.rules.sessions.limit.is_none() {
            return Ok(None);
        }
        let (seen, link) = (self.seen(browser), self.site.link("/security"));
        let message = Message::SessionTakenOver { seen, link };
        Ok(Some(self.letter(&proved.account, message).await?))
    }

    fn seen(&self, browser: &Browser) -> Seen {
        Seen {
            device: letters::device(&browser.client),
            place: letters::place(&browser.client),
            at: self.world.now(),
        }
    }

    /// What stands on the record about it. Wrong passwords have no entries of their own: writing one would take time where
    /// there is an account, and none where there is not. How many there were elsewhere today is told here instead.
    async fn record(&self, proved: &Proved, browser: &Browser) -> Result<Change, Error> {
        let account = &proved.account;
        let origin = Origin::nobody(&browser.client).by(account.id);
        let subject = Subject::from(&account.email.parse::<Email>()?);
        let since = self.world.now().before(strikes::DAY);
        let refused = strikes::count(&self.database, strikes::Kind::Password, subject, None, since).await?;
        let change = self.change(account, &origin, SIGNED_IN, None).await?;
        Ok(change
            .with("first", &proved.first)
            .with("second", &proved.second)
            .with("wrong_tries_elsewhere", &refused.number)
            .with("device_remembered", &proved.situation.device.is_some()))
    }

    async fn signed_in(
        &self,
        proved: Proved,
        session: sessions::store::Session,
        secret: &Secret,
        keeping: Option<&Keeping>,
    ) -> Result<Answered, Error> {
        let Situation { rules, has, device } = &proved.situation;
        let must_add_factor = rules.strong_factor && !has.strong();
        let verified = proved.second_factor() || device.is_some();
        let user = User::of(proved.account, &*self.volumes, must_add_factor).await?;
        let answered = Answered::new(SignInAnswer::SignedIn(Box::new(SignedIn {
            token: secret.reveal().to_owned(),
            expires_at: session.expires_at,
            user,
            verified,
            must_add_factor,
        })));
        let answered = answered.with(session_cookie(&self.site, secret.reveal())?);
        match keeping {
            Some(keeping) => {
                Ok(answered.with(Cookie::Device.line(&self.site, keeping.secret.reveal(), rules.remember)?))
            }
            None => Ok(answered),
        }
    }

    async fn no_room(
        &self,
        attempt: Attempt,
        proved: Proved,
        sessions: Vec<sessions::store::Session>,
        browser: Browser,
    ) -> Result<Answered, Error> {
        if proved.state_when_full() == State::Factor {
            let begun = Begun { attempt, browser };
            let factors = proved.situation.has.to_choose_from();
            return self.ask(&begun, factors, &proved.account.email).await;
        }
        let rule = match proved.situation.rules.sessions.when_full {
            WhenFull::OldestStays => FullRule::OldestStays,
            WhenFull::Ask | WhenFull::NewestWins => FullRule::Ask,
        };
        let sessions = sessions
            .into_iter()
            .map(|session| SessionView::of(session, None, &browser.client))
            .collect();
        let body = SignInAnswer::SessionsFull(SessionsFull {
            attempt: attempt.secret.reveal().to_owned(),
            rule,
            sessions,
        });
        self.with_mark(Answered::new(body), &browser)
    }
}

impl Accounts {
    async fn carry_out(&self, tx: &mut Tx, plan: &Plan) -> Result<Admitted, Error> {
        let admitted = sessions::admit(tx, &plan.new, &plan.takeover).await?;
        let full = matches!(admitted, Admitted::Full { .. });
        match &plan.attempt {
            Some(attempt) => {
                let step = if full { Step::Full } else { Step::Completed };
                let to = attempt.state.after(step).ok_or(Error::AttemptOver)?;
                if !store::advance(tx, attempt, to).await? {
                    return Err(Error::AttemptOver);
                }
            }
            None if full => store::insert(tx, &plan.waiting).await?,
            None => {}
        }
        if full {
            return Ok(admitted);
        }
        if let Some(device) = plan.device {
            devices::used(tx, device.id, plan.new.proof.at).await?;
        }
        if let Some(keeping) = &plan.keeping {
            keeping.keep(tx).await?;
        }
        let ended = match &admitted {
            Admitted::In { ended, .. } => ended.len(),
            Admitted::Full { .. } => 0,
        };
        // One letter about one sign-in: that something ended for it says more than that it was new.
        let letter = plan.displaced.as_ref().filter(|_| ended > 0).or(plan.alert.as_ref());
        if let Some(letter) = letter {
            self.post.enqueue(tx, letter).await?;
        }
        self.note(tx, &plan.record.clone().with("ended", &ended)).await?;
        account::store::seen(tx, plan.new.account, plan.new.proof.at).await?;
        Ok(admitted)
    }
}
