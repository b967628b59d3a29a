//! `POST /api/auth/logout`: the session ends here and now.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use kernel::{Caller, Credential, Kernel, Problem};

use super::{
    cookie,
    ending::{self, Reason},
};
use crate::{Accounts, Error};

/// Sign out: end the session of this request and forget its cookie. Signing out twice is fine.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", responses(
    (status = 204, description = "Signed out."),
    (status = 403, description = "A token is not a session: revoke it instead.",
        body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn sign_out(
    caller: Option<Caller>,
    State(kernel): State<Kernel>,
    State(accounts): State<Accounts>,
) -> Result<(StatusCode, HeaderMap), Problem> {
    match caller.map(|caller| (caller.account, caller.credential)) {
        Some((account, Credential::Session(id))) => {
            let now = accounts.world.now();
            let ended = accounts.database.write::<_, Error, _>(move |tx| {
                Box::pin(async move { Ok(ending::end(tx, account, id, Reason::SignedOut, now).await?) })
            });
            ended.await?;
            accounts.ended(account, &[id]);
        }
        Some((_, Credential::Token(_))) => return Err(Error::TokensMayNot.into()),
        None => {}
    }
    let forget = [(header::SET_COOKIE, cookie(&kernel.site, "", 0)?)];
    Ok((StatusCode::NO_CONTENT, HeaderMap::from_iter(forget)))
}
