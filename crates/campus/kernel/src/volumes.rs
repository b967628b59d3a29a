//! The port through which accounts reach whatever keeps their files.

use async_trait::async_trait;
use database::{DatabaseError, Tx};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{AccountId, InstituteId, Problem};

/// How much an account may store and how much it does, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Allowance {
    /// The most that may be stored.
    pub limit: u64,
    /// What is stored, every version counted.
    pub used: u64,
    /// What uploads under way have set aside.
    pub reserved: u64,
}

/// What accounts ask of whoever keeps people's files. The drive is the real one.
#[async_trait]
pub trait Volumes: Send + Sync {
    /// Makes the place where a new account will keep its files, in the transaction that makes the account. May run more
    /// than once, like everything inside a transaction.
    async fn created(&self, tx: &mut Tx, account: AccountId) -> Result<(), DatabaseError>;

    /// What the account may store and does store.
    async fn allowance(&self, account: AccountId) -> Result<Allowance, Problem>;

    /// Changes how many bytes the account may store. What is stored already stays, even beyond the new limit.
    async fn set_limit(&self, tx: &mut Tx, account: AccountId, bytes: u64) -> Result<(), DatabaseError>;

    /// Makes the library of a new institute, with a key domain of its own, in the transaction that makes the institute.
    async fn library_created(&self, tx: &mut Tx, institute: InstituteId) -> Result<(), DatabaseError>;

    /// What the library may store and does store.
    async fn library_allowance(&self, institute: InstituteId) -> Result<Allowance, Problem>;

    /// How many files lie in the library, the trash not counted.
    async fn library_files(&self, institute: InstituteId) -> Result<u64, Problem>;

    /// Changes how many bytes the library may store.
    async fn set_library_limit(&self, tx: &mut Tx, institute: InstituteId, bytes: u64) -> Result<(), DatabaseError>;

    /// Destroys the keys of everything the institute stores, in the transaction that ends it. What lies on targets can
    /// never be read again; its space comes back later.
    async fn shred_library(&self, tx: &mut Tx, institute: InstituteId) -> Result<(), DatabaseError>;
}

/// An installation that keeps no files. For the tests of everything that has nothing to do with files.
#[derive(Clone, Copy, Debug)]
pub struct NoVolumes;

#[async_trait]
impl Volumes for NoVolumes {
    async fn created(&self, _tx: &mut Tx, _account: AccountId) -> Result<(), DatabaseError> {
        Ok(())
    }

    async fn allowance(&self, _account: AccountId) -> Result<Allowance, Problem> {
        Ok(Allowance::default())
    }

    async fn set_limit(&self, _tx: &mut Tx, _account: AccountId, _bytes: u64) -> Result<(), DatabaseError> {
        Ok(())
    }

    async fn library_created(&self, _tx: &mut Tx, _institute: InstituteId) -> Result<(), DatabaseError> {
        Ok(())
    }

    async fn library_allowance(&self, _institute: InstituteId) -> Result<Allowance, Problem> {
        Ok(Allowance::default())
    }

    async fn library_files(&self, _institute: InstituteId) -> Result<u64, Problem> {
        Ok(0)
    }

    async fn set_library_limit(&self, _tx: &mut Tx, _institute: InstituteId, _bytes: u64) -> Result<(), DatabaseError> {
        Ok(())
    }

    async fn shred_library(&self, _tx: &mut Tx, _institute: InstituteId) -> Result<(), DatabaseError> {
        Ok(())
    }
}
