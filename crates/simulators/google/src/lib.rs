//! Google sign-in on one machine: discovery, consent, tokens, keys, refresh, revocation, and errors on demand.
//!
//! **Goals.** A program that signs people in with Google must not be able to tell the difference: the same endpoints under
//! the same paths, the same parameters, claims and error bodies. What cannot be provoked at Google can be provoked here:
//! see [`Misbehaviour`]. Google's own Node library drives it in a test.
//!
//! **Words.** An *account* is a person at Google. A *client* is a program that is registered with Google. A *grant* is what
//! an account allowed a client; it lasts until it is revoked.
//!
//! **Non-goals.** Passwords and second factors: whoever opens the consent page may be any of the accounts. Other flows than
//! the authorisation code. Everything is forgotten when it ends.
//!
//! Sources: OpenID Connect Core 1.0; RFC 6749, 7009, 7517, 7636, 9207; Google's "OpenID Connect" and "Using OAuth 2.0 for
//! Web Server Applications".
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod certificate;
mod consent;
mod http;
mod id_token;
mod keys;
mod misbehaviour;
mod people;
mod request;
mod scope;
mod simulator;
mod state;

pub use consent::Refusal;
pub use misbehaviour::Misbehaviour;
pub use people::{Account, Client};
pub use simulator::{GoogleSimulator, Options};
pub use state::Endpoint;
