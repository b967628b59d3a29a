//! `PATCH /api/institutes/{institute}/people/{member}`: another name, another role.

use audit::{Audit, Entry, Origin};
use axum::extract::State;
use database::Tx;
use kernel::{
    Member, MemberId, Problem, Role,
    json::{Json, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{OnePerson, view::PersonView};
use crate::{
    Error, Institutes, actions,
    http::require_fresh,
    people::{
        change::change_place,
        details,
        model::{Change, Record, Why},
        store,
    },
};

/// What is left out stays as it is; an empty text takes away what it stands for.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdatePerson {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// Digits, spaces and `+ - ( ) . /`.
    phone: Option<String>,
    roll_number: Option<String>,
    guardian_email: Option<String>,
    /// Needs a fresh proof of who the caller is, and is for people only, not for programs.
    role: Option<Role>,
    /// Lets the person in again or keeps them out.
    state: Option<Place>,
}

/// Whether a person may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = PersonPlace)]
pub(crate) enum Place {
    /// May come in; somebody who never joined is invited again.
    Active,
    /// May not come in.
    Deactivated,
}

impl UpdatePerson {
    fn details_of(&self, before: &Record) -> Result<Record, Problem> {
        let mut after = before.clone();
        if let Some(name) = &self.name {
            after.name = details::name(name)?;
        }
        if let Some(phone) = &self.phone {
            after.phone = details::phone(phone)?;
        }
        if let Some(roll_number) = &self.roll_number {
            after.roll_number = details::roll_number(roll_number)?;
        }
        if let Some(email) = &self.guardian_email {
            after.guardian_email = details::guardian_email(email)?;
        }
        Ok(after)
    }

    fn changes(&self) -> impl Iterator<Item = Change> + use<> {
        let state = self.state.map(|state| match state {
            Place::Active => Change::Reactivate,
            Place::Deactivated => Change::Deactivate,
        });
        [self.role.map(Change::Role), state].into_iter().flatten()
    }
}

/// What the audit trail compares.
#[derive(Serialize)]
struct Details<'a> {
    name: &'a str,
    phone: Option<&'a str>,
    roll_number: Option<&'a str>,
    guardian_email: Option<&'a str>,
}

impl<'a> Details<'a> {
    fn of(record: &'a Record) -> Self {
        Details {
            name: &record.name,
            phone: record.phone.as_deref(),
            roll_number: record.roll_number.as_deref(),
            guardian_email: record.guardian_email.as_deref(),
        }
    }
}

/// Change a person's details or place. A deactivated person is refused at once; their sessions stay, because the account
/// may belong elsewhere, and open nothing here any more.
#[utoipa::path(patch, path = "/api/institutes/{institute}/people/{member}", tag = "institutes",
    params(("institute" = String, Path), ("member" = String, Path)), request_body = UpdatePerson, responses(
    (status = 200, body = PersonView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "One's own role does not reach that far, or a fresh proof is needed.", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The last owner, or oneself.", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn update_person(
    member: Member,
    State(institutes): State<Institutes>,
    Path(path): Path<OnePerson>,
    origin: Origin,
    Json(request): Json<UpdatePerson>,
) -> Result<Json<PersonView>, Error> {
    let person = path.member;
    if request.role.is_some() {
        require_fresh(&institutes.kernel, &member.caller)?;
    }
    let audit = institutes.directory.audit.clone();
    let changed = institutes.change(member.institute, move |tx| {
        let (request, origin, audit) = (request.clone(), origin.clone(), audit.clone());
        Box::pin(async move {
            let record = change_details(tx, &audit, &origin, &member, person, &request).await?;
            for change in request.changes() {
                change_place(tx, &audit, &origin, &member, person, change).await?;
            }
            Ok(store::find(tx, member.institute, person).await?.unwrap_or(record))
        })
    });
    let record = changed.await?;
    Ok(Json(PersonView::of(&institutes, record).await?))
}

async fn change_details(
    tx: &mut Tx,
    audit: &Audit,
    origin: &Origin,
    member: &Member,
    person: MemberId,
    request: &UpdatePerson,
) -> Result<Record, Error> {
    let institute = member.institute;
    let before = store::find(&mut *tx, institute, person).await?.ok_or(Error::NotFound)?;
    let after = request.details_of(&before)?;
    if after == before {
        return Ok(after);
    }
    if person != member.id && !member.role.may_manage(before.role) {
        return Err(Why::NotAllowed.into());
    }
    store::update_details(tx, institute, &after).await?;
    let entry = Entry::new(institute, origin, actions::PERSON_CHANGED).on(person);
    audit
        .record(tx, entry.change(&Details::of(&before), &Details::of(&after)))
        .await?;
    Ok(after)
}
