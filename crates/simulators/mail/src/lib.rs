//! A real SMTP server that keeps what it is given, for tests and demonstrations.
//!
//! It speaks RFC 5321 with `AUTH PLAIN` and `AUTH LOGIN` (RFC 4954), `STARTTLS` (RFC 3207) or TLS from the first byte
//! (RFC 8314), `SIZE` (RFC 1870), `8BITMIME`, `SMTPUTF8` and `PIPELINING`. What it was given stays in memory, at most
//! [`Options::most_letters`] letters of at most [`Options::largest_letter`] bytes.
//!
//! It makes trouble when asked to, see [`Trouble`]: that is what senders have to be tested against.
//!
//! **Non-goals.** It relays nothing, keeps nothing on disk, and its certificate is one it made itself.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod certificate;
pub mod http;
mod letter;
mod mailbox;
mod options;
mod session;
mod trouble;
mod wire;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
};

pub use letter::Letter;
pub use options::{Credentials, Options, Security};
pub use trouble::Trouble;

use crate::{certificate::Certificate, mailbox::Mailbox, trouble::Troubles};

/// Conversations at the same time; further clients wait.
const CONVERSATIONS: usize = 256;

/// A running server. It ends when its value is dropped.
#[derive(Debug)]
pub struct MailSimulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    listening: JoinHandle<()>,
}

/// What all conversations share.
#[derive(Debug)]
pub(crate) struct Shared {
    options: Options,
    mailbox: Mailbox,
    troubles: Troubles,
    certificate: Certificate,
    connections: AtomicU64,
}

impl MailSimulator {
    /// Starts a server on a free port of this machine.
    ///
    /// # Errors
    /// When no port or no certificate can be had.
    pub async fn start(options: Options) -> io::Result<Self> {
        MailSimulator::listen(SocketAddr::from(([127, 0, 0, 1], 0)), options).await
    }

    /// Starts a server on the given address; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn listen(address: SocketAddr, options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            mailbox: Mailbox::new(options.most_letters),
            troubles: Troubles::default(),
            certificate: Certificate::new().map_err(io::Error::other)?,
            connections: AtomicU64::new(0),
            options,
        });
        let listening = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(MailSimulator {
            shared,
            address,
            listening,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate for `localhost` and `127.0.0.1` that clients have to trust, as PEM.
    pub fn certificate_pem(&self) -> &str {
        &self.shared.certificate.pem
    }

    /// Everything that is in the mailbox, the oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.shared.mailbox.letters()
    }

    /// What was sent to an address, the oldest first.
    pub fn letters_to(&self, to: &str) -> Vec<Letter> {
        self.shared.mailbox.letters_to(to)
    }

    /// The newest letter to an address, as soon as there is one; nothing when none came in time.
    pub async fn wait_for(&self, to: &str, patience: Duration) -> Option<Letter> {
        self.shared.mailbox.wait_for(to, patience).await
    }

    /// Throws all letters away.
    pub fn empty(&self) {
        self.shared.mailbox.empty();
    }

    /// Makes trouble from now on, beside what trouble there is already.
    pub fn make(&self, trouble: Trouble) {
        self.shared.troubles.add(trouble);
    }

    /// Ends all trouble.
    pub fn calm(&self) {
        self.shared.troubles.clear();
    }

    /// How many clients have connected so far.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The view over HTTP, see [`http`].
    pub fn view(&self) -> axum::Router {
        http::view(Arc::clone(&self.shared))
    }
}

impl Drop for MailSimulator {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let room = Arc::new(Semaphore::new(CONVERSATIONS));
    let mut conversations = tokio::task::JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors: some conversation has to end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let shared = Arc::clone(&shared);
        conversations.spawn(async move {
            let _place = place;
            converse(stream, shared).await;
        });
        while conversations.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    let number = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
    // A client that goes away in the middle is what this server is for.
    let _ = session::serve(stream, shared, number).await;
}
