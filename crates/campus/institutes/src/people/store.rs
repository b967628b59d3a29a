//! Every query about people. All of them name the institute, and are asked inside of its walls.

use database::{AssertSqlSafe, DatabaseError, Query, Row, Tx, Value, values};
use kernel::{AccountId, InstituteId, MemberId, Role};

use super::model::{MemberState, Record};
use crate::words;

pub(crate) const COLUMNS: &str = "members.id, members.account, members.state, members.role, members.email, members.name, \
    members.phone, members.roll_number, members.guardian_email, members.created_at, members.joined_at, \
    invitations.expires_at";
pub(crate) const JOINED: &str = "members LEFT JOIN invitations \
    ON invitations.institute = members.institute AND invitations.member = members.id";

/// Which people to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Beginnings of words of the name, the address or the roll number; all of them must be there.
    pub search: String,
    /// Only these.
    pub role: Option<Role>,
    /// Only these.
    pub state: Option<MemberState>,
    /// Those after this place in the order.
    pub after: Option<(Vec<u8>, MemberId)>,
    /// The most of them.
    pub limit: usize,
}

/// The people that are wanted, in the order of their names, each with the key they sort by.
pub(crate) async fn list(
    query: impl Query,
    institute: InstituteId,
    wanted: &Wanted,
) -> Result<Vec<(Vec<u8>, Record)>, DatabaseError> {
    let (key, id) = wanted
        .after
        .clone()
        .unwrap_or((Vec::new(), MemberId::from_bytes([0; 16])));
    let mut values = values![institute, key, id, wanted.limit];
    let mut sql = format!(
        "SELECT {COLUMNS}, members.sort_key FROM {JOINED} \
         WHERE members.institute = $1 AND (members.sort_key, members.id) > ($2, $3)"
    );
    let narrow = |sql: &mut String, values: &mut Vec<Value>, condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&format!(" AND {condition} ${}", values.len()));
    };
    if let Some(role) = wanted.role {
        narrow(&mut sql, &mut values, "members.role =", role.name().into());
    }
    if let Some(state) = wanted.state {
        narrow(&mut sql, &mut values, "members.state =", state.name().into());
    }
    for pattern in words::patterns(&wanted.search) {
        narrow(&mut sql, &mut values, "members.search LIKE", pattern.into());
        sql.push_str(" ESCAPE '!'");
    }
    sql.push_str(" ORDER BY members.sort_key, members.id LIMIT $4");
    let rows = query.all(AssertSqlSafe(sql), values).await?;
    rows.iter().map(|row| Ok((row.get(12)?, record(row)?))).collect()
}

/// One person.
pub(crate) async fn find(
    query: impl Query,
    institute: InstituteId,
    id: MemberId,
) -> Result<Option<Record>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM {JOINED} WHERE members.institute = $1 AND members.id = $2");
    let row = query.one(AssertSqlSafe(sql), values![institute, id]).await?;
    row.map(|row| record(&row)).transpose()
}

/// The person with this address.
pub(crate) async fn by_email(
    query: impl Query,
    institute: InstituteId,
    email: &str,
) -> Result<Option<Record>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM {JOINED} WHERE members.institute = $1 AND members.email = $2");
    let row = query.one(AssertSqlSafe(sql), values![institute, email]).await?;
    row.map(|row| record(&row)).transpose()
}

/// The person behind whom the account stands.
pub(crate) async fn by_account(
    query: impl Query,
    institute: InstituteId,
    account: AccountId,
) -> Result<Option<Record>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM {JOINED} WHERE members.institute = $1 AND members.account = $2");
    let row = query.one(AssertSqlSafe(sql), values![institute, account]).await?;
    row.map(|row| record(&row)).transpose()
}

/// How many people there are of each role and state; pairs without people are left out.
pub(crate) async fn counts(
    query: impl Query,
    institute: InstituteId,
) -> Result<Vec<(Role, MemberState, u64)>, DatabaseError> {
    let sql = "SELECT role, state, COUNT(*) FROM members WHERE institute = $1 GROUP BY role, state";
    let rows = query.all(sql, values![institute]).await?;
    rows.iter()
        .map(|row| Ok((role(&row.get::<String>(0)?), state(&row.get::<String>(1)?), row.get(2)?)))
        .collect()
}

/// Whether an active owner besides this person is there.
pub(crate) async fn other_owners(tx: &mut Tx, institute: InstituteId, id: MemberId) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 FROM members WHERE institute = $1 AND id <> $2 AND role = 'owner' AND state = 'active' LIMIT 1";
    Ok(tx.one(sql, values![institute, id]).await?.is_some())
}

/// Writes somebody new; `false` when the address is in the directory already.
pub(crate) async fn insert(tx: &mut Tx, institute: InstituteId, new: &Record) -> Result<bool, DatabaseError> {
    let inserted = tx
        .execute(
            "INSERT INTO members (institute, id, account, state, role, email, name, sort_key, search, phone, \
             roll_number, guardian_email, created_at, joined_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (institute, email) DO NOTHING",
            values![
                institute,
                new.id,
                new.account,
                new.state.name(),
                new.role.name(),
                &new.email,
                &new.name,
                words::sort_key(&new.name),
                words::searched(&new.name, &new.email, new.roll_number.as_deref()),
                new.phone.clone(),
                new.roll_number.clone(),
                new.guardian_email.clone(),
                new.created_at,
                new.joined_at
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Writes what is said about a person: name, telephone, roll number, guardian.
pub(crate) async fn update_details(tx: &mut Tx, institute: InstituteId, to: &Record) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE members SET name = $3, sort_key = $4, search = $5, phone = $6, roll_number = $7, guardian_email = $8 \
         WHERE institute = $1 AND id = $2",
        values![
            institute,
            to.id,
            &to.name,
            words::sort_key(&to.name),
            words::searched(&to.name, &to.email, to.roll_number.as_deref()),
            to.phone.clone(),
            to.roll_number.clone(),
            to.guardian_email.clone()
        ],
    )
    .await?;
    Ok(())
}

/// Writes a person's place: role, state, account, and when they joined. Keeps the list of the account's institutes.
pub(crate) async fn update_place(tx: &mut Tx, institute: InstituteId, to: &Record) -> Result<(), DatabaseError> {
    tx.execute(
        "UPDATE members SET role = $3, state = $4, account = $5, joined_at = $6 WHERE institute = $1 AND id = $2",
        values![
            institute,
            to.id,
            to.role.name(),
            to.state.name(),
            to.account,
            to.joined_at
        ],
    )
    .await?;
    let Some(account) = to.account else {
        return Ok(());
    };
    if to.state == MemberState::Active {
        remember_membership(tx, institute, to.id, account).await
    } else {
        let sql = "DELETE FROM memberships_by_account WHERE account = $1 AND tenant = $2";
        tx.execute(sql, values![account, institute]).await?;
        Ok(())
    }
}

/// Puts the institute on the account's own list.
pub(crate) async fn remember_membership(
    tx: &mut Tx,
    institute: InstituteId,
    member: MemberId,
    account: AccountId,
) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO memberships_by_account (account, tenant, member) VALUES ($1, $2, $3) \
         ON CONFLICT (account, tenant) DO UPDATE SET member = excluded.member",
        values![account, institute, member],
    )
    .await?;
    Ok(())
}

/// Takes somebody out of the directory who never joined.
pub(crate) async fn remove(tx: &mut Tx, institute: InstituteId, id: MemberId) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM members WHERE institute = $1 AND id = $2 AND account IS NULL";
    tx.execute(sql, values![institute, id]).await?;
    Ok(())
}

pub(crate) fn record(row: &Row) -> Result<Record, DatabaseError> {
    Ok(Record {
        id: row.get(0)?,
        account: row.get(1)?,
        state: state(&row.get::<String>(2)?),
        role: role(&row.get::<String>(3)?),
        email: row.get(4)?,
        name: row.get(5)?,
        phone: row.get(6)?,
        roll_number: row.get(7)?,
        guardian_email: row.get(8)?,
        created_at: row.get(9)?,
        joined_at: row.get(10)?,
        invited_until: row.get(11)?,
    })
}

/// A role that a newer version invented may do here what a guardian may.
pub(crate) fn role(name: &str) -> Role {
    name.parse().unwrap_or(Role::Guardian)
}

fn state(name: &str) -> MemberState {
    MemberState::from_name(name)
}
