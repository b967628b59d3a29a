//! Whatever happens to a shard's bytes, readers notice, say where, and survive.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use storage_format::{
    Coding, FOOTER_LEN_MAX, Footer, FormatError, HEADER_LEN, PieceEntry, Seal, ShardHeader, ShardVerifier, TRAILER_LEN,
    trailer_footer_len, verify_shard,
};
use support::Sample;

type Verdict = Result<(ShardHeader, Footer, Seal), FormatError>;

/// The verdict of the streaming verifier on bytes that arrive in the given portions, over and over.
fn streamed(bytes: &[u8], portions: &[usize]) -> Verdict {
    let mut verifier = ShardVerifier::new();
    let mut rest = bytes;
    for portion in portions.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (here, after) = rest.split_at(rest.len().min(*portion));
        verifier.feed(here)?;
        rest = after;
    }
    verifier.finish()
}

/// The verdict on bytes in memory, after checking that the streaming verifier agrees.
fn verdict(bytes: &[u8]) -> Verdict {
    let whole = verify_shard(bytes);
    let stream = streamed(bytes, &[97]);
    assert_eq!(
        whole.is_ok(),
        stream.is_ok(),
        "{whole:?} in memory, {stream:?} streamed"
    );
    whole
}

fn small() -> Sample {
    Sample::new(Coding::whole(), 64, 2, 100)
}

#[test]
fn every_flipped_bit_is_noticed() {
    let sound = small().bytes();
    verdict(&sound).unwrap();
    for place in 0..sound.len() * 8 {
        let mut bytes = sound.clone();
        bytes[place / 8] ^= 1 << (place % 8);
        assert!(verdict(&bytes).is_err(), "bit {place}");
    }
}

#[test]
fn a_shard_that_is_too_short_or_too_long_is_noticed() {
    let sound = small().bytes();
    for len in 0..sound.len() {
        assert!(verdict(&sound[..len]).is_err(), "cut to {len} bytes");
    }
    for place in 0..=sound.len() {
        let (front, back) = sound.split_at(place);
        assert!(
            verdict(&[front, &[0], back].concat()).is_err(),
            "a byte put in at {place}"
        );
    }
    let twice = [sound.as_slice(), &sound].concat();
    assert!(verdict(&twice).is_err());
}

#[test]
fn the_damaged_piece_is_named() {
    let sample = Sample::new(Coding { k: 4, m: 2, index: 1 }, 1000, 5, 900);
    let len = sample.header.full_piece_len() as usize;
    for chunk in 0..6_u32 {
        let mut bytes = sample.bytes();
        bytes[HEADER_LEN + chunk as usize * len + 3] ^= 0x20;
        let damaged = FormatError::PieceDamaged { chunk };
        assert_eq!(verify_shard(&bytes).unwrap_err(), damaged);
        assert_eq!(streamed(&bytes, &[5000]).unwrap_err(), damaged);
    }
}

#[test]
fn swapped_pieces_are_noticed() {
    let sample = small();
    let len = sample.header.full_piece_len() as usize;
    let mut bytes = sample.bytes();
    let (first, second) = bytes[HEADER_LEN..HEADER_LEN + 2 * len].split_at_mut(len);
    first.swap_with_slice(second);
    assert_eq!(verdict(&bytes).unwrap_err(), FormatError::PieceDamaged { chunk: 0 });
}

#[test]
fn a_footer_of_another_shard_is_refused() {
    let mine = small();
    let mut other = small();
    other.header.segment = 1;
    assert_eq!(
        Footer::decode(&mine.footer(), &other.header).unwrap_err(),
        FormatError::FooterDamaged
    );
    let spliced = [mine.header.encode().to_vec(), mine.pieces().concat(), other.footer()].concat();
    assert_eq!(verdict(&spliced).unwrap_err(), FormatError::FooterDamaged);
}

#[test]
fn the_seal_tells_a_sound_shard_from_its_replacement() {
    let seal = |sample: &Sample| verify_shard(&sample.bytes()).unwrap().2;
    let mine = small();
    let mut replaced = small();
    replaced.facts[0] ^= 1;
    assert_ne!(seal(&mine), seal(&replaced));
    replaced = small();
    replaced.header.epoch += 1;
    assert_ne!(seal(&mine), seal(&replaced));
}

#[test]
fn a_newer_version_is_not_damage_and_damage_is_not_a_newer_version() {
    let mut header = small().header.encode();
    header[8] = 2;
    assert_eq!(
        ShardHeader::decode(&header).unwrap_err(),
        FormatError::HeaderDamaged,
        "a flipped bit"
    );
    assert_eq!(
        ShardHeader::decode(&with_checksum(header)).unwrap_err(),
        FormatError::UnknownVersion(2)
    );

    let mut bytes = small().bytes();
    let version = bytes.len() - TRAILER_LEN + 4;
    bytes[version] = 3;
    assert_eq!(
        trailer_footer_len(&bytes).unwrap_err(),
        FormatError::UnknownVersion(3),
        "no header is known"
    );
    assert_eq!(
        verdict(&bytes).unwrap_err(),
        FormatError::FooterDamaged,
        "the header is of version 1"
    );
}

#[test]
fn foreign_bytes_are_called_foreign() {
    let foreign = vec![b'x'; 4096];
    assert_eq!(verify_shard(&foreign).unwrap_err(), FormatError::NotAShard);
    assert_eq!(streamed(&foreign, &[1000]).unwrap_err(), FormatError::NotAShard);
    assert_eq!(trailer_footer_len(&foreign).unwrap_err(), FormatError::NotAShard);
    assert!(matches!(verify_shard(&[]), Err(FormatError::Truncated { .. })));
}

#[test]
fn a_bad_shard_stays_bad_and_takes_no_memory_for_ever() {
    let mut verifier = ShardVerifier::new();
    let foreign = vec![0; FOOTER_LEN_MAX];
    let refused = (0..20).filter(|_| verifier.feed(&foreign).is_err()).count();
    assert!(refused >= 17);
    assert_eq!(verifier.finish().unwrap_err(), FormatError::NotAShard);
}

#[test]
fn nothing_is_written_that_would_not_be_read() {
    let entries = |count: usize| Sample::new(Coding::whole(), 1, count - 1, 77).entries();
    let header = small().header;
    let one = ShardHeader {
        chunk_size: 1,
        ..header
    };
    let encode = |header: &ShardHeader, pieces: &[PieceEntry], facts: usize| {
        Footer::encode(header, pieces, &[], &vec![0; facts]).map(|(bytes, _)| bytes.len())
    };
    let room = FOOTER_LEN_MAX - Footer::encoded_len(1024, 0, 0);
    assert_eq!(encode(&one, &entries(1024), room), Ok(FOOTER_LEN_MAX));
    assert!(
        encode(&one, &entries(1024), room + 1).is_err(),
        "a footer that is too long"
    );
    assert!(encode(&one, &entries(1025), 0).is_err(), "too many chunks");
    assert!(encode(&one, &[], 0).is_err(), "no chunk");
    assert!(encode(&header, &entries(2), 0).is_err(), "chunks of another size");
    assert!(
        encode(&one, &[PieceEntry::of(&[0; 76], 77)], 0).is_err(),
        "a piece that is too short"
    );
    assert!(
        encode(&one, &[PieceEntry::of(&[0; 78], 78)], 0).is_err(),
        "a last chunk that is too long"
    );
    assert!(
        encode(&one, &[PieceEntry::of(&[], 0)], 0).is_err(),
        "a last chunk without a byte"
    );
}

#[test]
fn headers_that_break_a_rule_are_refused() {
    let sound = small().header;
    let coded = |k, m, index| ShardHeader {
        coding: Coding { k, m, index },
        ..sound
    };
    for bad in [
        coded(0, 0, 0),
        coded(1, 1, 0),
        coded(4, 2, 6),
        coded(60, 5, 0),
        coded(255, 255, 0),
    ] {
        assert!(bad.check().is_err(), "{:?}", bad.coding);
    }
    for good in [coded(1, 0, 0), coded(2, 0, 1), coded(4, 2, 5), coded(60, 4, 63)] {
        assert_eq!(good.check(), Ok(()), "{:?}", good.coding);
    }
    for chunk_size in [0, ShardHeader::CHUNK_SIZE_MAX + 1, u32::MAX] {
        assert!(ShardHeader { chunk_size, ..sound }.check().is_err(), "{chunk_size}");
    }
}

#[test]
fn a_shard_far_larger_than_the_verifier_s_memory_is_verified_in_any_portions() {
    let sample = Sample::new(Coding { k: 2, m: 1, index: 2 }, 300_000, 11, 123_456);
    let bytes = sample.bytes();
    let expected = verify_shard(&bytes).unwrap();
    for portions in [&[bytes.len()][..], &[1 << 20], &[4096], &[1, 500_000, 77]] {
        assert_eq!(streamed(&bytes, portions).unwrap(), expected, "{portions:?}");
    }
}

fn any_sample() -> impl Strategy<Value = Sample> {
    let coding = (1..=8_u8, 0..=4_u8, any::<prop::sample::Index>()).prop_map(|(k, m, index)| {
        let m = if k == 1 { 0 } else { m };
        Coding {
            k,
            m,
            index: index.index(usize::from(k + m)) as u8,
        }
    });
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    (
        coding,
        1..5000_u32,
        0..6_usize,
        any::<prop::sample::Index>(),
        bytes.clone(),
        bytes,
        any::<(u64, u32, u32, u64)>(),
    )
        .prop_map(|(coding, chunk_size, full, tail, wrapped_key, facts, numbers)| {
            let tail = 1 + tail.index(chunk_size as usize + 76) as u32;
            let mut sample = Sample {
                wrapped_key,
                facts,
                ..Sample::new(coding, chunk_size, full, tail)
            };
            let (generation, epoch, segment, first_chunk) = numbers;
            sample.header.id = storage_format::ShardId::new(generation, [3; 16]);
            (sample.header.epoch, sample.header.segment, sample.header.first_chunk) = (epoch, segment, first_chunk);
            sample
        })
}

/// Puts the right checksum on a header, so that damage reaches the rules behind it.
fn with_checksum(mut header: [u8; HEADER_LEN]) -> [u8; HEADER_LEN] {
    let checksum = blake3::hash(&header[..112]);
    header[112..].copy_from_slice(&checksum.as_bytes()[..16]);
    header
}

/// Puts the right seal on a footer, so that damage reaches the rules behind it.
fn with_seal(header: &ShardHeader, mut footer: Vec<u8>) -> Vec<u8> {
    let body = footer.len() - TRAILER_LEN - 32;
    let seal = blake3::hash(&[&header.encode(), &footer[..body]].concat());
    footer[body..body + 32].copy_from_slice(seal.as_bytes());
    footer
}

proptest! {
    #[test]
    fn every_shard_reads_back_as_written(sample in any_sample()) {
        let (header, footer, seal) = verdict(&sample.bytes()).unwrap();
        prop_assert_eq!(header, sample.header);
        prop_assert_eq!(&footer.pieces, &sample.entries());
        prop_assert_eq!(&footer.wrapped_key, &sample.wrapped_key);
        prop_assert_eq!(&footer.facts, &sample.facts);
        prop_assert_eq!(footer.seal, seal);
        prop_assert_eq!(sample.footer().len(), Footer::encoded_len(footer.pieces.len(), footer.wrapped_key.len(), footer.facts.len()));
    }

    #[test]
    fn any_bytes_are_refused_in_peace(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(ShardHeader::decode(&bytes).is_err());
        prop_assert!(Footer::decode(&bytes, &small().header).is_err());
        prop_assert!(trailer_footer_len(&bytes).is_err());
        prop_assert!(verdict(&bytes).is_err());
    }

    #[test]
    fn no_trailer_makes_a_reader_panic(len: u32, before in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut tail = before;
        tail.extend_from_slice(&len.to_le_bytes());
        tail.extend_from_slice(b"\x01\0\0\0LYCEND\r\n");
        prop_assert!(Footer::decode(&tail, &small().header).is_err());
        let shard = [small().header.encode().as_slice(), &tail].concat();
        prop_assert!(verdict(&shard).is_err());
    }

    /// A forger who can repair checksums still cannot make a second spelling, or bytes that upset a reader.
    #[test]
    fn a_header_has_one_spelling(place in 0..112_usize, value: u8) {
        let mut bytes = small().header.encode();
        bytes[place] = value;
        let bytes = with_checksum(bytes);
        if let Ok(header) = ShardHeader::decode(&bytes) {
            prop_assert_eq!(header.encode(), bytes);
        }
    }

    #[test]
    fn a_footer_has_one_spelling(sample in any_sample(), place: prop::sample::Index, value: u8) {
        let mut footer = sample.footer();
        let place = place.index(footer.len() - TRAILER_LEN - 32);
        footer[place] = value;
        let bytes = with_seal(&sample.header, footer);
        if let Ok(read) = Footer::decode(&bytes, &sample.header) {
            let (again, seal) = Footer::encode(&sample.header, &read.pieces, &read.wrapped_key, &read.facts).unwrap();
            prop_assert_eq!(again, bytes);
            prop_assert_eq!(seal, read.seal);
        }
    }
}
