//! Giving a new content its name: the drive's half of the transaction that makes an upload visible.
//!
//! A new file costs two statements at the top of a drive and three in a known folder. The name is taken with one
//! insert that does nothing when it is taken already; only then is the file that has it looked at.

use base::{Timestamp, World};
use database::Tx;
use engine::{Committed, Engine};

use crate::{
    error::DriveError,
    ids::{NodeId, VersionId, VolumeId},
    model::{
        category::Category,
        conditions::allows_write,
        name::Name,
        node::{FileBody, Kind, Node, Place, Version},
        path::{DrivePath, MAX_DEPTH},
        totals::{Bucket, Change, Sum},
    },
    store::{
        chain::{self, Chain, Link},
        nodes, totals, versions,
    },
};

/// Where a file should go. Folders of the path that are missing are made.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Where the path starts.
    pub base: Place,
    /// Folders below the base.
    pub folders: DrivePath,
    /// The file's name.
    pub name: Name,
    /// The folder the path led to last time, to be checked rather than trusted.
    pub hint: Option<NodeId>,
}

/// A file about to be saved.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Where.
    pub spot: Spot,
    /// Its id, unless the name belongs to a file already.
    pub id: NodeId,
    /// The id of the new version, which holds the reference to the content.
    pub version: VersionId,
    /// What it is.
    pub media_type: String,
    /// `If-Match` and `If-None-Match` of the upload.
    pub guard: Guard,
    /// The moment.
    pub now: Timestamp,
}

/// Conditions under which an upload may go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// Only over this version.
    pub if_match: Option<String>,
    /// Not over this version; `*`: only if there is none.
    pub if_none_match: Option<String>,
}

impl Guard {
    /// Whether there is anything to check.
    pub fn is_open(&self) -> bool {
        *self == Guard::default()
    }

    /// Checks against what has the name now.
    ///
    /// # Errors
    /// [`DriveError::Precondition`]
    pub fn check(&self, current: Option<&Node>) -> Result<(), DriveError> {
        let validators = current.and_then(Node::file).map(|file| file.current.validators());
        let allowed = allows_write(
            self.if_match.as_deref(),
            self.if_none_match.as_deref(),
            validators.as_ref(),
        );
        if allowed { Ok(()) } else { Err(DriveError::Precondition) }
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The file with its new version.
    pub node: Node,
    /// Where it lies.
    pub chain: Chain,
    /// Whether it is new; else it is a new version of an older file.
    pub created: bool,
}

/// Saves a file.
///
/// # Errors
/// No such folder, a folder in the trash, a file or folder in the way, a guard that fails.
pub async fn save(
    tx: &mut Tx,
    volume: VolumeId,
    new: &NewFile,
    content: Committed,
    engine: &Engine,
    world: &World,
) -> Result<Saved, DriveError> {
    let (chain, made) = open_folders(tx, volume, &new.spot, new.now, world).await?;
    if !new.guard.is_open() {
        new.guard.check(
            nodes::child(&mut *tx, volume, chain.place(), &new.spot.name)
                .await?
                .as_ref(),
        )?;
    }
    let mut node = first_version(volume, chain.place(), new, content);
    let created = nodes::insert(tx, &node).await?;
    let mut change = Change::default();
    change.gain_folders(made);
    if created {
        if let Kind::File(body) = &node.kind {
            change.gain(Bucket::Files(body.category), Sum::of_file(body));
        }
    } else {
        node = next_version(tx, engine, node, &mut change).await?;
    }
    totals::apply(tx, volume, &change).await?;
    Ok(Saved { node, chain, created })
}

fn first_version(volume: VolumeId, place: Place, new: &NewFile, content: Committed) -> Node {
    let name = new.spot.name.clone();
    let category = Category::of(&new.media_type, name.extension().as_deref());
    let current = Version {
        id: new.version,
        number: 1,
        content: content.content,
        size: content.length,
        sha256: content.sha256,
        media_type: new.media_type.clone(),
        created_at: new.now,
    };
    Node {
        id: new.id,
        volume,
        place,
        name,
        kind: Kind::File(FileBody {
            current,
            category,
            versions: 1,
            old_bytes: 0,
        }),
        created_at: new.now,
        modified_at: new.now,
        trashed_at: None,
        doomed: false,
    }
}

/// Turns a file whose name was taken into a new version of the file that has it.
async fn next_version(tx: &mut Tx, engine: &Engine, new: Node, change: &mut Change) -> Result<Node, DriveError> {
    let found = nodes::child(&mut *tx, new.volume, new.place, &new.name).await?;
    let Some(mut node) = found else {
        return Err(DriveError::Defect("a taken name belongs to nobody"));
    };
    let (Kind::File(old), Kind::File(new)) = (&node.kind, new.kind) else {
        return Err(DriveError::NameTaken {
            existing: node.entry_id(),
            name: node.name,
        });
    };
    let body = versions::push(tx, engine, node.id, old, new.current, new.category, change).await?;
    node.modified_at = body.current.created_at;
    node.kind = Kind::File(body);
    Ok(node)
}

/// Follows a spot's folders and makes those that are missing. Answers how many were made.
pub async fn open_folders(
    tx: &mut Tx,
    volume: VolumeId,
    spot: &Spot,
    now: Timestamp,
    world: &World,
) -> Result<(Chain, usize), DriveError> {
    if let Some(chain) = hinted(tx, volume, spot).await? {
        return Ok((chain, 0));
    }
    let chain = chain::of_place(&mut *tx, volume, spot.base).await?;
    let mut chain = chain.ok_or(DriveError::NotFound("folder"))?.live()?;
    if chain.links.len() + spot.folders.names().len() > MAX_DEPTH {
        return Err(DriveError::TooDeep);
    }
    let mut made = 0;
    for name in spot.folders.names() {
        // Below a folder that was made just now there is nothing to find.
        let found = if made == 0 {
            nodes::child(&mut *tx, volume, chain.place(), name).await?
        } else {
            None
        };
        let id = match found {
            Some(folder) if folder.is_folder() => folder.id,
            Some(file) => {
                return Err(DriveError::NameTaken {
                    existing: file.entry_id(),
                    name: file.name,
                });
            }
            None => {
                made += 1;
                let folder = new_folder(world.new_id(), volume, chain.place(), name.clone(), now);
                nodes::insert(tx, &folder).await?;
                folder.id
            }
        };
        chain.links.push(Link { id, name: name.clone() });
    }
    Ok((chain, made))
}

/// The chain of the hinted folder, if it still is what the path says.
async fn hinted(tx: &mut Tx, volume: VolumeId, spot: &Spot) -> Result<Option<Chain>, DriveError> {
    let (Some(hint), Place::Top) = (spot.hint, spot.base) else {
        return Ok(None);
    };
    let chain = chain::of_folder(&mut *tx, volume, hint).await?;
    Ok(chain.filter(|chain| chain.trashed_at.is_none() && chain.path() == spot.folders))
}

/// A folder that is not saved yet.
pub fn new_folder(id: NodeId, volume: VolumeId, place: Place, name: Name, now: Timestamp) -> Node {
    Node {
        id,
        volume,
        place,
        name,
        kind: Kind::Folder,
        created_at: now,
        modified_at: now,
        trashed_at: None,
        doomed: false,
    }
}

/// Makes one folder.
///
/// # Errors
/// Like [`save`]; a name that is taken is told with the id that has it.
pub async fn make_folder(
    tx: &mut Tx,
    volume: VolumeId,
    spot: &Spot,
    id: NodeId,
    now: Timestamp,
    world: &World,
) -> Result<(Node, Chain), DriveError> {
    let (chain, made) = open_folders(tx, volume, spot, now, world).await?;
    if chain.links.len() >= MAX_DEPTH {
        return Err(DriveError::TooDeep);
    }
    if let Some(existing) = nodes::child(&mut *tx, volume, chain.place(), &spot.name).await? {
        return Err(DriveError::NameTaken {
            existing: existing.entry_id(),
            name: existing.name,
        });
    }
    let folder = new_folder(id, volume, chain.place(), spot.name.clone(), now);
    nodes::insert(tx, &folder).await?;
    let mut change = Change::default();
    change.gain_folders(made + 1);
    totals::apply(tx, volume, &change).await?;
    Ok((folder, chain))
}
