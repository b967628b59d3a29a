//! `PUT /api/institutes/{institute}/mail`: letters go through another server.

use audit::{Audit, Entry, Origin};
use axum::extract::State;
use kernel::{InstituteId, Member, Problem, json::Json};

use super::{
    SERVER_CHANGED,
    view::{NewServer, Recorded, ServerView},
};
use crate::{
    MailError, Post,
    servers::{self, OwnServer, ServerDraft},
    smtp,
};

const LONGEST_PASSWORD: usize = 1000;

/// Have the institute's letters go through a mail server of its own. Its host must be on the public net unless the operator
/// allows others. Try it with a test letter afterwards.
#[utoipa::path(put, path = "/api/institutes/{institute}/mail", tag = "mail", request_body = NewServer,
    params(("institute" = String, Path, description = "The institute.")),
    responses(
        (status = 200, body = ServerView),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn save_mail_server(
    member: Member,
    origin: Origin,
    State(audit): State<Audit>,
    State(post): State<Post>,
    Json(request): Json<NewServer>,
) -> Result<Json<ServerView>, Problem> {
    let password = request.password;
    if password
        .as_ref()
        .is_some_and(|password| password.len() > LONGEST_PASSWORD)
    {
        return Err(Problem::validation("password", "A password has at most 1,000 bytes."));
    }
    let draft = ServerDraft {
        host: request.host,
        port: request.port,
        security: request.security,
        username: request.username,
        from_address: request.from_address,
        from_name: request.from_name,
    };
    let draft = servers::check(draft, post.reach())?;
    smtp::resolve(&draft.host, draft.port, post.reach()).await?;
    let sealed = password
        .filter(|password| !password.is_empty())
        .map(|password| post.seal_password(member.institute, &password));
    let saved = save(&post, &audit, origin, member.institute, draft, sealed).await?;
    Ok(Json(ServerView::of(Some(saved), post.can_deliver())))
}

async fn save(
    post: &Post,
    audit: &Audit,
    origin: Origin,
    institute: InstituteId,
    draft: ServerDraft,
    sealed: Option<Vec<u8>>,
) -> Result<OwnServer, MailError> {
    let (audit, now) = (audit.clone(), post.world.now());
    let work = post.database.write::<_, MailError, _>(move |tx| {
        let (audit, origin, draft, sealed) = (audit.clone(), origin.clone(), draft.clone(), sealed.clone());
        Box::pin(async move {
            tx.enter(*institute.as_bytes());
            let before = servers::find_in(tx, institute).await?;
            let password = sealed.or_else(|| stored(before.as_ref(), &draft));
            if !draft.username.is_empty() && password.is_none() {
                return Err(MailError::Server {
                    field: "password",
                    problem: "Type the password for this user name and this server.".to_owned(),
                });
            }
            let password = password.filter(|_| !draft.username.is_empty());
            servers::save(tx, institute, &draft, password.as_deref(), now).await?;
            let after = OwnServer {
                host: draft.host,
                port: draft.port,
                security: draft.security,
                username: draft.username,
                password,
                from_address: draft.from_address,
                from_name: draft.from_name,
            };
            let recorded = before.as_ref().map(Recorded::from).unwrap_or_default();
            let entry = Entry::new(institute, &origin, SERVER_CHANGED).on(institute);
            audit
                .record(tx, entry.change(&recorded, &Recorded::from(&after)))
                .await?;
            Ok(after)
        })
    });
    work.await
}

/// The stored password, if it goes to the same server for the same user over a line that is no less safe: otherwise
/// somebody who may change the host could have it sent to themselves.
fn stored(before: Option<&OwnServer>, draft: &ServerDraft) -> Option<Vec<u8>> {
    let same = |before: &&OwnServer| {
        before.host == draft.host
            && before.port == draft.port
            && before.username == draft.username
            && before.security == draft.security
    };
    before.filter(same)?.password.clone()
}
