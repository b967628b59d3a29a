//! The policy itself. Pure.

use std::time::Duration;

use kernel::{CodeRule, Problem, Role, Roles, SessionRule, SignInRules, WhenFull};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MOST_SESSIONS: u16 = 100;
const SHORTEST_IDLE: u32 = 5;
/// 30 days.
const LONGEST_IDLE: u32 = 30 * 24 * 60;
const LONGEST_REMEMBERED: u32 = 365;
/// RFC 1035 allows no longer name.
const LONGEST_DOMAIN: usize = 253;

/// How many places somebody may be signed in at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sessions {
    /// The most; null leaves it open.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// What happens to the next one.
    pub when_full: WhenFull,
}

/// What an institute asks of its people at sign-in. It applies at everybody's next sign-in, a lower number of sessions as
/// well: nobody is thrown out in the middle of something. Only `strong_roles` closes the institute at once to whoever
/// has not shown such a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    /// When a code by e-mail, or a stronger factor, is asked for after the password.
    pub code: CodeRule,
    /// The roles for which a code by e-mail is not enough: they need an authenticator app or a passkey.
    pub strong_roles: Vec<Role>,
    pub sessions: Sessions,
    /// A session that is not used for so many minutes ends: 5 to 43,200.
    #[schema(minimum = 5, maximum = 43200)]
    pub idle_minutes: u32,
    /// The only Google Workspace domain whose accounts may be used; null allows any.
    pub google_domain: Option<String>,
    /// A device is remembered for so many days: 1 to 365.
    #[schema(minimum = 1, maximum = 365)]
    pub remember_days: u32,
}

impl Default for Policy {
    /// What a new institute asks: a code on new devices.
    fn default() -> Self {
        Policy {
            code: CodeRule::NewDevice,
            strong_roles: Vec::new(),
            sessions: Sessions {
                limit: None,
                when_full: WhenFull::NewestWins,
            },
            idle_minutes: LONGEST_IDLE,
            google_domain: None,
            remember_days: 90,
        }
    }
}

impl Policy {
    /// Checks what somebody sent, and writes it the one way it is kept.
    ///
    /// # Errors
    /// 400 that names the member.
    pub(crate) fn checked(mut self) -> Result<Policy, Problem> {
        let within = |field: &str, number: u32, least: u32, most: u32| {
            let detail = format!("Choose a number between {least} and {most}.");
            (least..=most)
                .contains(&number)
                .then_some(())
                .ok_or_else(|| Problem::validation(field, detail))
        };
        if let Some(limit) = self.sessions.limit {
            within("sessions.limit", limit.into(), 1, MOST_SESSIONS.into())?;
        }
        within("idle_minutes", self.idle_minutes, SHORTEST_IDLE, LONGEST_IDLE)?;
        within("remember_days", self.remember_days, 1, LONGEST_REMEMBERED)?;
        self.strong_roles = self.strong().iter().collect();
        self.google_domain = self.google_domain.as_deref().map(domain).transpose()?.flatten();
        Ok(self)
    }

    /// The roles that need a strong factor, as a set.
    pub(crate) fn strong(&self) -> Roles {
        self.strong_roles.iter().copied().collect()
    }

    /// What is asked of somebody with this role.
    pub(crate) fn rules_for(&self, role: Role) -> SignInRules {
        SignInRules {
            code: self.code,
            strong_factor: self.strong().contain(role),
            sessions: SessionRule {
                limit: self.sessions.limit,
                when_full: self.sessions.when_full,
            },
            idle: Duration::from_secs(60 * u64::from(self.idle_minutes)),
            remember: Duration::from_secs(24 * 3600 * u64::from(self.remember_days)),
            google_domains: self.google_domain.iter().cloned().collect(),
        }
    }
}

/// A domain, lower-case; nothing for an empty text.
fn domain(text: &str) -> Result<Option<String>, Problem> {
    let domain = text.trim().trim_start_matches('@').to_ascii_lowercase();
    if domain.is_empty() {
        return Ok(None);
    }
    let label = |label: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=63).contains(&label.len()) && label.chars().all(fits) && !label.starts_with('-') && !label.ends_with('-')
    };
    if domain.len() <= LONGEST_DOMAIN && domain.contains('.') && domain.split('.').all(label) {
        Ok(Some(domain))
    } else {
        let detail = "Write the domain alone, for example example.org.";
        Err(Problem::validation("google_domain", detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(change: impl FnOnce(&mut Policy)) -> Result<Policy, Problem> {
        let mut policy = Policy::default();
        change(&mut policy);
        policy.checked()
    }

    #[test]
    fn numbers_have_bounds_and_refusals_name_the_member() {
        assert_eq!(Policy::default().checked(), Ok(Policy::default()));
        let refusals = [
            (changed(|it| it.sessions.limit = Some(0)), "sessions.limit"),
            (changed(|it| it.sessions.limit = Some(101)), "sessions.limit"),
            (changed(|it| it.idle_minutes = 4), "idle_minutes"),
            (changed(|it| it.idle_minutes = LONGEST_IDLE + 1), "idle_minutes"),
            (changed(|it| it.remember_days = 0), "remember_days"),
            (
                changed(|it| it.google_domain = Some("not a domain".into())),
                "google_domain",
            ),
            (
                changed(|it| it.google_domain = Some("localhost".into())),
                "google_domain",
            ),
            (changed(|it| it.google_domain = Some("-a.org".into())), "google_domain"),
        ];
        for (refusal, field) in refusals {
            assert_eq!(refusal.unwrap_err().fields["field"], field);
        }
    }

    #[test]
    fn what_is_kept_is_written_one_way() {
        let policy = changed(|it| {
            it.strong_roles = vec![Role::Staff, Role::Owner, Role::Staff];
            it.google_domain = Some(" @Example.ORG ".into());
        });
        let policy = policy.unwrap();
        assert_eq!(policy.strong_roles, [Role::Owner, Role::Staff]);
        assert_eq!(policy.google_domain.as_deref(), Some("example.org"));
        assert_eq!(
            changed(|it| it.google_domain = Some(" ".into())).unwrap().google_domain,
            None
        );
    }

    #[test]
    fn a_role_gets_the_rules_of_the_policy() {
        let policy = changed(|it| it.strong_roles = vec![Role::Owner]).unwrap();
        assert!(policy.rules_for(Role::Owner).strong_factor);
        let rules = policy.rules_for(Role::Student);
        assert!(!rules.strong_factor);
        assert_eq!(rules.remember, Duration::from_secs(90 * 24 * 3600));
    }
}
