//! `POST /api/auth/google/start`: a browser sets out for Google.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
};
use base::chain;
use kernel::{Caller, Credential, FRESH, Invited, Problem, SessionId, client::Client, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    CALLBACK, cookie,
    error::GoogleError,
    flow::Flow,
    landing,
    provider::{Hints, Provider},
    store::{self, Begun, Purpose},
};
use crate::{Accounts, Error, limits::Request};

/// What for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartGoogle {
    purpose: Purpose,
    /// The page of the app to land on afterwards: a path.
    #[schema(example = "/drive")]
    next: Option<String>,
    /// To join: the secret of the invitation.
    invitation: Option<String>,
}

/// Where to go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GoogleStarted {
    /// The address of Google's page: open it in this window.
    #[schema(example = "https://accounts.google.com/o/oauth2/v2/auth?…")]
    url: String,
}

/// Begin signing in, linking or joining with Google. Sets a cookie that lasts ten minutes; only the browser that has it can
/// finish.
#[utoipa::path(post, path = "/api/auth/google/start", tag = "auth", request_body = StartGoogle, responses(
    (status = 200, body = GoogleStarted, headers(("Set-Cookie" = String, description = "Binds the way to this browser."))),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Linking is for somebody who is signed in.",
        body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "To link, prove first that it is you; a program cannot.",
        body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "The invitation is used, revoked or too old.",
        body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Google is not set up here.", body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Google does not answer.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn start_google(
    State(accounts): State<Accounts>,
    caller: Option<Caller>,
    client: Client,
    Json(request): Json<StartGoogle>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<GoogleStarted>), Problem> {
    let provider = accounts.google.as_deref().ok_or(Error::GoogleNotSetUp)?;
    let session = match request.purpose {
        Purpose::Link => Some(session_that_links(caller, &accounts)?),
        Purpose::SignIn | Purpose::Join => None,
    };
    accounts.flood.take(Request::SignIn, client.address)?;
    let invited = invited(&accounts, &request).await?;
    let usual = if session.is_some() { "/security" } else { "/" };
    let begun = Begun {
        purpose: request.purpose,
        landing: landing::checked(request.next, usual)?,
        session,
    };
    let carried = request.invitation.as_deref().filter(|_| invited.is_some());
    let flow = Flow::begin(&accounts.world, carried).ok_or_else(invitation_over)?;
    let url = page(provider, &accounts, &flow, invited.as_ref()).await?;
    write_down(&accounts, &flow, begun).await?;
    Ok((
        [(header::SET_COOKIE, cookie::keep(&accounts.site, &flow)?)],
        Json(GoogleStarted { url }),
    ))
}

/// Linking adds a way in: it is for a person who proved a moment ago that it is them.
fn session_that_links(caller: Option<Caller>, accounts: &Accounts) -> Result<SessionId, Problem> {
    let caller = caller.ok_or_else(Problem::unauthenticated)?;
    let Credential::Session(session) = caller.credential else {
        return Err(Problem::people_only());
    };
    let fresh = caller
        .verified_at
        .is_some_and(|at| accounts.world.now().since(at) <= FRESH);
    if fresh {
        Ok(session)
    } else {
        Err(Problem::step_up_required())
    }
}

async fn invited(accounts: &Accounts, request: &StartGoogle) -> Result<Option<Invited>, Problem> {
    if request.purpose != Purpose::Join {
        return Ok(None);
    }
    let secret = request.invitation.as_deref();
    let secret = secret.ok_or_else(|| Problem::validation("invitation", "To join, send the invitation's secret."))?;
    accounts
        .institutes
        .invited(secret)
        .await?
        .ok_or_else(invitation_over)
        .map(Some)
}

fn invitation_over() -> Problem {
    Problem::not_found("invitation")
}

async fn page(
    provider: &Provider,
    accounts: &Accounts,
    flow: &Flow,
    invited: Option<&Invited>,
) -> Result<String, Problem> {
    let domain = invited.and_then(|invited| match &invited.rules.google_domains[..] {
        [domain] => Some(domain.as_str()),
        _ => None,
    });
    let email = invited.map(|invited| invited.email.as_str());
    let page = provider
        .page(flow, &accounts.site.link(CALLBACK), Hints { email, domain })
        .await;
    page.map_err(|error: GoogleError| {
        tracing::warn!(error = %chain(&error), "a sign-in with Google could not begin");
        Error::GoogleUnavailable.into()
    })
}

async fn write_down(accounts: &Accounts, flow: &Flow, begun: Begun) -> Result<(), Error> {
    let (id, now) = (flow.id(), accounts.world.now());
    let written = accounts.database.write::<_, Error, _>(move |tx| {
        let begun = begun.clone();
        Box::pin(async move { Ok(store::begin(tx, id, &begun, now).await?) })
    });
    written.await
}
