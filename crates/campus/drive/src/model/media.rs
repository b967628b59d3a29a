//! Media types: guessed from the name, checked against the first bytes, and made harmless when served.

use super::name::Name;

/// How many first bytes the check looks at.
pub const HEAD_BYTES: usize = 512;
/// The type of bytes nobody knows more about.
pub const OCTET_STREAM: &str = "application/octet-stream";

/// Keeps the first bytes of an upload as they pass by.
#[derive(Clone, Debug, Default)]
pub struct Head(Vec<u8>);

impl Head {
    /// The head of bytes whose beginning was kept earlier.
    pub fn starting_with(mut bytes: Vec<u8>) -> Head {
        bytes.truncate(HEAD_BYTES);
        Head(bytes)
    }

    /// Looks at the next bytes of the upload.
    pub fn see(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.0.len());
        self.0.extend_from_slice(&bytes[..room.min(bytes.len())]);
    }

    /// What has been kept.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The media type of a file. Its bytes win over its name where they are sure; a container such as ZIP is not, because
/// office documents are ZIP files too.
pub fn media_type(name: &Name, head: &Head) -> String {
    let named = by_name(name);
    let seen = infer::get(head.bytes()).map(|kind| kind.mime_type());
    match (named, seen) {
        (Some(named), Some(seen)) if agree(&named, seen) => named,
        (Some(named), None) => named,
        (_, Some(seen)) => seen.to_owned(),
        (None, None) if looks_like_text(head.bytes()) => "text/plain".to_owned(),
        (None, None) => OCTET_STREAM.to_owned(),
    }
}

/// Ends of names whose registered type misleads: nearly every `.ts` is TypeScript and not a transport stream.
fn by_name(name: &Name) -> Option<String> {
    let extension = name.extension()?;
    match extension.as_str() {
        "ts" | "tsx" | "mts" | "cts" => return Some("text/plain".to_owned()),
        "md" | "markdown" => return Some("text/markdown".to_owned()),
        _ => {}
    }
    let guess = mime_guess::from_ext(&extension).first()?;
    (guess.essence_str() != OCTET_STREAM).then(|| guess.essence_str().to_owned())
}

/// The media type of a file that gets another name. What was told from the bytes stays.
pub fn after_rename(media_type: &str, name: &Name) -> String {
    let certain = ["image/", "audio/", "video/"]
        .iter()
        .any(|kind| media_type.starts_with(kind));
    if (certain && media_type != "image/svg+xml") || media_type == "application/pdf" {
        return media_type.to_owned();
    }
    by_name(name).unwrap_or_else(|| media_type.to_owned())
}

fn agree(named: &str, seen: &str) -> bool {
    let kind = |media_type: &str| media_type.split('/').next().unwrap_or_default().to_owned();
    let timed = |media_type: &str| media_type.starts_with("audio/") || media_type.starts_with("video/");
    match kind(seen).as_str() {
        // Pictures and PDF announce themselves without doubt. (SVG is text; nothing is seen in it.)
        "image" => named == seen,
        "audio" | "video" => timed(named) || named == "text/plain" && seen == "video/mp2t",
        "application" if seen == "application/pdf" => named == seen,
        // An executable that calls itself a picture is no picture.
        "application" => !(kind(named) == "image" || timed(named)),
        _ => true,
    }
}

fn looks_like_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => head.len(),
        // The head may end inside a character, and only there.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return false,
    };
    valid > 0 && !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127))
}

/// Whether a browser may show it in place. Everything that could carry a script is missing from the list on purpose:
/// HTML, SVG, XML, JavaScript and whatever the future brings are saved instead.
pub fn may_be_shown(media_type: &str) -> bool {
    match media_type.split_once('/') {
        Some(("image", kind)) => kind != "svg+xml" && !kind.ends_with("+xml"),
        Some(("audio" | "video", kind)) => !kind.ends_with("+xml"),
        _ => matches!(
            media_type,
            "application/pdf" | "text/plain" | "text/markdown" | "text/csv"
        ),
    }
}

/// The `Content-Type` of a file: what browsers might run becomes plain text or stays with its type as an attachment.
pub fn content_type(media_type: &str) -> String {
    match media_type {
        "text/html"
        | "application/xhtml+xml"
        | "text/xml"
        | "application/xml"
        | "text/javascript"
        | "application/javascript"
        | "text/css" => "text/plain; charset=utf-8".to_owned(),
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, head: &[u8]) -> String {
        media_type(&Name::new(name).unwrap(), &Head::starting_with(head.to_vec()))
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0";
    const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    #[test]
    fn names_and_bytes_together() {
        assert_eq!(of("a.pdf", b"%PDF-1.7"), "application/pdf");
        assert_eq!(of("a.png", PNG), "image/png");
        assert_eq!(of("a.jpg", PNG), "image/png", "the bytes know better");
        assert_eq!(of("a", PNG), "image/png");
        assert_eq!(
            of("a.docx", ZIP),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        );
        assert_eq!(of("a.png", ELF), "application/x-executable");
        assert_eq!(of("a.html", b"<html>"), "text/html");
        assert_eq!(of("notes", "héllo".as_bytes()), "text/plain");
        assert_eq!(of("notes", &"é".repeat(300).as_bytes()[..511]), "text/plain");
        assert_eq!(of("noise", &[0, 159, 146, 150]), OCTET_STREAM);
        assert_eq!(of("empty", b""), OCTET_STREAM);
        assert_eq!(of("main.ts", b"export const a = 1"), "text/plain");
    }

    #[test]
    fn nothing_that_runs_is_shown() {
        for active in [
            "text/html",
            "application/xhtml+xml",
            "image/svg+xml",
            "text/xml",
            "application/xml",
            "application/rss+xml",
            "text/javascript",
            "application/javascript",
            "application/wasm",
            "multipart/related",
            "message/rfc822",
            OCTET_STREAM,
            "",
        ] {
            assert!(!may_be_shown(active), "{active}");
        }
        for inert in ["image/png", "video/mp4", "audio/ogg", "application/pdf", "text/plain"] {
            assert!(may_be_shown(inert), "{inert}");
        }
        assert_eq!(content_type("text/html"), "text/plain; charset=utf-8");
        assert_eq!(content_type("image/svg+xml"), "image/svg+xml");
    }

    #[test]
    fn a_new_name_changes_only_what_the_name_had_told() {
        let renamed = |media_type: &str, name: &str| after_rename(media_type, &Name::new(name).unwrap());
        assert_eq!(renamed("image/png", "a.html"), "image/png");
        assert_eq!(renamed("text/plain", "a.html"), "text/html");
        assert_eq!(renamed("image/svg+xml", "a.txt"), "text/plain");
        assert_eq!(renamed("text/plain", "a"), "text/plain");
    }

    #[test]
    fn the_head_keeps_no_more_than_it_needs() {
        let mut head = Head::default();
        (0..100).for_each(|_| head.see(&[1; 100]));
        assert_eq!(head.bytes().len(), HEAD_BYTES);
    }
}
