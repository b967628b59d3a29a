//! What an institute asks of its people at sign-in.

pub(crate) mod http;
pub(crate) mod model;
pub(crate) mod store;
