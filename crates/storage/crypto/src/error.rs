//! Why something was not opened.

/// Why a key, a chunk or a small secret could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// Damaged, forged, opened with another key, or in another place than it was sealed for. Which one is not told
    /// apart on purpose. Take another copy.
    #[error("the sealed bytes are damaged, or were sealed with another key or for another place")]
    NotAuthentic,
    /// Fewer bytes than anything sealed has.
    #[error("the sealed bytes are cut short")]
    Truncated,
    /// Sealed by a newer version of this program.
    #[error("the bytes were sealed in version {0} of the format, which this program does not know: upgrade it first")]
    UnknownVersion(u8),
    /// A chunk that is not as long as its place in the content demands. A mistake in the caller.
    #[error("a chunk holds {found} bytes of plaintext where {allowed} are allowed")]
    ChunkLength {
        /// The chunk size: exactly this much in all chunks but the last, at most this much in the last.
        allowed: usize,
        /// The bytes of plaintext that were given.
        found: usize,
    },
    /// The text is not a root key at all.
    #[error("this is not a Lyceum root key: it should be one line that starts with `lyceum-root-key-1:`")]
    NotARootKey,
    /// The text was a root key once.
    #[error("the root key is damaged (its checksum does not match): restore it from the recovery sheet or a backup")]
    RootKeyDamaged,
    /// The library refused to work; never depends on what is sealed.
    #[error("the cryptographic library failed")]
    Library,
}
