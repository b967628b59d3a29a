//! Generations that are closed under a writer, and transactions that fail at their very end.

use bytes::Bytes;
use database::{DatabaseError, Query, on_each_database, values};
use storage_engine::{ContentId, WriteError};

use crate::{
    common::{CHUNK, Refused, bytes, companion},
    rig::Lab,
};

async fn close_generations(lab: &Lab) {
    lab.rig
        .test
        .database
        .write::<_, DatabaseError, _>(|tx| {
            Box::pin(async move {
                let rest =
                    "UPDATE allowances SET reserved_bytes = CAST((SELECT COALESCE(SUM(bytes), 0) FROM reservations
                              WHERE generation IS NULL AND allowance_id = allowances.id) AS BIGINT)";
                tx.execute(rest, values![]).await?;
                tx.execute("DELETE FROM reservations WHERE generation IS NOT NULL", values![])
                    .await?;
                tx.execute("UPDATE generations SET state = 'closed'", values![]).await
            })
        })
        .await
        .unwrap();
}

on_each_database! {
    async fn a_writer_that_was_given_up_is_refused_and_leaves_nothing(test: TestDatabase) {
        let lab = Lab::new(test, "replicated", 3, false).await;
        for length in [2000, 9 * CHUNK as usize, 3 << 20] {
            let mut writer = lab.rig.engine.writer(lab.rig.new_content(Some(length as u64))).await.unwrap();
            writer.write(Bytes::from(bytes(length, 1))).await.unwrap();
            close_generations(&lab).await;
            let finished = writer.finish().await.unwrap();
            let holder = lab.rig.world.bytes();
            let outcome: Result<ContentId, Refused> = lab.rig.engine.commit(finished, holder, companion).await;
            assert!(matches!(outcome, Err(Refused::Write(WriteError::Fenced))), "{outcome:?}");
            // The sweep takes a new generation.
            lab.assert_sound("after a fence").await;
        }
        // An upload of unknown length finds out when it asks for more room.
        let mut writer = lab.rig.engine.writer(lab.rig.new_content(None)).await.unwrap();
        close_generations(&lab).await;
        let outcome = writer.write(Bytes::from(bytes(2 << 20, 1))).await;
        assert!(matches!(outcome, Err(WriteError::Fenced)), "{outcome:?}");
        drop(writer);
        lab.assert_sound("after a fence").await;
    }

    async fn a_resumable_upload_goes_on_in_another_generation(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 3, false).await;
        let content = bytes(9 * CHUNK as usize, 5);
        let id = lab.rig.begin(content.len() as u64).await;
        let mut writer = lab.rig.engine.resume(id).await.unwrap();
        writer.write(Bytes::copy_from_slice(&content[..5 * CHUNK as usize])).await.unwrap();
        close_generations(&lab).await;
        assert!(matches!(writer.suspend().await, Err(WriteError::Fenced)));
        lab.rig.engine.sweep().await.unwrap();
        lab.resumable_again(id, &content, [3; 16]).await;
        lab.kept.push((id, content));
        lab.assert_sound("after a fence").await;
    }

    /// Between the last durable byte and the commit, anything may happen: the upload can still be finished.
    async fn an_upload_at_its_end_can_be_committed_again(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 3, false).await;
        for (round, length) in [0, 1, 5000, 4 * CHUNK as usize, 9 * CHUNK as usize + 77].into_iter().enumerate() {
            let content = bytes(length, 5);
            let id = lab.rig.begin(length as u64).await;
            for refused in [true, false] {
                let mut writer = lab.rig.engine.resume(id).await.unwrap();
                let at = writer.offset() as usize;
                writer.write(Bytes::copy_from_slice(&content[at..])).await.unwrap();
                let finished = writer.finish().await.unwrap();
                if refused {
                    let outcome: Result<(), Refused> = lab.rig.engine.commit(finished, [99; 16], |_, _| Box::pin(async { Err(Refused::No) })).await;
                    assert!(matches!(outcome, Err(Refused::No)), "{length}: {outcome:?}");
                } else {
                    drop(finished);
                }
                let state = lab.rig.engine.resumable_state(id).await.unwrap().unwrap();
                assert!(state.offset <= state.length, "{length}: {state:?}");
            }
            lab.resumable_again(id, &content, [round as u8; 16]).await;
            lab.kept.push((id, content));
        }
        lab.assert_sound("after second thoughts").await;
    }
}

/// The commit itself fails, after everything before it went well: the shards must outlive the doubt, and the sweep settles it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_fails_at_its_end_leaves_nothing() {
    let mut lab = Lab::sqlite("replicated", 3).await;
    let database = lab.rig.test.database.clone();
    let schema = [
        "CREATE TABLE parents (id BIGINT PRIMARY KEY)",
        "CREATE TABLE children (parent BIGINT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
    ];
    for sql in schema {
        database
            .write::<_, DatabaseError, _>(move |tx| Box::pin(tx.execute(sql, values![])))
            .await
            .unwrap();
    }
    for length in [2000, 9 * CHUNK as usize, 3 << 20] {
        let mut writer = lab
            .rig
            .engine
            .writer(lab.rig.new_content(Some(length as u64)))
            .await
            .unwrap();
        writer.write(Bytes::from(bytes(length, 1))).await.unwrap();
        let finished = writer.finish().await.unwrap();
        let outcome: Result<u64, Refused> = lab
            .rig
            .engine
            .commit(finished, lab.rig.world.bytes(), |tx, _| {
                Box::pin(async move {
                    Ok(tx
                        .execute("INSERT INTO children (parent) VALUES (7)", values![])
                        .await?)
                })
            })
            .await;
        assert!(matches!(outcome, Err(Refused::Database(_))), "{outcome:?}");
        lab.assert_sound("after a failed commit").await;
    }
    lab.put(bytes(5000, 3)).await.unwrap();
    lab.assert_sound("and life goes on").await;
}

/// Close to the limit, an upload of unknown length gets what is left, to the byte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_of_unknown_length_may_use_the_whole_allowance() {
    let mut lab = Lab::sqlite("replicated", 3).await;
    let (allowance, limit) = (lab.rig.allowance, 67_u64 << 20);
    lab.rig
        .test
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            Box::pin(async move { storage_engine::allowances::set_limit(tx, allowance, limit).await })
        })
        .await
        .unwrap();
    let content = bytes(limit as usize, 1);
    let mut writer = lab.rig.engine.writer(lab.rig.new_content(None)).await.unwrap();
    for part in content.chunks(1 << 20) {
        writer.write(Bytes::copy_from_slice(part)).await.unwrap();
    }
    let finished = writer.finish().await.unwrap();
    let id = lab.rig.engine.commit(finished, [1; 16], companion).await;
    let id: ContentId = id.map_err(|error: Refused| error).unwrap();
    lab.kept.push((id, content));
    lab.assert_sound("full to the brim").await;
    let row = (&lab.rig.test.database).one("SELECT used_bytes FROM allowances", values![]);
    assert_eq!(row.await.unwrap().unwrap().get::<u64>(0).unwrap(), limit);
}
