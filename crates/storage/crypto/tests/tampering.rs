//! Nothing that was touched, moved or replayed opens, and nothing panics.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use storage_crypto::{ChunkContext, ContentKey, CryptoError, PREFIX_LEN, RootKey, SUFFIX_LEN, VaultKey};
use support::{CONTENT, EPOCH, VAULT, at, seal, seeded};

fn key() -> ContentKey {
    ContentKey::generate(&seeded(1))
}

fn refused(key: &ContentKey, ctx: &ChunkContext, sealed: &[u8]) -> CryptoError {
    key.open(ctx, &mut sealed.to_vec()).unwrap_err()
}

#[test]
fn every_flipped_bit_of_a_chunk_is_noticed() {
    for (ctx, plaintext) in [(at(4, false), vec![7; 64]), (at(5, true), b"a tail".to_vec())] {
        let sealed = seal(&key(), &ctx, 64, &plaintext);
        for place in 0..sealed.len() * 8 {
            let mut bytes = sealed.clone();
            bytes[place / 8] ^= 1 << (place % 8);
            assert_eq!(refused(&key(), &ctx, &bytes), CryptoError::NotAuthentic, "bit {place}");
        }
    }
}

#[test]
fn a_chunk_cut_short_or_made_longer_is_noticed() {
    let sealed = seal(&key(), &at(4, true), 1024, b"a tail");
    for len in 0..sealed.len() {
        let expected = if len < PREFIX_LEN + SUFFIX_LEN {
            CryptoError::Truncated
        } else {
            CryptoError::NotAuthentic
        };
        assert_eq!(refused(&key(), &at(4, true), &sealed[..len]), expected, "{len} bytes");
    }
    for place in 0..=sealed.len() {
        let (front, back) = sealed.split_at(place);
        let longer = [front, &[0], back].concat();
        assert_eq!(
            refused(&key(), &at(4, true), &longer),
            CryptoError::NotAuthentic,
            "a byte put in at {place}"
        );
    }
}

#[test]
fn a_chunk_opens_in_its_own_place_only() {
    let home = at(4, false);
    let sealed = seal(&key(), &home, 64, &[7; 64]);
    assert!(key().open(&home, &mut sealed.clone()).is_ok());
    let elsewhere = [
        ("another vault", ChunkContext { vault: [9; 16], ..home }),
        (
            "another epoch",
            ChunkContext {
                epoch: EPOCH + 1,
                ..home
            },
        ),
        (
            "another content",
            ChunkContext {
                content: [9; 16],
                ..home
            },
        ),
        ("the next chunk", ChunkContext { chunk: 5, ..home }),
        (
            "a chunk that differs in the highest bit",
            ChunkContext {
                chunk: 4 | 1 << 63,
                ..home
            },
        ),
        ("the end of the content", ChunkContext { last: true, ..home }),
    ];
    for (name, ctx) in elsewhere {
        assert_eq!(refused(&key(), &ctx, &sealed), CryptoError::NotAuthentic, "{name}");
    }
    assert_eq!(
        refused(&ContentKey::generate(&seeded(2)), &home, &sealed),
        CryptoError::NotAuthentic,
        "another key"
    );
}

#[test]
fn a_last_chunk_does_not_pass_for_one_in_the_middle() {
    let sealed = seal(&key(), &at(4, true), 64, &[7; 64]);
    assert_eq!(refused(&key(), &at(4, false), &sealed), CryptoError::NotAuthentic);
}

#[test]
fn halves_of_two_chunks_do_not_make_a_third() {
    let one = seal(&key(), &at(4, false), 64, &[1; 64]);
    let other = seal(&key(), &at(4, true), 64, &[1; 64]);
    for cut in [24, PREFIX_LEN, PREFIX_LEN + 16, one.len() - 16] {
        let spliced = [&one[..cut], &other[cut..]].concat();
        for ctx in [at(4, false), at(4, true)] {
            assert_eq!(
                refused(&key(), &ctx, &spliced),
                CryptoError::NotAuthentic,
                "cut at {cut}"
            );
        }
    }
}

/// One way to open a wrapped or sealed small thing in a place it was not made for.
type Attempt<'a> = (&'a str, Box<dyn Fn(&[u8]) -> Result<(), CryptoError> + 'a>);

/// Checks that an envelope opens as it should, not elsewhere, and not after any change.
fn check_envelope(sealed: &[u8], home: impl Fn(&[u8]) -> Result<(), CryptoError>, elsewhere: Vec<Attempt<'_>>) {
    assert_eq!(home(sealed), Ok(()));
    for (name, open) in elsewhere {
        assert_eq!(open(sealed), Err(CryptoError::NotAuthentic), "{name}");
    }
    for place in 0..sealed.len() * 8 {
        let mut bytes = sealed.to_vec();
        bytes[place / 8] ^= 1 << (place % 8);
        let expected = if place < 8 {
            CryptoError::UnknownVersion(bytes[0])
        } else {
            CryptoError::NotAuthentic
        };
        assert_eq!(home(&bytes), Err(expected), "bit {place}");
    }
    for len in 0..sealed.len() {
        assert!(home(&sealed[..len]).is_err(), "{len} bytes");
    }
    assert!(home(&[sealed, &[0]].concat()).is_err());
}

#[test]
fn a_wrapped_vault_key_opens_in_its_own_place_only() {
    let (root, other_root) = (RootKey::generate(&seeded(1)), RootKey::generate(&seeded(2)));
    let wrapped = VaultKey::generate(&seeded(3)).wrap(&root, VAULT, EPOCH, &seeded(4));
    let open = |root, vault, epoch| move |bytes: &[u8]| VaultKey::unwrap(root, vault, epoch, bytes).map(drop);
    let elsewhere: Vec<Attempt<'_>> = vec![
        ("another root key", Box::new(open(&other_root, VAULT, EPOCH))),
        ("another vault", Box::new(open(&root, CONTENT, EPOCH))),
        ("another epoch", Box::new(open(&root, VAULT, EPOCH + 1))),
    ];
    check_envelope(&wrapped, open(&root, VAULT, EPOCH), elsewhere);
}

#[test]
fn a_wrapped_content_key_opens_in_its_own_place_only() {
    let (vault, other) = (VaultKey::generate(&seeded(1)), VaultKey::generate(&seeded(2)));
    let wrapped = key().wrap(&vault, VAULT, EPOCH, CONTENT, &seeded(4));
    let open = |key, vault, epoch, content| {
        move |bytes: &[u8]| ContentKey::unwrap(key, vault, epoch, content, bytes).map(drop)
    };
    let elsewhere: Vec<Attempt<'_>> = vec![
        ("another vault key", Box::new(open(&other, VAULT, EPOCH, CONTENT))),
        ("another vault", Box::new(open(&vault, CONTENT, EPOCH, CONTENT))),
        ("another epoch", Box::new(open(&vault, VAULT, EPOCH + 1, CONTENT))),
        ("another content", Box::new(open(&vault, VAULT, EPOCH, VAULT))),
    ];
    check_envelope(&wrapped, open(&vault, VAULT, EPOCH, CONTENT), elsewhere);
}

#[test]
fn facts_and_blobs_open_in_their_own_place_only() {
    let (mine, other) = (key(), ContentKey::generate(&seeded(2)));
    let facts = |key: &ContentKey, segment, bytes: &[u8]| key.open_facts(segment, bytes).map(drop);
    let blob = |key: &ContentKey, purpose: &str, bytes: &[u8]| key.open_blob(purpose, bytes).map(drop);
    let elsewhere: Vec<Attempt<'_>> = vec![
        ("another key", Box::new(|bytes| facts(&other, 5, bytes))),
        ("another segment", Box::new(|bytes| facts(&mine, 6, bytes))),
        ("a blob", Box::new(|bytes| blob(&mine, "\u{5}\0\0\0", bytes))),
    ];
    check_envelope(
        &mine.seal_facts(5, b"facts", &seeded(4)),
        |bytes| facts(&mine, 5, bytes),
        elsewhere,
    );
    let elsewhere: Vec<Attempt<'_>> = vec![
        ("another key", Box::new(|bytes| blob(&other, "mail", bytes))),
        ("another purpose", Box::new(|bytes| blob(&mine, "mailbox", bytes))),
        ("no purpose", Box::new(|bytes| blob(&mine, "", bytes))),
        (
            "facts",
            Box::new(|bytes| facts(&mine, u32::from_le_bytes(*b"mail"), bytes)),
        ),
    ];
    check_envelope(
        &mine.seal_blob("mail", b"secret", &seeded(4)),
        |bytes| blob(&mine, "mail", bytes),
        elsewhere,
    );
}

#[test]
fn a_damaged_root_key_file_is_told_apart_from_something_else() {
    let text = RootKey::generate(&seeded(1)).to_text().to_string();
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "one printable line");
    assert!(RootKey::from_text(&format!("\u{feff}{text}")).is_err());
    assert!(RootKey::from_text(&format!("  {text}\r\n")).is_ok());
    let digits = text.find(':').unwrap() + 1;
    for place in digits..text.len() {
        let other = if &text[place..=place] == "0" { "1" } else { "0" };
        let changed = [&text[..place], other, &text[place + 1..]].concat();
        assert_eq!(
            RootKey::from_text(&changed).err(),
            Some(CryptoError::RootKeyDamaged),
            "{place}"
        );
        assert_eq!(
            RootKey::from_text(&text[..place]).err(),
            Some(CryptoError::RootKeyDamaged),
            "cut at {place}"
        );
    }
    for foreign in ["", "hunter2", "lyceum-root-key-2:00:00", "-----BEGIN PRIVATE KEY-----"] {
        assert_eq!(
            RootKey::from_text(foreign).err(),
            Some(CryptoError::NotARootKey),
            "{foreign}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_in_peace(bytes in prop::collection::vec(any::<u8>(), 0..400), text in ".{0,120}") {
        prop_assert!(key().open(&at(0, true), &mut bytes.clone()).is_err());
        prop_assert!(key().open_facts(0, &bytes).is_err());
        prop_assert!(VaultKey::unwrap(&RootKey::generate(&seeded(1)), VAULT, EPOCH, &bytes).is_err());
        prop_assert!(RootKey::from_text(&text).is_err());
        let almost = format!("lyceum-root-key-1:{text}");
        prop_assert!(RootKey::from_text(&almost).is_err());
    }

    #[test]
    fn changed_bytes_of_a_large_chunk_are_noticed(place: prop::sample::Index, flip in 1..=255_u8) {
        let mut sealed = seal(&key(), &at(0, false), 1 << 16, &vec![3; 1 << 16]);
        let place = place.index(sealed.len());
        sealed[place] ^= flip;
        prop_assert_eq!(refused(&key(), &at(0, false), &sealed), CryptoError::NotAuthentic);
    }
}
