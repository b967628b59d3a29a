//! Every query about institutes themselves.

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, Query, Row, Tx, values};
use kernel::{AccountId, InstituteId, Locale};

use super::{
    logo::Logo,
    model::{Institute, InstituteState, Settings},
};
use crate::words::sort_key;

const COLUMNS: &str = "id, state, name, time_zone, language, color, contact_email, logo_mark, created_at";

/// Writes a new institute.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: InstituteId,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO institutes (id, state, name, sort_key, time_zone, language, color, contact_email, created_at) \
         VALUES ($1, 'active', $2, $3, $4, $5, $6, $7, $8)",
        values![
            id,
            settings.name.as_str(),
            sort_key(settings.name.as_str()),
            settings.time_zone.name(),
            settings.language.tag(),
            settings.color.to_string(),
            settings.contact_email.clone(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// The institute, whatever its state.
pub(crate) async fn find(query: impl Query, id: InstituteId) -> Result<Option<Institute>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM institutes WHERE id = $1");
    let row = query.one(AssertSqlSafe(sql), values![id]).await?;
    row.map(|row| institute(&row)).transpose()
}

/// The institute, if it is open to its people.
pub(crate) async fn find_active(query: impl Query, id: InstituteId) -> Result<Option<Institute>, DatabaseError> {
    let found = find(query, id).await?;
    Ok(found.filter(|institute| institute.state == InstituteState::Active))
}

/// The ids of institutes in their own order, also of those that are gone.
pub(crate) async fn ids_after(
    query: impl Query,
    after: InstituteId,
    limit: usize,
) -> Result<Vec<InstituteId>, DatabaseError> {
    let sql = "SELECT id FROM institutes WHERE id > $1 ORDER BY id LIMIT $2";
    let rows = query.all(sql, values![after, limit]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Up to `limit` institutes that are not gone, in the order of their names.
pub(crate) async fn list(
    query: impl Query,
    after: Option<(Vec<u8>, InstituteId)>,
    limit: usize,
) -> Result<Vec<Institute>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM institutes WHERE state <> 'deleted' AND (sort_key, id) > ($1, $2) \
         ORDER BY sort_key, id LIMIT $3"
    );
    let (key, id) = after.unwrap_or((Vec::new(), InstituteId::from_bytes([0; 16])));
    let rows = query.all(AssertSqlSafe(sql), values![key, id, limit]).await?;
    rows.iter().map(institute).collect()
}

/// The open institutes with exactly this name, two at most.
pub(crate) async fn by_name(query: impl Query, name: &str) -> Result<Vec<Institute>, DatabaseError> {
    let sql =
        format!("SELECT {COLUMNS} FROM institutes WHERE state = 'active' AND sort_key = $1 AND name = $2 LIMIT 2");
    let rows = query.all(AssertSqlSafe(sql), values![sort_key(name), name]).await?;
    rows.iter().map(institute).collect()
}

/// The institutes an account belongs to, at most 100, those that are being deleted among them.
pub(crate) async fn of_account(query: impl Query, account: AccountId) -> Result<Vec<Institute>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM institutes WHERE state <> 'deleted' AND id IN \
         (SELECT tenant FROM memberships_by_account WHERE account = $1) ORDER BY sort_key, id LIMIT 100"
    );
    let rows = query.all(AssertSqlSafe(sql), values![account]).await?;
    rows.iter().map(institute).collect()
}

/// Writes what the institute says about itself.
pub(crate) async fn update(tx: &mut Tx, id: InstituteId, settings: &Settings) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE institutes SET name = $2, sort_key = $3, time_zone = $4, language = $5, color = $6, \
         contact_email = $7 WHERE id = $1",
        values![
            id,
            settings.name.as_str(),
            sort_key(settings.name.as_str()),
            settings.time_zone.name(),
            settings.language.tag(),
            settings.color.to_string(),
            settings.contact_email.clone()
        ],
    )
    .await?;
    Ok(())
}

/// Moves an institute on to a state; `false` when it is not in the state it should leave.
pub(crate) async fn change_state(
    tx: &mut Tx,
    id: InstituteId,
    from: InstituteState,
    to: InstituteState,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE institutes SET state = $3 WHERE id = $1 AND state = $2";
    Ok(tx.execute(sql, values![id, from.name(), to.name()]).await? == 1)
}

/// Forgets what only an open institute needs.
pub(crate) async fn forget_contact(tx: &mut Tx, id: InstituteId) -> Result<(), DatabaseError> {
    let sql = "UPDATE institutes SET contact_email = NULL, logo_mark = NULL WHERE id = $1";
    tx.execute(sql, values![id]).await?;
    Ok(())
}

/// Puts a logo in the place of the one before.
pub(crate) async fn put_logo(tx: &mut Tx, id: InstituteId, logo: &Logo) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO institute_logos (institute, media_type, bytes) VALUES ($1, $2, $3) \
         ON CONFLICT (institute) DO UPDATE SET media_type = excluded.media_type, bytes = excluded.bytes",
        values![id, logo.media_type, &logo.bytes],
    )
    .await?;
    mark_logo(tx, id, Some(logo.mark())).await
}

/// Takes the logo away.
pub(crate) async fn remove_logo(tx: &mut Tx, id: InstituteId) -> Result<(), DatabaseError> {
    tx.execute("DELETE FROM institute_logos WHERE institute = $1", values![id])
        .await?;
    mark_logo(tx, id, None).await
}

async fn mark_logo(tx: &mut Tx, id: InstituteId, mark: Option<String>) -> Result<(), DatabaseError> {
    let sql = "UPDATE institutes SET logo_mark = $2 WHERE id = $1";
    tx.execute(sql, values![id, mark]).await?;
    Ok(())
}

/// The logo's media type and bytes.
pub(crate) async fn logo(query: impl Query, id: InstituteId) -> Result<Option<(String, Vec<u8>)>, DatabaseError> {
    let sql = "SELECT media_type, bytes FROM institute_logos WHERE institute = $1";
    let row = query.one(sql, values![id]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

fn institute(row: &Row) -> Result<Institute, DatabaseError> {
    Ok(Institute {
        id: row.get(0)?,
        state: InstituteState::from_name(&row.get::<String>(1)?),
        name: row.get(2)?,
        time_zone: row.get(3)?,
        // A language that a newer version speaks is not lost, only not spoken here.
        language: row.get::<String>(4)?.parse().unwrap_or_else(|_| Locale::default()),
        color: row.get(5)?,
        contact_email: row.get(6)?,
        logo_mark: row.get(7)?,
        created_at: row.get(8)?,
    })
}
