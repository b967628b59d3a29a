//! Who people are to the installation: registering, signing in and out, factors, passwords, sessions, tokens for programs.
//!
//! **Words.** An *account* is a person. A *factor* is something they show to prove it. An *attempt* is one sign-in,
//! registration or confirmation under way. A *session* is a browser or client that signed in. A *device* is a browser that
//! is remembered. A *token* is a secret made for a program; it starts with `lyc_` and lasts until it is revoked or its date
//! comes. A *secret* is 256 random bits; the database knows only its SHA-256.
//!
//! **Invariants.**
//! - The first account, and no other, becomes an owner by registering; there is always at least one owner.
//! - Unknown and known addresses are answered alike, after the same work: at sign-in, registration and reset.
//! - No code is good twice: of a letter, of an app, of a list, of a link.
//! - Who has a strong factor is never asked for a weaker one instead, and resetting a password does not take it away.
//! - Wrong passwords and codes are counted in the database before anybody learns whether they were right. Nobody can lock
//!   somebody else out of a remembered browser.
//! - A changed password ends every other session and forgets all devices. One set by an administrator ends tokens, too.
//!
//! **Non-goals.** Institutes, their roles and their rules come from outside, through `kernel::Institutes`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod account;
pub mod admin;
mod attempts;
mod cookies;
mod devices;
mod error;
mod factors;
mod google;
mod http;
mod letters;
mod limits;
mod passkeys;
mod password;
mod people;
mod register;
mod reset;
mod secret;
mod sessions;
mod step_up;
mod tokens;

use std::sync::Arc;

use audit::Audit;
use base::World;
use database::{Database, Migration};
use kernel::{Events, Institutes, Kernel, Sealing, Site, Slice, Volumes};
use mail::Post;
use tokio::sync::Semaphore;

pub use account::{Account, Email, PersonName, Registration, Theme};
pub use error::Error;
pub use google::{GOOGLE_ISSUER, GoogleSettings};
pub use password::{Hashing, Password};

use crate::{limits::Flood, passkeys::RelyingParty, password::Passwords, sessions::Cache};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[
    Migration::new(
        "20261120_03_accounts",
        include_str!("../migrations/20261120_03_accounts.sql"),
    ),
    Migration::new(
        "20261121_04_accounts",
        include_str!("../migrations/20261121_04_accounts.sql"),
    ),
    Migration::new(
        "20261121_05_sessions",
        include_str!("../migrations/20261121_05_sessions.sql"),
    ),
    Migration::new(
        "20261121_06_passkeys",
        include_str!("../migrations/20261121_06_passkeys.sql"),
    ),
    Migration::new(
        "20261121_07_google",
        include_str!("../migrations/20261121_07_google.sql"),
    ),
];

/// What the operator decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Who may make an account.
    pub registration: Registration,
    /// How dear a guess of a password is.
    pub hashing: Hashing,
}

/// What accounts are put together from.
#[derive(Clone)]
pub struct Parts {
    /// Where they are kept.
    pub database: Database,
    /// Time and randomness.
    pub world: World,
    /// What the operator decides.
    pub settings: Settings,
    /// Whoever keeps people's files.
    pub volumes: Arc<dyn Volumes>,
    /// Whoever knows who belongs where.
    pub institutes: Arc<dyn Institutes>,
    /// What keeps small secrets.
    pub sealing: Arc<dyn Sealing>,
    /// News for open browsers; the same that the kernel has.
    pub events: Events,
    /// Where this installation stands on the net.
    pub site: Arc<Site>,
    /// Whoever brings letters.
    pub post: Post,
    /// The record of what was done.
    pub audit: Audit,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Everything about accounts. Cheap to clone. It is the [`kernel::Authenticator`] of the installation.
#[derive(Clone)]
pub struct Accounts {
    database: Database,
    world: World,
    registration: Registration,
    passwords: Arc<Passwords>,
    relying_party: RelyingParty,
    cache: Arc<Cache>,
    flood: Arc<Flood>,
    volumes: Arc<dyn Volumes>,
    institutes: Arc<dyn Institutes>,
    sealing: Arc<dyn Sealing>,
    events: Events,
    site: Arc<Site>,
    post: Post,
    audit: Audit,
    google: Option<Arc<google::Provider>>,
    /// Room for notes about the last use of a credential.
    notes: Arc<Semaphore>,
}

/// Notes about the last use of a credential that may be written at once.
const NOTES: usize = 8;

impl Accounts {
    /// Puts the parts together.
    ///
    /// # Errors
    /// [`Error::Hashing`] when the settings ask for a way of hashing that Argon2 does not know.
    pub fn new(parts: Parts) -> Result<Self, Error> {
        Ok(Accounts {
            passwords: Arc::new(Passwords::new(parts.settings.hashing, &parts.world)?),
            relying_party: RelyingParty::of(&parts.site),
            database: parts.database,
            world: parts.world,
            registration: parts.settings.registration,
            cache: Arc::default(),
            flood: Arc::default(),
            volumes: parts.volumes,
            institutes: parts.institutes,
            sealing: parts.sealing,
            events: parts.events,
            site: parts.site,
            post: parts.post,
            audit: parts.audit,
            google: None,
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
        jobs: vec![
            Arc::new(sessions::forget_sessions::ForgetSessions::new(&accounts)),
            Arc::new(attempts::forget_attempts::ForgetAttempts::new(&accounts)),
            Arc::new(passkeys::ForgetCeremonies::new(&accounts)),
        ],
        routes: http::routes(kernel, accounts),
        migrations: MIGRATIONS,
        permissions: http::PERMISSIONS,
    }
}
