//! Speaking to mail servers: which ones, over which lines, to which addresses.

mod addresses;
mod compose;
mod server;
mod transports;

pub(crate) use addresses::{Reach, resolve};
pub(crate) use compose::{Paper, compose};
pub use server::{Credentials, MailServer, Security};
pub(crate) use transports::{Failure, Transports};
