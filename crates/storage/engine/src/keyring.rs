//! The keys in memory: the root key, the vault keys it has opened, and the doors to content keys.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use base::World;
use crypto::{ContentKey, CryptoError, RootKey, VaultKey};
use database::{Database, DatabaseError, Query, Tx, values};

use crate::{ContentId, VaultId};

/// Vaults whose keys are kept opened. Beyond that all are forgotten; opening one again costs a query.
const OPENED: usize = 8192;

pub(crate) struct Keyring {
    root: RootKey,
    vaults: Mutex<HashMap<VaultId, Opened>>,
}

/// The keys of a vault that have been opened.
#[derive(Default)]
struct Opened {
    by_epoch: HashMap<u32, Arc<VaultKey>>,
    /// The newest there is, once somebody has asked. Epochs change only by a rotation, which restarts the server.
    newest: Option<CurrentKey>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

/// The vault key that new contents are sealed under.
#[derive(Clone)]
pub(crate) struct CurrentKey {
    pub(crate) epoch: u32,
    pub(crate) key: Arc<VaultKey>,
}

/// Why a key could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// A vault about to be made: its key exists, its rows do not.
#[derive(Clone, Debug)]
pub struct NewVault {
    id: VaultId,
    wrapped: Vec<u8>,
    world: World,
}

impl NewVault {
    /// The id it will have.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// Makes the vault's rows in the caller's transaction.
    ///
    /// # Errors
    /// The database's own trouble.
    pub async fn insert(&self, tx: &mut Tx) -> Result<VaultId, DatabaseError> {
        let now = self.world.now();
        tx.execute(
            "INSERT INTO vaults (id, created_at) VALUES ($1, $2)",
            values![self.id, now],
        )
        .await?;
        tx.execute(
            "INSERT INTO vault_keys (vault_id, epoch, wrapped) VALUES ($1, 1, $2)",
            values![self.id, &self.wrapped],
        )
        .await?;
        Ok(self.id)
    }
}

/// Destroys the keys of a vault. Overwritten before they are deleted: a deleted row may linger in the database's file.
pub(crate) async fn destroy(tx: &mut Tx, vault: VaultId) -> Result<(), DatabaseError> {
    let rows = tx
        .all(
            "SELECT epoch, wrapped FROM vault_keys WHERE vault_id = $1",
            values![vault],
        )
        .await?;
    for row in rows {
        let (epoch, wrapped): (u32, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let overwrite = "UPDATE vault_keys SET wrapped = $3 WHERE vault_id = $1 AND epoch = $2";
        tx.execute(overwrite, values![vault, epoch, vec![0; wrapped.len()]])
            .await?;
    }
    tx.execute("DELETE FROM vault_keys WHERE vault_id = $1", values![vault])
        .await?;
    Ok(())
}

/// Removes the rows of an empty vault.
pub(crate) async fn remove(tx: &mut Tx, vault: VaultId) -> Result<(), DatabaseError> {
    let empty = "SELECT 1 FROM vaults WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM contents WHERE vault_id = $1)";
    if tx.one(empty, values![vault]).await?.is_some() {
        destroy(tx, vault).await?;
        tx.execute("DELETE FROM vaults WHERE id = $1", values![vault]).await?;
    }
    Ok(())
}

impl Keyring {
    pub(crate) fn new(root: RootKey) -> Self {
        Keyring {
            root,
            vaults: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) fn fingerprint(&self) -> Vec<u8> {
        self.root.fingerprint().to_vec()
    }

    pub(crate) fn new_vault(&self, world: &World) -> NewVault {
        let id: VaultId = world.new_id();
        let wrapped = VaultKey::generate(world).wrap(&self.root, *id.as_bytes(), 1, world);
        NewVault {
            id,
            wrapped,
            world: world.clone(),
        }
    }

    /// The newest key of a vault.
    pub(crate) async fn current(&self, database: &Database, vault: VaultId) -> Result<CurrentKey, KeyError> {
        if let Some(current) = self.opened().get(&vault).and_then(|keys| keys.newest.clone()) {
            return Ok(current);
        }
        let newest = "SELECT epoch, wrapped FROM vault_keys WHERE vault_id = $1 ORDER BY epoch DESC LIMIT 1";
        let row = database
            .one(newest, values![vault])
            .await?
            .ok_or(CryptoError::NotAuthentic)?;
        let epoch = row.get(0)?;
        let key = self.open(vault, epoch, &row.get::<Vec<u8>>(1)?)?;
        let current = CurrentKey { epoch, key };
        self.opened().entry(vault).or_default().newest = Some(current.clone());
        Ok(current)
    }

    async fn of_epoch(&self, database: &Database, vault: VaultId, epoch: u32) -> Result<Arc<VaultKey>, KeyError> {
        let opened = self
            .opened()
            .get(&vault)
            .and_then(|keys| keys.by_epoch.get(&epoch).cloned());
        if let Some(key) = opened {
            return Ok(key);
        }
        let query = "SELECT wrapped FROM vault_keys WHERE vault_id = $1 AND epoch = $2";
        let row = database
            .one(query, values![vault, epoch])
            .await?
            .ok_or(CryptoError::NotAuthentic)?;
        self.open(vault, epoch, &row.get::<Vec<u8>>(0)?)
    }

    fn open(&self, vault: VaultId, epoch: u32, wrapped: &[u8]) -> Result<Arc<VaultKey>, KeyError> {
        let key = Arc::new(VaultKey::unwrap(&self.root, *vault.as_bytes(), epoch, wrapped)?);
        let mut vaults = self.opened();
        if vaults.len() >= OPENED && !vaults.contains_key(&vault) {
            vaults.clear();
        }
        vaults.entry(vault).or_default().by_epoch.insert(epoch, key.clone());
        Ok(key)
    }

    /// Forgets the keys of a vault.
    pub(crate) fn forget(&self, vault: VaultId) {
        self.opened().remove(&vault);
    }

    fn opened(&self) -> std::sync::MutexGuard<'_, HashMap<VaultId, Opened>> {
        self.vaults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the key of a content.
    pub(crate) async fn content_key(
        &self,
        database: &Database,
        vault: VaultId,
        epoch: u32,
        content: ContentId,
        wrapped: &[u8],
    ) -> Result<ContentKey, KeyError> {
        let key = self.of_epoch(database, vault, epoch).await?;
        Ok(ContentKey::unwrap(
            &key,
            *vault.as_bytes(),
            epoch,
            *content.as_bytes(),
            wrapped,
        )?)
    }
}
