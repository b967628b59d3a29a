//! Who is at the other end, before anybody knows who it is.

use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};
use base::World;
use kernel::{Kernel, client::Client};
use sha2::{Digest, Sha256};

use crate::{
    cookies::Cookie,
    secret::{Secret, SecretHash},
};

/// Where a request comes from and what it brings along that is no credential.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// The address and the program.
    pub client: Client,
    /// The hash of the secret of a remembered browser.
    pub device: Option<SecretHash>,
    /// The cookie that names the browser while a sign-in is under way.
    pub mark: Option<String>,
    /// Whether it keeps cookies, as browsers do and programs do not.
    pub keeps_cookies: bool,
}

impl Browser {
    /// The same browser with a mark, if it is one that keeps it.
    pub(crate) fn marked(mut self, world: &World) -> Self {
        if self.keeps_cookies && self.mark.is_none() {
            self.mark = Some(Secret::random(world).reveal().to_owned());
        }
        self
    }

    /// What an attempt keeps of the mark, so that it can be continued only where it began.
    pub(crate) fn binding(mark: &str) -> [u8; 32] {
        Sha256::digest(mark).into()
    }
}

/// Headers that browsers send with every such request, and programs have no reason to.
const TELLTALES: [&str; 3] = ["origin", "sec-fetch-site", "cookie"];

impl<S> FromRequestParts<S> for Browser
where
    S: Send + Sync,
    Kernel: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let client = Client::from_request_parts(parts, state).await?;
        let site = Kernel::from_ref(state).site;
        Ok(Browser {
            client,
            device: Cookie::Device.read(&parts.headers, &site).and_then(SecretHash::of),
            mark: Cookie::Attempt.read(&parts.headers, &site).map(str::to_owned),
            keeps_cookies: TELLTALES.iter().any(|name| parts.headers.contains_key(*name)),
        })
    }
}
