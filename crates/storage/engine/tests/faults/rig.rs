//! An engine on faulty targets in memory, and the question whether everything is as it must be.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use base::World;
use bytes::Bytes;
use database::{DatabaseError, Query, testing::TestDatabase, values};
use format::ShardId;
use storage_engine::{
    ContentId, MemberState, OpenedTarget, Role, Settings, SweepReport, TargetId, TargetSpec, WriteError,
};
use targets::{Fault, FaultyTarget, MemoryTarget, Target};

use crate::common::{Refused, Rig, companion};

pub type Disk = FaultyTarget<MemoryTarget>;

/// An engine whose targets obey.
pub struct Lab {
    pub rig: Rig,
    pub disks: Vec<Arc<Disk>>,
    /// Everything that was acknowledged, and has not been deleted.
    pub kept: Vec<(ContentId, Vec<u8>)>,
}

/// Places a shard lies in, by disk.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub id: ShardId,
    pub disk: usize,
}

pub fn disks(count: usize) -> Vec<Arc<Disk>> {
    (0..count)
        .map(|_| Arc::new(FaultyTarget::new(MemoryTarget::new())))
        .collect()
}

pub fn specs(disks: &[Arc<Disk>], backup: bool) -> Vec<TargetSpec> {
    let last = disks.len() - 1;
    let spec = |(number, disk): (usize, &Arc<Disk>)| TargetSpec {
        name: format!("disk-{number}"),
        zone: format!("zone-{number}"),
        role: if backup && number == last {
            Role::Backup
        } else {
            Role::Primary
        },
        kind: "memory",
        opener: Arc::new(OpenedTarget(disk.clone())),
    };
    disks.iter().enumerate().map(spec).collect()
}

impl Lab {
    /// An engine on `count` primary targets; one more is the backup.
    pub async fn new(test: TestDatabase, class: &str, count: usize, backup: bool) -> Lab {
        Lab::with(test, crate::common::settings(class), count, backup, World::real()).await
    }

    pub async fn with(test: TestDatabase, settings: Settings, count: usize, backup: bool, world: World) -> Lab {
        let disks = disks(count + usize::from(backup));
        let rig = Rig::over(test, settings, specs(&disks, backup), world).await;
        Lab {
            rig,
            disks,
            kept: Vec::new(),
        }
    }

    pub async fn sqlite(class: &str, count: usize) -> Lab {
        Lab::new(TestDatabase::sqlite().await, class, count, false).await
    }

    pub fn order(&self, disk: usize, fault: Fault) {
        self.disks[disk].faults().add(fault);
    }

    pub fn order_all(&self, fault: Fault) {
        for disk in &self.disks {
            disk.faults().add(fault);
        }
    }

    pub fn clear(&self) {
        for disk in &self.disks {
            disk.faults().clear();
        }
    }

    /// Puts and remembers what was acknowledged.
    pub async fn put(&mut self, bytes: Vec<u8>) -> Result<ContentId, Refused> {
        let content = self.rig.try_put(&bytes).await?;
        self.kept.push((content, bytes));
        Ok(content)
    }

    pub async fn delete(&mut self, content: ContentId) {
        self.rig.delete(content).await;
        self.kept.retain(|(id, _)| *id != content);
    }

    /// Waits until the monitor has every target online.
    pub async fn wait_until_online(&self) {
        self.rig
            .wait_for("every target to be online", || async {
                let nodes = self.rig.engine.nodes().await.unwrap();
                nodes.iter().all(|node| node.state == MemberState::Online)
            })
            .await;
    }

    /// Where the shards of a content lie, as the registry has it.
    pub async fn places(&self, content: ContentId) -> Vec<Place> {
        let sql = "SELECT shards.id, targets.name FROM shards JOIN targets ON targets.id = shards.target_id
                   WHERE content_id = $1 ORDER BY segment, piece";
        let rows = (&self.rig.test.database).all(sql, values![content]).await.unwrap();
        rows.iter()
            .map(|row| Place {
                id: ShardId::from_bytes(row.get(0).unwrap()),
                disk: row.get::<String>(1).unwrap()["disk-".len()..].parse().unwrap(),
            })
            .collect()
    }

    /// Every object on every disk.
    pub async fn objects(&self) -> Vec<Place> {
        let mut all = Vec::new();
        for (disk, target) in self.disks.iter().enumerate() {
            let listed = target.inner().list(None, 10_000).await.unwrap();
            all.extend(listed.iter().map(|entry| Place { id: entry.id, disk }));
        }
        all
    }

    pub async fn bytes_of(&self, place: Place) -> Vec<u8> {
        let disk = self.disks[place.disk].inner();
        let len = disk.len(place.id).await.unwrap();
        disk.read(place.id, 0..len).await.unwrap()
    }

    pub fn tamper(&self, place: Place, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        self.disks[place.disk].inner().tamper(place.id, change)
    }

    /// Everything acknowledged is there to the byte, and nothing else is, anywhere.
    pub async fn assert_sound(&self, context: &str) {
        self.clear();
        for (content, bytes) in &self.kept {
            assert!(
                self.rig.get(*content).await.unwrap() == *bytes,
                "{context}: wrong bytes of {content}"
            );
        }
        self.be_impatient().await;
        // Readers note what they find in the background; nothing of it may be forgotten.
        self.rig
            .wait_for(context, || async {
                self.rig.engine.health().await.unwrap().repairs.waiting == 0
                    && self
                        .rig
                        .count("SELECT COUNT(*) FROM shards WHERE state <> 'live'")
                        .await
                        == 0
            })
            .await;
        self.assert_nothing_left(context).await;
        let used: usize = self.kept.iter().map(|(_, bytes)| bytes.len()).sum();
        let allowance = self.rig.engine.allowance(self.rig.allowance).await.unwrap().unwrap();
        assert_eq!(
            (allowance.used, allowance.reserved),
            (used as u64, 0),
            "{context}: quota"
        );
        let live = self.rig.count("SELECT COUNT(*) FROM contents").await;
        assert_eq!(live as usize, self.kept.len(), "{context}: contents");
        assert_eq!(
            self.rig.count("SELECT COUNT(*) FROM reservations").await,
            0,
            "{context}: reservations"
        );
        for (content, _) in &self.kept {
            let placement = self.rig.engine.placement(*content, 0, 1000).await.unwrap();
            for segment in placement.segments {
                let targets: BTreeSet<TargetId> = segment.shards.iter().map(|shard| shard.target_id).collect();
                assert_eq!(
                    targets.len(),
                    segment.shards.len(),
                    "{context}: two shards of a segment on one target"
                );
                assert_eq!(segment.state, storage_engine::Safety::Healthy, "{context}");
            }
        }
    }

    /// Repairs that met a fault are put off; the fault is gone.
    async fn be_impatient(&self) {
        let sql = "UPDATE repairs SET next_at = 0, attempts = 0";
        let rows = &self.rig.test.database;
        rows.write::<_, DatabaseError, _>(move |tx| Box::pin(tx.execute(sql, values![])))
            .await
            .unwrap();
    }

    /// After sweeping, the objects on the disks are those of the registry, no more and no fewer.
    async fn assert_nothing_left(&self, context: &str) {
        let mut difference = BTreeSet::new();
        for _ in 0..100 {
            self.rig.engine.sweep().await.unwrap();
            let objects: BTreeSet<ShardId> = self.objects().await.iter().map(|place| place.id).collect();
            let sql = "SELECT id FROM shards";
            let rows = (&self.rig.test.database).all(sql, values![]).await.unwrap();
            let known: BTreeSet<ShardId> = rows
                .iter()
                .map(|row| ShardId::from_bytes(row.get(0).unwrap()))
                .collect();
            difference = objects.symmetric_difference(&known).copied().collect();
            let doomed = self.rig.count("SELECT COUNT(*) FROM doomed").await;
            let reserved = self.rig.count("SELECT COUNT(*) FROM reservations").await;
            if difference.is_empty() && doomed == 0 && reserved == 0 {
                assert_eq!(
                    self.rig.engine.sweep().await.unwrap(),
                    SweepReport::default(),
                    "{context}"
                );
                return;
            }
            // Clean-ups that run in the background need a moment.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{context}: objects and registry differ in {difference:?}");
    }

    /// An upload in two connections, the first of which ends in good order in the middle of a chunk.
    pub async fn resumable(&self, content: ContentId, bytes: &[u8], holder: [u8; 16]) -> Result<ContentId, Refused> {
        let middle = bytes.len() / 2;
        let mut writer = self.rig.engine.resume(content).await?;
        let at = writer.offset() as usize;
        if at < middle {
            writer.write(Bytes::copy_from_slice(&bytes[at..middle])).await?;
            writer.suspend().await?;
            writer = self.rig.engine.resume(content).await?;
        }
        let at = writer.offset() as usize;
        writer.write(Bytes::copy_from_slice(&bytes[at..])).await?;
        let finished = writer.finish().await?;
        self.rig.engine.commit(finished, holder, companion).await
    }

    /// As [`Lab::resumable`], again and again until no earlier connection is in the way.
    pub async fn resumable_again(&self, content: ContentId, bytes: &[u8], holder: [u8; 16]) -> ContentId {
        for _ in 0..200 {
            match self.resumable(content, bytes, holder).await {
                Ok(done) => return done,
                Err(Refused::Write(WriteError::Busy)) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(error) => panic!("the upload could not be finished: {error:?}"),
            }
        }
        panic!("the upload stays busy");
    }
}

/// Numbers that look like nothing and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}
