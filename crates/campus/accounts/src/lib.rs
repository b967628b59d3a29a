//! Who people are to the installation: registering, signing in and out, profiles, tokens for programs.
//!
//! **Words.** An *account* is a person. A *session* is a browser or client that signed in with the account's password; it
//! ends when it is not used for 30 days. A *token* is a secret made for a program; it starts with `lyc_` and lasts until
//! it is revoked or its date comes. A *secret* is 256 random bits; the database knows only its SHA-256.
//!
//! **Invariants.**
//! - The first account, and no other, becomes an owner by registering; there is always at least one owner.
//! - A changed password ends every other session. A password set by an administrator ends all sessions and all tokens.
//! - An unknown account is refused at sign-in with the same answer, after the same work, as a wrong password.
//! - Wrong passwords slow down the address that sends them; nobody can lock somebody else out.
//!
//! **Non-goals, for now.** E-mail confirmation, second factors, institutes and their roles: they come with slices of their
//! own, and find the seams in `kernel` (caller, access, volumes).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod account;
pub mod admin;
mod attempts;
mod error;
mod http;
mod limits;
mod password;
mod register;
mod secret;
mod sessions;
mod tokens;

use std::sync::Arc;

use base::World;
use database::{Database, Migration};
use kernel::{Kernel, Slice, Volumes};
use tokio::sync::Semaphore;

pub use account::{Account, Email, PersonName, Registration, Theme};
pub use error::Error;
pub use password::{Hashing, Password};

use crate::{limits::Limiter, password::Passwords, sessions::Cache};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[Migration::new(
    "20261120_03_accounts",
    include_str!("../migrations/20261120_03_accounts.sql"),
)];

/// What the operator decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Who may make an account.
    pub registration: Registration,
    /// How dear a guess of a password is.
    pub hashing: Hashing,
}

/// Everything about accounts. Cheap to clone. It is the [`kernel::Authenticator`] of the installation.
#[derive(Clone)]
pub struct Accounts {
    database: Database,
    world: World,
    registration: Registration,
    passwords: Arc<Passwords>,
    cache: Arc<Cache>,
    limiter: Arc<Limiter>,
    volumes: Arc<dyn Volumes>,
    /// Room for notes about the last use of a credential.
    notes: Arc<Semaphore>,
}

/// Notes about the last use of a credential that may be written at once.
const NOTES: usize = 8;

impl Accounts {
    /// Puts the parts together. `volumes` is whoever keeps people's files.
    ///
    /// # Errors
    /// [`Error::Hashing`] when the settings ask for a way of hashing that Argon2 does not know.
    pub fn new(database: Database, world: World, settings: Settings, volumes: Arc<dyn Volumes>) -> Result<Self, Error> {
        Ok(Accounts {
            passwords: Arc::new(Passwords::new(settings.hashing, &world)?),
            database,
            world,
            registration: settings.registration,
            cache: Arc::default(),
            limiter: Arc::default(),
            volumes,
            notes: Arc::new(Semaphore::new(NOTES)),
        })
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts")
            .field("registration", &self.registration)
            .finish_non_exhaustive()
    }
}

/// The four lists of this slice.
pub fn slice(kernel: &Kernel, accounts: Accounts) -> Slice {
    Slice {
        name: "accounts",
        jobs: vec![Arc::new(sessions::forget_sessions::ForgetSessions::new(&accounts))],
        routes: http::routes(kernel, accounts),
        migrations: MIGRATIONS,
        permissions: http::PERMISSIONS,
    }
}
