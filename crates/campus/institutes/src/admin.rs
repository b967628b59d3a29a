//! What administrators do from the command line. Whoever runs these has the machine already: nothing is asked here, but
//! everything is recorded.

use std::sync::Arc;

use audit::{Entry, Origin};
use database::Tx;
use kernel::{AccountId, InstituteId, Limit, Page, People, Role, Site, Volumes};

use crate::{
    Directory, Error, Institute, MemberState, Settings, actions,
    institute::{
        create::{FirstOwner, NewInstitute, open},
        store as institutes,
    },
    invitations::{sending, store as invitations},
    people::{
        members::{self, NewMember},
        model::Record,
        store as people,
    },
    secret::Secret,
    words,
};

/// Opens an institute, without an owner yet: see [`add_owner`].
///
/// # Errors
/// The database's.
pub async fn create(
    directory: &Directory,
    volumes: &Arc<dyn Volumes>,
    settings: Settings,
) -> Result<InstituteId, Error> {
    let new = NewInstitute {
        id: directory.world.new_id(),
        settings,
        now: directory.world.now(),
    };
    let id = new.id;
    let (own, volumes) = (directory.clone(), volumes.clone());
    let opened = directory.database.write::<_, Error, _>(move |tx| {
        let (own, volumes, new) = (own.clone(), volumes.clone(), new.clone());
        let origin = Origin::command_line();
        Box::pin(async move { open(tx, &own, &volumes, &origin, &new, None::<&FirstOwner>).await })
    });
    opened.await?;
    Ok(id)
}

/// The institutes that are not gone, by name.
///
/// # Errors
/// The database's.
pub async fn list(
    directory: &Directory,
    after: Option<(String, InstituteId)>,
    limit: Limit,
) -> Result<Page<Institute>, Error> {
    let after = after.map(|(name, id)| (words::sort_key(&name), id));
    let found = institutes::list(&directory.database, after, limit.with_surplus()).await?;
    Ok(Page::from_surplus(found, limit, |last| (last.name.clone(), last.id)))
}

/// The institute with this id, or with this name if only one has it.
///
/// # Errors
/// [`Error::NotFound`] and the database's.
pub async fn find(directory: &Directory, text: &str) -> Result<Institute, Error> {
    if let Ok(id) = text.parse() {
        return institutes::find_active(&directory.database, id)
            .await?
            .ok_or(Error::NotFound);
    }
    let mut named = institutes::by_name(&directory.database, text).await?;
    match named.len() {
        1 => Ok(named.swap_remove(0)),
        _ => Err(Error::NotFound),
    }
}

/// How many people of each role and state an institute has.
///
/// # Errors
/// The database's.
pub async fn count_people(
    directory: &Directory,
    institute: InstituteId,
) -> Result<Vec<(Role, MemberState, u64)>, Error> {
    Ok(people::counts(&directory.inside(institute), institute).await?)
}

/// What [`add_owner`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// The account with the address is an owner now.
    Joined,
    /// There is no account with the address: this link lets its owner join. It is shown once.
    Invited(String),
}

/// Makes somebody an owner: at once when there is an account with the address, otherwise with a link for them. For an
/// institute that has lost its owners, or never had one.
///
/// # Errors
/// 400 for what is no address, and the database's.
pub async fn add_owner(
    directory: &Directory,
    accounts: &Arc<dyn People>,
    site: &Site,
    institute: InstituteId,
    email: &str,
) -> Result<Added, Error> {
    let email = words::email("email", email)?;
    let secret = Secret::new(institute, &directory.world);
    let link = site.link(&format!("/join#{}", secret.reveal()));
    let (own, accounts) = (directory.clone(), accounts.clone());
    let hash = secret.hash();
    let added = directory.database.write::<_, Error, _>(move |tx| {
        let (own, accounts, email) = (own.clone(), accounts.clone(), email.clone());
        Box::pin(async move {
            tx.enter(*institute.as_bytes());
            let account = accounts.by_email(tx, &email).await?;
            let mut person = in_directory(tx, &own, institute, &email, account).await?;
            let origin = Origin::command_line();
            let entry = Entry::new(institute, &origin, actions::ROLE_CHANGED).on(person.id);
            person.role = Role::Owner;
            match account {
                Some(account) => join(tx, &own, institute, person, account).await?,
                None => invite(tx, &own, institute, person, hash).await?,
            }
            own.audit.record(tx, entry.with("role", &Role::Owner)).await?;
            Ok(account.is_some())
        })
    });
    let joined = added.await?;
    directory.forget();
    Ok(if joined { Added::Joined } else { Added::Invited(link) })
}

/// The person with this account or address, who is put there first if need be.
async fn in_directory(
    tx: &mut Tx,
    directory: &Directory,
    institute: InstituteId,
    email: &str,
    account: Option<AccountId>,
) -> Result<Record, Error> {
    if let Some(account) = account
        && let Some(person) = people::by_account(&mut *tx, institute, account).await?
    {
        return Ok(person);
    }
    if let Some(person) = people::by_email(&mut *tx, institute, email).await? {
        return Ok(person);
    }
    let new = NewMember {
        email: email.to_owned(),
        name: email.split('@').next().unwrap_or(email).chars().take(100).collect(),
        role: Role::Owner,
        phone: None,
        roll_number: None,
        guardian_email: None,
    };
    let (id, now) = (directory.world.new_id(), directory.world.now());
    members::insert_invited(tx, institute, id, &new, now).await?;
    people::find(tx, institute, id).await?.ok_or(Error::NotFound)
}

async fn join(
    tx: &mut Tx,
    directory: &Directory,
    institute: InstituteId,
    mut person: Record,
    account: AccountId,
) -> Result<(), Error> {
    invitations::remove(tx, institute, person.id).await?;
    person.state = MemberState::Active;
    person.joined_at = person.joined_at.or(Some(directory.world.now()));
    person.account = person.account.or(Some(account));
    Ok(people::update_place(tx, institute, &person).await?)
}

async fn invite(
    tx: &mut Tx,
    directory: &Directory,
    institute: InstituteId,
    mut person: Record,
    hash: [u8; 32],
) -> Result<(), Error> {
    if person.account.is_none() {
        person.state = MemberState::Invited;
    }
    people::update_place(tx, institute, &person).await?;
    let now = directory.world.now();
    Ok(invitations::put(tx, institute, person.id, hash, now, sending::good_until(now)).await?)
}
