//! How fast the engine is by itself: `cargo run --release -p storage-engine --example throughput`.
//!
//! Contents of 1 GiB to memory targets (both classes) and to directories, and small contents from sixteen writers at
//! once. Figures depend on the machine; compare them with `openssl speed -evp sha256` on the same one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement stops when something is wrong"
)]

use std::{path::Path, sync::Arc, time::Instant};

use base::World;
use bytes::Bytes;
use crypto::RootKey;
use database::{Database, DatabaseError};
use futures::{StreamExt, future::join_all};
use storage_engine::{
    AllowanceId, DirectoryOpener, Engine, NewContent, OpenedTarget, Opener, Role, Settings, TargetSpec, VaultId,
    WriteError, allowances,
};
use targets::MemoryTarget;

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

struct Bench {
    engine: Engine,
    database: Database,
    vault: VaultId,
    allowance: AllowanceId,
    world: World,
}

impl Bench {
    async fn open(directory: &Path, class: &str, targets: usize, opener: impl Fn(usize) -> Arc<dyn Opener>) -> Bench {
        let world = World::real();
        let database = Database::open(&Database::sqlite_url(&directory.join(format!("{class}.sqlite"))))
            .await
            .unwrap();
        database.migrate(storage_engine::MIGRATIONS, &world).await.unwrap();
        let spec = |index: usize| TargetSpec {
            name: format!("target-{index}"),
            zone: format!("zone-{index}"),
            role: Role::Primary,
            kind: "bench",
            opener: opener(index),
        };
        let settings = Settings {
            default_class: class.into(),
            ..Settings::default()
        };
        let specs = (0..targets).map(spec).collect();
        let root = RootKey::generate(&world);
        let engine = Engine::open(settings, database.clone(), root, specs, world.clone())
            .await
            .unwrap();
        let (vault, allowance) = (engine.new_vault(), world.new_id());
        let id = vault.id();
        database
            .write::<_, DatabaseError, _>(move |tx| {
                let vault = vault.clone();
                Box::pin(async move {
                    vault.insert(tx).await?;
                    allowances::create(tx, allowance, 1 << 50).await
                })
            })
            .await
            .unwrap();
        Bench {
            engine,
            database,
            vault: id,
            allowance,
            world,
        }
    }

    async fn put(&self, parts: &[Bytes]) -> storage_engine::ContentId {
        let length = parts.iter().map(|part| part.len() as u64).sum();
        let new = NewContent {
            vault: self.vault,
            allowance: self.allowance,
            class: None,
            length: Some(length),
        };
        let mut writer = self.engine.writer(new).await.unwrap();
        for part in parts {
            writer.write(part.clone()).await.unwrap();
        }
        let finished = writer.finish().await.unwrap();
        let holder = self.world.bytes();
        let committed: Result<_, Trouble> = self
            .engine
            .commit(finished, holder, |_, it| Box::pin(async move { Ok(it.content) }))
            .await;
        committed.unwrap()
    }

    async fn large(&self, name: &str) {
        let parts: Vec<Bytes> = (0..4096).map(|_| Bytes::from(vec![7_u8; 256 << 10])).collect();
        let begun = Instant::now();
        let id = self.put(&parts).await;
        println!("{name}: put 1 GiB in {:.2} s", begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        let reader = self.engine.reader(id).await.unwrap();
        let mut stream = std::pin::pin!(reader.stream(0..u64::MAX));
        let mut read = 0;
        while let Some(part) = stream.next().await {
            read += part.unwrap().len();
        }
        assert_eq!(read, 1 << 30);
        println!("{name}: get 1 GiB in {:.2} s", begun.elapsed().as_secs_f64());
    }

    async fn small(&self, name: &str) {
        const WRITERS: usize = 16;
        const EACH: usize = 1000;
        let part = [Bytes::from(vec![7_u8; 4096])];
        let begun = Instant::now();
        let ids = join_all((0..WRITERS).map(|_| async {
            let mut ids = Vec::with_capacity(EACH);
            for _ in 0..EACH {
                ids.push(self.put(&part).await);
            }
            ids
        }))
        .await;
        let rate = |begun: Instant| (WRITERS * EACH) as f64 / begun.elapsed().as_secs_f64();
        println!("{name}: {:.0} puts of 4 KiB a second", rate(begun));
        let begun = Instant::now();
        let engine = &self.engine;
        join_all(ids.iter().map(|ids| async move {
            for id in ids {
                let reader = engine.reader(*id).await.unwrap();
                let mut stream = std::pin::pin!(reader.stream(0..u64::MAX));
                assert_eq!(stream.next().await.unwrap().unwrap().len(), 4096);
            }
        }))
        .await;
        println!("{name}: {:.0} gets of 4 KiB a second", rate(begun));
    }

    async fn close(self) {
        self.engine.shut_down().await;
        self.database.close().await;
    }
}

#[tokio::main]
async fn main() {
    let parent = std::env::args().nth(1).unwrap_or_else(|| "/dev/shm".into());
    let directory = tempfile::tempdir_in(parent).unwrap();
    for (class, targets) in [("coded", 6), ("replicated", 3)] {
        let memory = |_| -> Arc<dyn Opener> { Arc::new(OpenedTarget(Arc::new(MemoryTarget::new()))) };
        let bench = Bench::open(directory.path(), class, targets, memory).await;
        bench.large(&format!("{class} in memory")).await;
        bench.close().await;
        std::fs::remove_file(directory.path().join(format!("{class}.sqlite"))).unwrap();
    }
    let zones = directory.path().join("zones");
    let opener = |index: usize| -> Arc<dyn Opener> { Arc::new(DirectoryOpener(zones.join(index.to_string()))) };
    let bench = Bench::open(directory.path(), "replicated", 3, opener).await;
    bench.large("replicated in directories").await;
    bench.small("replicated in directories").await;
    bench.close().await;
}
