//! Checksums on the wire: `Repr-Digest` and `Content-Digest` (RFC 9530), hexadecimal fields, tus `Upload-Checksum`.

use aws_lc_rs::digest::{self, Context};
use base::hex;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The field's value for a known hash: `sha-256=:…:`.
pub fn repr_digest(sha256: &[u8; 32]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(sha256))
}

/// Reads the SHA-256 out of a `Repr-Digest` or `Content-Digest`. Other algorithms are none of our business (`Ok(None)`).
///
/// # Errors
/// `Err(())` when a `sha-256` is given that cannot be one.
pub fn sha256_of(field: &str) -> Result<Option<[u8; 32]>, Malformed> {
    for member in field.split(',') {
        let Some((algorithm, value)) = member.split_once('=') else {
            return Err(Malformed);
        };
        if !algorithm.trim().eq_ignore_ascii_case("sha-256") {
            continue;
        }
        let text = value
            .trim()
            .strip_prefix(':')
            .and_then(|value| value.strip_suffix(':'))
            .ok_or(Malformed)?;
        let bytes = STANDARD.decode(text).map_err(|_| Malformed)?;
        return bytes.try_into().map(Some).map_err(|_| Malformed);
    }
    Ok(None)
}

/// A checksum field that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the checksum cannot be read: write SHA-256 as 64 hexadecimal digits, or as `sha-256=:base64:` in a digest field"
)]
pub struct Malformed;

/// Reads 64 hexadecimal digits.
///
/// # Errors
/// [`Malformed`]
pub fn sha256_hex(text: &str) -> Result<[u8; 32], Malformed> {
    hex::decode(text.trim()).ok_or(Malformed)
}

/// A checksum promised for the bytes of one request, computed as they pass (tus checksum extension).
#[derive(Clone)]
pub struct Checksum {
    context: Context,
    expected: Vec<u8>,
}

/// The algorithms of [`Checksum`], as tus advertises them.
pub const CHECKSUM_ALGORITHMS: &str = "sha1,sha256";

impl std::fmt::Debug for Checksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Checksum")
    }
}

impl Checksum {
    /// Reads `sha256 <base64>` or `sha1 <base64>`.
    ///
    /// # Errors
    /// [`Malformed`] for an unknown algorithm or something that is no checksum of it.
    pub fn parse(field: &str) -> Result<Checksum, Malformed> {
        let (algorithm, text) = field.trim().split_once(' ').ok_or(Malformed)?;
        let algorithm = match algorithm {
            "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => &digest::SHA256,
            _ => return Err(Malformed),
        };
        let expected = STANDARD.decode(text.trim()).map_err(|_| Malformed)?;
        if expected.len() != algorithm.output_len() {
            return Err(Malformed);
        }
        Ok(Checksum {
            context: Context::new(algorithm),
            expected,
        })
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    /// Whether the bytes were the promised ones.
    pub fn holds(self) -> bool {
        self.context.finish().as_ref() == self.expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

    #[test]
    fn digest_fields() {
        let hash = sha256_of(EMPTY).unwrap().unwrap();
        assert_eq!(repr_digest(&hash), EMPTY);
        assert_eq!(sha256_of(&format!("sha-512=:AA==:, {EMPTY}")).unwrap(), Some(hash));
        assert_eq!(sha256_of("sha-512=:AA==:").unwrap(), None);
        for broken in ["sha-256=:AA==:", "sha-256=47DE", "sha-256", "sha-256=:~:"] {
            assert_eq!(sha256_of(broken), Err(Malformed), "{broken}");
        }
    }

    #[test]
    fn tus_checksums() {
        let of = |field: &str, bytes: &[u8]| {
            let mut checksum = Checksum::parse(field).unwrap();
            bytes.chunks(2).for_each(|piece| checksum.update(piece));
            checksum.holds()
        };
        // The example of the tus specification.
        assert!(of("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello world"));
        assert!(!of("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello worle"));
        assert!(of(
            "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
            b"hello world"
        ));
        for broken in ["", "sha1", "md5 AAAA", "sha1 AAAA", "sha256 ~"] {
            assert!(Checksum::parse(broken).is_err(), "{broken}");
        }
    }
}
