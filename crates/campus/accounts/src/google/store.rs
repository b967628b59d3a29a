//! Queries about Google: flows and links.

use std::time::Duration;

use base::Timestamp;
use database::{Database, DatabaseError, Query, Row, Tx, values};
use kernel::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::account::store::NO_PASSWORD;

/// How long somebody may take at Google.
pub(crate) const LIFETIME: Duration = Duration::from_secs(600);

/// What a browser goes to Google for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// To sign in with a Google account that is linked.
    SignIn,
    /// To link a Google account to the account that is signed in.
    Link,
    /// To join an institute that invited.
    Join,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Purpose::SignIn => "sign_in",
            Purpose::Link => "link",
            Purpose::Join => "join",
        }
    }

    fn read(name: &str) -> Option<Self> {
        [Purpose::SignIn, Purpose::Link, Purpose::Join]
            .into_iter()
            .find(|purpose| purpose.name() == name)
    }
}

/// A flow under way.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    pub purpose: Purpose,
    /// The page to land on.
    pub landing: String,
    /// The session that wants to link.
    pub session: Option<SessionId>,
}

/// Writes a flow down, and forgets up to a hundred that are over: more than one for each that is added.
pub(crate) async fn begin(tx: &mut Tx, id: [u8; 32], flow: &Begun, now: Timestamp) -> Result<(), DatabaseError> {
    let stale = "DELETE FROM google_flows WHERE id IN (SELECT id FROM google_flows WHERE expires_at <= $1 LIMIT 100)";
    tx.execute(stale, values![now]).await?;
    let sql = "INSERT INTO google_flows (id, purpose, landing, session, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let ends = now.after(LIFETIME);
    tx.execute(sql, values![id, flow.purpose.name(), &flow.landing, flow.session, ends])
        .await?;
    Ok(())
}

/// Takes a flow out: of two that come back with it, one finds it.
pub(crate) async fn take(tx: &mut Tx, id: [u8; 32], now: Timestamp) -> Result<Option<Begun>, DatabaseError> {
    let sql = "DELETE FROM google_flows WHERE id = $1 RETURNING purpose, landing, session, expires_at";
    let Some(row) = tx.one(sql, values![id]).await? else {
        return Ok(None);
    };
    let ends: Timestamp = row.get(3)?;
    let (landing, session) = (row.get(1)?, row.get(2)?);
    let known = Purpose::read(&row.get::<String>(0)?).filter(|_| now < ends);
    Ok(known.map(|purpose| Begun {
        purpose,
        landing,
        session,
    }))
}

/// What a person may see of their link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    /// The address at Google, as it was at the last sign-in.
    pub email: String,
    /// Since when.
    pub linked_at: Timestamp,
}

/// A link to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewLink {
    pub account: AccountId,
    pub issuer: String,
    pub sub: String,
    pub email: String,
    pub linked_at: Timestamp,
}

/// The Google account of an account.
pub(crate) async fn linked(database: &Database, account: AccountId) -> Result<Option<Linked>, DatabaseError> {
    let row = database
        .one(
            "SELECT email, linked_at FROM google_links WHERE account = $1",
            values![account],
        )
        .await?;
    row.map(|row| {
        Ok(Linked {
            email: row.get(0)?,
            linked_at: row.get(1)?,
        })
    })
    .transpose()
}

/// The account that a Google account is linked to.
pub(crate) async fn account_of(
    database: &Database,
    issuer: &str,
    sub: &str,
) -> Result<Option<AccountId>, DatabaseError> {
    let sql = "SELECT account FROM google_links WHERE issuer = $1 AND sub = $2";
    let row = database.one(sql, values![issuer, sub]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Whether a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linking {
    /// It is there now.
    Made,
    /// It was there before.
    Present,
    /// One side of it is linked to somebody else.
    Taken,
}

/// Links, unless one of the two is linked otherwise.
pub(crate) async fn link(tx: &mut Tx, new: &NewLink) -> Result<Linking, DatabaseError> {
    let sql = "SELECT account, issuer, sub FROM google_links WHERE account = $1 OR (issuer = $2 AND sub = $3)";
    let rows = tx.all(sql, values![new.account, &new.issuer, &new.sub]).await?;
    if !rows.is_empty() {
        let same = rows
            .iter()
            .map(|row| is_same(row, new))
            .collect::<Result<Vec<_>, _>>()?;
        let present = same.into_iter().all(|same| same);
        return Ok(if present { Linking::Present } else { Linking::Taken });
    }
    let sql = "INSERT INTO google_links (account, issuer, sub, email, linked_at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(
        sql,
        values![new.account, &new.issuer, &new.sub, &new.email, new.linked_at],
    )
    .await?;
    Ok(Linking::Made)
}

fn is_same(row: &Row, new: &NewLink) -> Result<bool, DatabaseError> {
    let (account, issuer, sub): (AccountId, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(account == new.account && issuer == new.issuer && sub == new.sub)
}

/// Writes a new address of the Google account down; people read it.
pub(crate) async fn note_email(tx: &mut Tx, account: AccountId, email: &str) -> Result<(), DatabaseError> {
    let sql = "UPDATE google_links SET email = $2 WHERE account = $1 AND email <> $2";
    tx.execute(sql, values![account, email]).await?;
    Ok(())
}

/// Whether a link went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unlinking {
    /// It is gone.
    Gone,
    /// There was none.
    Absent,
    /// The account has no password: the link is the only way in.
    OnlyWayIn,
}

/// Unlinks, unless it is the only way in.
pub(crate) async fn unlink(tx: &mut Tx, account: AccountId) -> Result<Unlinking, DatabaseError> {
    let linked = tx
        .one("SELECT 1 FROM google_links WHERE account = $1", values![account])
        .await?;
    if linked.is_none() {
        return Ok(Unlinking::Absent);
    }
    let sql = "SELECT 1 FROM accounts WHERE id = $1 AND password_hash <> $2";
    if tx.one(sql, values![account, NO_PASSWORD]).await?.is_none() {
        return Ok(Unlinking::OnlyWayIn);
    }
    tx.execute("DELETE FROM google_links WHERE account = $1", values![account])
        .await?;
    Ok(Unlinking::Gone)
}
