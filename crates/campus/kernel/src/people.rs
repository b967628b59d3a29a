//! The port through which institutes reach the accounts of their people. The accounts slice is the real one.

use async_trait::async_trait;
use base::Timestamp;
use database::{DatabaseError, Tx};

use crate::{AccountId, InstituteId, Locale, Problem};

/// What an institute may know of the account behind one of its people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The address they sign in with.
    pub email: String,
    /// What they call themselves.
    pub name: String,
    /// When they were here last, exact to about five minutes.
    pub last_seen_at: Option<Timestamp>,
    /// Whether they have an authenticator app or a passkey.
    pub strong_factor: bool,
}

/// An account to be made for somebody who does not do it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// The address, as typed.
    pub email: String,
    /// The name, as typed.
    pub name: String,
    /// A hash they bring along from elsewhere: a PHC string of Argon2 or a bcrypt hash.
    pub password_hash: Option<String>,
    /// The language letters to them are written in.
    pub locale: Locale,
}

/// What institutes ask of the accounts.
#[async_trait]
pub trait People: Send + Sync {
    /// What is known of these accounts, at most 500; those that are gone are left out.
    async fn find(&self, accounts: &[AccountId]) -> Result<Vec<Person>, Problem>;

    /// The account with this address, however it is typed.
    async fn by_email(&self, tx: &mut Tx, email: &str) -> Result<Option<AccountId>, DatabaseError>;

    /// Makes an account with its place for files, in the caller's transaction. The address and the name must have been
    /// checked with [`People::check`], the address must be free.
    async fn create(&self, tx: &mut Tx, new: &NewPerson) -> Result<AccountId, DatabaseError>;

    /// Says what is wrong with an address, a name or a brought hash, as the form would.
    fn check(&self, new: &NewPerson) -> Result<(), Problem>;

    /// Ends all sessions of the account and tells open pages; answers how many there were.
    async fn end_sessions(&self, account: AccountId) -> Result<u64, Problem>;

    /// Sends a link to set a new password, in the name of the institute. With `strip_factors`, takes away the authenticator
    /// app, the passkeys and the recovery codes, and ends all sessions: for somebody who has lost them.
    async fn reset(&self, account: AccountId, institute: InstituteId, strip_factors: bool) -> Result<(), Problem>;

    /// Everything the accounts know of a person, without secrets.
    async fn export(&self, account: AccountId) -> Result<serde_json::Value, Problem>;
}
