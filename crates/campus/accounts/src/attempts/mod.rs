//! Signing in, step by step. An *attempt* is one sign-in, registration or confirmation under way, known by an opaque
//! secret of 256 bits and bound to the browser it began in. It lives for 15 minutes, in the database: a server that
//! restarts loses none.

mod answer;
mod begin;
mod browser;
mod finish;
pub(crate) mod forget_attempts;
mod model;
mod offer;
mod resume;
mod state;
pub(crate) mod store;

pub(crate) mod look;
pub(crate) mod send_code;
pub(crate) mod sign_in;
pub(crate) mod verify;

pub(crate) use answer::{Answered, SignInAnswer, seconds};
pub(crate) use begin::MARK_LIFETIME;
pub(crate) use browser::Browser;
pub(crate) use finish::Proved;
pub(crate) use model::{Attempt, Factor, FirstFactor, Purpose, SentCode, Subject, TRIES, email_hint};
pub(crate) use offer::{Device, Has};
pub(crate) use state::{State, Step};
