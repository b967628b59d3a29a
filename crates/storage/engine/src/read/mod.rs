//! Reading: any range of a content, chunk by chunk, each verified before a byte of it leaves the engine.

mod chunk;
mod gather;

use std::{collections::HashSet, ops::Range, sync::Arc};

use bytes::Bytes;
use crypto::{ContentKey, padded_len, sealed_len};
use futures::{Stream, StreamExt, TryStreamExt, stream};

use self::chunk::Wanted;
use crate::{
    ContentId, Engine, ReadError,
    inner::Inner,
    keyring::KeyError,
    registry::{
        contents::{self, ContentRow, SegmentRow},
        shards::{self, ShardRow},
    },
};

/// Chunks fetched ahead of the reader.
const AHEAD: usize = 3;
/// Segments looked up at a time.
const SEGMENTS: u32 = 16;

/// A content that can be read.
#[derive(Clone)]
pub struct ContentReader {
    inner: Arc<Inner>,
    row: Arc<ContentRow>,
    key: Arc<ContentKey>,
    sha256: [u8; 32],
}

impl std::fmt::Debug for ContentReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContentReader")
            .field("content", &self.row.id)
            .finish_non_exhaustive()
    }
}

/// A segment and where its shards lie.
struct SegmentPlan {
    row: SegmentRow,
    shards: Vec<ShardRow>,
}

impl SegmentPlan {
    fn has_same_shards(&self, other: &SegmentPlan) -> bool {
        let names = |plan: &SegmentPlan| plan.shards.iter().map(|shard| shard.id).collect::<HashSet<_>>();
        names(self) == names(other)
    }
}

impl From<KeyError> for ReadError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Database(error) => ReadError::Database(error),
            KeyError::Crypto(error) => ReadError::Keys(error),
        }
    }
}

impl Engine {
    /// Opens a content for reading.
    ///
    /// # Errors
    /// [`ReadError::NoSuchContent`], and the keys' or the database's own trouble.
    pub async fn reader(&self, content: ContentId) -> Result<ContentReader, ReadError> {
        let inner = self.inner().clone();
        let row = contents::content(&inner.database, content)
            .await?
            .filter(|row| row.is_live);
        let row = row.ok_or(ReadError::NoSuchContent)?;
        if !row.has_key {
            // Another server may have shredded the vault, and this one still remember its keys.
            inner.keys.forget(row.vault);
            return Err(ReadError::NoSuchContent);
        }
        let sha256 = row.sha256.ok_or(ReadError::NoSuchContent)?;
        let key = inner
            .keys
            .content_key(&inner.database, row.vault, row.epoch, content, &row.wrapped_key)
            .await?;
        Ok(ContentReader {
            inner,
            row: Arc::new(row),
            key: Arc::new(key),
            sha256,
        })
    }
}

impl ContentReader {
    /// Length of the content in bytes.
    pub fn length(&self) -> u64 {
        self.row.length
    }

    /// SHA-256 of the content.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// The bytes of a range (cut at the end of the content) in pieces of at most a chunk. The first piece comes before the
    /// last is fetched; an error ends the stream.
    pub fn stream(self, range: Range<u64>) -> impl Stream<Item = Result<Bytes, ReadError>> + Send + 'static {
        let range = range.start.min(self.length())..range.end.min(self.length());
        let chunk_size = u64::from(self.row.chunk_size);
        let chunks = if range.is_empty() {
            0..0
        } else {
            range.start / chunk_size..range.end.div_ceil(chunk_size)
        };
        let alone = chunks.end - chunks.start == 1;
        let reader = Arc::new(self);
        let for_chunks = reader.clone();
        segments(reader, chunks.clone())
            .map_ok(move |segment| {
                let wanted = wanted_of(&for_chunks, Arc::new(segment), &chunks, &range);
                stream::iter(wanted.into_iter().map(Ok))
            })
            .try_flatten()
            .map(move |wanted: Result<Wanted, ReadError>| async move {
                if alone {
                    return wanted?.fetch().await;
                }
                // A task of its own goes on while the reader is busy with the chunk before.
                match tokio::spawn(wanted?.fetch()).await {
                    Ok(fetched) => fetched,
                    Err(_) => Err(ReadError::Unavailable { missing: Vec::new() }),
                }
            })
            .buffered(AHEAD)
    }
}

/// The segments that hold some chunks, looked up page by page.
fn segments(
    reader: Arc<ContentReader>,
    chunks: Range<u64>,
) -> impl Stream<Item = Result<SegmentPlan, ReadError>> + Send {
    let first = if chunks.is_empty() {
        None
    } else {
        Some(Next::Chunk(chunks.start))
    };
    stream::try_unfold(first, move |next| {
        let (reader, end) = (reader.clone(), chunks.end);
        async move {
            let Some(next) = next else { return Ok(None) };
            let page = page_of_segments(&reader, next).await?;
            let next = match page.last() {
                Some(last) if last.row.first_chunk + u64::from(last.row.chunks) < end => {
                    Some(Next::Segment(last.row.number + 1))
                }
                _ => None,
            };
            Ok::<_, ReadError>(Some((stream::iter(page.into_iter().map(Ok)), next)))
        }
    })
    .try_flatten()
}

#[derive(Clone, Copy)]
enum Next {
    Chunk(u64),
    Segment(u32),
}

async fn page_of_segments(reader: &ContentReader, next: Next) -> Result<Vec<SegmentPlan>, ReadError> {
    let (database, content) = (&reader.inner.database, reader.row.id);
    let from = match next {
        Next::Segment(number) => number,
        Next::Chunk(0) => 0,
        Next::Chunk(chunk) => contents::segment_of_chunk(database, content, chunk)
            .await?
            .ok_or(ReadError::NoSuchContent)?,
    };
    let found = shards::with_segments(database, content, from, SEGMENTS).await?;
    if found.is_empty() {
        // A content that was deleted after it was opened has no segments any more.
        return Err(ReadError::NoSuchContent);
    }
    Ok(found
        .into_iter()
        .map(|(row, shards)| SegmentPlan { row, shards })
        .collect())
}

/// Where the shards of a segment lie by now.
async fn plan_again(reader: &ContentReader, number: u32) -> Result<SegmentPlan, ReadError> {
    let (database, content) = (&reader.inner.database, reader.row.id);
    let found = shards::with_segments(database, content, number, 1).await?.pop();
    let (row, shards) = found.ok_or(ReadError::NoSuchContent)?;
    Ok(SegmentPlan { row, shards })
}

fn wanted_of(
    reader: &Arc<ContentReader>,
    segment: Arc<SegmentPlan>,
    chunks: &Range<u64>,
    range: &Range<u64>,
) -> Vec<Wanted> {
    let first = segment.row.first_chunk;
    let end = first + u64::from(segment.row.chunks);
    let chunk_size = u64::from(reader.row.chunk_size);
    let last_chunk = reader.row.length.saturating_sub(1) / chunk_size;
    (first.max(chunks.start)..end.min(chunks.end))
        .map(|number| {
            let start = number * chunk_size;
            let length = chunk_size.min(reader.row.length.saturating_sub(start));
            let cut = range.start.saturating_sub(start).min(length)..(range.end - start).min(length);
            let last = number == last_chunk;
            Wanted {
                reader: reader.clone(),
                segment: segment.clone(),
                number,
                last,
                sealed_len: sealed_len_of(length, last, reader.row.chunk_size),
                cut: cut.start as usize..cut.end as usize,
            }
        })
        .collect()
}

/// How long the sealed form of a chunk is: only the last is padded.
pub(crate) fn sealed_len_of(length: u64, last: bool, chunk_size: u32) -> u32 {
    let plain = length as usize;
    let padded = if last {
        padded_len(plain, chunk_size as usize)
    } else {
        plain
    };
    // Chunks are at most 16 MiB.
    u32::try_from(sealed_len(padded)).unwrap_or(u32::MAX)
}
