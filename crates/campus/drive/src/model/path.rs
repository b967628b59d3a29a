//! Paths: names joined by slashes, from the top of a drive or relative to a folder.

use super::name::{Name, NameError};

/// How deep folders may lie inside each other.
pub const MAX_DEPTH: usize = 100;

/// Names from the outside to the inside. May be empty: the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DrivePath(Vec<Name>);

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// An absolute path was wanted.
    #[error("a path starts with a slash, for example `/notes/week 1.pdf`")]
    NotAbsolute,
    /// More than [`MAX_DEPTH`] names.
    #[error("the path is too deep: at most 100 folders inside each other")]
    TooDeep,
    /// One of the names is not allowed.
    #[error("`{name}` in the path cannot be used: {error}")]
    Name {
        /// The beginning of the name.
        name: String,
        /// What is wrong with it.
        error: NameError,
    },
}

impl DrivePath {
    /// Reads `/a/b`; `/` is the top. A slash at the end is allowed, an empty name in the middle is not.
    ///
    /// # Errors
    /// See [`PathError`].
    pub fn absolute(text: &str) -> Result<DrivePath, PathError> {
        Self::relative(text.strip_prefix('/').ok_or(PathError::NotAbsolute)?)
    }

    /// Reads `a/b` as it lies below some folder.
    ///
    /// # Errors
    /// See [`PathError`].
    pub fn relative(text: &str) -> Result<DrivePath, PathError> {
        let text = text.strip_suffix('/').unwrap_or(text);
        if text.is_empty() {
            return Ok(DrivePath::default());
        }
        // Counted before any name is built: a hostile path costs nothing.
        if text.bytes().filter(|byte| *byte == b'/').count() >= MAX_DEPTH {
            return Err(PathError::TooDeep);
        }
        let name = |text: &str| {
            Name::new(text).map_err(|error| PathError::Name {
                name: text.chars().take(80).collect(),
                error,
            })
        };
        text.split('/').map(name).collect::<Result<_, _>>().map(DrivePath)
    }

    /// The names, outermost first.
    pub fn names(&self) -> &[Name] {
        &self.0
    }

    /// Whether it is the top itself.
    pub fn is_top(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder and the last name; `None` at the top.
    pub fn split_last(mut self) -> Option<(DrivePath, Name)> {
        let last = self.0.pop()?;
        Some((self, last))
    }

    /// The path one name further in.
    pub fn join(&self, name: Name) -> DrivePath {
        DrivePath(self.0.iter().cloned().chain([name]).collect())
    }

    /// The path of names that were stored.
    pub(crate) fn of_stored(names: impl IntoIterator<Item = String>) -> DrivePath {
        DrivePath(names.into_iter().map(Name::stored).collect())
    }
}

impl std::fmt::Display for DrivePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("/");
        }
        self.0.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_read_and_print() {
        assert_eq!(DrivePath::absolute("/a/b c").unwrap().to_string(), "/a/b c");
        assert_eq!(DrivePath::absolute("/a/").unwrap().to_string(), "/a");
        assert_eq!(DrivePath::absolute("/").unwrap(), DrivePath::default());
        assert_eq!(DrivePath::relative("").unwrap(), DrivePath::default());
        let (folder, name) = DrivePath::absolute("/a/b/c").unwrap().split_last().unwrap();
        assert_eq!((folder.to_string(), name.as_str()), ("/a/b".into(), "c"));
    }

    #[test]
    fn nothing_climbs_out() {
        assert_eq!(DrivePath::absolute("a"), Err(PathError::NotAbsolute));
        for text in ["//a", "/a//b", "/../a", "/a/./b", "/a/..", "/a\0"] {
            assert!(
                matches!(DrivePath::absolute(text), Err(PathError::Name { .. })),
                "{text:?}"
            );
        }
        assert_eq!(
            DrivePath::absolute(&"/x".repeat(MAX_DEPTH + 1)),
            Err(PathError::TooDeep)
        );
        assert!(DrivePath::absolute(&"/x".repeat(MAX_DEPTH)).is_ok());
    }

    proptest! {
        #[test]
        fn a_path_reads_back_as_printed(text in "(/[\\PC&&[^/]]{1,6}){0,8}") {
            if let Ok(path) = DrivePath::absolute(&text) {
                prop_assert_eq!(DrivePath::absolute(&path.to_string()).unwrap(), path);
            }
        }
    }
}
