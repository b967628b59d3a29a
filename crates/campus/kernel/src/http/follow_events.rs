//! `GET /api/events`: a stream of news for an open browser.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt, stream};
use tokio::time::Instant;

use crate::{
    Caller, Credential, Kernel, Problem,
    events::{Ear, SESSION_ENDED},
};

/// How long one stream lasts. Browsers connect again by themselves and are then asked anew who they are.
const LIFETIME: Duration = Duration::from_secs(600);

/// Follow changes as server-sent events with `{}` as data: fetch what you show again. Their names are `nodes`, `health`,
/// `usage`, `files`, `library`, `institute` and `sessions`; `session_ended` is the last one of a session that was ended.
#[utoipa::path(get, path = "/api/events", tag = "events", responses(
    (status = 200, description = "The stream.", content_type = "text/event-stream", body = String),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn follow_events(
    caller: Caller,
    State(kernel): State<Kernel>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let ear = Ear {
        account: caller.account,
        session: match caller.credential {
            Credential::Session(session) => Some(session),
            Credential::Token(_) => None,
        },
        institutes: kernel.institutes.of(caller.account).await?,
    };
    let listener = kernel
        .events
        .listen(ear)
        .ok_or_else(|| Problem::rate_limited(Duration::from_secs(30)).with("reason", "too many open event streams"))?;
    let end = Instant::now() + LIFETIME;
    // A session that has ended hears so, and then nothing any more.
    let news = stream::unfold(Some(listener), |listener| async {
        let mut listener = listener?;
        let names = listener.next().await?;
        let over = names.contains(SESSION_ENDED);
        Some((names, (!over).then_some(listener)))
    });
    let until = async move {
        tokio::select! {
            () = kernel.stopping.cancelled() => {}
            () = tokio::time::sleep_until(end) => {}
        }
    };
    let events = news
        .flat_map(|names| {
            stream::iter(
                names
                    .into_iter()
                    .map(|name| Ok(Event::default().event(name).data("{}"))),
            )
        })
        .take_until(until);
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
