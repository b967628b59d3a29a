//! The end of an institute: closed and its keys destroyed in one transaction, its rows removed afterwards, bit by bit.
//!
//! The audit trail stays, and so does the row in `institutes`, without contact and logo, so that the trail names something.

pub(crate) mod http;
pub(crate) mod job;
mod store;
