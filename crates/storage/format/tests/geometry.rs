//! Where pieces lie: worked examples, and the laws behind them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use storage_format::{HEADER_LEN, piece_len, piece_offset};

#[test]
fn worked_examples() {
    let full = (1 << 20) + 76;
    assert_eq!(piece_len(full, 1), full, "a whole copy");
    // ⌈1,048,652 ÷ 4⌉ = 262,163, in units of 64: 4,097.
    assert_eq!(piece_len(full, 4), 4_097 * 64);
    assert_eq!(piece_len(76, 4), 64);
    assert_eq!(piece_len(128, 2), 64);
    assert_eq!(piece_len(129, 2), 128);
    assert_eq!(piece_len(0, 3), 0);
    assert_eq!(piece_offset(0, full), HEADER_LEN as u64);
    assert_eq!(
        piece_offset(1023, u32::MAX),
        128 + 1023 * u64::from(u32::MAX),
        "beyond 32 bits"
    );
}

proptest! {
    #[test]
    fn k_pieces_hold_a_chunk_with_little_to_spare(sealed: u32, k in 2..=64_u8) {
        let piece = piece_len(sealed, k);
        prop_assert_eq!(piece % 64, 0);
        let room = u64::from(piece) * u64::from(k);
        prop_assert!(room >= u64::from(sealed));
        prop_assert!(room < u64::from(sealed) + 65 * u64::from(k));
    }
}
