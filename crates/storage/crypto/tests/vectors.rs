//! Everything version 1 derives and seals, against values computed by `vectors/make.py`, which shares no code with the
//! crate. When one of these tests fails, somebody's data has become unreadable: change the code, not the table.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use base::hex;
use storage_crypto::{ContentKey, PREFIX_LEN, RootKey, VaultKey, padded_len};
use support::{CONTENT, EPOCH, VAULT, at, counting};

const TABLE: &str = include_str!("vectors/table.txt");

fn vector(name: &str) -> Vec<u8> {
    let found = TABLE
        .lines()
        .find_map(|line| line.split_once(' ').filter(|(key, _)| *key == name));
    let digits = found.unwrap_or_else(|| panic!("no vector {name}")).1.as_bytes();
    digits
        .chunks(2)
        .map(|pair| hex::decode::<1>(std::str::from_utf8(pair).unwrap()).unwrap()[0])
        .collect()
}

fn root() -> RootKey {
    RootKey::generate(&counting(0))
}

fn vault_key() -> VaultKey {
    VaultKey::generate(&counting(100))
}

fn content_key() -> ContentKey {
    ContentKey::generate(&counting(200))
}

#[test]
fn root_key_text_and_fingerprint() {
    let text = String::from_utf8(vector("root.text")).unwrap();
    assert_eq!(*root().to_text(), text);
    assert_eq!(root().fingerprint().as_slice(), vector("root.fingerprint"));
    assert_eq!(RootKey::from_text(&text).unwrap().fingerprint(), root().fingerprint());
}

#[test]
fn wrapped_keys() {
    let wrapped_vault = vault_key().wrap(&root(), VAULT, EPOCH, &counting(1));
    assert_eq!(wrapped_vault, vector("vault.key"));
    let wrapped_content = content_key().wrap(&vault_key(), VAULT, EPOCH, CONTENT, &counting(2));
    assert_eq!(wrapped_content, vector("content.key"));
    assert_eq!((wrapped_vault.len(), wrapped_content.len()), (105, 105));

    // From the root's text down to a chunk, with nothing but what is stored.
    let root = RootKey::from_text(&String::from_utf8(vector("root.text")).unwrap()).unwrap();
    let vault = VaultKey::unwrap(&root, VAULT, EPOCH, &vector("vault.key")).unwrap();
    let content = ContentKey::unwrap(&vault, VAULT, EPOCH, CONTENT, &vector("content.key")).unwrap();
    let mut sealed = vector("chunk.last");
    let range = content.open(&at(2, true), &mut sealed).unwrap();
    assert_eq!(&sealed[range], b"tail");
}

#[test]
fn chunks() {
    let full: Vec<u8> = (0..100).collect();
    let cases: [(&str, u64, bool, &[u8], u8); 3] = [
        ("chunk.full", 0x0102_0304_0506_0708, false, &full, 5),
        ("chunk.last", 2, true, b"tail", 6),
        ("chunk.empty", 3, true, b"", 7),
    ];
    for (name, number, last, plaintext, salt) in cases {
        let chunk_size = if last { 1024 } else { 100 };
        let mut buffer = [&[0; PREFIX_LEN], plaintext].concat();
        content_key()
            .seal(&at(number, last), chunk_size, counting(salt).bytes(), &mut buffer)
            .unwrap();
        assert_eq!(buffer, vector(name), "{name}");
        let range = content_key().open(&at(number, last), &mut buffer).unwrap();
        assert_eq!(&buffer[range], plaintext, "{name}");
    }
}

#[test]
fn facts_and_blobs() {
    assert_eq!(
        content_key().seal_facts(5, b"some facts", &counting(3)),
        vector("facts")
    );
    assert_eq!(content_key().open_facts(5, &vector("facts")).unwrap(), b"some facts");
    assert_eq!(
        content_key().seal_blob("a purpose", b"a secret", &counting(4)),
        vector("blob")
    );
    assert_eq!(
        content_key().open_blob("a purpose", &vector("blob")).unwrap(),
        b"a secret"
    );
}

#[test]
fn padded_lengths() {
    let lines: Vec<_> = TABLE
        .lines()
        .filter_map(|line| line.strip_prefix("padded.")?.split_once(' '))
        .collect();
    assert_eq!(lines.len(), 10);
    for (len, padded) in lines {
        let (len, padded) = (len.parse().unwrap(), usize::from_str_radix(padded, 16).unwrap());
        assert_eq!(padded_len(len, 1 << 20), padded, "{len}");
    }
}
