//! Somebody who is signed in links their Google account.

use audit::{Action, Origin};
use axum::http::HeaderMap;
use kernel::{AccountId, Caller, Credential, Problem};
use mail::{Factor, Message};

use super::{
    come_back::{Ending, Visit, is_admitted},
    error::Refusal,
    identity::Identity,
    store::{self, Linking, NewLink},
};
use crate::Error;

const LINKED: Action = Action::new("account.google.linked");

/// The session that set out must be the one that comes back: otherwise somebody else's Google account could be linked to
/// whoever happens to be signed in now.
pub(super) async fn link(visit: &Visit, identity: Identity) -> Result<Ending, Problem> {
    let caller = visit.caller.filter(|caller| match caller.credential {
        Credential::Session(session) => Some(session) == visit.begun.session,
        Credential::Token(_) => false,
    });
    let Some(caller) = caller else {
        return Ok(Ending::Refused(Refusal::State));
    };
    let rules = visit.accounts.institutes.sign_in_rules(caller.account).await?;
    if !is_admitted(&identity, &rules.google_domains) {
        return Ok(Ending::Refused(Refusal::Domain));
    }
    match write_down(visit, &caller, identity).await? {
        Linking::Taken => Ok(Ending::Refused(Refusal::Taken)),
        Linking::Made | Linking::Present => Ok(Ending::Landed(visit.begun.landing.clone(), HeaderMap::new())),
    }
}

async fn write_down(visit: &Visit, caller: &Caller, identity: Identity) -> Result<Linking, Error> {
    let accounts = visit.accounts.clone();
    let account = accounts.own(caller).await?;
    let message = Message::FactorAdded {
        factor: Factor::Google,
        at: accounts.world.now(),
        link: accounts.site.link("/security"),
    };
    let origin = Origin::caller(caller, &visit.browser.client);
    let change = accounts.change(&account, &origin, LINKED, Some(message)).await?;
    let new = new_link(visit, account.id, identity);
    let linking = visit.accounts.database.write::<_, Error, _>(move |tx| {
        let (accounts, new, change) = (accounts.clone(), new.clone(), change.clone());
        Box::pin(async move {
            let linking = store::link(tx, &new).await?;
            if linking == Linking::Made {
                accounts.note(tx, &change).await?;
            }
            Ok(linking)
        })
    });
    let linking = linking.await?;
    visit.accounts.post.wake();
    tracing::info!(account = %caller.account, ?linking, "a Google account was to be linked");
    Ok(linking)
}

/// The link between an account and whoever came back.
pub(super) fn new_link(visit: &Visit, account: AccountId, identity: Identity) -> NewLink {
    NewLink {
        account,
        issuer: visit.provider.issuer().to_owned(),
        sub: identity.sub,
        email: identity.email,
        linked_at: visit.accounts.world.now(),
    }
}
