//! Large shards: one file each, under `large/<last byte of the id>/<id>.shard`.
//!
//! A shard is written in `tmp/`, synced, renamed into place, and its directory synced, before it is called stored:
//! without the last step a power cut may take the name away again.

use std::{
    collections::BinaryHeap,
    fs::File,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use format::ShardId;

use super::{handles::Handles, root::Root};
use crate::{ShardEntry, TargetError, TargetErrorKind};

const SUFFIX: &str = ".shard";

/// The large shards of a directory.
#[derive(Debug)]
pub(super) struct LargeShards {
    root: Arc<Root>,
    handles: Handles<ShardId>,
    drafts: AtomicU64,
}

/// A shard being written. Dropped before [`Draft::publish`], it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Draft {
    root: Arc<Root>,
    id: ShardId,
    name: String,
    file: File,
    published: bool,
}

impl LargeShards {
    pub(super) fn new(root: Arc<Root>) -> Self {
        LargeShards {
            root,
            handles: Handles::new(),
            drafts: AtomicU64::new(0),
        }
    }

    pub(super) fn draft(&self, id: ShardId) -> Result<Draft, TargetError> {
        self.root.writable()?;
        let name = format!("tmp/{id}.{}", self.drafts.fetch_add(1, Ordering::Relaxed));
        let file = self.root.create_file(&name)?;
        Ok(Draft {
            root: Arc::clone(&self.root),
            id,
            name,
            file,
            published: false,
        })
    }

    pub(super) fn read(&self, id: ShardId, range: &Range<u64>) -> Result<Vec<u8>, TargetError> {
        let (file, len) = self.open(id)?;
        let out_of_range = || TargetError::out_of_range(id, range, len);
        let wanted = range
            .end
            .checked_sub(range.start)
            .filter(|_| range.end <= len)
            .ok_or_else(out_of_range)?;
        let wanted = usize::try_from(wanted).map_err(|_| out_of_range())?;
        if wanted == 0 {
            return Ok(Vec::new());
        }
        let bytes = self.root.read_at(&file, range.start, wanted)?;
        // The file became shorter between the two looks at it.
        if bytes.len() == wanted {
            Ok(bytes)
        } else {
            Err(out_of_range())
        }
    }

    /// The length of what the directory holds under this name now. An open file may have been replaced behind our back, so
    /// whoever asks for the length before reading (the scrub does) reads what is really there.
    pub(super) fn len(&self, id: ShardId) -> Result<u64, TargetError> {
        self.handles.forget(id);
        self.open(id).map(|(_, len)| len)
    }

    pub(super) fn delete(&self, id: ShardId) -> Result<(), TargetError> {
        self.handles.forget(id);
        self.root.remove(&path_of(id)).map(drop)
    }

    /// The open file and its length now. A file that was removed behind our back does not count as there just
    /// because it is still open.
    fn open(&self, id: ShardId) -> Result<(Arc<File>, u64), TargetError> {
        let file = self
            .handles
            .get(id, || self.root.open_file(&path_of(id)))
            .map_err(|error| match error.kind {
                TargetErrorKind::NotFound => TargetError::not_found(id),
                _ => error,
            })?;
        let stat = rustix::fs::fstat(&file)
            .map_err(|errno| TargetError::from_io(errno.into(), format_args!("look at shard {id}")))?;
        if stat.st_nlink == 0 {
            self.handles.forget(id);
            return Err(TargetError::not_found(id));
        }
        Ok((file, u64::try_from(stat.st_size).unwrap_or(0)))
    }

    /// The `limit` smallest ids after `after`. Looks at every name each time: what is listed is on the disk.
    pub(super) fn list(&self, after: Option<ShardId>, limit: usize) -> Result<Vec<ShardEntry>, TargetError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut smallest = BinaryHeap::with_capacity(limit + 1);
        for shelf in 0..=u8::MAX {
            self.root.each_name(&shelf_of(shelf), |name| {
                if let Some(id) = id_of(name)
                    && after.is_none_or(|after| after < id)
                {
                    smallest.push(id);
                    if smallest.len() > limit {
                        smallest.pop();
                    }
                }
            })?;
        }
        let lens = smallest
            .into_sorted_vec()
            .into_iter()
            .map(|id| match self.root.file_len(&path_of(id)) {
                Ok(len) => Ok(Some(ShardEntry { id, len })),
                // Deleted since its name was read.
                Err(error) if error.kind == TargetErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            });
        lens.filter_map(Result::transpose).collect()
    }
}

impl Draft {
    pub(super) fn write_at(&self, bytes: &[u8], offset: u64) -> Result<(), TargetError> {
        self.root.writable()?;
        self.root.write_at(&self.file, bytes, offset)
    }

    /// Makes the shard durable, then visible, then its name durable.
    pub(super) fn publish(mut self) -> Result<(), TargetError> {
        self.root.writable()?;
        self.root.sync_file(&self.file)?;
        let shelf = shelf_of(self.id.as_bytes()[23]);
        let path = path_of(self.id);
        match self.root.rename(&self.name, &path) {
            Err(error) if error.kind == TargetErrorKind::NotFound => {
                self.root.make_dir(&shelf)?;
                self.root.sync_dir("large")?;
                self.root.rename(&self.name, &path)?;
            }
            renamed => renamed?,
        }
        self.published = true;
        self.root.sync_dir(&shelf)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After the directory was opened anew, tmp is not ours to tidy.
        if !self.published
            && !self.root.is_retired()
            && let Err(error) = self.root.remove(&self.name)
        {
            // Emptied when the target is next opened.
            tracing::debug!(
                error = base::chain(&error),
                file = self.name,
                "an unfinished shard stays in tmp"
            );
        }
    }
}

fn shelf_of(last: u8) -> String {
    format!("large/{last:02x}")
}

fn path_of(id: ShardId) -> String {
    format!("{}/{id}{SUFFIX}", shelf_of(id.as_bytes()[23]))
}

fn id_of(name: &str) -> Option<ShardId> {
    name.strip_suffix(SUFFIX)?.parse().ok()
}
