//! Conditional requests (RFC 9110, section 13). Entity tags are strong: the SHA-256 of the bytes.

use base::{Timestamp, hex};

/// What a file's current representation is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validators {
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// When this version was made.
    pub modified: Timestamp,
}

/// The request headers that set conditions, as text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions<'a> {
    /// `If-Match`
    pub if_match: Option<&'a str>,
    /// `If-None-Match`
    pub if_none_match: Option<&'a str>,
    /// `If-Modified-Since`
    pub if_modified_since: Option<&'a str>,
    /// `If-Unmodified-Since`
    pub if_unmodified_since: Option<&'a str>,
    /// `If-Range`
    pub if_range: Option<&'a str>,
}

/// What the conditions of a GET or HEAD ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answer as usual.
    Serve,
    /// 304: the caller has it already.
    NotModified,
    /// 412: the caller meant another version.
    Failed,
}

impl Validators {
    /// The entity tag, with its quotes.
    pub fn etag(&self) -> String {
        format!("\"{}\"", hex::encode(&self.sha256))
    }

    /// `Last-Modified`, in whole seconds.
    pub fn last_modified(&self) -> String {
        httpdate::fmt_http_date(system_time(self.modified))
    }

    fn seconds(&self) -> i64 {
        self.modified.0.div_euclid(1_000_000)
    }

    /// Judges a reading request, in the order of RFC 9110, section 13.2.2.
    pub fn judge(&self, conditions: &Conditions<'_>) -> Verdict {
        if let Some(tags) = conditions.if_match {
            if !lists(tags, &self.etag(), Comparison::Strong) {
                return Verdict::Failed;
            }
        } else if conditions
            .if_unmodified_since
            .and_then(seconds_of)
            .is_some_and(|date| self.seconds() > date)
        {
            return Verdict::Failed;
        }
        if let Some(tags) = conditions.if_none_match {
            if lists(tags, &self.etag(), Comparison::Weak) {
                return Verdict::NotModified;
            }
        } else if conditions
            .if_modified_since
            .and_then(seconds_of)
            .is_some_and(|date| self.seconds() <= date)
        {
            return Verdict::NotModified;
        }
        Verdict::Serve
    }

    /// Whether a `Range` may be honoured: without `If-Range` always, with it only for the same bytes.
    pub fn range_holds(&self, if_range: Option<&str>) -> bool {
        match if_range.map(str::trim) {
            None => true,
            Some(tag) if tag.starts_with('"') => tag == self.etag(),
            // A weak tag never proves that bytes are equal; a date must match exactly.
            Some(date) => seconds_of(date) == Some(self.seconds()),
        }
    }
}

/// Whether an upload's `If-Match` or `If-None-Match` allows what is about to happen to `current`.
pub fn allows_write(if_match: Option<&str>, if_none_match: Option<&str>, current: Option<&Validators>) -> bool {
    let listed = |tags: &str| current.is_some_and(|current| lists(tags, &current.etag(), Comparison::Strong));
    if_match.is_none_or(listed) && if_none_match.is_none_or(|tags| !listed(tags))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

/// Whether a list of entity tags (or `*`) contains `etag`.
fn lists(tags: &str, etag: &str, comparison: Comparison) -> bool {
    tags.trim() == "*"
        || tags
            .split(',')
            .map(str::trim)
            .any(|tag| match (tag.strip_prefix("W/"), comparison) {
                (Some(weak), Comparison::Weak) => weak == etag,
                (Some(_), Comparison::Strong) => false,
                (None, _) => tag == etag,
            })
}

fn seconds_of(date: &str) -> Option<i64> {
    let since = httpdate::parse_http_date(date.trim())
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// A moment for the date formatter, which knows the years 1970 to 9999.
pub fn system_time(moment: Timestamp) -> std::time::SystemTime {
    const YEAR_9999: u64 = 253_370_764_800;
    let seconds = u64::try_from(moment.0.div_euclid(1_000_000))
        .unwrap_or(0)
        .min(YEAR_9999);
    std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Validators = Validators {
        sha256: [0xab; 32],
        modified: Timestamp(784_111_777_900_000),
    };
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    #[test]
    fn reading() {
        let tag = FILE.etag();
        let none_match = |value: &str| {
            FILE.judge(&Conditions {
                if_none_match: Some(value),
                ..Conditions::default()
            })
        };
        assert_eq!(none_match(&tag), Verdict::NotModified);
        assert_eq!(none_match(&format!("\"x\", W/{tag}")), Verdict::NotModified);
        assert_eq!(none_match("*"), Verdict::NotModified);
        assert_eq!(none_match("\"x\""), Verdict::Serve);
        let matching = |value: &str| {
            FILE.judge(&Conditions {
                if_match: Some(value),
                ..Conditions::default()
            })
        };
        assert_eq!(matching(&tag), Verdict::Serve);
        assert_eq!(matching(&format!("W/{tag}")), Verdict::Failed);
        assert_eq!(matching("\"x\""), Verdict::Failed);
    }

    #[test]
    fn dates_count_whole_seconds_and_yield_to_tags() {
        assert_eq!(FILE.last_modified(), DATE);
        let since = |value: &str| {
            FILE.judge(&Conditions {
                if_modified_since: Some(value),
                ..Conditions::default()
            })
        };
        assert_eq!(since(DATE), Verdict::NotModified);
        assert_eq!(since("Sun, 06 Nov 1994 08:49:36 GMT"), Verdict::Serve);
        assert_eq!(since("yesterday"), Verdict::Serve);
        let both = Conditions {
            if_none_match: Some("\"x\""),
            if_modified_since: Some(DATE),
            ..Conditions::default()
        };
        assert_eq!(FILE.judge(&both), Verdict::Serve);
        let unmodified = Conditions {
            if_unmodified_since: Some("Sun, 06 Nov 1994 08:49:36 GMT"),
            ..Default::default()
        };
        assert_eq!(FILE.judge(&unmodified), Verdict::Failed);
    }

    #[test]
    fn if_range_wants_the_same_bytes() {
        assert!(FILE.range_holds(None));
        assert!(FILE.range_holds(Some(&FILE.etag())));
        assert!(FILE.range_holds(Some(DATE)));
        assert!(!FILE.range_holds(Some(&format!("W/{}", FILE.etag()))));
        assert!(!FILE.range_holds(Some("\"x\"")));
        assert!(!FILE.range_holds(Some("Sun, 06 Nov 1994 08:49:38 GMT")));
    }

    #[test]
    fn writing() {
        let tag = FILE.etag();
        assert!(allows_write(None, None, None));
        assert!(allows_write(None, Some("*"), None));
        assert!(!allows_write(None, Some("*"), Some(&FILE)));
        assert!(allows_write(Some(&tag), None, Some(&FILE)));
        assert!(!allows_write(Some(&tag), None, None));
        assert!(!allows_write(Some("\"x\""), None, Some(&FILE)));
    }
}
