//! Somebody who was invited joins with their Google account: the account is made without a password.

use database::Tx;
use kernel::{InstituteId, Invited, Problem, Topic};

use super::{
    come_back::{Ending, Visit, is_admitted},
    error::Refusal,
    identity::Identity,
    link::new_link,
    store::{self, Linking, NewLink},
};
use crate::{
    Account, Accounts, Email, Error, PersonName,
    account::{
        newcomer, role_of_newcomer,
        store::{NO_PASSWORD, NewAccount},
    },
    attempts::{Factor, FirstFactor, Proved},
    sessions::Takeover,
};

/// The invitation was sent to an address; Google vouches that this person has it. Both together make an account, and never
/// give anybody one that is there already.
pub(super) async fn join(visit: &Visit, identity: Identity) -> Result<Ending, Problem> {
    let Some(secret) = visit.flow.invitation().map(str::to_owned) else {
        return Ok(Ending::Refused(Refusal::State));
    };
    let Some(invited) = visit.accounts.institutes.invited(&secret).await? else {
        return Ok(Ending::Refused(Refusal::InvitationOver));
    };
    let (theirs, wanted) = (identity.email.parse::<Email>()?, invited.email.parse::<Email>()?);
    if theirs != wanted {
        return Ok(Ending::Refused(Refusal::OtherAddress));
    }
    if !is_admitted(&identity, &invited.rules.google_domains) {
        return Ok(Ending::Refused(Refusal::Domain));
    }
    let new = newcomer_of(visit, &identity, &invited, theirs)?;
    let link = new_link(visit, new.id, identity);
    match make(&visit.accounts, new, link, secret).await? {
        Err(refusal) => Ok(Ending::Refused(refusal)),
        Ok((account, institute)) => {
            tracing::info!(account = %account.id, %institute, "somebody joined with Google");
            visit.accounts.events.publish(Topic::Institute(institute));
            enter(visit, account).await
        }
    }
}

fn newcomer_of(visit: &Visit, identity: &Identity, invited: &Invited, email: Email) -> Result<NewAccount, Problem> {
    Ok(NewAccount {
        id: visit.accounts.world.new_id(),
        name: name_of(identity, &invited.name, &email)?,
        email,
        language: invited.locale,
        password_hash: NO_PASSWORD.to_owned(),
        created_at: visit.accounts.world.now(),
    })
}

/// What Google calls the person, or else the institute, or else the beginning of their address.
fn name_of(identity: &Identity, invited: &str, email: &Email) -> Result<PersonName, Problem> {
    let local = email.as_str().split('@').next().unwrap_or_default();
    let candidates = identity.name.iter().map(String::as_str).chain([invited, local]);
    let mut names = candidates.filter_map(|name| name.parse().ok());
    names
        .next()
        .ok_or_else(|| Problem::validation("name", "Google knows no name. Join with a password."))
}

/// The secret of the invitation came by letter: the person showed Google and their mailbox.
async fn enter(visit: &Visit, account: Account) -> Result<Ending, Problem> {
    let proved = Proved {
        situation: visit.accounts.situation(account.id, &visit.browser).await?,
        account,
        first: FirstFactor::Google,
        second: Some(Factor::Email),
        remember: false,
        takeover: Takeover::None,
    };
    Ok(visit.goes_on(visit.accounts.complete(None, proved, &visit.browser).await?))
}

/// The account, its place for files, the link and the membership: all of them or none.
async fn make(
    accounts: &Accounts,
    new: NewAccount,
    link: NewLink,
    secret: String,
) -> Result<Result<(Account, InstituteId), Refusal>, Error> {
    let parts = accounts.clone();
    let made = accounts.database.write::<_, Abandoned, _>(move |tx| {
        let (parts, new, link, secret) = (parts.clone(), new.clone(), link.clone(), secret.clone());
        Box::pin(async move { make_in(tx, &parts, &new, &link, &secret).await })
    });
    match made.await {
        Ok(made) => Ok(Ok(made)),
        Err(Abandoned::Refused(refusal)) => Ok(Err(refusal)),
        // To whoever has a Google account that is not linked, always the same.
        Err(Abandoned::Failed(Error::EmailTaken)) => Ok(Err(Refusal::Unknown)),
        Err(Abandoned::Failed(error)) => Err(error),
    }
}

async fn make_in(
    tx: &mut Tx,
    accounts: &Accounts,
    new: &NewAccount,
    link: &NewLink,
    secret: &str,
) -> Result<(Account, InstituteId), Abandoned> {
    let account = newcomer::make(tx, new, &*accounts.volumes, |first| Ok(role_of_newcomer(first))).await?;
    if store::link(tx, link).await? != Linking::Made {
        return Err(Abandoned::Refused(Refusal::Taken));
    }
    let joined = accounts.institutes.join(tx, secret, account.id).await?;
    let institute = joined.ok_or(Abandoned::Refused(Refusal::InvitationOver))?;
    Ok((account, institute))
}

/// Why a transaction is given up.
#[derive(Debug, thiserror::Error)]
enum Abandoned {
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    #[error(transparent)]
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Abandoned {
    fn from(error: E) -> Self {
        Abandoned::Failed(error.into())
    }
}
