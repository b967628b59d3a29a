//! Volumes: one per account, made with the account, never changed.

use base::Timestamp;
use database::{DatabaseError, Query, Row, Tx, values};
use engine::{AllowanceId, VaultId};
use kernel::AccountId;

use crate::ids::VolumeId;

/// A person's drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its id, also the key under which the things at its top are found.
    pub id: VolumeId,
    /// Whose it is.
    pub account: AccountId,
    /// The key domain of its contents.
    pub vault: VaultId,
    /// What it may store.
    pub allowance: AllowanceId,
}

fn volume(row: &Row) -> Result<Volume, DatabaseError> {
    Ok(Volume {
        id: row.get(0)?,
        account: row.get(1)?,
        vault: row.get(2)?,
        allowance: row.get(3)?,
    })
}

/// The volume of an account.
pub async fn of_account(query: impl Query, account: AccountId) -> Result<Option<Volume>, DatabaseError> {
    let sql = "SELECT id, account_id, vault_id, allowance_id FROM volumes WHERE account_id = $1";
    query
        .one(sql, values![account])
        .await?
        .map(|row| volume(&row))
        .transpose()
}

/// A volume by its id, for work that was begun without an account at hand.
pub async fn find(query: impl Query, id: VolumeId) -> Result<Option<Volume>, DatabaseError> {
    let sql = "SELECT id, account_id, vault_id, allowance_id FROM volumes WHERE id = $1";
    query.one(sql, values![id]).await?.map(|row| volume(&row)).transpose()
}

/// Adds a volume.
pub async fn insert(tx: &mut Tx, volume: &Volume, now: Timestamp) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO volumes (id, account_id, vault_id, allowance_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        values![volume.id, volume.account, volume.vault, volume.allowance, now],
    )
    .await?;
    Ok(())
}

/// The vault of new volumes, if there is one yet.
pub async fn vault(query: impl Query) -> Result<Option<VaultId>, DatabaseError> {
    query
        .one("SELECT vault_id FROM drive_vault WHERE one = 1", values![])
        .await?
        .map(|row| row.get(0))
        .transpose()
}

/// Remembers the vault of new volumes.
pub async fn set_vault(tx: &mut Tx, vault: VaultId) -> Result<(), DatabaseError> {
    tx.execute("INSERT INTO drive_vault (one, vault_id) VALUES (1, $1)", values![vault])
        .await?;
    Ok(())
}
