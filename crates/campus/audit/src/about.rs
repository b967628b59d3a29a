//! What was done to one thing: for the export of what is kept about a person.

use database::Database;
use kernel::{InstituteId, Problem};

use crate::{
    http::view::views,
    store::{self, Filter, Side},
};

/// The newest entries of the institute about this object (an id as it looks on the wire), as readers of the record see
/// them, without the names of their actors.
///
/// # Errors
/// The database's.
pub async fn about(
    database: &Database,
    institute: InstituteId,
    object: &str,
    limit: usize,
) -> Result<serde_json::Value, Problem> {
    let filter = Filter {
        object: Some(object.to_owned()),
        ..Filter::default()
    };
    let entries = store::page(database, institute, &filter, Side::Below(u64::MAX), limit).await?;
    Ok(serde_json::json!(views(None, entries).await?))
}
