//! A person: what stands in an account, how one comes into being, and what its owner sees and changes.

mod export;
mod model;
pub(crate) mod newcomer;
pub(crate) mod read_setup;
pub(crate) mod read_user;
pub(crate) mod store;
pub(crate) mod update_user;
pub(crate) mod view;

pub use model::{Account, Email, PersonName, Registration, Theme};
pub(crate) use model::{may_register, one_line_name, role_of_newcomer};
