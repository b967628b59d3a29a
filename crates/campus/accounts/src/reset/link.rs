//! What a link is.

use std::time::Duration;

use base::Timestamp;

use crate::{Accounts, secret::Secret};

const LIFETIME: Duration = Duration::from_secs(30 * 60);
/// The same in minutes, for the letter.
pub(crate) const MINUTES: u32 = 30;

/// A link that is not written down yet.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub secret: Secret,
    pub expires_at: Timestamp,
}

impl Accounts {
    /// A fresh link, and the page it leads to. The secret stands behind `#`, where no server sees it in a log.
    pub(crate) fn fresh_link(&self) -> (Link, String) {
        let secret = Secret::random(&self.world);
        let page = self.site.link(&format!("/reset#{}", secret.reveal()));
        let expires_at = self.world.now().after(LIFETIME);
        (Link { secret, expires_at }, page)
    }
}
