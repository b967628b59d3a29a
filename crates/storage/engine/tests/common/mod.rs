//! An engine on directories and a database, with hands that can take a directory away.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    missing_docs,
    reason = "a rig for tests; each uses a part"
)]

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use base::World;
use bytes::Bytes;
use crypto::RootKey;
use database::{DatabaseError, Tx, WriteFuture, testing::TestDatabase};
use futures::TryStreamExt;
use storage_engine::{
    AllowanceId, Committed, ContentId, DirectoryOpener, Engine, NewContent, ReadError, Redundancy, Role, Settings,
    StorageClass, TargetSpec, VaultId, WriteError, allowances,
};

pub const CHUNK: u32 = 16 << 10;

pub struct Rig {
    pub test: TestDatabase,
    pub engine: Engine,
    pub vault: VaultId,
    pub allowance: AllowanceId,
    pub world: World,
    pub root: String,
    pub settings: Settings,
    pub zones: Vec<String>,
    pub specs: Vec<TargetSpec>,
    pub directory: tempfile::TempDir,
}

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("no")]
    No,
}

pub fn settings(class: &str) -> Settings {
    Settings {
        chunk_size: CHUNK,
        segment_chunks: 4,
        default_class: class.into(),
        classes: vec![
            StorageClass {
                name: "replicated".into(),
                redundancy: Redundancy::replicated(3),
            },
            StorageClass {
                name: "coded".into(),
                redundancy: Redundancy::coded(4, 2),
            },
        ],
        suspend_grace: Duration::from_secs(3600),
        scrub_period: Duration::from_secs(3600),
        delete_grace: Duration::ZERO,
    }
}

/// Bytes that look like nothing and are the same every time.
pub fn bytes(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        })
        .collect()
}

impl Rig {
    pub async fn new(test: TestDatabase, class: &str, zones: usize) -> Rig {
        Rig::with(test, settings(class), zones, false).await
    }

    pub async fn with(test: TestDatabase, settings: Settings, zones: usize, backup: bool) -> Rig {
        let directory = tempfile::tempdir().unwrap();
        let zones: Vec<String> = (0..zones).map(|zone| format!("zone-{zone}")).collect();
        let specs = specs(directory.path(), &zones, backup);
        Rig {
            zones,
            directory,
            ..Rig::over(test, settings, specs, World::real()).await
        }
    }

    /// An engine on any targets, in any world.
    pub async fn over(test: TestDatabase, settings: Settings, specs: Vec<TargetSpec>, world: World) -> Rig {
        test.database.migrate(storage_engine::MIGRATIONS, &world).await.unwrap();
        let root = RootKey::generate(&world);
        let text = root.to_text().to_string();
        let engine = Engine::open(
            settings.clone(),
            test.database.clone(),
            root,
            specs.clone(),
            world.clone(),
        )
        .await
        .unwrap();
        let vault = engine.new_vault();
        let allowance: AllowanceId = world.new_id();
        let vault_id = vault.id();
        test.database
            .write::<_, DatabaseError, _>(move |tx| {
                let vault = vault.clone();
                Box::pin(async move {
                    vault.insert(tx).await?;
                    allowances::create(tx, allowance, 1 << 30).await
                })
            })
            .await
            .unwrap();
        Rig {
            test,
            engine,
            vault: vault_id,
            allowance,
            world,
            root: text,
            settings,
            zones: Vec::new(),
            specs,
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// From the next start on there is a backup directory.
    pub fn add_backup(&mut self) {
        self.specs = specs(self.directory.path(), &self.zones, true);
    }

    /// Ends the engine and opens a new one on the same data, as a restarted server does.
    pub async fn restart(&mut self) {
        self.engine.shut_down().await;
        self.reopen().await;
    }

    /// Opens a new engine on the same data.
    pub async fn reopen(&mut self) {
        let root = RootKey::from_text(&self.root).unwrap();
        self.engine = Engine::open(
            self.settings.clone(),
            self.test.database.clone(),
            root,
            self.specs.clone(),
            self.world.clone(),
        )
        .await
        .unwrap();
    }

    pub fn new_content(&self, length: Option<u64>) -> NewContent {
        NewContent {
            vault: self.vault,
            allowance: self.allowance,
            class: None,
            length,
        }
    }

    pub async fn begin(&self, length: u64) -> ContentId {
        let new = self.new_content(Some(length));
        let begun: Result<ContentId, Refused> = self
            .engine
            .begin_resumable(new, |_, content| Box::pin(async move { Ok(content) }))
            .await;
        begun.unwrap()
    }

    pub async fn put(&self, bytes: &[u8]) -> ContentId {
        self.try_put(bytes).await.unwrap()
    }

    pub async fn try_put(&self, bytes: &[u8]) -> Result<ContentId, Refused> {
        let mut writer = self.engine.writer(self.new_content(Some(bytes.len() as u64))).await?;
        for part in bytes.chunks(10_000) {
            writer.write(Bytes::copy_from_slice(part)).await?;
        }
        let finished = writer.finish().await?;
        let holder = self.world.bytes();
        self.engine.commit(finished, holder, companion).await
    }

    pub async fn get(&self, content: ContentId) -> Result<Vec<u8>, ReadError> {
        self.get_range(content, 0, u64::MAX).await
    }

    pub async fn get_range(&self, content: ContentId, from: u64, to: u64) -> Result<Vec<u8>, ReadError> {
        let reader = self.engine.reader(content).await?;
        let parts: Vec<Bytes> = reader.stream(from..to).try_collect().await?;
        Ok(parts.concat())
    }

    pub fn zone(&self, index: usize) -> PathBuf {
        self.directory.path().join(&self.zones[index])
    }

    pub fn take_away(&self, index: usize) {
        std::fs::rename(self.zone(index), self.away(index)).unwrap();
    }

    pub fn bring_back(&self, index: usize) {
        std::fs::rename(self.away(index), self.zone(index)).unwrap();
    }

    fn away(&self, index: usize) -> PathBuf {
        self.directory.path().join(format!("away-{index}"))
    }

    pub async fn delete(&self, content: ContentId) {
        let engine = self.engine.clone();
        let rows = database::Query::all(
            &self.test.database,
            "SELECT holder FROM content_references WHERE content_id = $1",
            database::values![content],
        );
        let holders: Vec<[u8; 16]> = rows.await.unwrap().iter().map(|row| row.get(0).unwrap()).collect();
        self.test
            .database
            .write::<_, DatabaseError, _>(move |tx| {
                let (engine, holders) = (engine.clone(), holders.clone());
                Box::pin(async move {
                    for holder in holders {
                        engine.detach(tx, holder).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
    }

    /// Waits until nothing waits for repair; the engine works on its own.
    pub async fn wait_until_whole(&self) {
        self.wait_for("the repair queue to be empty", || async {
            self.engine.health().await.unwrap().repairs.waiting == 0
        })
        .await;
    }

    pub async fn wait_for<F: Future<Output = bool>>(&self, what: &str, mut condition: impl FnMut() -> F) {
        for _ in 0..600 {
            if condition().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("waited in vain for {what}: {:#?}", self.engine.health().await.unwrap());
    }

    /// Healthy shards of each segment, the backup not counted.
    pub async fn healthy(&self, content: ContentId) -> Vec<usize> {
        let placement = self.engine.placement(content, 0, 1000).await.unwrap();
        placement.segments.iter().map(|segment| segment.healthy).collect()
    }

    /// Shard objects on all targets, counted by listing the directories' own view.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let row = database::Query::one(&self.test.database, sql, database::values![])
            .await
            .unwrap()
            .unwrap();
        row.get(0).unwrap()
    }
}

pub fn companion(_: &mut Tx, committed: Committed) -> WriteFuture<'_, ContentId, Refused> {
    Box::pin(async move { Ok(committed.content) })
}

fn specs(root: &Path, zones: &[String], backup: bool) -> Vec<TargetSpec> {
    let spec = |name: &str, role| TargetSpec {
        name: name.to_owned(),
        zone: name.to_owned(),
        role,
        kind: "directory",
        opener: Arc::new(DirectoryOpener(root.join(name))),
    };
    let mut specs: Vec<TargetSpec> = zones.iter().map(|zone| spec(zone, Role::Primary)).collect();
    specs.extend(backup.then(|| spec("backup", Role::Backup)));
    specs
}
