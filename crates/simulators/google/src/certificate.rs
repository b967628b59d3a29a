//! A certificate around a public RSA key, signed by itself: the form in which `/oauth2/v1/certs` has published keys since
//! before there were JSON Web Keys. As much of X.509 (RFC 5280) as that takes.

use base64::{Engine, engine::general_purpose::STANDARD};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const NULL: u8 = 0x05;
const OBJECT: u8 = 0x06;
const UTF8: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// `[0]`, where the version stands.
const VERSION: u8 = 0xa0;

/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.2.840.113549.1.1.11
const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
/// 2.5.4.3
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// Nobody looks at the dates of these certificates, as Google replaces them every few days.
const VALIDITY: [&[u8]; 2] = [b"200101000000Z", b"491231235959Z"];

/// `public` is an `RSAPublicKey` (RFC 8017) in DER; `sign` signs with the private half and SHA-256.
pub(crate) fn pem(public: &[u8], name: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let algorithm = |id: &[u8]| der(SEQUENCE, &[&der(OBJECT, &[id]), &der(NULL, &[])]);
    let name = der(
        SEQUENCE,
        &[&der(
            SET,
            &[&der(
                SEQUENCE,
                &[&der(OBJECT, &[COMMON_NAME]), &der(UTF8, &[name.as_bytes()])],
            )],
        )],
    );
    let validity = VALIDITY.map(|date| der(UTC_TIME, &[date]));
    let body = der(
        SEQUENCE,
        &[
            &der(VERSION, &[&der(INTEGER, &[&[2]])]),
            &der(INTEGER, &[&[1]]),
            &algorithm(SHA256_WITH_RSA),
            &name,
            &der(SEQUENCE, &[&validity[0], &validity[1]]),
            &name,
            &der(SEQUENCE, &[&algorithm(RSA), &der(BIT_STRING, &[&[0], public])]),
        ],
    );
    let signature = der(BIT_STRING, &[&[0], &sign(&body)]);
    let whole = STANDARD.encode(der(SEQUENCE, &[&body, &algorithm(SHA256_WITH_RSA), &signature]));
    let lines: Vec<_> = whole.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

/// A value with its tag and length (X.690).
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut bytes = vec![tag];
    if content.len() > 127 {
        // Eight bytes of length at most, so the cast is exact.
        bytes.push(0x80 | length.len() as u8);
    }
    bytes.extend_from_slice(length);
    bytes.extend(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_x690_says() {
        assert_eq!(der(NULL, &[]), [0x05, 0x00]);
        assert_eq!(der(UTF8, &[b"ab", b"c"]), [0x0c, 0x03, b'a', b'b', b'c']);
        assert_eq!(der(UTF8, &[&[0; 128]])[..3], [0x0c, 0x81, 0x80]);
        assert_eq!(der(UTF8, &[&[0; 300]])[..4], [0x0c, 0x82, 0x01, 0x2c]);
    }
}
