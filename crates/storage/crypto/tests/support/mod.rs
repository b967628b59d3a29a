//! A small hierarchy of keys to test with.
#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::Mutex;

use base::{Entropy, SeededEntropy, SystemClock, World};
use storage_crypto::{ChunkContext, ContentKey, PREFIX_LEN};

pub const VAULT: [u8; 16] = [
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
];
pub const CONTENT: [u8; 16] = [
    0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
];
pub const EPOCH: u32 = 7;

/// Dice that fall in the order they were given, from the lowest byte upwards.
struct Counting(Mutex<u8>);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let mut next = self.0.lock().unwrap();
        for byte in buffer {
            *byte = *next;
            *next = next.wrapping_add(1);
        }
    }
}

/// A world whose random bytes are `first`, `first + 1`, ….
pub fn counting(first: u8) -> World {
    World::new(SystemClock, Counting(Mutex::new(first)))
}

/// A world whose random bytes look random and are the same each time.
pub fn seeded(seed: u64) -> World {
    World::new(SystemClock, SeededEntropy::new(seed))
}

pub fn at(chunk: u64, last: bool) -> ChunkContext {
    ChunkContext {
        vault: VAULT,
        epoch: EPOCH,
        content: CONTENT,
        chunk,
        last,
    }
}

/// Seals a chunk with a salt of its own.
pub fn seal(key: &ContentKey, ctx: &ChunkContext, chunk_size: usize, plaintext: &[u8]) -> Vec<u8> {
    let salt = seeded(ctx.chunk.wrapping_mul(2) + u64::from(ctx.last)).bytes();
    let mut buffer = [&[0xee; PREFIX_LEN], plaintext].concat();
    key.seal(ctx, chunk_size, salt, &mut buffer).unwrap();
    buffer
}
