//! Who we are to browsers: a host name, and the address our pages come from.

use std::sync::Arc;

use kernel::Site;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use crate::Error;

/// This site as browsers see it. Absent where there cannot be passkeys: they are bound to a host name, and an address
/// like `http://192.0.2.1` has none.
#[derive(Clone, Debug)]
pub(crate) struct RelyingParty(Option<Arc<Webauthn>>);

impl RelyingParty {
    /// From the public address, or from `localhost` with the port we listen at.
    pub(crate) fn of(site: &Site) -> Self {
        let party = origin(site).and_then(|origin| {
            let host = origin.domain()?.to_owned();
            let built = WebauthnBuilder::new(&host, &origin).and_then(|builder| builder.rp_name("Lyceum").build());
            built.map(Arc::new).ok()
        });
        RelyingParty(party)
    }

    /// The library, set up for this site.
    pub(super) fn library(&self) -> Result<&Webauthn, Error> {
        self.0.as_deref().ok_or(Error::PasskeysUnavailable)
    }
}

fn origin(site: &Site) -> Option<Url> {
    if let Some(public) = site.origin() {
        return Url::parse(public).ok();
    }
    let mut local = Url::parse(&site.local_url).ok()?;
    local.set_host(Some("localhost")).ok()?;
    Some(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin_of(public: Option<&str>, local: &str) -> Option<String> {
        let site = Site {
            local_url: local.to_owned(),
            ..Site::at(public.map(str::to_owned))
        };
        let party = RelyingParty::of(&site);
        let library = party.library().ok()?;
        Some(library.get_allowed_origins()[0].origin().ascii_serialization())
    }

    #[test]
    fn passkeys_need_a_name() {
        let local = "http://127.0.0.1:8080";
        assert_eq!(origin_of(None, local).unwrap(), "http://localhost:8080");
        assert_eq!(
            origin_of(Some("https://campus.example/app/"), local).unwrap(),
            "https://campus.example"
        );
        assert_eq!(
            origin_of(Some("https://campus.example:8443"), local).unwrap(),
            "https://campus.example:8443"
        );
        assert_eq!(origin_of(Some("https://192.0.2.1"), local), None);
        assert_eq!(origin_of(Some("https://[2001:db8::1]"), local), None);
    }
}
