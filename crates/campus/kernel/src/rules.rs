//! How strictly somebody signs in: what their institutes ask for, put together. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When a code by e-mail, or a stronger factor, is asked for after the password. The later, the stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodeRule {
    /// Never.
    Never,
    /// Unless the device is remembered.
    NewDevice,
    /// Each time.
    Always,
}

/// What happens when somebody signs in and has as many sessions as allowed. The later, the stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// The session that was unused longest ends.
    NewestWins,
    /// The person chooses which one ends.
    Ask,
    /// The new one is refused; it may take over after the second factor.
    OldestStays,
}

/// How many sessions an account may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRule {
    /// The most; `None` leaves it open.
    pub limit: Option<u16>,
    /// What happens at the limit.
    pub when_full: WhenFull,
}

/// What is asked of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRules {
    /// The code after the password.
    pub code: CodeRule,
    /// Whether a code by e-mail is not enough: an authenticator app or a passkey must be there.
    pub strong_factor: bool,
    /// How many sessions.
    pub sessions: SessionRule,
    /// A session that is not used this long ends.
    pub idle: Duration,
    /// A device is remembered this long.
    pub remember: Duration,
    /// The only Google Workspace domains whose accounts may be used; empty when any may.
    pub google_domains: Vec<String>,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

impl Default for SignInRules {
    /// What is asked of somebody who belongs to no institute.
    fn default() -> Self {
        SignInRules {
            code: CodeRule::Never,
            strong_factor: false,
            sessions: SessionRule {
                limit: None,
                when_full: WhenFull::NewestWins,
            },
            idle: 30 * DAY,
            remember: 90 * DAY,
            google_domains: Vec::new(),
        }
    }
}

impl SignInRules {
    /// The rules that satisfy both. Two institutes that allow different Google domains allow what both list, and when
    /// there is nothing, what either lists: otherwise one institute could keep people out of the other.
    #[must_use]
    pub fn strictest(self, other: SignInRules) -> SignInRules {
        let limit = match (self.sessions.limit, other.sessions.limit) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        SignInRules {
            code: self.code.max(other.code),
            strong_factor: self.strong_factor || other.strong_factor,
            sessions: SessionRule {
                limit,
                when_full: self.sessions.when_full.max(other.sessions.when_full),
            },
            idle: self.idle.min(other.idle),
            remember: self.remember.min(other.remember),
            google_domains: domains_of_both(self.google_domains, other.google_domains),
        }
    }
}

fn domains_of_both(one: Vec<String>, two: Vec<String>) -> Vec<String> {
    if one.is_empty() || two.is_empty() {
        return [one, two].concat();
    }
    let both: Vec<String> = one.iter().filter(|domain| two.contains(domain)).cloned().collect();
    if both.is_empty() { [one, two].concat() } else { both }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(limit: Option<u16>, domains: &[&str]) -> SignInRules {
        SignInRules {
            sessions: SessionRule {
                limit,
                when_full: WhenFull::Ask,
            },
            google_domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
            ..SignInRules::default()
        }
    }

    #[test]
    fn the_stricter_wins_in_each_point() {
        let merged = rules(Some(3), &[]).strictest(SignInRules {
            code: CodeRule::Always,
            idle: DAY,
            ..rules(Some(2), &[])
        });
        assert_eq!((merged.code, merged.sessions.limit), (CodeRule::Always, Some(2)));
        assert_eq!((merged.idle, merged.sessions.when_full), (DAY, WhenFull::Ask));
        assert_eq!(rules(None, &[]).strictest(rules(Some(1), &[])).sessions.limit, Some(1));
    }

    #[test]
    fn an_institute_keeps_nobody_out_of_another() {
        let domains = |one: &[&str], two: &[&str]| rules(None, one).strictest(rules(None, two)).google_domains;
        assert_eq!(domains(&["a", "b"], &["b", "c"]), ["b"]);
        assert_eq!(domains(&["a"], &[]), ["a"]);
        assert_eq!(domains(&["a"], &["b"]), ["a", "b"]);
    }
}
