//! The page of ours that somebody lands on after Google. Pure.

use kernel::Problem;

/// Longer addresses inside of the app do not exist.
const LONGEST: usize = 512;

/// Takes a path of the web app and nothing that a browser could read as another site.
pub(crate) fn checked(next: Option<String>, usual: &str) -> Result<String, Problem> {
    let Some(next) = next.filter(|next| !next.is_empty()) else {
        return Ok(usual.to_owned());
    };
    let mut bytes = next.bytes();
    let inside = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = next.len() <= LONGEST && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside && plain && !next.starts_with("/api/") {
        return Ok(next);
    }
    Err(Problem::validation(
        "next",
        "Where to go next is a path of this app, for example `/drive`.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_lands_on_another_site() {
        let lands = |next: &str| checked(Some(next.to_owned()), "/");
        for next in ["/", "/drive/a?b=c#d", "/institutes/x/people"] {
            assert_eq!(lands(next), Ok(next.to_owned()));
        }
        assert_eq!(checked(None, "/security"), Ok("/security".to_owned()));
        assert_eq!(lands(""), Ok("/".to_owned()));
        for next in [
            "//evil.example",
            "/\\evil.example",
            "/a\\b",
            "https://evil.example",
            "drive",
            "/a\r\nSet-Cookie: a=b",
            "/\tevil",
            "/api/user/export",
            "/ü",
            &format!("/{}", "a".repeat(512)),
        ] {
            assert!(lands(next).is_err(), "{next:?}");
        }
    }
}
