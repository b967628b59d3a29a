//! `GET /api/institutes/{institute}/home`: what the home page shows.

use axum::extract::State;
use kernel::{Allowance, Member, Problem, Role, Roles, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Error, Institutes, MemberState,
    institute::store as institutes_store,
    invitations,
    people::{http::summarize_people::PeopleCounts, store as people},
    policy,
};

/// From this share on, in percent, a library is nearly full.
const NEARLY: u64 = 90;

/// The home page of one role.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Home {
    role: Role,
    /// For the office; null for everybody else.
    people: Option<PeopleCounts>,
    /// What the library may store and does, for managers; null for everybody else.
    storage: Option<Allowance>,
    /// What is worth a look.
    notes: Vec<HomeNote>,
}

/// Something worth a look.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum HomeNote {
    /// Letters cannot leave: neither the institute nor the installation has a mail server.
    NoMail,
    /// No role needs an authenticator app or a passkey.
    NoStrongFactor,
    /// Nobody has been invited yet.
    NobodyInvited,
    /// There are no students yet.
    NoStudents,
    /// There is one owner only; nobody could take their place.
    OneOwner,
    /// The institute has no logo.
    NoLogo,
    /// Invitations ended, and the people have not joined.
    InvitationsExpired {
        /// How many.
        count: u64,
    },
    /// The library is nearly full.
    StorageNearlyFull {
        /// How full.
        percent: u64,
    },
}

/// See the home page of one's role.
#[utoipa::path(get, path = "/api/institutes/{institute}/home", tag = "institutes",
    params(("institute" = String, Path)), responses(
    (status = 200, body = Home),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_home(member: Member, State(institutes): State<Institutes>) -> Result<Json<Home>, Error> {
    let mut home = Home {
        role: member.role,
        people: None,
        storage: None,
        notes: Vec::new(),
    };
    if !Roles::OFFICE.contain(member.role) {
        return Ok(Json(home));
    }
    let inside = institutes.directory.inside(member.institute);
    let counts = people::counts(&inside, member.institute).await?;
    home.people = Some(PeopleCounts::of(&counts, |_| true));
    if Roles::MANAGERS.contain(member.role) {
        let storage = institutes.volumes.library_allowance(member.institute).await?;
        let about = institutes_store::find_active(&institutes.kernel.database, member.institute).await?;
        let now = institutes.kernel.world.now();
        let seen = Seen {
            mail: institutes.post.can_deliver_for(member.institute).await?,
            strong_factor: !policy::store::find(&inside, member.institute)
                .await?
                .strong_roles
                .is_empty(),
            people: sum(&counts, |_, _| true),
            students: sum(&counts, |role, _| role == Role::Student),
            owners: sum(&counts, |role, state| {
                role == Role::Owner && state == MemberState::Active
            }),
            logo: about.is_some_and(|about| about.logo_mark.is_some()),
            expired: invitations::store::expired(&inside, member.institute, now).await?,
            percent: percent(&storage),
        };
        home.notes = notes(&seen);
        home.storage = Some(storage);
    }
    Ok(Json(home))
}

fn sum(counts: &[(Role, MemberState, u64)], wanted: impl Fn(Role, MemberState) -> bool) -> u64 {
    let some = counts.iter().filter(|(role, state, _)| wanted(*role, *state));
    some.map(|(.., count)| count).sum()
}

fn percent(storage: &Allowance) -> u64 {
    (storage.used.saturating_mul(100))
        .checked_div(storage.limit)
        .unwrap_or(0)
}

/// What the notes are about.
struct Seen {
    mail: bool,
    strong_factor: bool,
    people: u64,
    students: u64,
    owners: u64,
    logo: bool,
    expired: u64,
    percent: u64,
}

fn notes(seen: &Seen) -> Vec<HomeNote> {
    let notes = [
        (!seen.mail).then_some(HomeNote::NoMail),
        (!seen.strong_factor).then_some(HomeNote::NoStrongFactor),
        (seen.people <= 1).then_some(HomeNote::NobodyInvited),
        (seen.students == 0).then_some(HomeNote::NoStudents),
        (seen.people > 1 && seen.owners == 1).then_some(HomeNote::OneOwner),
        (!seen.logo).then_some(HomeNote::NoLogo),
        (seen.expired > 0).then_some(HomeNote::InvitationsExpired { count: seen.expired }),
        (seen.percent >= NEARLY).then_some(HomeNote::StorageNearlyFull { percent: seen.percent }),
    ];
    notes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_about_what_is_seen() {
        let quiet = Seen {
            mail: true,
            strong_factor: true,
            people: 40,
            students: 30,
            owners: 2,
            logo: true,
            expired: 0,
            percent: 89,
        };
        assert_eq!(notes(&quiet), []);
        let new = Seen {
            people: 1,
            students: 0,
            owners: 1,
            logo: false,
            ..quiet
        };
        assert_eq!(
            notes(&new),
            [HomeNote::NobodyInvited, HomeNote::NoStudents, HomeNote::NoLogo]
        );
        assert_eq!(percent(&Allowance::default()), 0);
    }
}
