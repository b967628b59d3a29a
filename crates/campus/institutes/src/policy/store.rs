//! Every query about policies.

use database::{DatabaseError, Query, Tx, values};
use kernel::{CodeRule, InstituteId, Role, Roles, WhenFull};

use super::model::{Policy, Sessions};

/// The policy of the institute; the default one where none was written.
pub(crate) async fn find(query: impl Query, institute: InstituteId) -> Result<Policy, DatabaseError> {
    let sql = "SELECT code, strong_roles, session_limit, when_full, idle_minutes, remember_days, google_domain \
               FROM policies WHERE institute = $1";
    let Some(row) = query.one(sql, values![institute]).await? else {
        return Ok(Policy::default());
    };
    Ok(Policy {
        code: code(&row.get::<String>(0)?),
        strong_roles: roles(row.get(1)?).iter().collect(),
        sessions: Sessions {
            limit: row.get::<Option<i64>>(2)?.and_then(|limit| u16::try_from(limit).ok()),
            when_full: when_full(&row.get::<String>(3)?),
        },
        idle_minutes: row.get(4)?,
        remember_days: row.get(5)?,
        google_domain: row.get(6)?,
    })
}

/// Writes the policy of the institute.
pub(crate) async fn put(tx: &mut Tx, institute: InstituteId, policy: &Policy) -> Result<(), DatabaseError> {
    tx.execute(
        "INSERT INTO policies (institute, code, strong_roles, session_limit, when_full, idle_minutes, remember_days, \
         google_domain) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (institute) DO UPDATE SET \
         code = excluded.code, strong_roles = excluded.strong_roles, session_limit = excluded.session_limit, \
         when_full = excluded.when_full, idle_minutes = excluded.idle_minutes, \
         remember_days = excluded.remember_days, google_domain = excluded.google_domain",
        values![
            institute,
            code_name(policy.code),
            bits(policy.strong()),
            policy.sessions.limit.map(i64::from),
            when_full_name(policy.sessions.when_full),
            policy.idle_minutes,
            policy.remember_days,
            policy.google_domain.clone()
        ],
    )
    .await?;
    Ok(())
}

/// One bit for each role, in the order of [`Role::ALL`].
fn bits(roles: Roles) -> i64 {
    (0..)
        .zip(Role::ALL)
        .fold(0, |bits, (place, role)| bits | i64::from(roles.contain(role)) << place)
}

/// What [`bits`] made.
pub(crate) fn roles(bits: i64) -> Roles {
    let set = (0..).zip(Role::ALL).filter(|(place, _)| bits >> place & 1 == 1);
    set.map(|(_, role)| role).collect()
}

fn code_name(code: CodeRule) -> &'static str {
    match code {
        CodeRule::Never => "never",
        CodeRule::NewDevice => "new_device",
        CodeRule::Always => "always",
    }
}

/// A rule that a newer version invented is the strictest one here.
fn code(name: &str) -> CodeRule {
    match name {
        "never" => CodeRule::Never,
        "new_device" => CodeRule::NewDevice,
        _ => CodeRule::Always,
    }
}

fn when_full_name(rule: WhenFull) -> &'static str {
    match rule {
        WhenFull::NewestWins => "newest_wins",
        WhenFull::Ask => "ask",
        WhenFull::OldestStays => "oldest_stays",
    }
}

/// A rule that a newer version invented asks the person.
fn when_full(name: &str) -> WhenFull {
    match name {
        "newest_wins" => WhenFull::NewestWins,
        "oldest_stays" => WhenFull::OldestStays,
        _ => WhenFull::Ask,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_every_set_reads_back() {
        for rule in [CodeRule::Never, CodeRule::NewDevice, CodeRule::Always] {
            assert_eq!(code(code_name(rule)), rule);
        }
        for rule in [WhenFull::NewestWins, WhenFull::Ask, WhenFull::OldestStays] {
            assert_eq!(when_full(when_full_name(rule)), rule);
        }
        for set in [Roles::default(), Roles::OWNERS, Roles::OFFICE, Roles::EVERYBODY] {
            assert_eq!(roles(bits(set)), set);
        }
    }
}
