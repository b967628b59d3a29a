//! What administrators do from the command line. Whoever runs these has the machine already: nothing is asked here.

use audit::{Action, Entry, Origin};
use base::Timestamp;
use kernel::{AccountId, Cursor, InstallationRole, Limit, Locale, Page, Scopes};

use crate::{
    Account, Accounts, Email, Error, Password, PersonName,
    account::{one_line_name, store},
    attempts::Subject,
    limits::strikes,
    reset,
    sessions::{self, Reason},
    tokens,
};

const LINK_MADE: Action = Action::new("account.reset_link.made");
const FACTORS_RESET: Action = Action::new("account.factors.reset");

/// Adds an account, whatever the registration setting says. The first one is an owner whatever `role` says.
///
/// # Errors
/// [`Error::EmailTaken`] and the database's.
pub async fn create_user(
    accounts: &Accounts,
    email: Email,
    name: PersonName,
    password: Password,
    role: InstallationRole,
) -> Result<Account, Error> {
    let new = accounts.prepare(email, name, Locale::default(), password).await?;
    accounts
        .insert(new, move |first| Ok(if first { InstallationRole::Owner } else { role }))
        .await
}

/// The accounts in the order they were made in.
///
/// # Errors
/// The database's; 400 for a cursor of something else.
pub async fn list(accounts: &Accounts, after: Option<&Cursor>, limit: Limit) -> Result<Page<Account>, Error> {
    let after: Option<AccountId> = after.map(Cursor::decode).transpose()?;
    let found = store::list(&accounts.database, after, limit.with_surplus()).await?;
    Ok(Page::from_surplus(found, limit, |last| last.id))
}

/// The account with this address.
///
/// # Errors
/// [`Error::NoSuchAccount`] and the database's.
pub async fn find(accounts: &Accounts, email: &Email) -> Result<Account, Error> {
    store::by_email(&accounts.database, email)
        .await?
        .ok_or(Error::NoSuchAccount)
}

/// Sets a password and ends all sessions and tokens of the account: it may have been in wrong hands.
///
/// # Errors
/// [`Error::Busy`], [`Error::Hashing`] and the database's.
pub async fn set_password(accounts: &Accounts, account: AccountId, password: Password) -> Result<(), Error> {
    let hash = accounts.passwords.hash(password).await?;
    let now = accounts.world.now();
    let ended = accounts.database.write::<_, Error, _>(move |tx| {
        let hash = hash.clone();
        Box::pin(async move {
            store::set_password(tx, account, &hash).await?;
            tokens::store::revoke_all(tx, account).await?;
            Ok(sessions::end_all(tx, account, None, Reason::PasswordChanged, now).await?)
        })
    });
    let ended = ended.await?;
    tracing::warn!(%account, "an administrator set a password; sessions and tokens ended");
    accounts.ended(account, &ended);
    Ok(())
}

/// Makes somebody an owner or a member.
///
/// # Errors
/// [`Error::LastOwner`], [`Error::NoSuchAccount`] and the database's.
pub async fn set_role(accounts: &Accounts, account: AccountId, role: InstallationRole) -> Result<(), Error> {
    accounts
        .database
        .write(move |tx| {
            Box::pin(async move {
                let before = store::role_of(tx, account).await?.ok_or(Error::NoSuchAccount)?;
                let leaves_the_office = before == InstallationRole::Owner && role != InstallationRole::Owner;
                if leaves_the_office && store::owners(tx).await? <= 1 {
                    return Err(Error::LastOwner);
                }
                Ok(store::set_role(tx, account, role).await?)
            })
        })
        .await?;
    tracing::warn!(%account, ?role, "an administrator set a role");
    accounts.cache.clear();
    Ok(())
}

/// Changes how many bytes an account may store.
///
/// # Errors
/// The database's.
pub async fn set_allowance(accounts: &Accounts, account: AccountId, bytes: u64) -> Result<(), Error> {
    let volumes = accounts.volumes.clone();
    accounts
        .database
        .write(move |tx| {
            let volumes = volumes.clone();
            Box::pin(async move { Ok(volumes.set_limit(tx, account, bytes).await?) })
        })
        .await
}

/// Makes a token for a program that acts as the account; answers the secret, which is shown once. It opens what needs an
/// authenticator app or a passkey as well: whoever runs this has the machine.
///
/// # Errors
/// [`Error::TooManyTokens`], 400 for a bad name and the database's.
pub async fn create_token(
    accounts: &Accounts,
    account: AccountId,
    name: &str,
    expires_at: Option<Timestamp>,
    scopes: Scopes,
) -> Result<String, Error> {
    let new = tokens::NewToken {
        account,
        name: one_line_name(name)?,
        expires_at,
        scopes,
        strong: true,
    };
    let owner = store::by_id(&accounts.database, account)
        .await?
        .ok_or(Error::NoSuchAccount)?;
    let record = accounts
        .change(&owner, &Origin::command_line(), tokens::MADE, None)
        .await?;
    let (_, secret) = accounts.issue_token(new, record).await?;
    Ok(secret.reveal().to_owned())
}

/// Makes a link to set a password; the one before is no longer good. Answers the whole address.
///
/// # Errors
/// The database's.
pub async fn reset_link(accounts: &Accounts, account: AccountId) -> Result<String, Error> {
    let (link, page) = accounts.fresh_link();
    let origin = Origin::command_line();
    let written = accounts.database.write::<_, Error, _>({
        let accounts = accounts.clone();
        move |tx| {
            let (accounts, link, origin) = (accounts.clone(), link.clone(), origin.clone());
            Box::pin(async move {
                reset::store::replace(tx, account, link.secret.hash(), link.expires_at).await?;
                let entry = Entry::of_installation(&origin, LINK_MADE).on(account);
                Ok(accounts.audit.record(tx, entry).await?)
            })
        }
    });
    written.await?;
    Ok(page)
}

/// Takes away every factor beside the password, forgets remembered browsers and ends all sessions.
///
/// # Errors
/// The database's.
pub async fn reset_factors(accounts: &Accounts, account: AccountId) -> Result<(), Error> {
    let work = accounts.clone();
    let stripped = accounts.database.write::<_, Error, _>(move |tx| {
        let accounts = work.clone();
        Box::pin(async move {
            let ended = accounts.strip(tx, account).await?;
            let entry = Entry::of_installation(&Origin::command_line(), FACTORS_RESET).on(account);
            accounts.audit.record(tx, entry).await?;
            Ok(ended)
        })
    });
    accounts.ended(account, &stripped.await?);
    tracing::warn!(%account, "an administrator took all factors away; sessions ended");
    Ok(())
}

/// Takes back everything that counts against an address: wrong passwords, wrong codes, letters.
///
/// # Errors
/// The database's.
pub async fn unlock(accounts: &Accounts, email: &Email) -> Result<(), Error> {
    let subject = Subject::from(email);
    let forgiven = accounts
        .database
        .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(strikes::forgive_all(tx, subject).await?) }));
    forgiven.await
}
