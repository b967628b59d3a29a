//! The pages of a folder. Folders come first, then files; each page is a walk along one index, so it costs the same in
//! a folder of a million files as in one of ten.

use database::{AssertSqlSafe, DatabaseError, Query, Row, Value, values};
use kernel::{Cursor, Limit, Page, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ids::VolumeId,
    model::node::{Node, Place},
    store::nodes,
};

/// What a folder is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The name, in people's order.
    #[default]
    Name,
    /// When the current version was made.
    Modified,
    /// The size. Folders by name.
    Size,
    /// What the file is for, then the name. Folders by name.
    Kind,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

/// Where a page starts: after this entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Position {
    sort: Sort,
    order: Order,
    file: bool,
    /// The columns of the index between the parent and the id.
    number: Option<i64>,
    text: Option<String>,
    id: String,
}

/// Which folder, in which order, from where.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose.
    pub volume: VolumeId,
    /// The folder.
    pub place: Place,
    /// Sorted by.
    pub sort: Sort,
    /// Which end first.
    pub order: Order,
    /// The cursor of the previous page.
    pub after: Option<Cursor>,
    /// Entries on the page.
    pub limit: Limit,
}

/// A page of a folder.
///
/// # Errors
/// 400 for a cursor of another list.
pub async fn page<'d, Q>(query: Q, request: &Request) -> Result<Page<Node>, Problem>
where
    Q: Query + Copy + 'd,
{
    let after: Option<Position> = request.after.as_ref().map(Cursor::decode).transpose()?;
    if after
        .as_ref()
        .is_some_and(|after| (after.sort, after.order) != (request.sort, request.order))
    {
        return Err(Problem::validation(
            "after",
            "The cursor belongs to another order; start at the first page.",
        ));
    }
    let wanted = request.limit.with_surplus();
    let mut items = Vec::new();
    if !after.as_ref().is_some_and(|after| after.file) {
        items = walk(query, request, false, after.as_ref(), wanted).await?;
    }
    if items.len() < wanted {
        let after = after.as_ref().filter(|after| after.file);
        items.extend(walk(query, request, true, after, wanted - items.len()).await?);
    }
    let page = Page::from_surplus(items, request.limit, |(last, sort_key)| {
        position(request, last, sort_key)
    });
    Ok(page.map(|(node, _)| node))
}

/// The columns that decide within folders or within files.
fn columns(sort: Sort, files: bool) -> &'static [&'static str] {
    match (sort, files) {
        (Sort::Modified, _) => &["modified_at", "id"],
        (Sort::Name, _) | (_, false) => &["sort_key", "id"],
        (Sort::Size, true) => &["size", "id"],
        (Sort::Kind, true) => &["category", "sort_key", "id"],
    }
}

/// Nodes of one kind with their sort keys.
async fn walk(
    query: impl Query,
    request: &Request,
    files: bool,
    after: Option<&Position>,
    limit: usize,
) -> Result<Vec<(Node, Vec<u8>)>, Problem> {
    let mut values = values![request.place.key(request.volume), files, limit];
    let sql = statement(request.sort, request.order, files, after.is_some());
    if let Some(after) = after {
        values.extend(bounds(after, columns(request.sort, files))?);
    }
    let rows = query.all(AssertSqlSafe(sql), values).await?;
    let listed = |row: &Row| Ok((nodes::node(row)?, nodes::surplus(row)?));
    Ok(rows.iter().map(listed).collect::<Result<_, DatabaseError>>()?)
}

fn statement(sort: Sort, order: Order, files: bool, continued: bool) -> String {
    let columns = columns(sort, files);
    let (direction, comparison) = match order {
        Order::Asc => ("ASC", ">"),
        Order::Desc => ("DESC", "<"),
    };
    let start = if continued {
        let places: Vec<_> = (4..4 + columns.len()).map(|place| format!("${place}")).collect();
        format!("AND ({}) {comparison} ({})", columns.join(", "), places.join(", "))
    } else {
        String::new()
    };
    let order: Vec<_> = columns.iter().map(|column| format!("{column} {direction}")).collect();
    format!(
        "SELECT {}, sort_key FROM nodes WHERE parent_id = $1 AND is_file = $2 AND trashed_at IS NULL {start} ORDER BY {} LIMIT $3",
        nodes::COLUMNS,
        order.join(", ")
    )
}

/// The sort key comes from the row: a name's key may be another one with the Unicode tables of a later version.
fn position(request: &Request, last: &Node, sort_key: &[u8]) -> Position {
    let file = last.file();
    let columns = columns(request.sort, file.is_some());
    Position {
        sort: request.sort,
        order: request.order,
        file: file.is_some(),
        number: columns.iter().find_map(|column| match *column {
            "modified_at" => Some(last.modified_at.0),
            "size" => file.map(|file| i64::try_from(file.current.size).unwrap_or(i64::MAX)),
            "category" => file.map(|file| file.category.code()),
            _ => None,
        }),
        text: columns.contains(&"sort_key").then(|| base::hex::encode(sort_key)),
        id: base::hex::encode(last.id.as_bytes()),
    }
}

/// The values of the columns at which the previous page ended.
fn bounds(after: &Position, columns: &[&str]) -> Result<Vec<Value>, Problem> {
    let bound = |column: &&str| match *column {
        "sort_key" => after.text.as_deref().and_then(bytes_of_hex).map(Value::from),
        "id" => base::hex::decode::<16>(&after.id).map(Value::from),
        _ => after.number.map(Value::from),
    };
    let bounds: Option<Vec<_>> = columns.iter().map(bound).collect();
    bounds.ok_or_else(|| Problem::validation("after", "Use the `next` value of the previous page, unchanged."))
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| base::hex::decode::<1>(&text[at..at + 2]).map(|[byte]| byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use base::World;
    use database::testing::TestDatabase;

    use super::*;

    /// The plan of every page there is: one walk along an index, nothing sorted.
    #[tokio::test]
    async fn every_page_walks_an_index() {
        let test = TestDatabase::sqlite().await;
        let migrations = [engine::MIGRATIONS, crate::MIGRATIONS].concat();
        test.database.migrate(&migrations, &World::real()).await.unwrap();
        for sort in [Sort::Name, Sort::Modified, Sort::Size, Sort::Kind] {
            for (order, files, continued) in [
                (Order::Asc, true, true),
                (Order::Desc, true, true),
                (Order::Asc, false, true),
                (Order::Desc, false, false),
                (Order::Asc, true, false),
            ] {
                let mut values = values![[0_u8; 16], files, 10];
                values.extend(
                    columns(sort, files)
                        .iter()
                        .filter(|_| continued)
                        .map(|_| Value::from(0)),
                );
                let sql = format!("EXPLAIN QUERY PLAN {}", statement(sort, order, files, continued));
                let rows = test.database.all(AssertSqlSafe(sql), values).await.unwrap();
                let plan: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
                let index = match (sort, files) {
                    (Sort::Modified, _) => "nodes_by_modified",
                    (Sort::Size, true) => "nodes_by_size",
                    (Sort::Kind, true) => "nodes_by_kind",
                    _ => "nodes_by_name",
                };
                assert_eq!(plan.len(), 1, "{sort:?} {order:?}: {plan:?}");
                assert!(
                    plan[0].starts_with(&format!("SEARCH nodes USING INDEX {index} (parent_id=? AND is_file=?")),
                    "{plan:?}"
                );
            }
        }
    }
}
