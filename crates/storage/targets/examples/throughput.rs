//! Measures a directory target: `cargo run --release -p storage-targets --example throughput -- <empty directory>`.
//!
//! Prints one line a measurement. The directory is left as it is: remove it afterwards.

use std::{error::Error, sync::Arc, time::Instant};

use base::{Entropy, MIB, SystemEntropy};
use bytes::Bytes;
use format::ShardId;
use storage_targets::{DirectoryTarget, Identity, OpenMode, Target, TargetError};
use tokio::task::JoinSet;

const SMALL_LEN: usize = 4_608;
const SMALL_SHARDS: usize = 100_000;
const CALLERS: usize = 16;
const LARGE_LEN: u64 = 32 * MIB;
const LARGE_SHARDS: usize = 64;
const IDENTITY: Identity = Identity {
    target: [1; 16],
    installation: [2; 16],
};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let path = std::env::args().nth(1).ok_or("give an empty directory to measure in")?;
    let target = Arc::new(DirectoryTarget::open(&path, IDENTITY, OpenMode::Create).await?);
    for writers in [1, 4, 1] {
        let ids = write_large(&target, writers).await?;
        read_large(&target, &ids).await?;
        for id in ids {
            target.delete(id).await?;
        }
    }
    let ids = put_small(&target).await?;
    read_small(&target, ids.clone()).await?;
    list(&*target).await?;
    drop(target);
    let start = Instant::now();
    let target = Arc::new(DirectoryTarget::open(&path, IDENTITY, OpenMode::Existing).await?);
    println!("open again with {SMALL_SHARDS} small shards: {:.1?}", start.elapsed());
    delete_small(&target, ids).await
}

fn new_id() -> ShardId {
    let mut random = [0; 16];
    SystemEntropy.fill(&mut random);
    ShardId::new(1, random)
}

fn random(len: usize) -> Bytes {
    let mut bytes = vec![0; len];
    SystemEntropy.fill(&mut bytes);
    bytes.into()
}

fn print_rate(what: &str, bytes: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {:.2} GB/s", bytes as f64 / seconds / 1e9);
}

fn print_count(what: &str, count: usize, start: Instant) {
    println!("{what}: {:.0} a second", count as f64 / start.elapsed().as_secs_f64());
}

async fn join<T: 'static>(mut tasks: JoinSet<Result<Vec<T>, TargetError>>) -> Outcome<Vec<T>> {
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

async fn write_large(target: &Arc<DirectoryTarget>, writers: usize) -> Outcome<Vec<ShardId>> {
    let piece = random(MIB as usize);
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..writers {
        let (target, piece) = (Arc::clone(target), piece.clone());
        tasks.spawn(async move {
            let ids: Vec<_> = (0..LARGE_SHARDS / writers).map(|_| new_id()).collect();
            for id in &ids {
                let mut writer = target.create(*id).await?;
                for _ in 0..LARGE_LEN / MIB {
                    writer.write(piece.clone()).await?;
                }
                writer.finish().await?;
            }
            Ok(ids)
        });
    }
    let ids = join(tasks).await?;
    print_rate(
        &format!("write shards of 32 MiB, {writers} at once"),
        LARGE_LEN * ids.len() as u64,
        start,
    );
    Ok(ids)
}

async fn read_large(target: &DirectoryTarget, ids: &[ShardId]) -> Outcome<()> {
    let start = Instant::now();
    let mut bytes = 0;
    for id in ids {
        for at in (0..LARGE_LEN).step_by(MIB as usize) {
            bytes += target.read(*id, at..at + MIB).await?.len() as u64;
        }
    }
    print_rate("read pieces of 1 MiB, one after another", bytes, start);
    Ok(())
}

async fn put_small(target: &Arc<DirectoryTarget>) -> Outcome<Vec<ShardId>> {
    let shard = random(SMALL_LEN);
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..CALLERS {
        let (target, shard) = (Arc::clone(target), shard.clone());
        tasks.spawn(async move {
            let ids: Vec<_> = (0..SMALL_SHARDS / CALLERS).map(|_| new_id()).collect();
            for id in &ids {
                target.put(*id, shard.clone()).await?;
            }
            Ok(ids)
        });
    }
    let ids = join(tasks).await?;
    print_count("put shards of 4.5 KiB, 16 at once", ids.len(), start);
    Ok(ids)
}

async fn read_small(target: &Arc<DirectoryTarget>, ids: Vec<ShardId>) -> Outcome<()> {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    let count = ids.len();
    for part in ids.chunks(count.div_ceil(CALLERS)).map(<[ShardId]>::to_vec) {
        let target = Arc::clone(target);
        tasks.spawn(async move {
            for id in &part {
                target.read(*id, 0..SMALL_LEN as u64).await?;
            }
            Ok(Vec::<()>::new())
        });
    }
    join(tasks).await?;
    print_count("read shards of 4.5 KiB, 16 at once", count, start);
    Ok(())
}

async fn list(target: &dyn Target) -> Outcome<()> {
    let start = Instant::now();
    let (mut count, mut after) = (0, None);
    loop {
        let page = target.list(after, 1_000).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        count += page.len();
    }
    print_count("list in pages of 1,000", count, start);
    Ok(())
}

async fn delete_small(target: &Arc<DirectoryTarget>, ids: Vec<ShardId>) -> Outcome<()> {
    let start = Instant::now();
    let count = ids.len();
    let mut tasks = JoinSet::new();
    for part in ids.chunks(count.div_ceil(CALLERS)).map(<[ShardId]>::to_vec) {
        let target = Arc::clone(target);
        tasks.spawn(async move {
            for id in &part {
                target.delete(*id).await?;
            }
            Ok(Vec::<()>::new())
        });
    }
    join(tasks).await?;
    print_count("delete them, 16 at once", count, start);
    Ok(())
}
