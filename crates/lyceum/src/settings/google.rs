//! The settings about Google, put together.

use accounts::GoogleSettings;

use super::{Secret, Settings};

impl Settings {
    /// The registration with Google; nothing when neither its name nor its secret is set.
    pub fn google(&self) -> Option<GoogleSettings> {
        if self.google_client_id.is_none() && self.google_client_secret.is_none() {
            return None;
        }
        let secret = self.google_client_secret.as_ref().map(Secret::expose);
        Some(GoogleSettings {
            client_id: self.google_client_id.clone().unwrap_or_default(),
            client_secret: secret.unwrap_or_default().to_owned(),
            issuer: self.google_issuer.clone(),
        })
    }

    /// What no single value can tell.
    pub(super) fn google_mistake(&self) -> Option<(&'static str, &'static str)> {
        self.google()?.mistake()
    }
}
