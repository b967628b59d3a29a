//! What several views of the storage share.

use serde::Serialize;
use utoipa::ToSchema;

/// Room in bytes.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct Space {
    /// In all.
    pub total: u64,
    /// Still free.
    pub free: u64,
}

/// The API's word for one of the engine's states, which know their spelling themselves.
pub(super) fn word(state: &impl Serialize) -> String {
    let text = serde_json::to_value(state).ok();
    text.as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or("unknown")
        .to_owned()
}
