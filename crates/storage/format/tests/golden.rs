//! Shards of every version ever written, byte for byte. The files were made by `golden/make.py`, which shares no code with
//! this crate. When one of these tests fails, somebody's data has become unreadable or has two spellings: change the code.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{fs, path::Path};

use storage_format::{Coding, Footer, Seal, ShardId, piece_offset, trailer_footer_len, verify_shard};
use support::Sample;

/// Checks that the golden file is what the sample encodes to, and decodes to the sample.
fn check(name: &str, sample: &Sample, seal: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let golden = fs::read(path).unwrap();
    assert_eq!(sample.bytes(), golden, "{name} is written differently");

    let (header, footer, found) = verify_shard(&golden).unwrap();
    assert_eq!(header, sample.header, "{name}");
    assert_eq!(footer.pieces, sample.entries(), "{name}");
    assert_eq!(footer.wrapped_key, sample.wrapped_key, "{name}");
    assert_eq!(footer.facts, sample.facts, "{name}");
    assert_eq!(found, Seal::from_bytes(base::hex::decode(seal).unwrap()), "{name}");
    assert_eq!(footer.seal, found, "{name}");

    let footer_len = trailer_footer_len(&golden).unwrap();
    assert_eq!(
        footer_len,
        Footer::encoded_len(footer.pieces.len(), footer.wrapped_key.len(), footer.facts.len())
    );
    assert_eq!(
        Footer::decode(&golden[golden.len() - footer_len..], &header).unwrap(),
        footer,
        "{name}"
    );
    for (chunk, (piece, entry)) in (0..).zip(sample.pieces().iter().zip(&footer.pieces)) {
        let start = piece_offset(chunk, header.full_piece_len()) as usize;
        assert_eq!(
            golden[start..start + entry.piece_len as usize],
            piece[..],
            "{name}, piece {chunk}"
        );
    }
}

#[test]
fn a_whole_copy_of_three_chunks() {
    check(
        "whole.shard",
        &Sample::new(Coding::whole(), 300, 2, 332),
        "fed69d96807b7b3cebbff5dbe8108355f927cc67c658c0eb6bcc43eaa22c7b27",
    );
}

#[test]
fn a_piece_of_a_coded_segment() {
    let mut sample = Sample::new(Coding { k: 3, m: 2, index: 4 }, 300, 1, 376);
    sample.header.id = ShardId::new(0x0102_0304_0506_0708, std::array::from_fn(|place| 0xa0 + place as u8));
    sample.header.segment = 3;
    sample.header.first_chunk = 96;
    sample.facts.clear();
    check(
        "piece.shard",
        &sample,
        "91ea1da319d9b8045f5daac67e905208baf0bdaba46588f8959042dce4001ae9",
    );
}

#[test]
fn a_content_of_one_chunk() {
    let mut sample = Sample::new(Coding::whole(), 300, 0, 332);
    sample.header.id = ShardId::new(1, std::array::from_fn(|place| 0xa0 + place as u8));
    sample.wrapped_key = b"k".to_vec();
    sample.facts = b"f".to_vec();
    check(
        "one-chunk.shard",
        &sample,
        "1bb7cfdffb6d2c79f95b2e589ee397ae128ea173293ae9c13f0bfa74743cb5f9",
    );
}

#[test]
fn a_last_chunk_that_holds_nothing() {
    let mut sample = Sample::new(Coding { k: 2, m: 1, index: 0 }, 1, 1, 76);
    sample.header.id = ShardId::new(9, std::array::from_fn(|place| 0xa0 + place as u8));
    sample.header.segment = 1;
    sample.header.first_chunk = 32;
    sample.wrapped_key.clear();
    sample.facts.clear();
    check(
        "empty-tail.shard",
        &sample,
        "3ea2c08dcc47cec5007ad0d08f812a1b366284ebcf9f82509139446c4710c68e",
    );
}
