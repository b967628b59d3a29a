//! The routes about deletion; one file for each action.

pub(crate) mod delete_institute;
pub(crate) mod read_deletion;
