//! `GET /o/oauth2/v2/auth`: asks a person who they are and whether they allow it; and the form on that page.

use std::sync::Arc;

use axum::{
    Form,
    extract::{RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;

use crate::{Account, Misbehaviour, Refusal, consent, request::Request, simulator::Shared};

/// The page loads nothing and runs nothing. Where its form may lead is not said: it ends at the client's address.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");

pub(super) async fn ask(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let query = query.unwrap_or_default();
    let mut state = shared.lock();
    let request = Request::read(&query, &state)?;
    if request.silent {
        return Ok(go(&consent::silently(&mut state, &shared.issuer, request)?));
    }
    let choices = request.choices(&state.accounts);
    Ok(page(
        StatusCode::OK,
        "Choose an account",
        &consent_page(&query, &request, &choices),
    ))
}

/// What the form says. `request` is the query the page was opened with; it is read again, so nothing in it is trusted.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    request: String,
    account: Option<String>,
}

pub(super) async fn answer(State(shared): State<Arc<Shared>>, Form(answer): Form<Answer>) -> Result<Response, Refusal> {
    let mut state = shared.lock();
    let request = Request::read(&answer.request, &state)?;
    let denied = state.misbehaves(Misbehaviour::Denied);
    let next = match answer.account.filter(|_| !denied) {
        Some(sub) => consent::choose(&mut state, &shared.issuer, request, &sub)?,
        None => consent::cancel(&state, &shared.issuer, &request),
    };
    Ok(go(&next))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = format!(
            "<h1>Access blocked: authorization error</h1><p>{}</p><p>Error {}: {}</p>",
            escaped(&self.detail),
            self.status,
            self.code
        );
        page(status, "Error", &body)
    }
}

fn go(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(url) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Err(_) => Refusal::new(400, "invalid_request", "The redirect_uri is no address.").into_response(),
    }
}

fn consent_page(query: &str, request: &Request, choices: &[&Account]) -> String {
    let allowed: String = request
        .scopes
        .sentences()
        .iter()
        .map(|line| format!("<li>{}</li>", escaped(line)))
        .collect();
    let accounts: String = choices.iter().map(|account| choice(account)).collect();
    let none = if choices.is_empty() {
        "<p>There is no account that fits.</p>"
    } else {
        ""
    };
    format!(
        "<h1>Choose an account</h1>\
         <p>to continue to <strong>{client}</strong></p>\
         <form method=\"post\" action=\"/signin/oauth/consent\">\
         <input type=\"hidden\" name=\"request\" value=\"{query}\">{accounts}{none}\
         <p>It will be able to:</p><ul>{allowed}</ul>\
         <button class=\"plain\">Cancel</button></form>",
        client = escaped(&request.client),
        query = escaped(query),
    )
}

fn choice(account: &Account) -> String {
    format!(
        "<button name=\"account\" value=\"{}\"><strong>{}</strong><br>{}</button>",
        escaped(&account.sub),
        escaped(&account.name),
        escaped(&account.email)
    )
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – Google simulator</title><style>{STYLE}</style></head><body><main>{body}\
         <footer>This is a simulator for tests. It is not Google.</footer></main></body></html>"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, Html(html)).into_response()
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f0f2f5;color:#1f1f1f}\
main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:12px;box-sizing:border-box}\
button{display:block;width:100%;margin:.5rem 0;padding:.75rem 1rem;font:inherit;text-align:start;background:#fff;\
color:inherit;border:1px solid #747775;border-radius:8px;cursor:pointer}button:hover{background:#f0f2f5}\
.plain{text-align:center}footer{margin-top:1.5rem;font-size:.875rem;color:#595959}";

/// Text as HTML shows it, between tags and inside quoted attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
