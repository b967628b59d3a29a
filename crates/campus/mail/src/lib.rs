//! Letters: a durable outbox, templates in two languages, delivery by SMTP, and a mailbox page where none is set up.
//!
//! **How a letter goes.** Whoever has something to say writes a [`Draft`] with [`Post::write`], puts the [`Letter`] into the
//! outbox in the transaction that makes it true ([`Post::enqueue`]), and rings ([`Post::wake`]). The [`Postman`] of some
//! server leases it by compare-and-set and brings it to a mail server: the institute's own, else the installation's. What
//! cannot be delivered now is tried again after 1, 2, 4 … minutes, at most 6 hours apart, for two days, or as long as the
//! code in it is good; what a server refuses for good fails at once. Without any mail server a letter is *kept*: written to
//! the log, and shown to the owner of the installation.
//!
//! **Invariants.**
//! - A letter exists if and only if the change it speaks of was committed.
//! - What a letter says is sealed in the database and wiped when it has left or was given up.
//! - No code stands in a subject, no text of others in a header of its own.
//! - A mail server that an institute names is connected to only at an address that was checked.
//!
//! **Non-goals.** No mail is received, and nobody is written to who did not cause it: notices are a feature of their own.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod error;
mod http;
mod ids;
mod jobs;
mod message;
mod outbox;
mod post;
mod postman;
mod servers;
mod settings;
mod smtp;
mod templates;
mod test_letter;
mod words;

use std::sync::Arc;

use audit::Audit;
use database::{DatabaseError, Migration, Tx};
use kernel::{InstituteId, Kernel, Slice};

pub use error::MailError;
pub use ids::LetterId;
pub use message::{Factor, Message, Seen};
pub use outbox::{Draft, KeptLetter, Letter, Sender, State};
pub use post::Post;
pub use postman::Postman;
pub use settings::Settings;
pub use smtp::{Credentials, MailServer, Security};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] =
    &[
        Migration::new("20261121_03_mail", include_str!("../migrations/20261121_03_mail.sql"))
            .walled(&["mail_servers"]),
    ];

/// Forgets the mail server of an institute that ends, and every letter in its name. Inside of the institute's walls.
///
/// # Errors
/// The database's.
pub async fn forget_institute(tx: &mut Tx, institute: InstituteId) -> Result<(), DatabaseError> {
    servers::delete(tx, institute).await?;
    outbox::forget_sender(tx, institute).await
}

/// The four lists of this slice.
pub fn slice(kernel: &Kernel, audit: &Audit, post: Post) -> Slice {
    Slice {
        name: "mail",
        jobs: vec![Arc::new(jobs::ForgetLetters(post.clone()))],
        routes: http::routes(kernel, audit, post),
        migrations: MIGRATIONS,
        permissions: http::PERMISSIONS,
    }
}
