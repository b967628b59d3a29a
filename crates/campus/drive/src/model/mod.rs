//! Decisions without any I/O: what a name is, which bytes a request wants, what may run in a browser.

pub mod category;
pub mod conditions;
pub mod digest;
pub mod disposition;
pub mod media;
pub mod name;
pub mod node;
pub mod path;
pub mod range;
pub mod totals;
