//! How a passkey looks on the wire.

use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PasskeyId, store::Kept};

/// A passkey, without its key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Passkey)]
pub(crate) struct PasskeyView {
    #[schema(value_type = String, example = "passkey_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: PasskeyId,
    /// What its owner calls it.
    #[schema(example = "Asha's phone")]
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Null when it was never used.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<Kept> for PasskeyView {
    fn from(kept: Kept) -> Self {
        PasskeyView {
            id: kept.id,
            name: kept.name,
            created_at: kept.created_at,
            last_used_at: kept.last_used_at,
        }
    }
}
