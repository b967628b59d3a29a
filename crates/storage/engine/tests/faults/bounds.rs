//! Numbers at their ends.

use base::SystemEntropy;
use bytes::Bytes;
use database::on_each_database;
use storage_engine::{ReadError, WriteError};

use crate::{
    common::{CHUNK, bytes},
    rig::Lab,
};

on_each_database! {
    async fn lengths_and_ranges_at_their_ends(test: TestDatabase) {
        let _ = SystemEntropy;
        let mut lab = Lab::new(test, "replicated", 3, false).await;
        let content = bytes(9 * CHUNK as usize + 77, 1);
        let length = content.len() as u64;
        let id = lab.put(content.clone()).await.unwrap();
        let empty = lab.put(Vec::new()).await.unwrap();
        for (from, to) in [(0, 0), (5, 5), (length, length), (length, u64::MAX), (u64::MAX, u64::MAX), (u64::MAX, 0), (7, 3)] {
            assert_eq!(lab.rig.get_range(id, from, to).await.unwrap(), Vec::<u8>::new(), "{from}..{to}");
            assert_eq!(lab.rig.get_range(empty, from, to).await.unwrap(), Vec::<u8>::new(), "{from}..{to}");
        }
        assert!(lab.rig.get_range(id, 1, u64::MAX).await.unwrap() == content[1..]);
        for huge in [u64::MAX, u64::MAX - 1, i64::MAX as u64, i64::MAX as u64 - 5, 1 << 62] {
            let refused = lab.rig.engine.writer(lab.rig.new_content(Some(huge))).await;
            assert!(matches!(refused, Err(WriteError::QuotaExceeded { .. })), "{huge}: {refused:?}");
            let refused: Result<(), crate::common::Refused> = lab.rig.engine.begin_resumable(lab.rig.new_content(Some(huge)), |_, _| Box::pin(async { Ok(()) })).await;
            assert!(matches!(refused, Err(crate::common::Refused::Write(WriteError::QuotaExceeded { .. }))), "{huge}: {refused:?}");
        }
        lab.assert_sound("after the ends").await;
    }

    async fn pages_at_their_ends(test: TestDatabase) {
        let mut lab = Lab::new(test, "replicated", 3, false).await;
        let id = lab.put(bytes(9 * CHUNK as usize + 77, 1)).await.unwrap();
        for limit in [3, 1000, usize::MAX - 1, usize::MAX] {
            let view = lab.rig.engine.placement(id, 0, limit).await.unwrap();
            assert_eq!((view.segments.len(), view.next), (3, None), "{limit}");
        }
        let mut seen = Vec::new();
        let mut from = Some(0);
        while let Some(number) = from {
            let view = lab.rig.engine.placement(id, number, 0).await.unwrap();
            seen.extend(view.segments.iter().map(|segment| segment.number));
            assert!(seen.len() <= 3, "a page of nothing never ends");
            from = view.next;
        }
        assert_eq!(seen, [0, 1, 2]);
        let view = lab.rig.engine.placement(id, u32::MAX, usize::MAX).await.unwrap();
        assert_eq!((view.segments.len(), view.next), (0, None));
        let nobody = storage_engine::ContentId::from_bytes([9; 16]);
        assert!(matches!(lab.rig.engine.placement(nobody, 0, 1).await, Err(ReadError::NoSuchContent)));
    }
}

/// More or fewer bytes than announced are refused, wherever the difference shows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn announced_lengths_are_kept() {
    let lab = Lab::sqlite("replicated", 3).await;
    for (declared, sent) in [
        (0, 1),
        (1, 0),
        (100, 99),
        (4 * CHUNK as usize, 4 * CHUNK as usize + 1),
        (300_000, 200_000),
    ] {
        let mut writer = lab
            .rig
            .engine
            .writer(lab.rig.new_content(Some(declared as u64)))
            .await
            .unwrap();
        let written = writer.write(Bytes::from(bytes(sent, 1))).await;
        let outcome = match written {
            Err(error) => Err(error),
            Ok(()) => writer.finish().await.map(|_| ()),
        };
        assert!(
            matches!(outcome, Err(WriteError::Length { .. })),
            "{declared} {sent}: {outcome:?}"
        );
    }
    lab.assert_sound("after wrong lengths").await;
}
