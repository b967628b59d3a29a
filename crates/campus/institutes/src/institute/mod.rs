//! The institute itself: its name, its colours, where it is.

pub(crate) mod color;
pub(crate) mod create;
pub(crate) mod http;
pub(crate) mod logo;
pub(crate) mod model;
pub(crate) mod store;
