#!/usr/bin/env python3
"""Writes table.txt: what version 1 derives and seals, computed from the documentation alone.

HKDF is spelled out with hmac, AES-256-GCM comes from OpenSSL; no code is shared with the crate.
Run it only to add lines for a NEW version; existing lines never change.  Needs: pip install cryptography
"""
import hashlib
import hmac
import pathlib
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VAULT, CONTENT, EPOCH = bytes(range(0x10, 0x20)), bytes(range(0x40, 0x50)), 7
ROOT, VAULT_KEY, CONTENT_KEY = bytes(range(32)), bytes(range(100, 132)), bytes(range(200, 232))
EPOCH_LE = struct.pack("<I", EPOCH)


def hkdf(key, salt, info, length):
    """RFC 5869 with SHA-256."""
    pseudorandom = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    output, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.new(pseudorandom, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
    return output[:length]


# RFC 5869, test case 1.
assert hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42).hex() == (
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
)


def seal(parent, salt, label, place, message):
    """salt, commitment, sealed bytes and tag."""
    derived = hkdf(parent, salt, label + place, 64)
    return salt + derived[32:] + AESGCM(derived[:32]).encrypt(bytes(12), message, place)


def envelope(parent, salt, label, place, message):
    return b"\x01" + seal(parent, salt, label, b"\x01" + place, message)


def chunk(salt, number, last, plaintext, padded):
    place = struct.pack("<H", 1) + VAULT + EPOCH_LE + CONTENT + struct.pack("<QB", number, last)
    assert len(place) == 47
    message = plaintext.ljust(padded, b"\0") + struct.pack("<I", len(plaintext))
    return seal(CONTENT_KEY, salt, b"lyceum chunk v1", place, message)


def salt(first):
    return bytes(range(first, first + 24))


def padme(length):
    """Nikitin et al., PETS 2019, section 4, as printed there."""
    e = length.bit_length() - 1
    s = e.bit_length()
    mask = (1 << (e - s)) - 1
    return (length + mask) & ~mask


check = hkdf(ROOT, b"", b"lyceum root key checksum v1", 8)
vectors = {
    "root.text": f"lyceum-root-key-1:{ROOT.hex()}:{check.hex()}".encode(),
    "root.fingerprint": hkdf(ROOT, b"", b"lyceum root key fingerprint v1", 8),
    "vault.key": envelope(ROOT, salt(1), b"lyceum vault key v1", VAULT + EPOCH_LE, VAULT_KEY),
    "content.key": envelope(VAULT_KEY, salt(2), b"lyceum content key v1", VAULT + EPOCH_LE + CONTENT, CONTENT_KEY),
    "facts": envelope(CONTENT_KEY, salt(3), b"lyceum facts v1", struct.pack("<I", 5), b"some facts"),
    "blob": envelope(CONTENT_KEY, salt(4), b"lyceum blob v1", b"a purpose", b"a secret"),
    "chunk.full": chunk(salt(5), 0x0102030405060708, 0, bytes(range(100)), 100),
    "chunk.last": chunk(salt(6), 2, 1, b"tail", 256),
    "chunk.empty": chunk(salt(7), 3, 1, b"", 256),
}
lengths = [256, 257, 300, 1000, 4095, 4097, 65537, 999_999, 1_048_575, 1_048_576]

lines = [f"{name} {value.hex()}" for name, value in vectors.items()]
lines += [f"padded.{length} {padme(length):x}" for length in lengths]
(pathlib.Path(__file__).parent / "table.txt").write_text("\n".join(lines) + "\n")
