//! How institutes look on the wire.

use base::Timestamp;
use kernel::{Allowance, InstituteId, Locale, Problem, Role, Roles};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Institutes, institute::model::Institute};

/// What an institute may store and does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Allowances {
    /// The library, in bytes.
    library: Allowance,
}

/// An institute, as one of its people sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Institute)]
pub(crate) struct InstituteView {
    #[schema(value_type = String, example = "institute_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: InstituteId,
    name: String,
    /// A name of the IANA time zone database.
    #[schema(example = "Asia/Kolkata")]
    time_zone: String,
    /// The language of its letters.
    language: Locale,
    /// `#rrggbb`, dark enough for white words on it.
    #[schema(example = "#2b5fa8")]
    color: String,
    /// The address of its logo; null when it has none. It changes with the picture.
    logo: Option<String>,
    /// Whom its people may write to.
    contact_email: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// What the caller is in it; null for somebody who runs the installation and does not belong to it.
    role: Option<Role>,
    /// For managers; null for everybody else.
    allowances: Option<Allowances>,
}

impl InstituteView {
    /// Adds what the institute stores, for those who may know.
    pub(crate) async fn of(institutes: &Institutes, about: Institute, role: Option<Role>) -> Result<Self, Problem> {
        let manages = role.is_some_and(|role| Roles::MANAGERS.contain(role));
        let allowances = if manages {
            let library = institutes.volumes.library_allowance(about.id).await?;
            Some(Allowances { library })
        } else {
            None
        };
        let logo = about.logo_path();
        Ok(InstituteView {
            id: about.id,
            name: about.name,
            time_zone: about.time_zone,
            language: about.language,
            color: about.color,
            logo,
            contact_email: about.contact_email,
            created_at: about.created_at,
            role,
            allowances,
        })
    }
}
