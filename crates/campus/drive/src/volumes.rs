//! The drive behind the kernel's port: accounts make volumes through it without knowing what a volume is.

use std::sync::Arc;

use async_trait::async_trait;
use base::World;
use database::{Database, DatabaseError, Tx};
use engine::Engine;
use kernel::{AccountId, Allowance, InstituteId, Problem};

use crate::{
    cache::Cache,
    store::volumes::{self, Volume},
};

/// Volumes whose rows are kept at hand; they never change.
const KEPT: usize = 4096;

/// Makes volumes and finds them. Cheap to clone.
#[derive(Clone)]
pub struct DriveVolumes {
    database: Database,
    engine: Engine,
    world: World,
    default_allowance: u64,
    known: Arc<Cache<AccountId, Volume>>,
}

impl std::fmt::Debug for DriveVolumes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DriveVolumes")
            .field("default_allowance", &self.default_allowance)
            .finish_non_exhaustive()
    }
}

impl DriveVolumes {
    /// Volumes of `default_allowance` bytes.
    pub fn new(database: Database, engine: Engine, world: World, default_allowance: u64) -> Self {
        DriveVolumes {
            database,
            engine,
            world,
            default_allowance,
            known: Arc::new(Cache::new(KEPT)),
        }
    }

    /// The volume of an account. An account that was made without one gets it now.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(&self, account: AccountId) -> Result<Volume, DatabaseError> {
        if let Some(volume) = self.known.get(&account) {
            return Ok(volume);
        }
        let volume = match volumes::of_account(&self.database, account).await? {
            Some(volume) => volume,
            None => self.make(account).await?,
        };
        self.known.put(account, volume);
        Ok(volume)
    }

    async fn make(&self, account: AccountId) -> Result<Volume, DatabaseError> {
        let volumes = self.clone();
        let write = self.database.write(move |tx| {
            let volumes = volumes.clone();
            Box::pin(async move { volumes.insert(tx, account).await })
        });
        write.await
    }

    async fn insert(&self, tx: &mut Tx, account: AccountId) -> Result<Volume, DatabaseError> {
        if let Some(volume) = volumes::of_account(&mut *tx, account).await? {
            return Ok(volume);
        }
        let vault = match volumes::vault(&mut *tx).await? {
            Some(vault) => vault,
            None => {
                let vault = self.engine.new_vault().insert(tx).await?;
                volumes::set_vault(tx, vault).await?;
                vault
            }
        };
        let volume = Volume {
            id: self.world.new_id(),
            account,
            vault,
            allowance: self.world.new_id(),
        };
        engine::allowances::create(tx, volume.allowance, self.default_allowance).await?;
        volumes::insert(tx, &volume, self.world.now()).await?;
        Ok(volume)
    }
}

#[async_trait]
impl kernel::Volumes for DriveVolumes {
    async fn created(&self, tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
        self.insert(tx, account).await.map(drop)
    }

    async fn allowance(&self, account: AccountId) -> Result<Allowance, Problem> {
        let volume = self.of(account).await?;
        let allowance = self.engine.allowance(volume.allowance).await?;
        Ok(allowance.map_or_else(Allowance::default, |it| Allowance {
            limit: it.limit,
            used: it.used,
            reserved: it.reserved,
        }))
    }

    async fn set_limit(&self, tx: &mut Tx, account: AccountId, bytes: u64) -> Result<(), DatabaseError> {
        let volume = self.insert(tx, account).await?;
        engine::allowances::set_limit(tx, volume.allowance, bytes).await
    }

    async fn library_created(&self, _tx: &mut Tx, _institute: InstituteId) -> Result<(), DatabaseError> {
        Ok(())
    }

    async fn library_allowance(&self, _institute: InstituteId) -> Result<Allowance, Problem> {
        Ok(Allowance::default())
    }

    async fn set_library_limit(&self, _tx: &mut Tx, _institute: InstituteId, _bytes: u64) -> Result<(), DatabaseError> {
        Ok(())
    }

    async fn shred_library(&self, _tx: &mut Tx, _institute: InstituteId) -> Result<(), DatabaseError> {
        Ok(())
    }
}
