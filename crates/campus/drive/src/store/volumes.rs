//! Volumes: one for each person and one for each institute. All but the end of a library never changes.

use base::Timestamp;
use database::{DatabaseError, Query, Row, Tx, values};
use engine::{AllowanceId, VaultId};
use kernel::{AccountId, InstituteId};

use crate::ids::{NodeId, UploadId, VolumeId};

/// Whose a volume is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A person's own drive.
    Person(AccountId),
    /// The library of an institute.
    Library(InstituteId),
    /// What is left of a library whose institute has ended. Nobody has a way in.
    Ended(InstituteId),
}

const PERSON: i64 = 0;
const LIBRARY: i64 = 1;
const ENDED: i64 = 2;

impl Owner {
    fn kind(self) -> i64 {
        match self {
            Owner::Person(_) => PERSON,
            Owner::Library(_) => LIBRARY,
            Owner::Ended(_) => ENDED,
        }
    }

    fn id(self) -> [u8; 16] {
        match self {
            Owner::Person(account) => *account.as_bytes(),
            Owner::Library(institute) | Owner::Ended(institute) => *institute.as_bytes(),
        }
    }
}

/// A person's drive, or an institute's library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its id, also the key under which the things at its top are found.
    pub id: VolumeId,
    /// Whose it is.
    pub owner: Owner,
    /// The key domain of its contents.
    pub vault: VaultId,
    /// What it may store.
    pub allowance: AllowanceId,
}

const COLUMNS: &str = "id, kind, owner_id, vault_id, allowance_id";

fn volume(row: &Row) -> Result<Volume, DatabaseError> {
    let (kind, id): (i64, [u8; 16]) = (row.get(1)?, row.get(2)?);
    Ok(Volume {
        id: row.get(0)?,
        owner: match kind {
            PERSON => Owner::Person(AccountId::from_bytes(id)),
            LIBRARY => Owner::Library(InstituteId::from_bytes(id)),
            _ => Owner::Ended(InstituteId::from_bytes(id)),
        },
        vault: row.get(3)?,
        allowance: row.get(4)?,
    })
}

async fn one(query: impl Query, condition: &str, value: database::Value) -> Result<Option<Volume>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM volumes WHERE {condition}");
    let row = query.one(database::AssertSqlSafe(sql), vec![value]).await?;
    row.map(|row| volume(&row)).transpose()
}

/// The volume of a person or of an institute; of an institute also what is left of it.
pub async fn of_owner(query: impl Query, owner: Owner) -> Result<Option<Volume>, DatabaseError> {
    one(query, "owner_id = $1", owner.id().into()).await
}

/// A volume by its id, for work that was begun without its owner at hand.
pub async fn find(query: impl Query, id: VolumeId) -> Result<Option<Volume>, DatabaseError> {
    one(query, "id = $1", id.into()).await
}

/// The volume that a file or folder lies in.
pub async fn of_node(query: impl Query, node: NodeId) -> Result<Option<Volume>, DatabaseError> {
    one(query, "id = (SELECT volume_id FROM nodes WHERE id = $1)", node.into()).await
}

/// The volume that an upload goes to.
pub async fn of_upload(query: impl Query, upload: UploadId) -> Result<Option<Volume>, DatabaseError> {
    one(
        query,
        "id = (SELECT volume_id FROM uploads WHERE id = $1)",
        upload.into(),
    )
    .await
}

/// Adds a volume.
pub async fn insert(tx: &mut Tx, volume: &Volume, now: Timestamp) -> Result<(), DatabaseError> {
    let owner = volume.owner;
    tx.execute(
        "INSERT INTO volumes (id, kind, owner_id, vault_id, allowance_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        values![volume.id, owner.kind(), owner.id(), volume.vault, volume.allowance, now],
    )
    .await?;
    Ok(())
}

/// Notes that the institute of a library has ended.
pub async fn end(tx: &mut Tx, id: VolumeId) -> Result<(), DatabaseError> {
    tx.execute("UPDATE volumes SET kind = $2 WHERE id = $1", values![id, ENDED])
        .await?;
    Ok(())
}

/// A library whose institute has ended, if there is one to be cleared away.
pub async fn next_ended(query: impl Query) -> Result<Option<Volume>, DatabaseError> {
    one(query, "kind = $1 ORDER BY id LIMIT 1", ENDED.into()).await
}

/// Removes a volume in which nothing is left; answers whether it did.
pub async fn remove(tx: &mut Tx, id: VolumeId) -> Result<bool, DatabaseError> {
    let left = "SELECT 1 FROM nodes WHERE volume_id = $1 UNION ALL SELECT 1 FROM uploads WHERE volume_id = $1 LIMIT 1";
    if tx.one(left, values![id]).await?.is_some() {
        return Ok(false);
    }
    tx.execute("DELETE FROM volume_totals WHERE volume_id = $1", values![id])
        .await?;
    tx.execute("DELETE FROM volumes WHERE id = $1", values![id]).await?;
    Ok(true)
}
