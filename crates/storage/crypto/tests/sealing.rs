//! What sealing promises when nobody interferes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::HashSet;

use proptest::prelude::*;
use storage_crypto::{ContentKey, CryptoError, PREFIX_LEN, SUFFIX_LEN, padded_len, sealed_len};
use support::{at, seal, seeded};

fn key() -> ContentKey {
    ContentKey::generate(&seeded(1))
}

#[test]
fn the_overhead_is_the_one_the_shard_format_counts_on() {
    assert_eq!(sealed_len(0), PREFIX_LEN + SUFFIX_LEN);
    assert_eq!(sealed_len(0), format::SEALED_OVERHEAD as usize);
}

#[test]
fn the_whole_hierarchy_opens_again() {
    use storage_crypto::{RootKey, VaultKey};
    let world = base::World::real();
    let (root, vault, content) = (
        RootKey::generate(&world),
        VaultKey::generate(&world),
        ContentKey::generate(&world),
    );
    let stored_root = root.to_text();
    let stored_vault = vault.wrap(&root, [1; 16], 2, &world);
    let stored_content = content.wrap(&vault, [1; 16], 2, [3; 16], &world);
    let sealed = seal(&content, &at(0, true), 1024, b"hello");
    drop((root, vault, content));

    let root = RootKey::from_text(&stored_root).unwrap();
    let vault = VaultKey::unwrap(&root, [1; 16], 2, &stored_vault).unwrap();
    let content = ContentKey::unwrap(&vault, [1; 16], 2, [3; 16], &stored_content).unwrap();
    let mut sealed = sealed;
    let range = content.open(&at(0, true), &mut sealed).unwrap();
    assert_eq!(&sealed[range], b"hello");
}

#[test]
fn a_buffer_with_room_is_not_moved() {
    let chunk_size = 1 << 16;
    for (len, last) in [(chunk_size, false), (chunk_size, true), (5, true), (0, true)] {
        let mut buffer = Vec::with_capacity(sealed_len(chunk_size));
        buffer.resize(PREFIX_LEN + len, 1);
        let before = (buffer.as_ptr(), buffer.capacity());
        key().seal(&at(0, last), chunk_size, [1; 24], &mut buffer).unwrap();
        assert_eq!((buffer.as_ptr(), buffer.capacity()), before, "{len} bytes");
    }
}

#[test]
fn a_chunk_of_the_wrong_length_is_refused_and_left_alone() {
    let cases = [(101, true), (101, false), (99, false), (0, false)];
    for (found, last) in cases {
        let mut buffer = vec![1; PREFIX_LEN + found];
        let refusal = key().seal(&at(0, last), 100, [1; 24], &mut buffer).unwrap_err();
        assert_eq!(refusal, CryptoError::ChunkLength { allowed: 100, found });
        assert_eq!(buffer, vec![1; PREFIX_LEN + found]);
    }
    let refusal = key().seal(&at(0, true), 100, [1; 24], &mut vec![1; PREFIX_LEN - 1]);
    assert_eq!(refusal, Err(CryptoError::Truncated));
}

#[test]
fn the_same_plaintext_never_looks_the_same() {
    let world = base::World::real();
    let mut seen = HashSet::new();
    for _ in 0..100 {
        let mut buffer = vec![0; PREFIX_LEN + 64];
        key().seal(&at(0, false), 64, world.bytes(), &mut buffer).unwrap();
        for (place, block) in buffer.chunks_exact(8).enumerate() {
            assert!(seen.insert((place, block.to_vec())), "block {place} came twice");
        }
        assert!(seen.insert((0, key().seal_facts(0, b"facts", &world)[..32].to_vec())));
    }
}

#[test]
fn the_length_of_a_tiny_content_does_not_show() {
    let lens: HashSet<_> = (0..=256)
        .map(|len| seal(&key(), &at(0, true), 1024, &vec![1; len]).len())
        .collect();
    assert_eq!(lens.len(), 1);
}

#[test]
fn a_chunk_size_below_the_least_padding_is_the_limit() {
    assert_eq!(padded_len(0, 100), 100);
    assert_eq!(padded_len(100, 100), 100);
    assert_eq!(padded_len(0, 0), 0);
}

#[test]
fn padding_of_absurd_lengths_does_not_overflow() {
    assert_eq!(padded_len(usize::MAX, usize::MAX), usize::MAX);
    assert_eq!(padded_len(usize::MAX, 1), usize::MAX, "never less than the plaintext");
}

proptest! {
    #[test]
    fn what_is_sealed_opens(plaintext in prop::collection::vec(any::<u8>(), 0..3000), room in 0..3000_usize, chunk: u64) {
        let chunk_size = plaintext.len() + room;
        let mut sealed = seal(&key(), &at(chunk, true), chunk_size, &plaintext);
        prop_assert_eq!(sealed.len(), sealed_len(padded_len(plaintext.len(), chunk_size)));
        let range = key().open(&at(chunk, true), &mut sealed).unwrap();
        prop_assert_eq!(&sealed[range], &plaintext[..]);

        let mut sealed = seal(&key(), &at(chunk, false), plaintext.len(), &plaintext);
        prop_assert_eq!(sealed.len(), sealed_len(plaintext.len()));
        let range = key().open(&at(chunk, false), &mut sealed).unwrap();
        prop_assert_eq!(&sealed[range], &plaintext[..]);
    }

    #[test]
    fn padding_costs_at_most_an_eighth_and_never_shrinks(len in 0..(1_usize << 30), more in 0..1000_usize) {
        let padded = padded_len(len, usize::MAX);
        prop_assert!(padded >= len.max(256));
        prop_assert!(padded <= 256 || (padded - len) * 100 <= 12 * len);
        prop_assert!(padded_len(len + more, usize::MAX) >= padded);
        prop_assert_eq!(padded_len(padded, usize::MAX), padded, "a padded length is a step");
        prop_assert_eq!(padded_len(len, len), len, "never beyond a full chunk");
    }
}
