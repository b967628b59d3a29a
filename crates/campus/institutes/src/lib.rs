//! Institutes and the people in them: roles, invitations, directory, import, policy, deletion.
//!
//! **Words.** An *institute* is a tenant of the installation. A *member* is a person in its directory, with one role; they
//! are *invited* until an account stands behind them, then *active*, and may be *deactivated*. An *invitation* is a letter
//! with a secret that lets the holder of the invited address join. A *manager* is an owner or an administrator.
//!
//! **Invariants.**
//! - An institute has at least one active owner. Who asks for a change is read again in the transaction that makes it, so
//!   that of two owners who remove each other at the same time one stays.
//! - Nobody gives, takes or changes a role above their own, and nobody changes their own place; an owner may step down
//!   while another one stays.
//! - An invitation works once, for 14 days, and for the invited address alone. Sending it again makes a new secret; the old
//!   one dies. Only the holder of the secret learns whether the address has an account here.
//! - Whoever is deactivated is refused from then on (by other servers on the same database: within a second). Their
//!   sessions stay: they belong to the account, which may belong elsewhere too, and open nothing here any more.
//! - Every change stands in the institute's audit trail, written in the same transaction.
//! - Rows of an institute lie behind its walls. Two tables lie outside: `institutes`, which says nothing about people, and
//!   `memberships_by_account`, which answers "where do I belong?" before any institute is known. It holds three ids for
//!   each active membership and nothing else; a policy that also looked at a session variable with the account would have
//!   been a second kind of wall, and each query would have had to be right about two.
//!
//! **Non-goals.** Accounts, passwords and sessions belong to another slice, reached through [`kernel::People`]; what an
//! institute stores belongs to the drive, reached through [`kernel::Volumes`].
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod actions;
pub mod admin;
mod cache;
mod deletion;
mod directory;
mod error;
mod home;
mod http;
mod import;
mod institute;
pub mod invitations;
pub mod people;
mod policy;
mod secret;
mod words;

use std::{fmt, sync::Arc};

use audit::Entry;
use axum::extract::FromRef;
use database::{Migration, Tx, WriteFuture};
use kernel::{InstituteId, Kernel, Member, People, Slice, Topic, Volumes};
use mail::Post;

pub use directory::Directory;
pub use error::Error;
pub use institute::{
    color::Color,
    model::{Institute, InstituteName, InstituteState, Settings, TimeZone},
};
pub use people::model::{MemberState, Record, Why};

/// The tables of this slice.
pub const MIGRATIONS: &[Migration] = &[
    Migration::new(
        "20261121_10_institutes",
        include_str!("../migrations/20261121_10_institutes.sql"),
    )
    .walled(&[
        "institute_logos",
        "members",
        "invitations",
        "invitation_days",
        "policies",
    ]),
    Migration::new(
        "20261121_12_imports",
        include_str!("../migrations/20261121_12_imports.sql"),
    )
    .walled(&["imports", "import_parts", "import_rows"]),
];

/// Everything about institutes, for handlers and jobs. Cheap to clone.
#[derive(Clone)]
pub struct Institutes {
    pub(crate) kernel: Kernel,
    pub(crate) directory: Directory,
    pub(crate) people: Arc<dyn People>,
    pub(crate) volumes: Arc<dyn Volumes>,
    pub(crate) post: Post,
}

impl fmt::Debug for Institutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Institutes")
    }
}

impl FromRef<Institutes> for Kernel {
    fn from_ref(institutes: &Institutes) -> Kernel {
        institutes.kernel.clone()
    }
}

impl Institutes {
    /// Puts the parts together. `people` is whoever keeps the accounts, `volumes` whoever keeps files.
    pub fn new(
        kernel: Kernel,
        directory: Directory,
        people: Arc<dyn People>,
        volumes: Arc<dyn Volumes>,
        post: Post,
    ) -> Self {
        Institutes {
            kernel,
            directory,
            people,
            volumes,
            post,
        }
    }

    /// Changes something inside of the institute's walls; afterwards forgets what was known of memberships and tells open
    /// pages.
    ///
    /// # Errors
    /// What `work` answers, and the database's.
    pub(crate) async fn change<T, F>(&self, institute: InstituteId, work: F) -> Result<T, Error>
    where
        F: for<'t> Fn(&'t mut Tx) -> WriteFuture<'t, T, Error> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let changed = self.kernel.database.write(move |tx: &mut Tx| {
            tx.enter(*institute.as_bytes());
            work(tx)
        });
        let changed = changed.await?;
        self.directory.forget();
        self.kernel.events.publish(Topic::Institute(institute));
        Ok(changed)
    }

    /// Writes down something that changes no row of ours.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn note(&self, entry: Entry) -> Result<(), Error> {
        let audit = self.directory.audit.clone();
        let noted = self.kernel.database.write::<_, Error, _>(move |tx| {
            let (audit, entry) = (audit.clone(), entry.clone());
            Box::pin(async move { Ok(audit.record(tx, entry).await?) })
        });
        noted.await
    }

    /// What the institute calls the caller.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn name_of(&self, member: &Member) -> Result<Option<String>, Error> {
        let inside = self.directory.inside(member.institute);
        let found = people::store::find(&inside, member.institute, member.id).await?;
        Ok(found.map(|person| person.name))
    }
}

/// The four lists of this slice.
pub fn slice(institutes: &Institutes) -> Slice {
    Slice {
        name: "institutes",
        routes: http::routes(institutes),
        migrations: MIGRATIONS,
        jobs: vec![
            Arc::new(deletion::job::RemoveInstitute::new(institutes)),
            Arc::new(import::ReadImport::new(institutes)),
            Arc::new(import::ApplyImport::new(institutes)),
            Arc::new(import::ForgetImports::new(institutes)),
        ],
        permissions: http::PERMISSIONS,
    }
}
