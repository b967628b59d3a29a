//! The drive behind the kernel's port: accounts and institutes make volumes through it without knowing what a volume is.

use std::sync::Arc;

use async_trait::async_trait;
use base::World;
use database::{Database, DatabaseError, Tx};
use engine::Engine;
use kernel::{AccountId, Allowance, InstituteId, Jobs, Problem};

use crate::{
    cache::Cache,
    jobs::clear_libraries,
    model::totals::Bucket,
    store::{
        totals,
        volumes::{self, Owner, Volume},
    },
};

/// Volumes whose rows are kept at hand.
const KEPT: usize = 4096;

/// Makes volumes and finds them. Cheap to clone.
#[derive(Clone)]
pub struct DriveVolumes {
    database: Database,
    engine: Engine,
    world: World,
    default_allowance: u64,
    known: Arc<Cache<Owner, Volume>>,
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

    /// The volume of a person or the library of an institute. Who was made without one gets it now.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(&self, owner: Owner) -> Result<Volume, DatabaseError> {
        if let Some(volume) = self.known.get(&owner) {
            return Ok(volume);
        }
        let volume = match volumes::of_owner(&self.database, owner).await? {
            Some(volume) => volume,
            None => self.make(owner).await?,
        };
        if volume.owner == owner {
            self.known.put(owner, volume);
        }
        Ok(volume)
    }

    async fn make(&self, owner: Owner) -> Result<Volume, DatabaseError> {
        let volumes = self.clone();
        let write = self.database.write(move |tx| {
            let volumes = volumes.clone();
            Box::pin(async move { volumes.insert(tx, owner).await })
        });
        write.await
    }

    /// Each volume has a vault of its own: what one key opens is one person's or one institute's, and ends with it.
    async fn insert(&self, tx: &mut Tx, owner: Owner) -> Result<Volume, DatabaseError> {
        if let Some(volume) = volumes::of_owner(&mut *tx, owner).await? {
            return Ok(volume);
        }
        let volume = Volume {
            id: self.world.new_id(),
            owner,
            vault: self.engine.new_vault().insert(tx).await?,
            allowance: self.world.new_id(),
        };
        engine::allowances::create(tx, volume.allowance, self.default_allowance).await?;
        volumes::insert(tx, &volume, self.world.now()).await?;
        Ok(volume)
    }

    /// What a volume may store and does store.
    pub(crate) async fn allowance_of(&self, volume: &Volume) -> Result<Allowance, DatabaseError> {
        let allowance = self.engine.allowance(volume.allowance).await?;
        Ok(allowance.map_or_else(Allowance::default, |it| Allowance {
            limit: it.limit,
            used: it.used,
            reserved: it.reserved,
        }))
    }

    /// The library of an institute, if anybody has come for it yet and the institute has not ended. Asking makes none: an
    /// institute that is gone must not get a new one.
    async fn existing_library(&self, institute: InstituteId) -> Result<Option<Volume>, DatabaseError> {
        let owner = Owner::Library(institute);
        if let Some(volume) = self.known.get(&owner) {
            return Ok(Some(volume));
        }
        let found = volumes::of_owner(&self.database, owner).await?;
        Ok(found.filter(|volume| volume.owner == owner))
    }

    async fn limit(&self, tx: &mut Tx, owner: Owner, bytes: u64) -> Result<(), DatabaseError> {
        let volume = self.insert(tx, owner).await?;
        engine::allowances::set_limit(tx, volume.allowance, bytes).await
    }
}

#[async_trait]
impl kernel::Volumes for DriveVolumes {
    async fn created(&self, tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError> {
        self.insert(tx, Owner::Person(account)).await.map(drop)
    }

    async fn allowance(&self, account: AccountId) -> Result<Allowance, Problem> {
        let volume = self.of(Owner::Person(account)).await?;
        Ok(self.allowance_of(&volume).await?)
    }

    async fn set_limit(&self, tx: &mut Tx, account: AccountId, bytes: u64) -> Result<(), DatabaseError> {
        self.limit(tx, Owner::Person(account), bytes).await
    }

    async fn library_created(&self, tx: &mut Tx, institute: InstituteId) -> Result<(), DatabaseError> {
        self.insert(tx, Owner::Library(institute)).await.map(drop)
    }

    async fn library_allowance(&self, institute: InstituteId) -> Result<Allowance, Problem> {
        Ok(match self.existing_library(institute).await? {
            Some(volume) => self.allowance_of(&volume).await?,
            None => Allowance {
                limit: self.default_allowance,
                ..Allowance::default()
            },
        })
    }

    async fn library_files(&self, institute: InstituteId) -> Result<u64, Problem> {
        let Some(volume) = self.existing_library(institute).await? else {
            return Ok(0);
        };
        let totals = totals::read(&self.database, volume.id).await?;
        let files = totals.iter().filter(|(bucket, _)| matches!(bucket, Bucket::Files(_)));
        Ok(files.map(|(_, sum)| u64::try_from(sum.items).unwrap_or(0)).sum())
    }

    async fn set_library_limit(&self, tx: &mut Tx, institute: InstituteId, bytes: u64) -> Result<(), DatabaseError> {
        self.limit(tx, Owner::Library(institute), bytes).await
    }

    async fn shred_library(&self, tx: &mut Tx, institute: InstituteId) -> Result<(), DatabaseError> {
        let owner = Owner::Library(institute);
        let Some(volume) = volumes::of_owner(&mut *tx, owner).await? else {
            return Ok(());
        };
        self.engine.shred_vault(tx, volume.vault).await?;
        volumes::end(tx, volume.id).await?;
        self.known.remove(&owner);
        let jobs = Jobs::new(self.database.clone(), self.world.clone());
        Jobs::enqueue(tx, &clear_libraries::job(&jobs)).await?;
        Ok(())
    }
}
