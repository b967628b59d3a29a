//! `GET /api/institutes/{institute}/people`: the directory.

use axum::extract::State;
use base::hex;
use kernel::{
    Cursor, Limit, Member, MemberId, Page, Problem, Role,
    json::{Json, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::PersonView;
use crate::{
    Error, Institutes, MemberState,
    people::store::{self, Wanted},
};

/// Longer texts are no name.
const LONGEST_SEARCH: usize = 200;

/// Whom to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sought {
    /// Beginnings of words of the name, the e-mail address or the roll number; all of them must be there. Case and accents
    /// do not count.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    q: String,
    /// Only these.
    role: Option<Role>,
    /// Only these.
    state: Option<MemberState>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many people: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    limit: Limit,
}

/// List the people of an institute, by name.
#[utoipa::path(get, path = "/api/institutes/{institute}/people", tag = "institutes",
    params(("institute" = String, Path), Sought), responses(
    (status = 200, body = Page<PersonView>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_people(
    member: Member,
    State(institutes): State<Institutes>,
    Query(sought): Query<Sought>,
) -> Result<Json<Page<PersonView>>, Error> {
    if sought.q.len() > LONGEST_SEARCH {
        return Err(Problem::validation("q", "Search for at most 200 bytes.").into());
    }
    let wanted = Wanted {
        search: sought.q,
        role: sought.role,
        state: sought.state,
        after: sought.after.as_ref().map(place).transpose()?,
        limit: sought.limit.with_surplus(),
    };
    let found = store::list(
        &institutes.directory.inside(member.institute),
        member.institute,
        &wanted,
    )
    .await?;
    let page = Page::from_surplus(found, sought.limit, |(key, person)| (hex::encode(key), person.id));
    let records = page.items.into_iter().map(|(_, person)| person).collect();
    Ok(Json(Page {
        items: PersonView::of_many(&institutes, records).await?,
        next: page.next,
    }))
}

fn place(cursor: &Cursor) -> Result<(Vec<u8>, MemberId), Problem> {
    let (key, id): (String, MemberId) = cursor.decode()?;
    let byte = |at: usize| key.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let key: Option<Vec<u8>> = (0..key.len()).step_by(2).map(byte).collect();
    let refuse = || Problem::validation("after", "Use the `next` value of the previous page, unchanged.");
    Ok((key.ok_or_else(refuse)?, id))
}
