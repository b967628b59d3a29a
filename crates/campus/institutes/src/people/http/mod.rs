//! The routes about people; one file for each action.

pub(crate) mod change_many;
pub(crate) mod export_me;
pub(crate) mod export_people;
pub(crate) mod export_person;
pub(crate) mod list_people;
pub(crate) mod read_person;
pub(crate) mod reset_person;
pub(crate) mod sign_out_person;
pub(crate) mod summarize_people;
pub(crate) mod update_person;
pub(crate) mod view;

use kernel::MemberId;
use serde::Deserialize;

/// The part of a path that names a person; the guard has read the institute already.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct OnePerson {
    /// Who.
    pub member: MemberId,
}
