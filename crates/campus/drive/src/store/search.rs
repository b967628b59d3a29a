//! Search by a part of the name, newest first.
//!
//! A part of a name cannot be looked up in an ordered index, so a search walks the names of one volume, which lie side by
//! side in an index of their own.

use database::{AssertSqlSafe, DatabaseError, Query, values};

use crate::{
    ids::{NodeId, VolumeId},
    model::{category::Category, name::fold, node::Node},
    store::nodes,
};

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// A part of the name; case and accents do not count.
    pub part: String,
    /// Only these.
    pub kind: Option<WantedKind>,
}

/// Which kinds of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedKind {
    /// Any file.
    File,
    /// Folders.
    Folder,
    /// Files of a category.
    Category(Category),
}

impl WantedKind {
    /// Reads the word of the API: `file`, `folder`, or a category.
    pub fn from_word(word: &str) -> Option<WantedKind> {
        match word {
            "file" => Some(WantedKind::File),
            "folder" => Some(WantedKind::Folder),
            category => Category::from_word(category).map(WantedKind::Category),
        }
    }

    /// The categories it takes in, first and last. Folders are category 0.
    fn categories(kind: Option<WantedKind>) -> (i64, i64) {
        match kind {
            None => (0, i64::MAX),
            Some(WantedKind::File) => (1, i64::MAX),
            Some(WantedKind::Folder) => (0, 0),
            Some(WantedKind::Category(category)) => (category.code(), category.code()),
        }
    }
}

/// The next hits that are older than `before`. Some may lie in a folder that was thrown away: the caller sees that from
/// their chain.
pub async fn hits(
    query: impl Query,
    volume: VolumeId,
    wanted: &Wanted,
    before: Option<NodeId>,
    limit: usize,
) -> Result<Vec<Node>, DatabaseError> {
    let sql = format!(
        "SELECT {} FROM nodes WHERE volume_id = $1 AND trashed_at IS NULL AND id < $2 \
         AND category >= $3 AND category <= $4 AND folded LIKE $5 ESCAPE '!' ORDER BY id DESC LIMIT $6",
        nodes::COLUMNS
    );
    let before = before.unwrap_or_else(|| NodeId::from_bytes([0xff; 16]));
    let (first, last) = WantedKind::categories(wanted.kind);
    let rows = query
        .all(
            AssertSqlSafe(sql),
            values![volume, before, first, last, pattern(&wanted.part), limit],
        )
        .await?;
    rows.iter().map(nodes::node).collect()
}

/// The pattern that finds the part anywhere. Its own wildcards are taken literally.
fn pattern(part: &str) -> String {
    let mut pattern = String::from("%");
    for c in fold(part).chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(pattern("50%_Été!"), "%50!%!_ete!!%");
    }
}
