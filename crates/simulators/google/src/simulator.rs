//! The running simulator, for tests in the same process and for the program.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base::World;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    Account, Client, Misbehaviour, Refusal, consent, http,
    keys::SigningKey,
    request::Request,
    state::{Endpoint, State},
};

/// How a simulator is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The clock and the dice. A test whose clock stands still hands its own in.
    pub world: World,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What it calls itself; absent: `http://` and where it listens.
    pub issuer: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            world: World::real(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            issuer: None,
        }
    }
}

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub issuer: String,
    state: Mutex<State>,
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A Google that listens on a socket until it is dropped.
#[derive(Debug)]
pub struct GoogleSimulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl GoogleSimulator {
    /// Starts one. Making its keys takes a moment.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            issuer: options.issuer.unwrap_or_else(|| format!("http://{address}")),
            state: Mutex::new(State::new(options.world)),
        });
        let router = http::router(shared.clone());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the simulator of Google ended: {error}");
            }
        });
        Ok(GoogleSimulator {
            shared,
            address,
            server,
        })
    }

    /// What it calls itself; the discovery document is below it.
    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Adds an account, or changes the one with the same subject.
    pub fn add_account(&self, account: Account) {
        self.shared.lock().put_account(account.completed());
    }

    /// Registers a client, or changes the one with the same id.
    pub fn add_client<'a>(&self, id: &str, secret: &str, redirect_uris: impl IntoIterator<Item = &'a str>) {
        self.shared.lock().put_client(Client {
            id: id.to_owned(),
            secret: secret.to_owned(),
            redirect_uris: redirect_uris.into_iter().map(str::to_owned).collect(),
        });
    }

    /// Misbehaves in this way, too, from now on.
    pub fn misbehave(&self, how: Misbehaviour) {
        let mut state = self.shared.lock();
        if !state.misbehaves(how) {
            state.misbehaviours.push(how);
        }
    }

    /// Behaves again.
    pub fn behave(&self) {
        self.shared.lock().misbehaviours.clear();
    }

    /// Signs with a fresh key from now on; the last one stays published, the one before it does not.
    pub fn rotate_keys(&self) {
        // Made before the lock is taken: it takes a moment.
        let fresh = SigningKey::generate();
        self.shared.lock().keys.rotate(fresh);
    }

    /// How often an endpoint was called since the start.
    pub fn calls(&self, endpoint: Endpoint) -> u64 {
        self.shared.lock().calls.get(&endpoint).copied().unwrap_or_default()
    }

    /// What a browser does that opens `url` (an address of the authorisation endpoint) for a person who chooses the account
    /// with this address or subject: answers where the browser is sent next.
    ///
    /// # Errors
    /// What the person would read instead.
    pub fn choose(&self, url: &str, account: &str) -> Result<String, Refusal> {
        let mut state = self.shared.lock();
        let request = Request::read(query_of(url), &state)?;
        let found = state.accounts.iter().find(|known| known.is_meant_by(account));
        let Some(sub) = found.map(|account| account.sub.clone()) else {
            return Err(Refusal::new(404, "no_account", "There is no such account."));
        };
        consent::choose(&mut state, &self.shared.issuer, request, &sub)
    }

    /// The same for a person who says no.
    ///
    /// # Errors
    /// What the person would read instead.
    pub fn cancel(&self, url: &str) -> Result<String, Refusal> {
        let state = self.shared.lock();
        let request = Request::read(query_of(url), &state)?;
        Ok(consent::cancel(&state, &self.shared.issuer, &request))
    }

    /// Waits until it ends, which it does not by itself.
    pub async fn run(mut self) {
        // An error would mean that the task was cancelled or panicked; there is nothing left to do either way.
        let _ = (&mut self.server).await;
    }
}

impl Drop for GoogleSimulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn query_of(url: &str) -> &str {
    url.split_once('?').map_or("", |(_, query)| query)
}
