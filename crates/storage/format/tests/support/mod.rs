//! Shards to test with. The pieces are filler: this crate never looks inside a sealed chunk.
#![allow(dead_code, reason = "each test file uses its part")]

use storage_format::{Coding, Footer, PieceEntry, ShardHeader, ShardId, piece_len};

/// All that a shard is made of.
#[derive(Clone, Debug)]
pub struct Sample {
    pub header: ShardHeader,
    pub sealed_lens: Vec<u32>,
    pub wrapped_key: Vec<u8>,
    pub facts: Vec<u8>,
}

impl Sample {
    /// Full chunks, then one of `tail` sealed bytes.
    pub fn new(coding: Coding, chunk_size: u32, full_chunks: usize, tail: u32) -> Self {
        let mut sealed_lens = vec![chunk_size + 76; full_chunks];
        sealed_lens.push(tail);
        let header = ShardHeader {
            id: ShardId::new(5, std::array::from_fn(|place| 0xa0 + place as u8)),
            vault: std::array::from_fn(|place| 0x10 + place as u8),
            epoch: 7,
            content: std::array::from_fn(|place| 0x40 + place as u8),
            segment: 0,
            first_chunk: 0,
            chunk_size,
            coding,
        };
        Sample {
            header,
            sealed_lens,
            wrapped_key: (0..105).collect(),
            facts: b"sealed facts".to_vec(),
        }
    }

    pub fn pieces(&self) -> Vec<Vec<u8>> {
        let k = self.header.coding.k;
        let lens = self.sealed_lens.iter().map(|&sealed| piece_len(sealed, k) as usize);
        lens.enumerate().map(|(chunk, len)| filler(chunk, len)).collect()
    }

    pub fn entries(&self) -> Vec<PieceEntry> {
        let described = self.pieces().into_iter().zip(&self.sealed_lens);
        described
            .map(|(piece, &sealed)| PieceEntry::of(&piece, sealed))
            .collect()
    }

    pub fn footer(&self) -> Vec<u8> {
        Footer::encode(&self.header, &self.entries(), &self.wrapped_key, &self.facts)
            .unwrap()
            .0
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.header.encode().to_vec(), self.pieces().concat(), self.footer()].concat()
    }
}

pub fn filler(chunk: usize, len: usize) -> Vec<u8> {
    (0..len)
        .map(|place| (chunk * 31 + place * 7 + place / 256) as u8)
        .collect()
}
