//! Somebody signs in with a Google account that is linked.

use kernel::Problem;

use super::{
    come_back::{Ending, Visit, is_admitted},
    error::Refusal,
    identity::Identity,
    store,
};
use crate::{Error, account, attempts::FirstFactor};

/// Google is the first factor; what follows is the same as after a password.
pub(super) async fn sign_in(visit: &Visit, identity: Identity) -> Result<Ending, Problem> {
    let accounts = &visit.accounts;
    let found = store::account_of(&accounts.database, visit.provider.issuer(), &identity.sub).await?;
    let Some(id) = found else {
        tracing::info!(address = ?visit.browser.client.address, "a Google account that is not linked was shown");
        return Ok(Ending::Refused(Refusal::Unknown));
    };
    let rules = visit.accounts.institutes.sign_in_rules(id).await?;
    if !is_admitted(&identity, &rules.google_domains) {
        return Ok(Ending::Refused(Refusal::Domain));
    }
    let account = account::store::by_id(&accounts.database, id)
        .await?
        .ok_or(Error::NoSuchAccount)?;
    let email = identity.email;
    accounts
        .database
        .write::<_, Error, _>(move |tx| {
            let email = email.clone();
            Box::pin(async move { Ok(store::note_email(tx, id, &email).await?) })
        })
        .await?;
    let answered = accounts
        .first_factor_passed(account, FirstFactor::Google, &visit.browser)
        .await?;
    Ok(visit.goes_on(answered))
}
