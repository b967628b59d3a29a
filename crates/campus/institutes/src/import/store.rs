//! Every query about imports, asked inside of the institute's walls.

use std::collections::HashSet;

use base::Timestamp;
use database::{AssertSqlSafe, DatabaseError, Query, Row, Statement, Tx, Value, values};
use kernel::{InstituteId, MemberId, Role};

use super::{
    ImportId,
    model::{Import, ImportState, RowProblem},
};
use crate::people::store::role;

/// Bytes of a file in one row.
const PART: usize = 1 << 20;

const COLUMNS: &str = "id, name, state, reach, total, good, bad, done, invite, problem, created_at";

/// A new import.
#[derive(Clone, Debug)]
pub(super) struct NewImport {
    pub id: ImportId,
    pub name: String,
    pub reach: Role,
    pub started_by: MemberId,
    pub now: Timestamp,
}

/// Writes a new import with its file.
pub(super) async fn insert(
    tx: &mut Tx,
    institute: InstituteId,
    new: &NewImport,
    file: &[u8],
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO imports (institute, id, name, state, reach, total, good, bad, done, invite, started_by, created_at) \
         VALUES ($1, $2, $3, 'reading', $4, 0, 0, 0, 0, 0, $5, $6)",
        values![institute, new.id, &new.name, new.reach.name(), new.started_by, new.now],
    )
    .await?;
    for (part, bytes) in file.chunks(PART).enumerate() {
        tx.execute(
            "INSERT INTO import_parts (institute, import, part, bytes) VALUES ($1, $2, $3, $4)",
            values![institute, new.id, part, bytes],
        )
        .await?;
    }
    Ok(())
}

/// One import.
pub(super) async fn find(
    query: impl Query,
    institute: InstituteId,
    id: ImportId,
) -> Result<Option<Import>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE institute = $1 AND id = $2");
    let row = query.one(AssertSqlSafe(sql), values![institute, id]).await?;
    row.map(|row| import(&row)).transpose()
}

fn import(row: &Row) -> Result<Import, DatabaseError> {
    Ok(Import {
        id: row.get(0)?,
        name: row.get(1)?,
        state: ImportState::from_name(&row.get::<String>(2)?),
        reach: role(&row.get::<String>(3)?),
        total: row.get(4)?,
        good: row.get(5)?,
        bad: row.get(6)?,
        done: row.get(7)?,
        invite: row.get(8)?,
        problem: row.get(9)?,
        created_at: row.get(10)?,
    })
}

/// How many imports of the institute are under way.
pub(super) async fn under_way(tx: &mut Tx, institute: InstituteId) -> Result<u64, DatabaseError> {
    let sql = "SELECT COUNT(*) FROM imports WHERE institute = $1 AND state IN ('reading', 'applying')";
    let row = tx.one(sql, values![institute]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The uploaded file.
pub(super) async fn file(query: impl Query, institute: InstituteId, id: ImportId) -> Result<Vec<u8>, DatabaseError> {
    let sql = "SELECT bytes FROM import_parts WHERE institute = $1 AND import = $2 ORDER BY part";
    let rows = query.all(sql, values![institute, id]).await?;
    let mut file = Vec::new();
    for row in rows {
        file.extend(row.get::<Vec<u8>>(0)?);
    }
    Ok(file)
}

/// Forgets the uploaded file.
pub(super) async fn forget_file(tx: &mut Tx, institute: InstituteId, id: ImportId) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM import_parts WHERE institute = $1 AND import = $2";
    tx.execute(sql, values![institute, id]).await?;
    Ok(())
}

/// Which of these addresses are in the directory.
pub(super) async fn known(
    query: impl Query,
    institute: InstituteId,
    emails: &[String],
) -> Result<HashSet<String>, DatabaseError> {
    if emails.is_empty() {
        return Ok(HashSet::new());
    }
    let places: Vec<String> = (2..emails.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT email FROM members WHERE institute = $1 AND email IN ({})",
        places.join(", ")
    );
    let mut values = values![institute];
    values.extend(emails.iter().map(Value::from));
    let rows = query.all(AssertSqlSafe(sql), values).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A checked line on its way into the database.
#[derive(Clone, Debug)]
pub(super) struct NewRow {
    pub number: u64,
    pub name: String,
    pub email: String,
    /// Sealed; nothing for a bad line.
    pub person: Option<Vec<u8>>,
    /// JSON
    pub problems: String,
}

/// Writes checked lines and how far the reading is. A line that is there already stays: an earlier run wrote it.
/// `false`: the import is gone or no longer being read.
pub(super) async fn add_rows(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    rows: &[NewRow],
    total: usize,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE imports SET total = $3 WHERE institute = $1 AND id = $2 AND state = 'reading'";
    if tx.execute(sql, values![institute, id, total]).await? == 0 {
        return Ok(false);
    }
    let insert = |row: &NewRow| {
        let state = if row.person.is_some() { "good" } else { "bad" };
        Statement::new(
            "INSERT INTO import_rows (institute, import, number, state, name, email, person, problems) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (institute, import, number) DO NOTHING",
            values![
                institute,
                id,
                row.number,
                state,
                &row.name,
                &row.email,
                row.person.clone(),
                &row.problems
            ],
        )
    };
    tx.execute_all(rows.iter().map(insert).collect()).await?;
    count(tx, institute, id).await?;
    Ok(true)
}

/// Counts the lines anew, which is right whatever was done twice.
async fn count(tx: &mut Tx, institute: InstituteId, id: ImportId) -> Result<(), DatabaseError> {
    let rows = "(SELECT COUNT(*) FROM import_rows WHERE institute = $1 AND import = $2 AND state";
    let sql = format!(
        "UPDATE imports SET good = {rows} IN ('good', 'done')), bad = {rows} = 'bad'), done = {rows} = 'done') \
         WHERE institute = $1 AND id = $2"
    );
    tx.execute(AssertSqlSafe(sql), values![institute, id]).await?;
    Ok(())
}

/// Moves an import from one state to the next; `false` when it is in another one.
pub(super) async fn advance(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    from: ImportState,
    to: ImportState,
    problem: Option<&str>,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let over = matches!(to, ImportState::Done | ImportState::Failed);
    let sql = "UPDATE imports SET state = $4, problem = COALESCE($5, problem), finished_at = $6 \
         WHERE institute = $1 AND id = $2 AND state = $3";
    let values = values![institute, id, from.name(), to.name(), problem, over.then_some(now)];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Notes whether people are to be invited.
pub(super) async fn set_invite(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    invite: bool,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE imports SET invite = $3 WHERE institute = $1 AND id = $2";
    tx.execute(sql, values![institute, id, invite]).await?;
    Ok(())
}

/// A line that waits to become a person.
#[derive(Clone, Debug)]
pub(super) struct GoodRow {
    pub number: u64,
    /// Sealed.
    pub person: Vec<u8>,
}

/// The next lines that wait to become people.
pub(super) async fn next_good(
    query: impl Query,
    institute: InstituteId,
    id: ImportId,
    limit: usize,
) -> Result<Vec<GoodRow>, DatabaseError> {
    let sql = "SELECT number, person FROM import_rows \
         WHERE institute = $1 AND import = $2 AND state = 'good' ORDER BY number LIMIT $3";
    let rows = query.all(sql, values![institute, id, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(GoodRow {
                number: row.get(0)?,
                person: row.get::<Option<Vec<u8>>>(1)?.unwrap_or_default(),
            })
        })
        .collect()
}

/// Marks lines as people, and forgets what they said; answers those that no other run had marked.
pub(super) async fn mark_done(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    numbers: &[u64],
) -> Result<HashSet<u64>, DatabaseError> {
    if numbers.is_empty() {
        return Ok(HashSet::new());
    }
    let places: Vec<String> = (3..numbers.len() + 3).map(|place| format!("${place}")).collect();
    let sql = format!(
        "UPDATE import_rows SET state = 'done', person = NULL \
         WHERE institute = $1 AND import = $2 AND state = 'good' AND number IN ({}) RETURNING number",
        places.join(", ")
    );
    let mut values = values![institute, id];
    values.extend(numbers.iter().copied().map(Value::from));
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Says what kept a line from becoming a person.
pub(super) async fn mark_bad(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    number: u64,
    problems: &str,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE import_rows SET state = 'bad', person = NULL, problems = $4 \
         WHERE institute = $1 AND import = $2 AND number = $3";
    tx.execute(sql, values![institute, id, number, problems]).await?;
    Ok(())
}

/// Counts lines that were marked, some of which were then refused; `false` when the import is no longer being applied.
pub(super) async fn count_applied(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    marked: usize,
    refused: usize,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE imports SET done = done + $3, good = good - $4, bad = bad + $4 \
         WHERE institute = $1 AND id = $2 AND state = 'applying'";
    let values = values![institute, id, marked - refused, refused];
    Ok(tx.execute(sql, values).await? == 1)
}

/// A line as it is shown.
#[derive(Clone, Debug)]
pub(super) struct ShownRow {
    pub number: u64,
    pub name: String,
    pub email: String,
    pub problems: Vec<RowProblem>,
}

/// Lines in the order of the file.
pub(super) async fn rows(
    query: impl Query,
    institute: InstituteId,
    id: ImportId,
    only_bad: bool,
    after: u64,
    limit: usize,
) -> Result<Vec<ShownRow>, DatabaseError> {
    let narrowed = if only_bad { "AND state = 'bad'" } else { "" };
    let sql = format!(
        "SELECT number, name, email, problems FROM import_rows \
         WHERE institute = $1 AND import = $2 AND number > $3 {narrowed} ORDER BY number LIMIT $4"
    );
    let rows = query
        .all(AssertSqlSafe(sql), values![institute, id, after, limit])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ShownRow {
                number: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                problems: serde_json::from_str(&row.get::<String>(3)?).unwrap_or_default(),
            })
        })
        .collect()
}

/// Removes an import with everything that belongs to it.
pub(super) async fn remove(tx: &mut Tx, institute: InstituteId, id: ImportId) -> Result<(), DatabaseError> {
    for sql in [
        "DELETE FROM import_parts WHERE institute = $1 AND import = $2",
        "DELETE FROM import_rows WHERE institute = $1 AND import = $2",
        "DELETE FROM imports WHERE institute = $1 AND id = $2",
    ] {
        tx.execute(sql, values![institute, id]).await?;
    }
    Ok(())
}

/// Imports from before `moment` that are not being applied.
pub(super) async fn old(
    query: impl Query,
    institute: InstituteId,
    moment: Timestamp,
) -> Result<Vec<ImportId>, DatabaseError> {
    let sql = "SELECT id FROM imports WHERE institute = $1 AND created_at < $2 AND state <> 'applying' LIMIT 10";
    let rows = query.all(sql, values![institute, moment]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Says something about an import that goes on.
pub(super) async fn note(
    tx: &mut Tx,
    institute: InstituteId,
    id: ImportId,
    problem: &str,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE imports SET problem = $3 WHERE institute = $1 AND id = $2";
    tx.execute(sql, values![institute, id, problem]).await?;
    Ok(())
}
