//! Shard ids: their order, their spelling, and what is no shard id.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use storage_format::ShardId;

#[test]
fn an_id_is_spelled_with_its_generation_first() {
    let id = ShardId::new(0x0102_0304_0506_0708, [0xab; 16]);
    assert_eq!(id.to_string(), format!("0102030405060708{}", "ab".repeat(16)));
    assert_eq!(id.generation(), 0x0102_0304_0506_0708);
}

#[test]
fn other_texts_are_refused() {
    let good = ShardId::new(1, [0xab; 16]).to_string();
    assert!(good.parse::<ShardId>().is_ok());
    for bad in [
        "",
        &good[1..],
        &format!("{good}0"),
        &good.to_uppercase(),
        &good.replace('a', "g"),
        &"é".repeat(24),
    ] {
        assert!(bad.parse::<ShardId>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn every_id_survives_text_json_and_bytes(bytes: [u8; 24]) {
        let id = ShardId::from_bytes(bytes);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert_eq!(ShardId::try_from(id.as_bytes().as_slice()).unwrap(), id);
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<ShardId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_sort_by_generation_and_so_do_their_texts(one: (u64, [u8; 16]), other: (u64, [u8; 16])) {
        let (first, second) = (ShardId::new(one.0, one.1), ShardId::new(other.0, other.1));
        prop_assert_eq!(first.cmp(&second), one.cmp(&other));
        prop_assert_eq!(first.cmp(&second), first.to_string().cmp(&second.to_string()));
    }
}
