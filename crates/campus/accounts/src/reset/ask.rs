//! `POST /api/auth/reset`: I forgot my password.

use axum::{extract::State, http::StatusCode};
use database::Tx;
use kernel::{Locale, Problem, json::Json};
use mail::{Letter, Message, Post, Sender};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    link::{Link, MINUTES},
    store,
};
use crate::{
    Account, Accounts, Email, Error, account,
    attempts::{Browser, Subject},
    limits::{
        Kind, Place, Request,
        strikes::{self, DAY, QUARTER_HOUR},
    },
};

/// Links that one address gets within a quarter of an hour, and within a day.
const A_QUARTER_HOUR: u64 = 3;
const A_DAY: u64 = 10;

/// Whose password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskForReset {
    #[schema(example = "asha@example.org")]
    email: String,
}

/// Nothing: neither whether there is such an account, nor whether a letter is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {}

/// Ask for a link to set a new password. The answer is always the same; the letter comes if there is such an account.
#[utoipa::path(post, path = "/api/auth/reset", tag = "auth", request_body = AskForReset, responses(
    (status = 202, body = Asked),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many requests from one place.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ask_for_reset(
    State(accounts): State<Accounts>,
    browser: Browser,
    Json(request): Json<AskForReset>,
) -> Result<(StatusCode, Json<Asked>), Problem> {
    accounts.flood.take(Request::Reset, browser.client.address)?;
    let email: Email = request.email.parse()?;
    let account = account::store::by_email(&accounts.database, &email).await?;
    let (link, page) = accounts.fresh_link();
    let letter = accounts.reset_letter(&email, account.as_ref(), page).await?;
    let place = Place::from(browser.client.address).key();
    let (work, account) = (accounts.clone(), account.map(|account| account.id));
    let asked = accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, link, letter, email) = (work.clone(), link.clone(), letter.clone(), email.clone());
        Box::pin(async move {
            if !accounts.may_ask(tx, &email, place).await? {
                return Ok(());
            }
            let Some(account) = account else { return Ok(()) };
            send(tx, &accounts.post, account, &link, &letter).await
        })
    });
    asked.await?;
    accounts.post.wake();
    Ok((StatusCode::ACCEPTED, Json(Asked {})))
}

async fn send(tx: &mut Tx, post: &Post, account: kernel::AccountId, link: &Link, letter: &Letter) -> Result<(), Error> {
    store::replace(tx, account, link.secret.hash(), link.expires_at).await?;
    post.enqueue(tx, letter).await?;
    Ok(())
}

impl Accounts {
    /// Written whether it is sent or not, so that it takes as long.
    async fn reset_letter(&self, email: &Email, account: Option<&Account>, page: String) -> Result<Letter, Error> {
        let message = Message::PasswordReset {
            link: page,
            minutes: MINUTES,
        };
        match account {
            Some(account) => self.letter(account, message).await,
            None => self.letter_to(email.as_str(), Locale::default(), Sender::Installation, message),
        }
    }

    /// Counts the wish; whoever wishes too often gets no letter and is not told so.
    async fn may_ask(&self, tx: &mut Tx, email: &Email, place: [u8; 32]) -> Result<bool, Error> {
        let (subject, now) = (Subject::from(email), self.world.now());
        let lately = strikes::count(&mut *tx, Kind::Reset, subject, None, now.before(QUARTER_HOUR)).await?;
        let today = strikes::count(&mut *tx, Kind::Reset, subject, None, now.before(DAY)).await?;
        if lately.number >= A_QUARTER_HOUR || today.number >= A_DAY {
            return Ok(false);
        }
        strikes::add(tx, &self.world, Kind::Reset, subject, place).await?;
        Ok(true)
    }
}
