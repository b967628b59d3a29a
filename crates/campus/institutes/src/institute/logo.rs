//! Logos: small pictures of three known kinds. Only the header of a picture is read here; it is decoded by browsers alone,
//! and served so that it cannot be anything but a picture. Pure.

use kernel::Problem;
use sha2::{Digest, Sha256};

/// The most bytes of a logo.
pub(crate) const MOST_BYTES: usize = 512 << 10;
/// The longest side of a logo in pixels: a picture that is small as a file can be huge in memory.
const LONGEST_SIDE: u32 = 4096;

/// A picture that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Logo {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Logo {
    /// Checks what somebody sent. What the client calls it does not count.
    ///
    /// # Errors
    /// 400 for anything but a PNG, JPEG or WebP picture of a sensible size.
    pub(crate) fn read(bytes: &[u8]) -> Result<Logo, Problem> {
        let refuse = |detail: String| Err(Problem::validation("logo", detail));
        if bytes.len() > MOST_BYTES {
            return refuse(format!("A logo has at most {} KiB.", MOST_BYTES >> 10));
        }
        let kind = infer::get(bytes).map(|kind| kind.mime_type());
        let (media_type, size) = match kind {
            Some("image/png") => ("image/png", png(bytes)),
            Some("image/jpeg") => ("image/jpeg", jpeg(bytes)),
            Some("image/webp") => ("image/webp", webp(bytes)),
            _ => return refuse("Send a PNG, JPEG or WebP picture.".to_owned()),
        };
        match size {
            None => refuse("This picture is damaged. Save it again and send that.".to_owned()),
            Some((0, _) | (_, 0)) => refuse("This picture has no pixels.".to_owned()),
            Some((width, height)) if width.max(height) > LONGEST_SIDE => refuse(format!(
                "A logo is at most {LONGEST_SIDE} pixels wide and high; this one is {width} × {height}."
            )),
            Some(_) => Ok(Logo {
                media_type,
                bytes: bytes.to_vec(),
            }),
        }
    }

    /// Changes with the picture.
    pub(crate) fn mark(&self) -> String {
        base::hex::encode(&Sha256::digest(&self.bytes)[..8])
    }
}

/// Width and height from the chunk `IHDR`, which comes first. Source: PNG specification, third edition, 11.2.1.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.get(12..24)?;
    (&header[..4] == b"IHDR").then_some(())?;
    Some((be32(&header[4..8])?, be32(&header[8..12])?))
}

/// Width and height from the first frame header (SOF0 to SOF15). Source: ITU-T T.81, B.1.1.3 and B.2.2.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = bytes.get(at..at + 2)?;
        if marker[0] != 0xff {
            return None;
        }
        match marker[1] {
            // Fill bytes may precede any marker.
            0xff => at += 1,
            // Markers without a length.
            0x01 | 0xd0..=0xd7 => at += 2,
            // DHT, JPG and DAC lie between the frame headers; the picture itself ends the search.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let frame = bytes.get(at + 5..at + 9)?;
                return Some((be16(&frame[2..4])?, be16(&frame[..2])?));
            }
            0xd9 | 0xda => return None,
            _ => at += 2 + be16(bytes.get(at + 2..at + 4)?)? as usize,
        }
    }
}

/// Width and height from the first chunk after the RIFF header. Source: RFC 9649, 2.5 to 2.7, and RFC 6386, 9.1.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let chunk = bytes.get(12..16)?;
    let body = bytes.get(20..30)?;
    match chunk {
        b"VP8X" => Some((le24(&body[4..7])? + 1, le24(&body[7..10])? + 1)),
        b"VP8L" => {
            (body[0] == 0x2f).then_some(())?;
            let bits = u32::from_le_bytes(body[1..5].try_into().ok()?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => {
            (body[3..6] == [0x9d, 0x01, 0x2a]).then_some(())?;
            let side = |at: usize| u32::from(u16::from_le_bytes([body[at], body[at + 1]]) & 0x3fff);
            Some((side(6), side(8)))
        }
        _ => None,
    }
}

fn be32(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_be_bytes)
}

fn be16(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u16::from_be_bytes).map(u32::from)
}

fn le24(bytes: &[u8]) -> Option<u32> {
    let bytes: [u8; 3] = bytes.try_into().ok()?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let start = *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
        [
            &start[..],
            &width.to_be_bytes(),
            &height.to_be_bytes(),
            &[8, 6, 0, 0, 0],
        ]
        .concat()
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let start = *b"\xff\xd8\xff\xe0\0\x04JF\xff\xff\xc2\0\x11\x08";
        [&start[..], &height.to_be_bytes(), &width.to_be_bytes(), &[3]].concat()
    }

    fn webp_of(kind: &[u8; 4], body: &[u8; 10]) -> Vec<u8> {
        [&b"RIFF\x20\0\0\0WEBP"[..], kind, &[10, 0, 0, 0], body].concat()
    }

    #[test]
    fn sizes_are_read_from_headers() {
        assert_eq!(png(&png_of(640, 480)), Some((640, 480)));
        assert_eq!(jpeg(&jpeg_of(640, 480)), Some((640, 480)));
        let extended = webp_of(b"VP8X", &[0, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0]);
        assert_eq!(webp(&extended), Some((640, 480)));
        let lossless = (0x2f_u8, 639_u32 | (479 << 14));
        let [a, b, c, d] = lossless.1.to_le_bytes();
        assert_eq!(
            webp(&webp_of(b"VP8L", &[lossless.0, a, b, c, d, 0, 0, 0, 0, 0])),
            Some((640, 480))
        );
        let lossy = webp_of(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01]);
        assert_eq!(webp(&lossy), Some((640, 480)));
    }

    #[test]
    fn what_is_no_sensible_picture_is_refused() {
        assert_eq!(Logo::read(&png_of(64, 64)).unwrap().media_type, "image/png");
        assert_eq!(Logo::read(&jpeg_of(4096, 1)).unwrap().media_type, "image/jpeg");
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
        let long = [png_of(64, 64), vec![0; MOST_BYTES]].concat();
        for bytes in [
            &svg[..],
            gif,
            b"",
            &png_of(4097, 1),
            &png_of(0, 9),
            &jpeg_of(64, 64)[..12],
            &long,
        ] {
            assert_eq!(
                Logo::read(bytes).unwrap_err().fields["field"],
                "logo",
                "{} bytes",
                bytes.len()
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_stumble(mut bytes: Vec<u8>, kind in 0..3_usize) {
            let starts = [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8X"];
            let mut all = starts[kind].to_vec();
            all.append(&mut bytes);
            let _ = Logo::read(&all);
        }
    }
}
