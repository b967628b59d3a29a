//! `PATCH /api/institutes/{institute}`: another name, another colour.

use audit::{Entry, Origin};
use axum::extract::State;
use kernel::{Locale, Member, Problem, json::Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::InstituteView;
use crate::{
    Error, Institutes, Settings, actions,
    institute::{model::Institute, store},
    words,
};

/// What is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateInstitute {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// A name of the IANA time zone database.
    #[schema(example = "Asia/Kolkata")]
    time_zone: Option<String>,
    language: Option<Locale>,
    /// `#rrggbb`; white words on it must be readable (contrast 4.5 or more).
    #[schema(example = "#2b5fa8")]
    color: Option<String>,
    /// An empty text takes the address away.
    contact_email: Option<String>,
}

impl UpdateInstitute {
    /// What the institute shall say about itself.
    fn applied_to(&self, about: &Institute) -> Result<Settings, Problem> {
        let contact_email = match self.contact_email.as_deref() {
            None => about.contact_email.clone(),
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(words::email("contact_email", text)?),
        };
        Ok(Settings {
            name: self.name.as_ref().unwrap_or(&about.name).parse()?,
            time_zone: self.time_zone.as_ref().unwrap_or(&about.time_zone).parse()?,
            language: self.language.unwrap_or(about.language),
            color: self.color.as_ref().unwrap_or(&about.color).parse()?,
            contact_email,
        })
    }
}

/// What the audit trail compares.
#[derive(Serialize)]
struct Said<'a> {
    name: &'a str,
    time_zone: &'a str,
    language: Locale,
    color: &'a str,
    contact_email: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn by(about: &'a Institute) -> Self {
        Said {
            name: &about.name,
            time_zone: &about.time_zone,
            language: about.language,
            color: &about.color,
            contact_email: about.contact_email.as_deref(),
        }
    }
}

/// Change what an institute says about itself.
#[utoipa::path(patch, path = "/api/institutes/{institute}", tag = "institutes",
    params(("institute" = String, Path)), request_body = UpdateInstitute, responses(
    (status = 200, body = InstituteView),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn update_institute(
    member: Member,
    State(institutes): State<Institutes>,
    origin: Origin,
    Json(request): Json<UpdateInstitute>,
) -> Result<Json<InstituteView>, Error> {
    let (id, audit) = (member.institute, institutes.directory.audit.clone());
    let changed = institutes.change(id, move |tx| {
        let (request, origin, audit) = (request.clone(), origin.clone(), audit.clone());
        Box::pin(async move {
            let before = store::find_active(&mut *tx, id).await?.ok_or(Error::NotFound)?;
            store::update(tx, id, &request.applied_to(&before)?).await?;
            let after = store::find(&mut *tx, id).await?.ok_or(Error::NotFound)?;
            if after != before {
                let entry = Entry::new(id, &origin, actions::CHANGED).on(id);
                audit
                    .record(tx, entry.change(&Said::by(&before), &Said::by(&after)))
                    .await?;
            }
            Ok(after)
        })
    });
    let about = changed.await?;
    Ok(Json(InstituteView::of(&institutes, about, Some(member.role)).await?))
}
