//! What the engine promises, told on real directories and both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod common;

use bytes::Bytes;
use common::{CHUNK, Refused, Rig, bytes, companion};
use database::{DatabaseError, Query, on_each_database, values};
use sha2::{Digest, Sha256};
use storage_engine::{NoProgress, ReadError, Safety, WriteError, allowances};

/// Lengths around every edge: empty, one byte, chunk and segment boundaries, several segments.
fn lengths() -> Vec<usize> {
    let chunk = CHUNK as usize;
    vec![
        0,
        1,
        4096,
        chunk - 1,
        chunk,
        chunk + 1,
        4 * chunk - 1,
        4 * chunk,
        4 * chunk + 1,
        9 * chunk + 77,
    ]
}

on_each_database! {
    async fn whatever_goes_in_comes_out(test: TestDatabase) {
        for (class, zones) in [("replicated", 3), ("coded", 6)] {
            let rig = Rig::new(fresh(&test).await, class, zones).await;
            for (seed, length) in lengths().into_iter().enumerate() {
                let content = bytes(length, seed as u64);
                let id = rig.put(&content).await;
                let reader = rig.engine.reader(id).await.unwrap();
                assert_eq!((reader.length(), reader.sha256()), (length as u64, Sha256::digest(&content).into()));
                assert_eq!(rig.get(id).await.unwrap(), content, "{class} {length}");
            }
            let used = rig.engine.allowance(rig.allowance).await.unwrap().unwrap();
            assert_eq!((used.used, used.reserved), (lengths().iter().sum::<usize>() as u64, 0));
            rig.engine.shut_down().await;
        }
    }

    async fn any_range_is_exact(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        let length = 9 * CHUNK as usize + 77;
        let content = bytes(length, 5);
        let id = rig.put(&content).await;
        let edges = [0, 1, 100, CHUNK as usize - 1, CHUNK as usize, CHUNK as usize + 1, 4 * CHUNK as usize, 5 * CHUNK as usize + 9, length - 1, length];
        for from in edges {
            for to in edges.into_iter().filter(|to| *to >= from) {
                assert_eq!(rig.get_range(id, from as u64, to as u64).await.unwrap(), content[from..to], "{from}..{to}");
            }
        }
        assert_eq!(rig.get_range(id, length as u64 + 5, u64::MAX).await.unwrap(), Vec::<u8>::new());
    }

    async fn quota_is_exact_and_refusals_leave_nothing(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        let allowance = rig.allowance;
        rig.test.database.write::<_, database::DatabaseError, _>(move |tx| Box::pin(async move {
            storage_engine::allowances::set_limit(tx, allowance, 3 << 20).await
        })).await.unwrap();
        let first = rig.put(&bytes(2 << 20, 1)).await;
        let refused = rig.try_put(&bytes(2 << 20, 2)).await;
        assert!(matches!(refused, Err(Refused::Write(WriteError::QuotaExceeded { .. }))), "{refused:?}");
        // Of unknown length, it is refused when it grows too large.
        let mut writer = rig.engine.writer(rig.new_content(None)).await.unwrap();
        let mut outcome = Ok(());
        for part in 0..40 {
            outcome = writer.write(Bytes::from(bytes(64 << 10, part))).await;
            if outcome.is_err() { break; }
        }
        assert!(matches!(outcome, Err(WriteError::QuotaExceeded { .. })), "{outcome:?}");
        drop(writer);
        // A hundred small ones at once take what is left and not a byte more.
        let parallel = futures::future::join_all((0..100_u64).map(|seed| { let rig = &rig; async move { rig.try_put(&bytes(20 << 10, seed)).await.is_ok() } })).await;
        assert_eq!(parallel.iter().filter(|ok| **ok).count(), (1 << 20) / (20 << 10));
        let engine = rig.engine.clone();
        rig.wait_for("reservations to end", || { let engine = engine.clone(); async move { engine.allowance(allowance).await.unwrap().unwrap().reserved == 0 } }).await;
        rig.delete(first).await;
        let state = rig.engine.allowance(allowance).await.unwrap().unwrap();
        assert_eq!(state.used, 51 * (20 << 10));
        assert_eq!(rig.engine.sweep().await.unwrap().missing, 0);
        assert_eq!(rig.engine.sweep().await.unwrap(), storage_engine::SweepReport::default());
    }

    async fn a_refused_companion_and_a_dropped_writer_leave_nothing(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        for length in [100, 300 << 10] {
            let mut writer = rig.engine.writer(rig.new_content(None)).await.unwrap();
            writer.write(Bytes::from(bytes(length, 1))).await.unwrap();
            let finished = writer.finish().await.unwrap();
            let refused: Result<(), Refused> = rig.engine.commit(finished, [1; 16], |_, _| Box::pin(async { Err(Refused::No) })).await;
            assert!(matches!(refused, Err(Refused::No)));
            let mut writer = rig.engine.writer(rig.new_content(None)).await.unwrap();
            writer.write(Bytes::from(bytes(length, 2))).await.unwrap();
            drop(writer);
        }
        assert_eq!(rig.count("SELECT COUNT(*) FROM contents").await, 0);
        assert_eq!(rig.count("SELECT COUNT(*) FROM shards").await, 0);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        rig.engine.sweep().await.unwrap();
        assert_eq!(rig.engine.sweep().await.unwrap().orphans, 0);
    }

    async fn a_directory_may_vanish_and_come_back_empty(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        let content = bytes(9 * CHUNK as usize + 77, 3);
        let (large, small) = (rig.put(&content).await, rig.put(b"small").await);
        rig.take_away(1);
        assert_eq!(rig.get(large).await.unwrap(), content);
        assert_eq!(rig.get(small).await.unwrap(), b"small");
        // Two of three are enough to go on writing.
        let meanwhile = rig.put(&content).await;
        assert_eq!(rig.get(meanwhile).await.unwrap(), content);
        std::fs::create_dir(rig.zone(1)).unwrap();
        rig.wait_for("everything to be whole again", || async {
            rig.healthy(large).await.iter().all(|healthy| *healthy == 3)
                && rig.healthy(small).await == [3] && rig.healthy(meanwhile).await.iter().all(|healthy| *healthy == 3)
        }).await;
        // The refilled copies are good: they alone are left now.
        rig.take_away(0);
        rig.take_away(2);
        assert_eq!(rig.get(large).await.unwrap(), content);
        assert_eq!(rig.get(small).await.unwrap(), b"small");
    }

    async fn beyond_the_limit_the_answer_is_clear_and_recovery_needs_no_hand(test: TestDatabase) {
        let rig = Rig::new(test, "coded", 6).await;
        let content = bytes(9 * CHUNK as usize + 77, 3);
        let id = rig.put(&content).await;
        rig.take_away(0);
        rig.take_away(5);
        assert_eq!(rig.get(id).await.unwrap(), content);
        rig.take_away(2);
        rig.wait_for("the absence to be noticed", || async { rig.engine.placement(id, 0, 9).await.unwrap().state == Safety::Unavailable }).await;
        let begun = std::time::Instant::now();
        let Err(ReadError::Unavailable { missing }) = rig.get(id).await else { panic!("it was served from thin air") };
        assert!(begun.elapsed() < std::time::Duration::from_secs(10));
        assert!(!missing.is_empty());
        let refused = rig.try_put(b"too few targets").await;
        assert!(matches!(refused, Err(Refused::Write(WriteError::StorageUnavailable { .. }))), "{refused:?}");
        rig.bring_back(2);
        rig.wait_for("the target to be back", || async { rig.get(id).await.is_ok() }).await;
        assert_eq!(rig.get(id).await.unwrap(), content);
    }

    async fn the_backup_fills_itself_and_heals_what_is_lost_beyond_the_limit(test: TestDatabase) {
        let rig = Rig::with(test, common::settings("coded"), 6, true).await;
        let content = bytes(5 * CHUNK as usize, 3);
        let (large, small) = (rig.put(&content).await, rig.put(b"small").await);
        rig.wait_until_whole().await;
        assert_eq!(rig.engine.placement(large, 0, 9).await.unwrap().state, Safety::Healthy);
        for zone in 0..4 {
            rig.take_away(zone);
        }
        rig.wait_for("the backup to serve", || async { rig.get(large).await.is_ok() }).await;
        assert_eq!(rig.get(large).await.unwrap(), content);
        assert_eq!(rig.get(small).await.unwrap(), b"small");
        for zone in 0..4 {
            std::fs::create_dir(rig.zone(zone)).unwrap();
        }
        rig.wait_for("the backup to refill the targets", || async {
            rig.healthy(large).await.iter().all(|healthy| *healthy == 6) && rig.healthy(small).await == [6]
        }).await;
    }

    async fn a_target_that_left_the_settings_is_replaced(test: TestDatabase) {
        let settings = storage_engine::Settings { suspend_grace: std::time::Duration::ZERO, ..common::settings("replicated") };
        let mut rig = Rig::with(test, settings, 4, false).await;
        let content = bytes(9 * CHUNK as usize, 3);
        let (large, small) = (rig.put(&content).await, rig.put(b"small").await);
        rig.specs.remove(0);
        rig.restart().await;
        rig.wait_for("three of the remaining places to hold everything", || async {
            rig.healthy(large).await.iter().all(|healthy| *healthy == 3) && rig.healthy(small).await == [3]
        }).await;
        assert_eq!(rig.get(large).await.unwrap(), content);
        rig.engine.sweep().await.unwrap();
        assert_eq!(rig.engine.sweep().await.unwrap(), storage_engine::SweepReport::default());
    }

    async fn a_backup_that_is_added_later_is_filled_as_well(test: TestDatabase) {
        let mut rig = Rig::new(test, "coded", 6).await;
        let content = bytes(5 * CHUNK as usize, 3);
        let (large, small) = (rig.put(&content).await, rig.put(b"small").await);
        rig.wait_until_whole().await;
        rig.add_backup();
        rig.restart().await;
        rig.wait_for("the backup to hold everything", || async {
            let backed_up = |placement: storage_engine::PlacementView| placement.state == Safety::Healthy
                && placement.segments.iter().all(|segment| segment.shards.iter().any(|shard| shard.index.is_none()));
            backed_up(rig.engine.placement(large, 0, 9).await.unwrap()) && backed_up(rig.engine.placement(small, 0, 9).await.unwrap())
        }).await;
        for zone in 0..6 {
            rig.take_away(zone);
        }
        rig.wait_for("the backup to serve", || async { rig.get(large).await.is_ok() }).await;
        assert_eq!(rig.get(large).await.unwrap(), content);
        assert_eq!(rig.get(small).await.unwrap(), b"small");
    }

    async fn an_upload_survives_connections_and_restarts(test: TestDatabase) {
        let mut rig = Rig::new(test, "replicated", 3).await;
        let length = 11 * CHUNK as usize + 500;
        let content = bytes(length, 8);
        let id = rig.begin(length as u64).await;
        let mut at = 0;
        // Ends in the middle of a chunk, at a chunk's end, after a single byte, and at a segment's end.
        for until in [100, CHUNK as usize, CHUNK as usize + 1, 4 * CHUNK as usize, 7 * CHUNK as usize + 3] {
            let mut writer = rig.engine.resume(id).await.unwrap();
            assert_eq!(writer.offset(), at as u64);
            assert!(matches!(rig.engine.resume(id).await, Err(WriteError::Busy)));
            writer.write(Bytes::copy_from_slice(&content[at..until])).await.unwrap();
            assert_eq!(writer.suspend().await.unwrap(), until as u64);
            at = until;
            rig.restart().await;
            let state = rig.engine.resumable_state(id).await.unwrap().unwrap();
            assert_eq!((state.offset, state.length), (at as u64, length as u64));
        }
        // A connection that is simply gone leaves what was durable.
        let mut writer = rig.engine.resume(id).await.unwrap();
        writer.write(Bytes::copy_from_slice(&content[at..at + 100])).await.unwrap();
        drop(writer);
        let mut writer = None;
        for _ in 0..100 {
            match rig.engine.resume(id).await {
                Ok(resumed) => { writer = Some(resumed); break; }
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            }
        }
        let mut writer = writer.unwrap();
        assert_eq!(writer.offset(), at as u64);
        writer.write(Bytes::copy_from_slice(&content[at..])).await.unwrap();
        let finished = writer.finish().await.unwrap();
        assert_eq!(finished.sha256, <[u8; 32]>::from(Sha256::digest(&content)));
        let committed = rig.engine.commit(finished, [9; 16], companion).await.unwrap();
        assert_eq!(rig.get(committed).await.unwrap(), content);
        let state = rig.engine.allowance(rig.allowance).await.unwrap().unwrap();
        assert_eq!((state.used, state.reserved), (length as u64, 0));
        assert!(rig.engine.resumable_state(id).await.unwrap().is_none());
    }

    async fn an_abandoned_upload_is_forgotten(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        let id = rig.begin(1 << 20).await;
        let mut writer = rig.engine.resume(id).await.unwrap();
        writer.write(Bytes::from(bytes(500 << 10, 1))).await.unwrap();
        writer.suspend().await.unwrap();
        assert!(rig.engine.abandon(id).await.unwrap());
        assert!(!rig.engine.abandon(id).await.unwrap());
        assert!(matches!(rig.engine.resume(id).await, Err(WriteError::NoSuchContent)));
        assert_eq!(rig.engine.allowance(rig.allowance).await.unwrap().unwrap().reserved, 0);
        rig.engine.sweep().await.unwrap();
        assert_eq!(rig.engine.sweep().await.unwrap(), storage_engine::SweepReport::default());
    }

    async fn contents_move_between_classes(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 6).await;
        let content = bytes(9 * CHUNK as usize + 77, 3);
        let id = rig.put(&content).await;
        let plan = rig.engine.plan_transition(id, "coded").await.unwrap();
        assert_eq!((plan.segments, plan.bytes), (3, content.len() as u64));
        rig.engine.transition(id, "coded", &NoProgress).await.unwrap();
        assert_eq!(rig.healthy(id).await, [6, 6, 6]);
        assert_eq!(rig.get(id).await.unwrap(), content);
        rig.take_away(0);
        rig.take_away(3);
        assert_eq!(rig.get(id).await.unwrap(), content);
        rig.bring_back(0);
        rig.bring_back(3);
        rig.wait_for("the targets to be back", || async { rig.engine.nodes().await.unwrap().iter().all(|node| node.state == storage_engine::MemberState::Online) }).await;
        rig.engine.transition(id, "replicated", &NoProgress).await.unwrap();
        assert_eq!(rig.get(id).await.unwrap(), content);
        rig.engine.sweep().await.unwrap();
        assert_eq!(rig.count("SELECT COUNT(*) FROM shards").await, 9);
        assert_eq!(rig.engine.sweep().await.unwrap(), storage_engine::SweepReport::default());
    }

    async fn a_shredded_vault_is_closed_to_everybody_for_ever(test: TestDatabase) {
        let mut rig = Rig::new(test, "replicated", 3).await;
        let content = bytes(9 * CHUNK as usize + 77, 3);
        let id = rig.put(&content).await;
        assert_eq!(rig.get(id).await.unwrap(), content);
        let (engine, vault) = (rig.engine.clone(), rig.vault);
        rig.test.database.write::<_, DatabaseError, _>(move |tx| {
            let engine = engine.clone();
            Box::pin(async move { engine.shred_vault(tx, vault).await })
        }).await.unwrap();

        // At once, although this engine had opened the key; and after a restart, with every shard and every other row there.
        assert!(matches!(rig.get(id).await, Err(ReadError::NoSuchContent)));
        rig.restart().await;
        assert!(matches!(rig.get(id).await, Err(ReadError::NoSuchContent)));
        assert_eq!(rig.healthy(id).await, [3, 3, 3]);
        assert_eq!(rig.count("SELECT COUNT(*) FROM contents").await, 1);
        assert_eq!(rig.count("SELECT COUNT(*) FROM vault_keys").await, 0);

        // The root key makes any number of vault keys. None of them is the one that was destroyed.
        let stranger = rig.engine.new_vault();
        rig.test.database.write::<_, DatabaseError, _>(move |tx| {
            let stranger = stranger.clone();
            Box::pin(async move {
                let stranger = stranger.insert(tx).await?;
                tx.execute("INSERT INTO vault_keys (vault_id, epoch, wrapped) SELECT $1, epoch, wrapped FROM vault_keys WHERE vault_id = $2", values![vault, stranger]).await
            })
        }).await.unwrap();
        assert!(matches!(rig.get(id).await, Err(ReadError::Keys(_))));
    }

    async fn a_shredded_vault_gives_its_space_back(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        rig.put(&bytes(9 * CHUNK as usize, 3)).await;
        let (engine, vault, allowance) = (rig.engine.clone(), rig.vault, rig.allowance);
        let holders = rig.test.database.all("SELECT holder FROM content_references", values![]).await.unwrap();
        let holder: [u8; 16] = holders[0].get(0).unwrap();
        rig.test.database.write::<_, DatabaseError, _>(move |tx| {
            let engine = engine.clone();
            Box::pin(async move {
                engine.shred_vault(tx, vault).await?;
                // Something is left in both: neither goes.
                engine.remove_vault(tx, vault).await?;
                allowances::remove(tx, allowance).await?;
                engine.detach(tx, holder).await?;
                engine.remove_vault(tx, vault).await?;
                allowances::remove(tx, allowance).await
            })
        }).await.unwrap();
        assert_eq!(rig.engine.sweep().await.unwrap().deleted, 9);
        for left in ["SELECT COUNT(*) FROM vaults", "SELECT COUNT(*) FROM contents", "SELECT COUNT(*) FROM shards", "SELECT COUNT(*) FROM allowances"] {
            assert_eq!(rig.count(left).await, 0, "{left}");
        }
    }

    async fn the_wrong_root_key_is_refused(test: TestDatabase) {
        let rig = Rig::new(test, "replicated", 3).await;
        rig.engine.shut_down().await;
        let wrong = crypto::RootKey::generate(&rig.world);
        let outcome = storage_engine::Engine::open(rig.settings.clone(), rig.test.database.clone(), wrong, Vec::new(), rig.world.clone()).await;
        assert!(matches!(outcome, Err(storage_engine::OpenError::WrongRootKey)));
    }
}

/// Another empty database of the same kind.
async fn fresh(test: &database::testing::TestDatabase) -> database::testing::TestDatabase {
    match test.database.kind() {
        database::Kind::Sqlite => database::testing::TestDatabase::sqlite().await,
        database::Kind::Postgres => database::testing::TestDatabase::postgres().await,
    }
}
