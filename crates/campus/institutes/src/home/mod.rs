//! The first page somebody sees in an institute.

pub(crate) mod read_home;
