//! Google as a way to sign in: OpenID Connect with the authorisation code, PKCE, state and nonce.
//!
//! **Words.** A *flow* is one way of a browser to Google and back. A *link* says that a Google account may be used to sign
//! in to an account here. An *identity* is what Google says about whoever came back.
//!
//! **Invariants.**
//! - The key is Google's subject. An address links nothing: whoever gets hold of an address gets no account with it.
//! - A link is made by somebody who is signed in and has just proved it, or with an invitation for the very address that
//!   Google vouches for.
//! - A flow belongs to one browser, ends after ten minutes and is used once. The database alone finishes none.
//! - Whether somebody has an account here cannot be learned with a Google account that is not linked.
//! - Nothing of Google's is kept but subject and address: no token, and no right to anything there.
//!
//! **Where to start.** `start.rs` sends people off, `come_back.rs` receives them; `provider.rs` talks to Google.

pub(crate) mod come_back;
mod cookie;
mod discovery;
mod error;
mod flow;
mod identity;
mod join;
mod keys;
mod landing;
mod link;
mod provider;
mod settings;
mod sign_in;
pub(crate) mod start;
pub(crate) mod store;
#[cfg(test)]
mod tests;
pub(crate) mod unlink;
mod web;

use std::sync::Arc;

pub(crate) use provider::Provider;
pub use settings::{GOOGLE_ISSUER, GoogleSettings};

use crate::{Accounts, Error};

/// Where Google sends people back to; registered with Google below the installation's public address.
const CALLBACK: &str = "/api/auth/google/callback";

impl Accounts {
    /// The same accounts, and people may sign in with Google.
    ///
    /// # Errors
    /// [`Error::Google`]: settings that cannot work, or a machine on which TLS cannot be set up.
    pub fn with_google(mut self, settings: GoogleSettings) -> Result<Self, Error> {
        if let Some((name, problem)) = settings.mistake() {
            return Err(Error::Google(format!("`{name}` {problem}")));
        }
        let provider = Provider::new(settings, self.world.clone()).map_err(|error| Error::Google(error.to_string()))?;
        self.google = Some(Arc::new(provider));
        Ok(self)
    }
}
