//! Every query about institutes' mail servers, inside of the institute's walls.

use base::Timestamp;
use database::{Database, DatabaseError, Query, Row, Tx, values};
use kernel::InstituteId;

use super::ServerDraft;
use crate::Security;

/// A mail server as the database knows it.
#[derive(Clone, Debug)]
pub(crate) struct OwnServer {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub username: String,
    /// Sealed.
    pub password: Option<Vec<u8>>,
    pub from_address: String,
    pub from_name: String,
}

const FIND: &str = "SELECT host, port, security, username, password, from_address, from_name \
                    FROM mail_servers WHERE institute = $1";

pub(crate) async fn find(database: &Database, institute: InstituteId) -> Result<Option<OwnServer>, DatabaseError> {
    let row = database
        .tenant(*institute.as_bytes())
        .one(FIND, values![institute])
        .await?;
    row.map(|row| server(&row)).transpose()
}

/// As [`find`], in a transaction that has entered the institute.
pub(crate) async fn find_in(tx: &mut Tx, institute: InstituteId) -> Result<Option<OwnServer>, DatabaseError> {
    let row = tx.one(FIND, values![institute]).await?;
    row.map(|row| server(&row)).transpose()
}

fn server(row: &Row) -> Result<OwnServer, DatabaseError> {
    Ok(OwnServer {
        host: row.get(0)?,
        port: u16::try_from(row.get::<u32>(1)?).unwrap_or_default(),
        // A way that a newer version invented is surely not less safe than this one.
        security: row.get::<String>(2)?.parse().unwrap_or(Security::Tls),
        username: row.get(3)?,
        password: row.get(4)?,
        from_address: row.get(5)?,
        from_name: row.get(6)?,
    })
}

/// Writes the server of an institute, in a transaction that has entered it.
pub(crate) async fn save(
    tx: &mut Tx,
    institute: InstituteId,
    draft: &ServerDraft,
    password: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO mail_servers (institute, host, port, security, username, password, from_address, from_name, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (institute) DO UPDATE SET host = $2, port = $3, \
         security = $4, username = $5, password = $6, from_address = $7, from_name = $8, changed_at = $9",
        values![
            institute,
            draft.host.as_str(),
            u32::from(draft.port),
            draft.security.name(),
            draft.username.as_str(),
            password.map(<[u8]>::to_vec),
            draft.from_address.as_str(),
            draft.from_name.as_str(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// Forgets the server of an institute, in a transaction that has entered it.
///
/// # Errors
/// The database's.
pub(crate) async fn delete(tx: &mut Tx, institute: InstituteId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM mail_servers WHERE institute = $1", values![institute])
        .await?;
    Ok(())
}
