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

pub(crate) struct Keyring {
    root: RootKey,
    /// Opened vault keys, by vault and epoch. One per institute: few.
    vaults: Mutex<HashMap<(VaultId, u32), Arc<VaultKey>>>,
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
        // Epochs change only by a rotation, which restarts the server.
        let cached = self
            .cached()
            .iter()
            .filter(|((id, _), _)| *id == vault)
            .max_by_key(|((_, epoch), _)| *epoch)
            .map(|((_, epoch), key)| CurrentKey {
                epoch: *epoch,
                key: key.clone(),
            });
        if let Some(current) = cached {
            return Ok(current);
        }
        let newest = "SELECT epoch, wrapped FROM vault_keys WHERE vault_id = $1 ORDER BY epoch DESC LIMIT 1";
        let row = database
            .one(newest, values![vault])
            .await?
            .ok_or(CryptoError::NotAuthentic)?;
        let epoch = row.get(0)?;
        let key = self.open(vault, epoch, &row.get::<Vec<u8>>(1)?)?;
        Ok(CurrentKey { epoch, key })
    }

    async fn of_epoch(&self, database: &Database, vault: VaultId, epoch: u32) -> Result<Arc<VaultKey>, KeyError> {
        if let Some(key) = self.cached().get(&(vault, epoch)) {
            return Ok(key.clone());
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
        self.cached().insert((vault, epoch), key.clone());
        Ok(key)
    }

    fn cached(&self) -> std::sync::MutexGuard<'_, HashMap<(VaultId, u32), Arc<VaultKey>>> {
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
