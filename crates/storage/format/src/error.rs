//! Why bytes are not the shard they should be.

/// Why bytes were refused. Every variant means "take another copy and repair this one", except
/// [`UnknownVersion`](FormatError::UnknownVersion), which means "upgrade this program first".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The bytes do not start (or end) like a shard at all.
    #[error("these bytes are not a Lyceum shard: the magic number is missing")]
    NotAShard,
    /// A shard of a version this program does not know. The bytes may be perfectly sound.
    #[error(
        "the shard has format version {0}, which this program does not know: upgrade it before it reads this shard"
    )]
    UnknownVersion(u16),
    /// Fewer bytes than the shard says it has.
    #[error("the shard is cut short: {needed} bytes are needed and {found} are there")]
    Truncated {
        /// The least number of bytes that would do.
        needed: u64,
        /// The number of bytes that are there.
        found: u64,
    },
    /// The header does not match its own checksum.
    #[error("the header of the shard is damaged: its checksum does not match")]
    HeaderDamaged,
    /// The footer does not match its own seal, or belongs to another header.
    #[error("the footer of the shard is damaged or belongs to another shard: its seal does not match")]
    FooterDamaged,
    /// A field holds a value that no shard may have. A writer made a mistake: checksums are right.
    #[error("the shard breaks a rule of its format: {0}")]
    Rule(&'static str),
    /// The bytes of one piece do not match the hash in the footer.
    #[error("piece {chunk} of the shard is damaged: its hash does not match the footer")]
    PieceDamaged {
        /// Which chunk of the segment the piece belongs to, counted from 0.
        chunk: u32,
    },
    /// The pieces do not fill the space between header and footer exactly.
    #[error("the pieces of the shard take {expected} bytes by the footer, but {found} bytes stand before it")]
    Misplaced {
        /// The bytes that the footer's entries add up to.
        expected: u64,
        /// The bytes between header and footer.
        found: u64,
    },
}
