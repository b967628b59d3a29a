//! Renaming, moving, copying.

use std::collections::HashMap;

use base::World;
use database::{Tx, values};

use crate::{
    error::DriveError,
    ids::{NodeId, VolumeId},
    model::{
        category::Category,
        media,
        name::Name,
        node::{FileBody, Kind, Node, Place, Version},
        path::MAX_DEPTH,
        totals::{Bucket, Change, Sum},
    },
    store::{
        chain::{self, Chain},
        nodes, saving, totals, trash,
        tree::{self, Walk},
        volumes::Volume,
    },
};

/// A folder with more than this below it is copied in parts.
pub const MOST_COPIED: usize = 2000;

/// Where something should go, and under which name. Absent: as it is.
#[derive(Clone, Debug, Default)]
pub struct Move {
    /// Another name.
    pub name: Option<Name>,
    /// Another place.
    pub place: Option<Place>,
}

/// Renames and moves.
///
/// # Errors
/// A taken name, a folder into itself, too deep, in the trash, no such folder.
pub async fn relocate(tx: &mut Tx, mut node: Node, wanted: Move) -> Result<(Node, Chain), DriveError> {
    chain::live_of(&mut *tx, &node).await?;
    let chain = open(tx, &node, wanted.place.unwrap_or(node.place)).await?;
    let name = wanted.name.unwrap_or_else(|| node.name.clone());
    if let Some(other) = nodes::child(&mut *tx, node.volume, chain.place(), &name).await?
        && other.id != node.id
    {
        return Err(DriveError::NameTaken {
            existing: other.entry_id(),
            name,
        });
    }
    let renamed = renamed_body(&node, &name);
    nodes::relocate(
        tx,
        &node,
        chain.place(),
        &name,
        renamed.as_ref().map(|body| body.category),
    )
    .await?;
    if let (Some(old), Some(new)) = (node.file(), &renamed)
        && old != new
    {
        recategorise(tx, &node, old, new).await?;
    }
    (node.place, node.name) = (chain.place(), name);
    node.kind = renamed.map_or(Kind::Folder, Kind::File);
    Ok((node, chain))
}

/// The chain of a destination that may take the node.
async fn open(tx: &mut Tx, node: &Node, place: Place) -> Result<Chain, DriveError> {
    let chain = chain::of_place(&mut *tx, node.volume, place).await?;
    let chain = chain.ok_or(DriveError::NotFound("folder"))?.live()?;
    if chain.contains(node.id) {
        return Err(DriveError::IntoItself);
    }
    if node.is_folder() && place != node.place && chain.links.len() + tree::height(&mut *tx, node.id).await? > MAX_DEPTH
    {
        return Err(DriveError::TooDeep);
    }
    Ok(chain)
}

/// A file's part under a new name, which may make it something else.
fn renamed_body(node: &Node, name: &Name) -> Option<FileBody> {
    let mut body = node.file()?.clone();
    if name.extension() != node.name.extension() {
        body.current.media_type = media::after_rename(&body.current.media_type, name);
        body.category = Category::of(&body.current.media_type, name.extension().as_deref());
    }
    Some(body)
}

async fn recategorise(tx: &mut Tx, node: &Node, old: &FileBody, new: &FileBody) -> Result<(), DriveError> {
    tx.execute(
        "UPDATE nodes SET media_type = $2 WHERE id = $1",
        values![node.id, new.current.media_type.as_str()],
    )
    .await?;
    let mut change = Change::default();
    change.lose(Bucket::Files(old.category), Sum::of_file(old));
    change.gain(Bucket::Files(new.category), Sum::of_file(new));
    Ok(totals::apply(tx, node.volume, &change).await?)
}

/// Copies the current versions, without copying a byte: the copies refer to the same contents and pay for them.
///
/// # Errors
/// As [`relocate`]; [`DriveError::TooMany`]; no room.
pub async fn copy(
    tx: &mut Tx,
    volume: &Volume,
    node: &Node,
    wanted: Move,
    world: &World,
) -> Result<(Node, Chain), DriveError> {
    chain::live_of(&mut *tx, node).await?;
    let chain = open(tx, node, wanted.place.unwrap_or(node.place)).await?;
    let name = match wanted.name {
        Some(name) => match nodes::child(&mut *tx, volume.id, chain.place(), &name).await? {
            Some(other) => {
                return Err(DriveError::NameTaken {
                    existing: other.entry_id(),
                    name,
                });
            }
            None => name,
        },
        None => trash::free_name(tx, volume.id, chain.place(), &node.name, "copy").await?,
    };
    let mut change = Change::default();
    let top = match node.file() {
        Some(body) => copied_file(volume.id, chain.place(), name, body.current.clone(), world),
        None => saving::new_folder(world.new_id(), volume.id, chain.place(), name, world.now()),
    };
    add(tx, volume, &top, &mut change).await?;
    if node.is_folder() {
        copy_below(tx, volume, node.id, top.id, world, &mut change).await?;
    }
    totals::apply(tx, volume.id, &change).await?;
    Ok((top, chain))
}

async fn copy_below(
    tx: &mut Tx,
    volume: &Volume,
    from: NodeId,
    to: NodeId,
    world: &World,
    change: &mut Change,
) -> Result<(), DriveError> {
    let mut walk = Walk::below(volume.id, Place::In(from), MOST_COPIED);
    let mut copies: HashMap<NodeId, NodeId> = HashMap::from([(from, to)]);
    while let Some(page) = walk.page(&mut *tx).await? {
        for member in page {
            let folder = member.place.folder().and_then(|folder| copies.get(&folder));
            let place = Place::In(*folder.ok_or(DriveError::Defect("a member came before its folder"))?);
            let copied = match member.kind {
                Kind::File(body) => copied_file(volume.id, place, member.name, body.current, world),
                Kind::Folder => saving::new_folder(world.new_id(), volume.id, place, member.name, world.now()),
            };
            add(tx, volume, &copied, change).await?;
            copies.insert(member.id, copied.id);
        }
    }
    Ok(())
}

/// A first version with the bytes of another file.
fn copied_file(volume: VolumeId, place: Place, name: Name, of: Version, world: &World) -> Node {
    let now = world.now();
    let category = Category::of(&of.media_type, name.extension().as_deref());
    let current = Version {
        id: world.new_id(),
        number: 1,
        created_at: now,
        ..of
    };
    Node {
        id: world.new_id(),
        volume,
        place,
        name,
        kind: Kind::File(FileBody {
            current,
            category,
            versions: 1,
            old_bytes: 0,
        }),
        created_at: now,
        modified_at: now,
        trashed_at: None,
        doomed: false,
    }
}

async fn add(tx: &mut Tx, volume: &Volume, copy: &Node, change: &mut Change) -> Result<(), DriveError> {
    nodes::insert(tx, copy).await?;
    match copy.file() {
        Some(body) => {
            engine::attach(tx, body.current.content, *body.current.id.as_bytes(), volume.allowance).await?;
            change.gain(Bucket::Files(body.category), Sum::of_file(body));
        }
        None => change.gain_folders(1),
    }
    Ok(())
}
