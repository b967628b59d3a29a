//! Queries about accounts.

use base::Timestamp;
use database::{AssertSqlSafe, Database, DatabaseError, Query, Row, Tx, values};
use kernel::{AccountId, InstallationRole, Locale};

use crate::{Account, Email, Error, PersonName, Theme};

/// What stands in the place of a hash for somebody who has no password.
pub(crate) const NO_PASSWORD: &str = "";

/// A row to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub id: AccountId,
    pub email: Email,
    pub name: PersonName,
    pub language: Locale,
    pub password_hash: String,
    pub created_at: Timestamp,
}

const COLUMNS: &str = "id, email, name, role, theme, language, created_at, last_seen_at";

const ANYBODY: &str = "SELECT 1 FROM accounts LIMIT 1";

/// Whether the installation has nobody yet, for somebody who only wants to know.
pub(crate) async fn none_yet(database: &Database) -> Result<bool, DatabaseError> {
    Ok(database.one(ANYBODY, values![]).await?.is_none())
}

/// Whether the installation has nobody yet, for somebody who is about to change that.
pub(crate) async fn would_be_first(tx: &mut Tx) -> Result<bool, DatabaseError> {
    Ok(tx.one(ANYBODY, values![]).await?.is_none())
}

pub(crate) async fn email_is_taken(tx: &mut Tx, email: &Email) -> Result<bool, DatabaseError> {
    let found = tx
        .one("SELECT 1 FROM accounts WHERE email = $1", values![email.as_str()])
        .await?;
    Ok(found.is_some())
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewAccount, role: InstallationRole) -> Result<Account, Error> {
    tx.execute(
        "INSERT INTO accounts (id, email, name, role, theme, language, password_hash, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            new.id,
            new.email.as_str(),
            new.name.as_str(),
            role_name(role),
            theme_name(Theme::Auto),
            new.language.tag(),
            new.password_hash.as_str(),
            new.created_at
        ],
    )
    .await
    .map_err(Error::of_new_account)?;
    Ok(Account {
        id: new.id,
        email: new.email.as_str().to_owned(),
        name: new.name.as_str().to_owned(),
        role,
        theme: Theme::Auto,
        language: new.language,
        created_at: new.created_at,
        last_seen_at: None,
    })
}

pub(crate) async fn by_id(database: &Database, id: AccountId) -> Result<Option<Account>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = $1");
    database
        .one(AssertSqlSafe(sql), values![id])
        .await?
        .map(|row| account(&row))
        .transpose()
}

pub(crate) async fn by_email(database: &Database, email: &Email) -> Result<Option<Account>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE email = $1");
    database
        .one(AssertSqlSafe(sql), values![email.as_str()])
        .await?
        .map(|row| account(&row))
        .transpose()
}

/// Up to `limit` accounts that come after `after` in the order of their ids, which is the order they were made in.
pub(crate) async fn list(
    database: &Database,
    after: Option<AccountId>,
    limit: usize,
) -> Result<Vec<Account>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id > $1 ORDER BY id LIMIT $2");
    let after = after.unwrap_or(AccountId::from_bytes([0; 16]));
    database
        .all(AssertSqlSafe(sql), values![after, limit])
        .await?
        .iter()
        .map(account)
        .collect()
}

/// `None` without a password as well.
pub(crate) async fn password_hash(database: &Database, id: AccountId) -> Result<Option<String>, DatabaseError> {
    let sql = "SELECT password_hash FROM accounts WHERE id = $1 AND password_hash <> $2";
    let row = database.one(sql, values![id, NO_PASSWORD]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// The account and its hash in one look, so that a known and an unknown address cost the same query. Nobody signs in here
/// without a password.
pub(crate) async fn for_sign_in(
    database: &Database,
    email: &Email,
) -> Result<Option<(Account, String)>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS}, password_hash FROM accounts WHERE email = $1 AND password_hash <> $2");
    let row = database
        .one(AssertSqlSafe(sql), values![email.as_str(), NO_PASSWORD])
        .await?;
    row.map(|row| Ok((account(&row)?, row.get(8)?))).transpose()
}

pub(crate) async fn update_profile(
    tx: &mut Tx,
    id: AccountId,
    name: Option<&PersonName>,
    theme: Option<Theme>,
    language: Option<Locale>,
) -> Result<Option<Account>, DatabaseError> {
    let sql = format!(
        "UPDATE accounts SET name = COALESCE($2, name), theme = COALESCE($3, theme), \
         language = COALESCE($4, language) WHERE id = $1 RETURNING {COLUMNS}"
    );
    let values = values![
        id,
        name.map(PersonName::as_str),
        theme.map(theme_name),
        language.map(Locale::tag)
    ];
    tx.one(AssertSqlSafe(sql), values)
        .await?
        .map(|row| account(&row))
        .transpose()
}

/// Notes that somebody is here.
pub(crate) async fn seen(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<(), DatabaseError> {
    tx.execute("UPDATE accounts SET last_seen_at = $2 WHERE id = $1", values![id, now])
        .await?;
    Ok(())
}

/// `false`: the password is not the one that was checked any more.
pub(crate) async fn replace_password(
    tx: &mut Tx,
    id: AccountId,
    checked: &str,
    hash: &str,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    Ok(tx.execute(sql, values![id, checked, hash]).await? == 1)
}

pub(crate) async fn set_password(tx: &mut Tx, id: AccountId, hash: &str) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE accounts SET password_hash = $2 WHERE id = $1",
        values![id, hash],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_role(tx: &mut Tx, id: AccountId, role: InstallationRole) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE accounts SET role = $2 WHERE id = $1",
        values![id, role_name(role)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn role_of(tx: &mut Tx, id: AccountId) -> Result<Option<InstallationRole>, DatabaseError> {
    let row = tx.one("SELECT role FROM accounts WHERE id = $1", values![id]).await?;
    row.map(|row| Ok(role(&row.get::<String>(0)?))).transpose()
}

pub(crate) async fn owners(tx: &mut Tx) -> Result<u64, DatabaseError> {
    let row = tx
        .one("SELECT COUNT(*) FROM accounts WHERE role = 'owner'", values![])
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

fn account(row: &Row) -> Result<Account, DatabaseError> {
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role: role(&row.get::<String>(3)?),
        theme: theme(&row.get::<String>(4)?),
        // A language that a newer version speaks is not spoken here.
        language: row.get::<String>(5)?.parse().unwrap_or_default(),
        created_at: row.get(6)?,
        last_seen_at: row.get(7)?,
    })
}

fn role_name(role: InstallationRole) -> &'static str {
    match role {
        InstallationRole::Owner => "owner",
        InstallationRole::Member => "member",
    }
}

/// A role that a newer version invented grants nothing here.
pub(crate) fn role(name: &str) -> InstallationRole {
    if name == "owner" {
        InstallationRole::Owner
    } else {
        InstallationRole::Member
    }
}

fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

fn theme(name: &str) -> Theme {
    match name {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::Auto,
    }
}
