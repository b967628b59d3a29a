//! Whole subtrees: what they add up to, how deep they are, what they hold. What was thrown away inside of a folder is
//! not part of it any more.
//!
//! Recursive steps say `CROSS JOIN`: to SQLite that means "in this order", where without statistics it might read the
//! whole table for each step; to PostgreSQL it is an ordinary join.

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

/// By category: how many, their bytes, the bytes of their earlier versions.
const SUMS: &str = "SELECT category, COUNT(*), CAST(SUM(size) AS BIGINT), CAST(SUM(old_bytes) AS BIGINT) FROM ( \
         WITH RECURSIVE down (id) AS ( \
             SELECT id FROM nodes WHERE id = $1 \
             UNION ALL \
             SELECT n.id FROM down CROSS JOIN nodes n WHERE n.parent_id = down.id AND n.is_file = 0 AND n.trashed_at IS NULL \
         ) SELECT n.category, n.size, n.old_bytes FROM down CROSS JOIN nodes n \
           WHERE n.parent_id = down.id AND n.trashed_at IS NULL \
         ) AS below GROUP BY category";

/// What a node and everything below it add up to, by bucket outside of the trash.
pub async fn sums(query: impl Query, node: &Node) -> Result<Vec<(Bucket, Sum)>, DatabaseError> {
    if let Some(file) = node.file() {
        return Ok(vec![(Bucket::Files(file.category), Sum::of_file(file))]);
    }
    let mut sums = vec![(
        Bucket::Folders,
        Sum {
            items: 1,
            ..Sum::default()
        },
    )];
    for row in query.all(SUMS, values![node.id]).await? {
        let sum = Sum {
            items: row.get(1)?,
            bytes: row.get(2)?,
            old_bytes: row.get(3)?,
        };
        sums.push((Bucket::from_code(row.get(0)?), sum));
    }
    Ok(sums)
}

/// How deep folders lie inside each other.
const HEIGHT: &str = "SELECT COALESCE(MAX(depth), 0) FROM ( \
         WITH RECURSIVE down (id, depth) AS ( \
             SELECT id, CAST(1 AS BIGINT) FROM nodes WHERE id = $1 \
             UNION ALL \
             SELECT n.id, down.depth + 1 FROM down CROSS JOIN nodes n \
             WHERE n.parent_id = down.id AND n.is_file = 0 AND n.trashed_at IS NULL \
         ) SELECT depth FROM down \
         ) AS depths";

/// How many folders lie inside each other below a folder, itself counted.
pub async fn height(query: impl Query, folder: NodeId) -> Result<usize, DatabaseError> {
    query
        .one(HEIGHT, values![folder])
        .await?
        .map_or(Ok(0), |row| row.get(0))
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
            "SELECT {}, sort_key FROM nodes WHERE parent_id = $1 AND trashed_at IS NULL \
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
        match rows.last().filter(|_| rows.len() == PAGE) {
            Some(last) => self.after = Some((last.get(3)?, nodes::surplus(last)?, last.get(0)?)),
            None => drop(self.pending.pop_front()),
        }
        Ok(Some(page))
    }
}

#[cfg(test)]
mod tests {
    use base::World;
    use database::{Value, testing::TestDatabase};

    use super::*;
    use crate::store::chain;

    /// What SQLite would do, without statistics, as after an installation.
    async fn plan(sql: &str, parameters: usize) -> Vec<String> {
        let test = TestDatabase::sqlite().await;
        let migrations = [engine::MIGRATIONS, crate::MIGRATIONS].concat();
        test.database.migrate(&migrations, &World::real()).await.unwrap();
        let values = (0..parameters).map(|_| Value::from([0_u8; 16])).collect();
        let rows = test
            .database
            .all(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")), values)
            .await
            .unwrap();
        rows.iter().map(|row| row.get(3).unwrap()).collect()
    }

    /// Adding up a folder of a million files must not read their rows.
    #[tokio::test]
    async fn sums_read_an_index_only() {
        let plan = plan(SUMS, 1).await;
        let index = "SEARCH n USING COVERING INDEX nodes_by_size (parent_id=?)".to_owned();
        assert!(plan.contains(&index), "{plan:#?}");
    }

    #[tokio::test]
    async fn no_step_reads_the_whole_table() {
        for (sql, parameters) in [(SUMS, 1), (HEIGHT, 1), (chain::CLIMB, 3)] {
            let plan = plan(sql, parameters).await;
            assert!(plan.iter().any(|step| step.starts_with("SEARCH n ")), "{plan:#?}");
            assert!(
                !plan
                    .iter()
                    .any(|step| step.starts_with("SCAN n") || step.contains("AUTOMATIC")),
                "{plan:#?}"
            );
        }
    }
}
