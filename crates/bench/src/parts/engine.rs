//! The storage engine alone: what hashing, sealing and coding cost without HTTP and disks.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use base::World;
use bytes::Bytes;
use crypto::RootKey;
use database::{Database, DatabaseError};
use engine::{
    AllowanceId, ContentId, Engine, NewContent, OpenedTarget, Role, Settings, TargetSpec, VaultId, WriteError,
    allowances,
};
use futures::{StreamExt as _, TryStreamExt as _};
use harness::Scratch;
use targets::MemoryTarget;

use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::Samples;
use crate::tools;

/// Bytes arrive in pieces of this size, as they do from a socket.
const PIECE: usize = 64 << 10;

#[derive(Default)]
struct Figures {
    put: Samples,
    get: Samples,
}

/// An engine on targets in memory.
struct Rig {
    engine: Engine,
    world: World,
    vault: VaultId,
    allowance: AllowanceId,
    #[expect(dead_code, reason = "holds the registry while the engine lives")]
    place: Scratch,
}

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let place = Scratch::under(&options.room, "bench-engine")?;
    let file = super::make_file(place.path(), options.size())?;
    let bytes = Bytes::from(std::fs::read(&file)?);
    let mut openssl = Samples::default();
    let (mut coded, mut replicated) = (Figures::default(), Figures::default());
    for _ in 0..options.rounds {
        openssl.add(options.size_mib as f64 / tools::openssl(&file)?);
        one_round(options, "coded", 6, &bytes, &mut coded).await?;
        one_round(options, "replicated", 3, &bytes, &mut replicated).await?;
    }
    let mut section = Section::new(
        "Engine alone",
        "MiB/s",
        format!(
            "{} MiB from memory, handed over in pieces of 64 KiB, through the engine to targets in memory and back: \
             hashed, sealed, coded or copied, registered in SQLite; no HTTP, no files.",
            options.size_mib
        ),
    );
    section.row("`openssl dgst -sha256` of the same bytes", openssl.clone());
    section.row("put, coded 4+2", coded.put.clone());
    section.row("get, coded 4+2", coded.get);
    section.row("put, 3 copies", replicated.put);
    section.row("get, 3 copies", replicated.get);
    section.target(
        "engine alone, coded 4+2 put ÷ openssl",
        Bound::AtLeast,
        0.6,
        coded.put.ratio(&openssl),
    );
    Ok(vec![section])
}

async fn one_round(
    options: &Options,
    class: &str,
    targets: usize,
    bytes: &Bytes,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let rig = Rig::open(&options.room, class, targets).await?;
    let rate = |begun: Instant| options.size_mib as f64 / begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let content = rig.put(bytes).await?;
    figures.put.add(rate(begun));
    let begun = Instant::now();
    rig.get(content, bytes).await?;
    figures.get.add(rate(begun));
    rig.engine.shut_down().await;
    Ok(())
}

impl Rig {
    async fn open(room: &Path, class: &str, targets: usize) -> anyhow::Result<Self> {
        let place = Scratch::under(room, "bench-engine")?;
        let world = World::real();
        let database = Database::open(&Database::sqlite_url(&place.join("registry.db"))).await?;
        database.migrate(engine::MIGRATIONS, &world).await?;
        let settings = Settings {
            default_class: class.into(),
            ..Settings::default()
        };
        let specs = (0..targets).map(memory).collect();
        let engine = Engine::open(
            settings,
            database.clone(),
            RootKey::generate(&world),
            specs,
            world.clone(),
        )
        .await?;
        let vault = engine.new_vault();
        let (vault_id, allowance) = (vault.id(), world.new_id());
        let work = database.write::<_, DatabaseError, _>(move |tx| {
            let vault = vault.clone();
            Box::pin(async move {
                vault.insert(tx).await?;
                allowances::create(tx, allowance, 1 << 40).await
            })
        });
        work.await?;
        Ok(Self {
            engine,
            world,
            vault: vault_id,
            allowance,
            place,
        })
    }

    async fn put(&self, bytes: &Bytes) -> anyhow::Result<ContentId> {
        let length = Some(bytes.len() as u64);
        let new = NewContent {
            vault: self.vault,
            allowance: self.allowance,
            class: None,
            length,
        };
        let mut writer = self.engine.writer(new).await?;
        for from in (0..bytes.len()).step_by(PIECE) {
            writer.write(bytes.slice(from..bytes.len().min(from + PIECE))).await?;
        }
        let finished = writer.finish().await?;
        let committed = self
            .engine
            .commit::<_, WriteError, _>(finished, self.world.bytes(), |_, committed| {
                Box::pin(async move { Ok(committed.content) })
            });
        Ok(committed.await?)
    }

    /// Reads everything back and compares it.
    async fn get(&self, content: ContentId, wanted: &Bytes) -> anyhow::Result<()> {
        let reader = self.engine.reader(content).await?;
        let mut stream = reader.stream(0..u64::MAX).boxed();
        let mut at = 0;
        while let Some(piece) = stream.try_next().await? {
            ensure!(wanted[at..].starts_with(&piece), "other bytes came back at {at}");
            at += piece.len();
        }
        ensure!(at == wanted.len(), "{at} bytes came back");
        Ok(())
    }
}

fn memory(number: usize) -> TargetSpec {
    TargetSpec {
        name: format!("memory-{number}"),
        zone: format!("zone-{number}"),
        role: Role::Primary,
        kind: "memory",
        opener: Arc::new(OpenedTarget(Arc::new(MemoryTarget::new()))),
    }
}
