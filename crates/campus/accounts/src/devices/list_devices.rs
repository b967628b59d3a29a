//! `GET /api/user/devices`: where am I remembered.

use axum::extract::State;
use base::Timestamp;
use kernel::{Caller, Page, Problem, json::Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{DeviceId, store};
use crate::{
    Accounts,
    attempts::Browser,
    sessions::{self, Device},
};

/// A browser that is remembered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RememberedDevice {
    #[schema(value_type = String, example = "device_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: DeviceId,
    /// The device, as it calls itself.
    #[schema(example = "Chrome on Android")]
    name: String,
    /// The network it was remembered at, seen from this request; empty when unknown.
    place: String,
    #[schema(value_type = String, format = DateTime)]
    remembered_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    last_used_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Whether this very request comes from it.
    current: bool,
}

/// See the browsers that are not asked for a second factor, the last used first. Never more than 20, so there is one page
/// only.
#[utoipa::path(get, path = "/api/user/devices", tag = "user", responses(
    (status = 200, body = Page<RememberedDevice>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_devices(
    caller: Caller,
    State(accounts): State<Accounts>,
    browser: Browser,
) -> Result<Json<Page<RememberedDevice>>, Problem> {
    let devices = store::of_account(&accounts.database, caller.account, accounts.world.now()).await?;
    let items = devices.into_iter().map(|(row, secret)| RememberedDevice {
        id: row.id,
        name: Device::of(&row.agent).name,
        place: sessions::place(row.address.parse().ok(), browser.client.address),
        remembered_at: row.remembered_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        current: browser.device == Some(secret),
    });
    let items = items.collect();
    Ok(Json(Page { items, next: None }))
}
