//! From a folder up to the top: for paths, for "is it in the trash?", for "would it lie inside itself?".

use base::Timestamp;
use database::{DatabaseError, Query, Row, values};

use crate::{
    error::DriveError,
    ids::{NodeId, VolumeId},
    model::{
        name::Name,
        node::{Node, Place},
        path::{DrivePath, MAX_DEPTH},
    },
};

/// Where a climb ends at the latest. Folders lie at most [`MAX_DEPTH`] deep when they are made or moved; what is restored
/// into a folder that was moved meanwhile may lie deeper.
const LONGEST: usize = 10 * MAX_DEPTH;

/// One folder on the way up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The folder.
    pub id: NodeId,
    /// Its name.
    pub name: Name,
}

/// The folders from the top down to a place. Empty at the top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Outermost first.
    pub links: Vec<Link>,
    /// When the innermost thrown-away folder of the chain was thrown away.
    pub trashed_at: Option<Timestamp>,
}

impl Chain {
    /// The path of the place.
    pub fn path(&self) -> DrivePath {
        DrivePath::of_stored(self.links.iter().map(|link| link.name.to_string()))
    }

    /// The place itself.
    pub fn place(&self) -> Place {
        self.links.last().map_or(Place::Top, |link| Place::In(link.id))
    }

    /// Whether the chain leads through this node.
    pub fn contains(&self, id: NodeId) -> bool {
        self.links.iter().any(|link| link.id == id)
    }

    /// The chain, if nothing of it is in the trash.
    ///
    /// # Errors
    /// [`DriveError::InTrash`]
    pub fn live(self) -> Result<Chain, DriveError> {
        if self.trashed_at.is_some() {
            Err(DriveError::InTrash)
        } else {
            Ok(self)
        }
    }
}

/// From a folder upwards, innermost first. `CROSS JOIN` keeps the order of the join, see `tree.rs`.
pub(super) const CLIMB: &str = "SELECT id, parent_id, name, trashed_at, doomed FROM ( \
         WITH RECURSIVE up (id, parent_id, name, trashed_at, doomed, depth) AS ( \
             SELECT id, parent_id, name, trashed_at, doomed, CAST(0 AS BIGINT) FROM nodes \
             WHERE id = $1 AND volume_id = $2 AND is_file = 0 \
             UNION ALL \
             SELECT n.id, n.parent_id, n.name, n.trashed_at, n.doomed, up.depth + 1 \
             FROM up CROSS JOIN nodes n WHERE n.id = up.parent_id AND up.depth < $3 \
         ) SELECT id, parent_id, name, trashed_at, doomed, depth FROM up \
         ) AS climb ORDER BY depth";

/// Climbs from a folder to the top in one query. `None`: there is no such folder in this volume, or it is being deleted.
pub async fn of_folder(query: impl Query, volume: VolumeId, folder: NodeId) -> Result<Option<Chain>, DatabaseError> {
    let rows = query.all(CLIMB, values![folder, volume, LONGEST]).await?;
    read(volume, &rows)
}

/// The chain of a place.
pub async fn of_place(query: impl Query, volume: VolumeId, place: Place) -> Result<Option<Chain>, DatabaseError> {
    match place {
        Place::Top => Ok(Some(Chain::default())),
        Place::In(folder) => of_folder(query, volume, folder).await,
    }
}

/// Rows come innermost first. A chain that does not end at the top hangs on something that is being deleted.
fn read(volume: VolumeId, rows: &[Row]) -> Result<Option<Chain>, DatabaseError> {
    let Some(outermost) = rows.last() else { return Ok(None) };
    if Place::from_key(volume, outermost.get(1)?) != Place::Top {
        return Ok(None);
    }
    let mut chain = Chain::default();
    for row in rows {
        if row.get::<bool>(4)? {
            return Ok(None);
        }
        chain.trashed_at = chain.trashed_at.or(row.get(3)?);
        chain.links.push(Link {
            id: row.get(0)?,
            name: Name::stored(row.get(2)?),
        });
    }
    chain.links.reverse();
    Ok(Some(chain))
}

/// The chain above a node that may be changed: neither it nor a folder around it is in the trash.
///
/// # Errors
/// [`DriveError::InTrash`], [`DriveError::NotFound`]
pub async fn live_of(query: impl Query, node: &Node) -> Result<Chain, DriveError> {
    if node.trashed_at.is_some() {
        return Err(DriveError::InTrash);
    }
    of_place(query, node.volume, node.place)
        .await?
        .ok_or(DriveError::NotFound("file"))?
        .live()
}
