//! `GET /api/auth/google/callback`: a browser comes back from Google.

use std::sync::Arc;

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::chain;
use kernel::{Caller, Problem};
use oauth2::url::form_urlencoded::byte_serialize;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    CALLBACK, cookie,
    error::Refusal,
    flow::Flow,
    identity::Identity,
    join, link,
    provider::Provider,
    sign_in,
    store::{self, Begun, Purpose},
};
use crate::{
    Accounts, Error,
    attempts::{Answered, Browser},
};

/// Google's codes have less than a hundred characters.
const LONGEST_CODE: usize = 2048;

/// What Google sends along.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FromGoogle {
    /// What we sent along.
    state: Option<String>,
    /// What can be exchanged for an identity.
    code: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// Who answers (RFC 9207).
    iss: Option<String>,
}

/// Everything the three purposes need.
pub(super) struct Visit {
    pub accounts: Accounts,
    pub provider: Arc<Provider>,
    pub caller: Option<Caller>,
    pub browser: Browser,
    pub flow: Flow,
    pub begun: Begun,
}

/// How a visit ends when nothing of ours is broken.
pub(super) enum Ending {
    /// At the page, with these cookies.
    Landed(String, HeaderMap),
    /// At a page that says why not.
    Refused(Refusal),
}

/// Come back from Google. Only browsers come here, sent by Google.
#[utoipa::path(get, path = "/api/auth/google/callback", tag = "auth", params(FromGoogle), responses(
    (status = 303, description = "To the page that was asked for; to `/login#attempt=…` when a second factor follows; to \
        `/login#problem=CODE`, or `/security#problem=CODE` after linking, when it did not work.",
        headers(("Location" = String, description = "The page."))),
))]
pub(crate) async fn come_back_from_google(
    State(accounts): State<Accounts>,
    caller: Option<Caller>,
    browser: Browser,
    headers: HeaderMap,
    query: Result<Query<FromGoogle>, QueryRejection>,
) -> Result<Response, Problem> {
    let answer = query.map(|Query(answer)| answer).unwrap_or_default();
    let (Some(provider), Some(flow)) = (accounts.google.clone(), cookie::read(&accounts.site, &headers)) else {
        return refused("/login", Refusal::State, HeaderMap::new());
    };
    // An answer to a question that this browser did not ask: what it is asking in the meantime stays as it is.
    if answer.state.as_deref() != Some(flow.state().as_str()) {
        return refused("/login", Refusal::State, HeaderMap::new());
    }
    let forgotten = HeaderMap::from_iter([(header::SET_COOKIE, cookie::forget(&accounts.site)?)]);
    let Some(begun) = take(&accounts, &flow).await? else {
        return refused("/login", Refusal::State, forgotten);
    };
    let visit = Visit {
        accounts,
        provider,
        caller,
        browser,
        flow,
        begun,
    };
    match visit.end(answer).await? {
        Ending::Landed(page, cookies) => to(&page, both(forgotten, cookies)),
        Ending::Refused(refusal) => refused(visit.page_of_problems(), refusal, forgotten),
    }
}

impl Visit {
    /// Where a sign-in that passed its first factor goes on: on the page, or where the second factor is asked for.
    pub(super) fn goes_on(&self, answered: Answered) -> Ending {
        let landing = &self.begun.landing;
        let page = match answered.attempt() {
            None => landing.clone(),
            Some(attempt) => {
                let next: String = byte_serialize(landing.as_bytes()).collect();
                format!("/login#attempt={attempt}&next={next}")
            }
        };
        Ending::Landed(page, answered.cookies)
    }

    async fn end(&self, answer: FromGoogle) -> Result<Ending, Problem> {
        let identity = match self.identity(answer).await {
            Ok(identity) => identity,
            Err(refusal) => return Ok(Ending::Refused(refusal)),
        };
        match self.begun.purpose {
            Purpose::SignIn => sign_in::sign_in(self, identity).await,
            Purpose::Link => link::link(self, identity).await,
            Purpose::Join => join::join(self, identity).await,
        }
    }

    async fn identity(&self, answer: FromGoogle) -> Result<Identity, Refusal> {
        // Somebody else's answer to our question: a mix-up (RFC 9207).
        if answer.iss.is_some_and(|issuer| issuer != self.provider.issuer()) {
            tracing::warn!("an answer in the name of Google came from another issuer");
            return Err(Refusal::Failed);
        }
        if let Some(error) = answer.error {
            return Err(if error == "access_denied" {
                Refusal::Denied
            } else {
                Refusal::Failed
            });
        }
        let code = answer
            .code
            .filter(|code| code.len() <= LONGEST_CODE)
            .ok_or(Refusal::Failed)?;
        let back = self.accounts.site.link(CALLBACK);
        let identity = self.provider.identify(&self.flow, code, &back).await.map_err(|error| {
            tracing::warn!(error = %chain(&error), "a sign-in with Google failed");
            Refusal::Failed
        })?;
        if identity.email_verified {
            Ok(identity)
        } else {
            Err(Refusal::Unverified)
        }
    }

    fn page_of_problems(&self) -> &'static str {
        match self.begun.purpose {
            Purpose::Link => "/security",
            Purpose::SignIn | Purpose::Join => "/login",
        }
    }
}

/// Whether the institutes admit this Google account: `domains` is empty when they admit any.
pub(super) fn is_admitted(identity: &Identity, domains: &[String]) -> bool {
    let domain = identity.domain.as_deref();
    domains.is_empty()
        || domains
            .iter()
            .any(|admitted| domain.is_some_and(|domain| admitted.eq_ignore_ascii_case(domain)))
}

async fn take(accounts: &Accounts, flow: &Flow) -> Result<Option<Begun>, Error> {
    let (id, now) = (flow.id(), accounts.world.now());
    let taken = accounts
        .database
        .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(store::take(tx, id, now).await?) }));
    taken.await
}

fn refused(page: &str, refusal: Refusal, cookies: HeaderMap) -> Result<Response, Problem> {
    to(&format!("{page}#problem={}", refusal.code()), cookies)
}

fn to(page: &str, mut headers: HeaderMap) -> Result<Response, Problem> {
    let page = HeaderValue::from_str(page).map_err(|error| Problem::internal(&error))?;
    headers.insert(header::LOCATION, page);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn both(mut headers: HeaderMap, more: HeaderMap) -> HeaderMap {
    for value in more.get_all(header::SET_COOKIE) {
        headers.append(header::SET_COOKIE, value.clone());
    }
    headers
}
