//! `GET /api/events`: a stream of news for an open browser.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt, stream};
use tokio::time::Instant;

use crate::{Caller, Kernel, Problem};

/// How long one stream lasts. Browsers connect again by themselves and are then asked anew who they are.
const LIFETIME: Duration = Duration::from_secs(600);

/// Follow changes as server-sent events named `nodes`, `health`, `usage` and `files`, with `{}` as data: fetch what you
/// show again.
#[utoipa::path(get, path = "/api/events", tag = "events", responses(
    (status = 200, description = "The stream.", content_type = "text/event-stream", body = String),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn follow_events(
    caller: Caller,
    State(kernel): State<Kernel>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let listener = kernel
        .events
        .listen(caller.account)
        .ok_or_else(|| Problem::rate_limited(Duration::from_secs(30)).with("reason", "too many open event streams"))?;
    let end = Instant::now() + LIFETIME;
    let news = stream::unfold(listener, |mut listener| async {
        let names = listener.next().await?;
        Some((names, listener))
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
