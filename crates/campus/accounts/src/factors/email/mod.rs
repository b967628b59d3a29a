//! Six digits by e-mail.
//!
//! A code is bound to one attempt and good for ten minutes, five tries and one use; a new one ends the one before. An
//! address gets at most three within a quarter of an hour, and at most twenty wrong tries a day.
//!
//! **Why a plain hash of six digits is safe here.** The hash is salted with the attempt's secret: 256 random bits that the
//! client holds and the database does not. Whoever reads the table cannot try the million codes.

mod check;
mod code;
mod send;

pub(crate) use code::{Code, MINUTES, pause_after};
pub(crate) use send::{Dispatch, Sent, may_send, send_in};
