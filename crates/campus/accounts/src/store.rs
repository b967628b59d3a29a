//! Every query of this slice, one file for each table.

pub(crate) mod accounts;
pub(crate) mod sessions;
pub(crate) mod tokens;
