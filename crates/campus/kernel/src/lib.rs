//! The mechanisms every slice of the campus shares.
//!
//! **Goals.** A slice says what it does; how a caller is known, how a refusal looks on the wire, how a page is cut, how
//! work is done later and how a browser hears of a change stands here, once.
//!
//! **Words.** A *caller* is an account together with the credential it showed. A *problem* is a refusal as the client
//! sees it (RFC 9457). A *slice* is one feature: routes, migrations, jobs, permissions. A *job* is durable work that is
//! safe to do twice.
//!
//! **Non-goals.** The kernel has no accounts and no files: signing in belongs to the accounts slice, which fits itself in
//! through [`Authenticator`]; what a person stores belongs to the drive, which fits itself in through [`Volumes`].
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod caller;
pub mod client;
mod events;
mod http;
pub mod ids;
pub mod jobs;
pub mod json;
mod origin;
pub mod page;
mod problem;
mod site;
mod slice;
mod volumes;

use std::sync::Arc;

use base::World;
use database::{Database, Migration};
use tokio_util::sync::CancellationToken;

pub use caller::{Authenticator, Caller, Credential, InstallationRole, Presented};
pub use events::{Events, Topic};
pub use http::slice;
pub use ids::{AccountId, JobId, SessionId, TokenId};
pub use jobs::Jobs;
pub use page::{Cursor, Limit, Page};
pub use problem::Problem;
pub use site::Site;
pub use slice::{Access, Permission, Slice};
pub use volumes::{Allowance, NoVolumes, Volumes};

/// The tables of the kernel.
pub const MIGRATIONS: &[Migration] = &[Migration::new(
    "20261120_02_jobs",
    include_str!("../migrations/20261120_02_jobs.sql"),
)];

/// What every request handler and every job may ask for. Cheap to clone.
#[derive(Clone)]
pub struct Kernel {
    /// The registry of everything.
    pub database: Database,
    /// Time and randomness.
    pub world: World,
    /// Who recognises callers.
    pub authenticator: Arc<dyn Authenticator>,
    /// News for open browsers.
    pub events: Events,
    /// The durable queue.
    pub jobs: Jobs,
    /// Where this installation stands on the net.
    pub site: Arc<Site>,
    /// Cancelled when the server stops: open-ended answers end and workers take no more jobs.
    pub stopping: CancellationToken,
}

impl Kernel {
    /// Puts the parts together.
    pub fn new(database: Database, world: World, authenticator: Arc<dyn Authenticator>, site: Site) -> Self {
        Kernel {
            jobs: Jobs::new(database.clone(), world.clone()),
            database,
            world,
            authenticator,
            events: Events::default(),
            site: Arc::new(site),
            stopping: CancellationToken::new(),
        }
    }
}

impl std::fmt::Debug for Kernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kernel")
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}
