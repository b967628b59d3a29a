//! How imports look on the wire.

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::import::{
    ImportId,
    model::{Import, ImportState, RowProblem},
    store::ShownRow,
};

/// An import of people from a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportView {
    #[schema(value_type = String, example = "import_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: ImportId,
    /// What the file is called.
    name: String,
    state: ImportState,
    /// Lines with people; 0 until the file was read.
    total: u64,
    /// Lines that are or will be people.
    good: u64,
    /// Lines that are passed over.
    bad: u64,
    /// Lines that are people.
    done: u64,
    /// Why the file could not be read, or what else there is to know.
    problem: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Import> for ImportView {
    fn from(import: Import) -> Self {
        ImportView {
            id: import.id,
            name: import.name,
            state: import.state,
            total: import.total,
            good: import.good,
            bad: import.bad,
            done: import.done,
            problem: import.problem,
            created_at: import.created_at,
        }
    }
}

/// A line of the file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportRow)]
pub(crate) struct RowView {
    /// The line of the file, or the row of the sheet, counted from 1.
    row: u64,
    /// As it stands in the file.
    name: String,
    /// As it stands in the file.
    email: String,
    /// What is wrong; nothing for a good line.
    problems: Vec<RowProblem>,
}

impl From<ShownRow> for RowView {
    fn from(row: ShownRow) -> Self {
        RowView {
            row: row.number,
            name: row.name,
            email: row.email,
            problems: row.problems,
        }
    }
}
