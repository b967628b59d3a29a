//! `Upload-Metadata`: keys with base64 values, `filename d29ybGQ=,folder L25vdGVz`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kernel::Problem;

use crate::{
    error::DriveError,
    http::target::FolderRef,
    model::{digest, name::Name, path::DrivePath},
};

/// The longest header that is read.
const LONGEST: usize = 16 << 10;

/// What a client tells about an upload.
#[derive(Debug)]
pub(super) struct Told {
    /// The folder it goes into.
    pub folder: FolderRef,
    /// Its path below that folder.
    pub path: DrivePath,
    /// The checksum of the whole.
    pub sha256: Option<[u8; 32]>,
}

/// Reads the header.
pub(super) fn read(header: &str) -> Result<Told, DriveError> {
    if header.len() > LONGEST {
        return Err(malformed("it is too long").into());
    }
    let mut pairs = Vec::new();
    for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD
            .decode(value.trim())
            .map_err(|_| malformed("a value is not base64"))?;
        let value = String::from_utf8(value).map_err(|_| malformed("a value is not UTF-8"))?;
        pairs.push((key, value));
    }
    let value = |key: &str| {
        pairs
            .iter()
            .find(|(found, _)| *found == key)
            .map(|(_, value)| value.as_str())
    };
    let path = match value("relativePath").filter(|path| !path.is_empty()) {
        Some(path) => DrivePath::relative(path)?,
        None => {
            let name = value("filename").ok_or_else(|| malformed("`filename` is missing"))?;
            DrivePath::default().join(Name::new(name)?)
        }
    };
    Ok(Told {
        folder: FolderRef::parse_optional(value("folder"))?,
        path,
        sha256: value("sha256")
            .filter(|text| !text.is_empty())
            .map(digest::sha256_hex)
            .transpose()?,
    })
}

fn malformed(why: &str) -> Problem {
    let detail =
        format!("`Upload-Metadata` cannot be used: {why}. Write `filename` and a space and the name in base64.");
    Problem::validation("upload-metadata", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(pairs: &[(&str, &str)]) -> String {
        pairs
            .iter()
            .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
            .collect::<Vec<_>>()
            .join(",")
    }

    #[test]
    fn names_paths_and_folders() {
        let told = read(&header(&[
            ("filename", "naïve.txt"),
            ("filetype", "text/plain"),
            ("folder", "/a"),
        ]))
        .unwrap();
        assert_eq!(told.path.to_string(), "/naïve.txt");
        assert_eq!(told.folder, FolderRef::parse("/a").unwrap());
        let told = read(&header(&[("filename", "c.txt"), ("relativePath", "a/b/c.txt")])).unwrap();
        assert_eq!(told.path.to_string(), "/a/b/c.txt");
        // A key without a value is allowed by the protocol.
        assert!(read(&format!("is_confidential,{}", header(&[("filename", "x")]))).is_ok());
    }

    #[test]
    fn refusals() {
        for header in [
            "",
            "filename",
            "filename ~~~",
            "filename //79",
            "filename Li4=",
            &"a".repeat(LONGEST + 1),
        ] {
            assert!(read(header).is_err(), "{header}");
        }
        assert!(read(&header(&[("relativePath", "../x")])).is_err());
        assert!(read(&header(&[("filename", "x"), ("sha256", "12")])).is_err());
    }
}
