//! The routes about institutes themselves; one file for each action.

pub(crate) mod create_institute;
pub(crate) mod list_institutes;
pub(crate) mod list_my_institutes;
pub(crate) mod put_logo;
pub(crate) mod read_institute;
pub(crate) mod read_logo;
pub(crate) mod remove_logo;
pub(crate) mod update_institute;
pub(crate) mod view;
