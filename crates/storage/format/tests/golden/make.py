#!/usr/bin/env python3
"""Writes the golden shards from the byte table of src/shard/v1.rs alone, sharing no code with the crate.

Run it only to add files for a NEW version; existing files never change.  Needs: pip install blake3
"""
import pathlib
import struct

from blake3 import blake3

HERE = pathlib.Path(__file__).parent
CHUNK_SIZE = 300
VAULT, CONTENT = bytes(range(0x10, 0x20)), bytes(range(0x40, 0x50))


def piece_len(sealed, k):
    return sealed if k == 1 else (-(-sealed // k) + 63) // 64 * 64


def filler(chunk, length):
    """The stand-in for sealed bytes: any bytes will do."""
    return bytes((chunk * 31 + place * 7 + place // 256) % 256 for place in range(length))


def shard(name, *, generation, segment, first_chunk, coding, sealed_lens, wrapped_key, facts, chunk_size=CHUNK_SIZE):
    shard_id = struct.pack(">Q", generation) + bytes(range(0xA0, 0xB0))
    header = b"\x89LYCSHRD" + struct.pack("<HH", 1, 128) + shard_id + VAULT + struct.pack("<I", 7) + CONTENT
    header += struct.pack("<IQI", segment, first_chunk, chunk_size) + bytes(coding) + bytes(21)
    assert len(header) == 112
    header += blake3(header).digest()[:16]

    pieces = [filler(chunk, piece_len(sealed, coding[0])) for chunk, sealed in enumerate(sealed_lens)]
    body = struct.pack("<III", len(pieces), len(wrapped_key), len(facts))
    for sealed, piece in zip(sealed_lens, pieces):
        body += struct.pack("<II", sealed, len(piece)) + blake3(piece).digest()
    body += wrapped_key + facts
    body += blake3(header + body).digest()
    trailer = struct.pack("<IHH", len(body) + 16, 1, 0) + b"LYCEND\r\n"
    (HERE / name).write_bytes(header + b"".join(pieces) + body + trailer)


FULL = CHUNK_SIZE + 76
shard("whole.shard", generation=5, segment=0, first_chunk=0, coding=(1, 0, 0),
      sealed_lens=[FULL, FULL, 332], wrapped_key=bytes(range(105)), facts=b"sealed facts")
shard("piece.shard", generation=0x0102030405060708, segment=3, first_chunk=96, coding=(3, 2, 4),
      sealed_lens=[FULL, FULL], wrapped_key=bytes(range(105)), facts=b"")
shard("one-chunk.shard", generation=1, segment=0, first_chunk=0, coding=(1, 0, 0),
      sealed_lens=[332], wrapped_key=b"k", facts=b"f")
# A content whose last chunk holds nothing, with chunks so small that the tail is not padded beyond them.
shard("empty-tail.shard", generation=9, segment=1, first_chunk=32, coding=(2, 1, 0),
      sealed_lens=[77, 76], wrapped_key=b"", facts=b"", chunk_size=1)
