//! Whole subtrees: what they add up to, how deep they are, what they hold. What was thrown away inside of a folder is
//! not part of it any more.

use std::collections::VecDeque;

use database::{AssertSqlSafe, DatabaseError, Query, values};

use crate::{
    error::DriveError,
    ids::{NodeId, VolumeId},
    model::{
        node::{Node, Place},
        totals::{Bucket, Sum},
    },
    store::nodes,
};

/// What a node and everything below it add up to, by bucket outside of the trash.
pub async fn sums(query: impl Query, node: &Node) -> Result<Vec<(Bucket, Sum)>, DatabaseError> {
    if let Some(file) = node.file() {
        return Ok(vec![(Bucket::Files(file.category), Sum::of_file(file))]);
    }
    let sql = "SELECT category, COUNT(*), CAST(SUM(size) AS BIGINT), CAST(SUM(old_bytes) AS BIGINT) FROM ( \
         WITH RECURSIVE down (id) AS ( \
             SELECT id FROM nodes WHERE id = $1 \
             UNION ALL \
             SELECT n.id FROM nodes n JOIN down ON n.parent_id = down.id WHERE n.is_file = 0 AND n.trashed_at IS NULL \
         ) SELECT n.category, n.size, n.old_bytes FROM down JOIN nodes n ON n.parent_id = down.id \
           WHERE n.trashed_at IS NULL \
         ) AS below GROUP BY category";
    let mut sums = vec![(
        Bucket::Folders,
        Sum {
            items: 1,
            ..Sum::default()
        },
    )];
    for row in query.all(sql, values![node.id]).await? {
        let sum = Sum {
            items: row.get(1)?,
            bytes: row.get(2)?,
            old_bytes: row.get(3)?,
        };
        sums.push((Bucket::from_code(row.get(0)?), sum));
    }
    Ok(sums)
}

/// How many folders lie inside each other below a folder, itself counted.
pub async fn height(query: impl Query, folder: NodeId) -> Result<usize, DatabaseError> {
    let sql = "SELECT COALESCE(MAX(depth), 0) FROM ( \
         WITH RECURSIVE down (id, depth) AS ( \
             SELECT id, CAST(1 AS BIGINT) FROM nodes WHERE id = $1 \
             UNION ALL \
             SELECT n.id, down.depth + 1 FROM nodes n JOIN down ON n.parent_id = down.id \
             WHERE n.is_file = 0 AND n.trashed_at IS NULL \
         ) SELECT depth FROM down \
         ) AS depths";
    query.one(sql, values![folder]).await?.map_or(Ok(0), |row| row.get(0))
}

/// A walk over everything below a place, page by page, folders before what lies in them.
#[derive(Debug)]
pub struct Walk {
    /// Folders whose children are still to come.
    pending: VecDeque<[u8; 16]>,
    /// The last child of the first of them that was seen.
    after: Option<(bool, Vec<u8>, NodeId)>,
    seen: usize,
    most: usize,
}

/// Nodes fetched at a time: few enough to be held, enough to make the questions few.
const PAGE: usize = 500;

impl Walk {
    /// A walk below a place that ends with an error beyond `most` files and folders.
    pub fn below(volume: VolumeId, place: Place, most: usize) -> Walk {
        Walk {
            pending: VecDeque::from([place.key(volume)]),
            after: None,
            seen: 0,
            most,
        }
    }

    /// The next nodes, all from one folder; `None` at the end.
    ///
    /// # Errors
    /// [`DriveError::TooMany`]
    pub async fn page(&mut self, query: impl Query) -> Result<Option<Vec<Node>>, DriveError> {
        let Some(folder) = self.pending.front().copied() else {
            return Ok(None);
        };
        let (is_file, sort_key, id) = self
            .after
            .take()
            .unwrap_or_else(|| (false, Vec::new(), NodeId::from_bytes([0; 16])));
        let sql = format!(
            "SELECT {} FROM nodes WHERE parent_id = $1 AND trashed_at IS NULL \
             AND (is_file, sort_key, id) > ($2, $3, $4) ORDER BY is_file, sort_key, id LIMIT $5",
            nodes::COLUMNS
        );
        let rows = query
            .all(AssertSqlSafe(sql), values![folder, is_file, sort_key, id, PAGE])
            .await?;
        let page = rows.iter().map(nodes::node).collect::<Result<Vec<_>, _>>()?;
        self.seen += page.len();
        if self.seen > self.most {
            return Err(DriveError::TooMany { most: self.most });
        }
        self.pending.extend(
            page.iter()
                .filter(|node| node.is_folder())
                .map(|node| *node.id.as_bytes()),
        );
        match page.last().filter(|_| page.len() == PAGE) {
            Some(last) => self.after = Some((!last.is_folder(), last.name.sort_key(), last.id)),
            None => drop(self.pending.pop_front()),
        }
        Ok(Some(page))
    }
}
