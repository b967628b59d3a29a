//! How people look on the wire.

use std::collections::HashMap;

use base::Timestamp;
use kernel::{AccountId, MemberId, Problem, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Institutes,
    people::model::{MemberState, Record},
};

/// The most accounts that are asked about at once.
const AT_ONCE: usize = 500;

/// A person in the directory.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(crate) struct PersonView {
    #[schema(value_type = String, example = "member_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    member: MemberId,
    /// What the institute calls them.
    name: String,
    /// The address they were invited at.
    email: String,
    role: Role,
    state: MemberState,
    phone: Option<String>,
    /// Their number in the institute's own books.
    roll_number: Option<String>,
    /// The address of somebody who looks after them.
    guardian_email: Option<String>,
    /// When they came into the directory.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Null until they joined.
    #[schema(value_type = Option<String>, format = DateTime)]
    joined_at: Option<Timestamp>,
    /// When they used Lyceum last, exact to about five minutes; null for those who have not joined.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen_at: Option<Timestamp>,
    /// When the invitation under way ends, or ended; null when there is none.
    #[schema(value_type = Option<String>, format = DateTime)]
    invited_until: Option<Timestamp>,
}

impl PersonView {
    /// One person, with what the accounts know.
    pub(crate) async fn of(institutes: &Institutes, record: Record) -> Result<Self, Problem> {
        let seen = last_seen(institutes, std::slice::from_ref(&record)).await?;
        Ok(view(record, &seen))
    }

    /// Many people, with what the accounts know.
    pub(crate) async fn of_many(institutes: &Institutes, records: Vec<Record>) -> Result<Vec<Self>, Problem> {
        let seen = last_seen(institutes, &records).await?;
        Ok(records.into_iter().map(|record| view(record, &seen)).collect())
    }
}

type Seen = HashMap<AccountId, Timestamp>;

async fn last_seen(institutes: &Institutes, records: &[Record]) -> Result<Seen, Problem> {
    let accounts: Vec<AccountId> = records.iter().filter_map(|record| record.account).collect();
    let mut seen = Seen::new();
    for some in accounts.chunks(AT_ONCE) {
        let people = institutes.people.find(some).await?;
        seen.extend(
            people
                .into_iter()
                .filter_map(|person| Some((person.account, person.last_seen_at?))),
        );
    }
    Ok(seen)
}

fn view(record: Record, seen: &Seen) -> PersonView {
    PersonView {
        member: record.id,
        name: record.name,
        email: record.email,
        role: record.role,
        state: record.state,
        phone: record.phone,
        roll_number: record.roll_number,
        guardian_email: record.guardian_email,
        created_at: record.created_at,
        joined_at: record.joined_at,
        last_seen_at: record.account.and_then(|account| seen.get(&account).copied()),
        invited_until: record.invited_until,
    }
}
