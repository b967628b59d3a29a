//! The routes of imports; one file for each action.

pub(crate) mod confirm_import;
pub(crate) mod delete_import;
pub(crate) mod list_rows;
pub(crate) mod read_import;
pub(crate) mod read_template;
pub(crate) mod start_import;
mod view;

use serde::Deserialize;

use super::ImportId;

/// The variable part of the paths below one import; the guard has looked at the institute.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct OneImport {
    pub id: ImportId,
}

/// The largest file that is taken.
pub(crate) const LARGEST_FILE: usize = super::file::LARGEST;
