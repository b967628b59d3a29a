//! The mechanisms every slice of the campus shares.
//!
//! **Goals.** A slice says what it does; how a caller is known, how a refusal looks on the wire, how a page is cut, how
//! work is done later and how a browser hears of a change stands here, once.
//!
//! **Words.** A *caller* is an account together with the credential it showed. A *problem* is a refusal as the client
//! sees it (RFC 9457). A *slice* is one feature: routes, migrations, jobs, permissions. A *job* is durable work that is
//! safe to do twice. A *member* is a caller inside of an institute.
//!
//! **Non-goals.** The kernel has no accounts, no institutes and no files. Those slices fit themselves in through the ports
//! [`Authenticator`], [`People`], [`Institutes`], [`Volumes`] and [`Sealing`], and know each other only through them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod caller;
pub mod client;
mod events;
mod guard;
mod http;
pub mod ids;
pub mod jobs;
pub mod json;
pub mod leases;
mod locale;
mod matrix;
mod origin;
pub mod page;
mod people;
mod problem;
mod role;
mod rules;
mod scope;
mod sealing;
mod site;
mod slice;
mod tenancy;
mod volumes;

use std::sync::Arc;

use base::World;
use database::{Database, Migration};
use tokio_util::sync::CancellationToken;

pub use caller::{Authenticator, Caller, Credential, InstallationRole, Presented};
pub use events::{Events, Topic};
pub use guard::{FRESH, guard};
pub use http::slice;
pub use ids::{AccountId, InstituteId, JobId, MemberId, SessionId, TokenId};
pub use jobs::Jobs;
pub use locale::Locale;
pub use matrix::matrix;
pub use page::{Cursor, Limit, Page};
pub use people::{NewPerson, People, Person};
pub use problem::Problem;
pub use role::{Role, Roles};
pub use rules::{CodeRule, SessionRule, SignInRules, WhenFull};
pub use scope::{Scope, Scopes};
pub use sealing::{NoSealing, Sealing};
pub use site::Site;
pub use slice::{Access, Permission, Slice};
pub use tenancy::{Branding, Institutes, Invited, Member, Membership, NoInstitutes};
pub use volumes::{Allowance, NoVolumes, Volumes};

/// The tables of the kernel.
pub const MIGRATIONS: &[Migration] = &[
    Migration::new("20261120_02_jobs", include_str!("../migrations/20261120_02_jobs.sql")),
    Migration::new(
        "20261121_01_kernel",
        include_str!("../migrations/20261121_01_kernel.sql"),
    ),
];

/// What every request handler and every job may ask for. Cheap to clone.
#[derive(Clone)]
pub struct Kernel {
    /// The registry of everything.
    pub database: Database,
    /// Time and randomness.
    pub world: World,
    /// Who recognises callers.
    pub authenticator: Arc<dyn Authenticator>,
    /// Who knows who belongs where.
    pub institutes: Arc<dyn Institutes>,
    /// What keeps small secrets.
    pub sealing: Arc<dyn Sealing>,
    /// News for open browsers.
    pub events: Events,
    /// The durable queue.
    pub jobs: Jobs,
    /// Where this installation stands on the net.
    pub site: Arc<Site>,
    /// Cancelled when the server stops: open-ended answers end and workers take no more jobs.
    pub stopping: CancellationToken,
}

/// Who fits into the kernel's ports.
#[derive(Clone)]
pub struct Ports {
    /// Who recognises callers.
    pub authenticator: Arc<dyn Authenticator>,
    /// Who knows who belongs where.
    pub institutes: Arc<dyn Institutes>,
    /// What keeps small secrets.
    pub sealing: Arc<dyn Sealing>,
    /// News for open browsers, which those above may have to tell.
    pub events: Events,
}

impl Ports {
    /// The ports of a kernel that stands alone, as in the tests of one slice: no institutes, and nothing sealed opens.
    pub fn alone(authenticator: Arc<dyn Authenticator>) -> Self {
        Ports {
            authenticator,
            institutes: Arc::new(NoInstitutes),
            sealing: Arc::new(NoSealing),
            events: Events::default(),
        }
    }
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ports")
    }
}

impl Kernel {
    /// Puts the parts together.
    pub fn new(database: Database, world: World, ports: Ports, site: impl Into<Arc<Site>>) -> Self {
        Kernel {
            jobs: Jobs::new(database.clone(), world.clone()),
            database,
            world,
            authenticator: ports.authenticator,
            institutes: ports.institutes,
            sealing: ports.sealing,
            events: ports.events,
            site: site.into(),
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
