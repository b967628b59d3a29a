//! Shard ids: the names of shard objects on their targets, random and used once.

use std::{borrow::Cow, fmt, str::FromStr};

use base::hex;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name of one shard object: the generation that wrote it (8 bytes, big-endian), then 16 random bytes.
///
/// An id is never used again, so a delete that arrives late cannot hit newer data. Ids sort by generation first: a sweep
/// finds everything older than a generation in one range, and an index of small shards grows at its end.
/// As text: 48 digits of lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardId([u8; ShardId::LEN]);

impl ShardId {
    /// The length of an id in bytes.
    pub const LEN: usize = 24;

    /// Names a shard written in `generation`; `random` comes from `base::World`.
    pub const fn new(generation: u64, random: [u8; 16]) -> Self {
        let mut bytes = [0; ShardId::LEN];
        let (front, back) = bytes.split_at_mut(8);
        front.copy_from_slice(&generation.to_be_bytes());
        back.copy_from_slice(&random);
        ShardId(bytes)
    }

    /// Wraps the bytes of an id, as they stand in the registry.
    pub const fn from_bytes(bytes: [u8; ShardId::LEN]) -> Self {
        ShardId(bytes)
    }

    /// The bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; ShardId::LEN] {
        &self.0
    }

    /// The generation in which the shard was written.
    pub const fn generation(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

impl TryFrom<&[u8]> for ShardId {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        <[u8; ShardId::LEN]>::try_from(bytes).map(ShardId)
    }
}

impl fmt::Display for ShardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for ShardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a shard id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a shard id: it must be 48 digits of lower-case hexadecimal")]
pub struct ParseShardIdError(String);

impl FromStr for ShardId {
    type Err = ParseShardIdError;

    /// Only the spelling that [`Display`](fmt::Display) makes: two file names never mean the same shard.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let spelled = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let bytes = if spelled { hex::decode(text) } else { None };
        bytes
            .map(ShardId)
            .ok_or_else(|| ParseShardIdError(text.chars().take(80).collect()))
    }
}

impl Serialize for ShardId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ShardId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
