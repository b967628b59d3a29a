//! The kinds of files in the usage chart and in the sorting of a folder.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a file is for, told from its media type and the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Pictures.
    Image,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// What people read and write: texts, tables, slides, PDF.
    Document,
    /// Packed files.
    Archive,
    /// Sources and data of programs.
    Code,
    /// Everything else.
    Other,
}

/// Every category, in the order of the chart.
pub const CATEGORIES: [Category; 7] = [
    Category::Image,
    Category::Video,
    Category::Audio,
    Category::Document,
    Category::Archive,
    Category::Code,
    Category::Other,
];

const DOCUMENTS: &[&str] = &[
    "csv", "doc", "docm", "docx", "dot", "dotx", "epub", "key", "log", "markdown", "md", "mobi", "numbers", "odp",
    "ods", "odt", "pages", "pdf", "pot", "potx", "pps", "ppsx", "ppt", "pptm", "pptx", "ps", "rst", "rtf", "tex",
    "tsv", "txt", "xls", "xlsm", "xlsx", "xps",
];
const ARCHIVES: &[&str] = &[
    "7z", "apk", "ar", "bz2", "cab", "cpio", "deb", "dmg", "gz", "iso", "jar", "lz", "lz4", "lzma", "rar", "rpm",
    "tar", "tbz2", "tgz", "txz", "war", "xz", "zip", "zst",
];
const CODE: &[&str] = &[
    "asm",
    "bash",
    "bat",
    "c",
    "cc",
    "cfg",
    "clj",
    "cmake",
    "cpp",
    "cs",
    "css",
    "cxx",
    "dart",
    "diff",
    "dockerfile",
    "ex",
    "exs",
    "fs",
    "go",
    "gradle",
    "groovy",
    "h",
    "hpp",
    "hs",
    "htm",
    "html",
    "ini",
    "ipynb",
    "java",
    "jl",
    "js",
    "json",
    "jsonl",
    "jsx",
    "kt",
    "kts",
    "less",
    "lisp",
    "lock",
    "lua",
    "m",
    "make",
    "mjs",
    "ml",
    "nix",
    "patch",
    "php",
    "pl",
    "proto",
    "ps1",
    "py",
    "r",
    "rb",
    "rs",
    "sass",
    "scala",
    "scss",
    "sh",
    "sql",
    "svelte",
    "swift",
    "tf",
    "toml",
    "ts",
    "tsx",
    "vb",
    "vue",
    "wasm",
    "wat",
    "xhtml",
    "xml",
    "xsd",
    "xsl",
    "yaml",
    "yml",
    "zig",
    "zsh",
];

impl Category {
    /// Sorts a file into its category. `extension` is lower case.
    pub fn of(media_type: &str, extension: Option<&str>) -> Category {
        match media_type.split_once('/').map_or("", |(kind, _)| kind) {
            "image" => return Category::Image,
            "video" => return Category::Video,
            "audio" => return Category::Audio,
            _ => {}
        }
        let extension = extension.unwrap_or_default();
        let listed = |list: &[&str]| list.binary_search(&extension).is_ok();
        if listed(DOCUMENTS) || media_type == "application/pdf" {
            Category::Document
        } else if listed(ARCHIVES) || matches!(media_type, "application/zip" | "application/gzip") {
            Category::Archive
        } else if listed(CODE) {
            Category::Code
        } else if media_type.starts_with("text/") {
            Category::Document
        } else {
            Category::Other
        }
    }

    /// The number the database keeps. Never changes; 0 stands for folders.
    pub const fn code(self) -> i64 {
        match self {
            Category::Image => 1,
            Category::Video => 2,
            Category::Audio => 3,
            Category::Document => 4,
            Category::Archive => 5,
            Category::Code => 6,
            Category::Other => 7,
        }
    }

    /// The category with this number; a number nobody knows is [`Category::Other`].
    pub fn from_code(code: i64) -> Category {
        CATEGORIES
            .into_iter()
            .find(|category| category.code() == code)
            .unwrap_or(Category::Other)
    }

    /// Reads the word of the API.
    pub fn from_word(word: &str) -> Option<Category> {
        Some(match word {
            "image" => Category::Image,
            "video" => Category::Video,
            "audio" => Category::Audio,
            "document" => Category::Document,
            "archive" => Category::Archive,
            "code" => Category::Code,
            "other" => Category::Other,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_disjoint() {
        for list in [DOCUMENTS, ARCHIVES, CODE] {
            assert!(list.is_sorted(), "{list:?}");
        }
        assert!(!DOCUMENTS.iter().any(|it| CODE.contains(it) || ARCHIVES.contains(it)));
        assert!(!CODE.iter().any(|it| ARCHIVES.contains(it)));
    }

    #[test]
    fn codes_and_words_round_trip() {
        for category in CATEGORIES {
            assert_eq!(Category::from_code(category.code()), category);
            let word = serde_json::to_value(category).unwrap();
            assert_eq!(Category::from_word(word.as_str().unwrap()), Some(category));
        }
    }

    #[test]
    fn examples() {
        for (media_type, extension, category) in [
            ("image/svg+xml", Some("svg"), Category::Image),
            ("text/plain", Some("txt"), Category::Document),
            ("text/x-rust", Some("rs"), Category::Code),
            ("video/mp2t", Some("ts"), Category::Video),
            ("application/pdf", None, Category::Document),
            ("application/zip", Some("docx"), Category::Document),
            ("application/zip", None, Category::Archive),
            ("application/octet-stream", None, Category::Other),
            ("text/plain", None, Category::Document),
        ] {
            assert_eq!(
                Category::of(media_type, extension),
                category,
                "{media_type} {extension:?}"
            );
        }
    }
}
