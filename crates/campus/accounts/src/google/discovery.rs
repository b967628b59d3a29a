//! Where Google's endpoints are: its discovery document, kept for a while.

use std::time::Duration;

use base::Timestamp;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{error::GoogleError, web::Web};

/// Google's endpoints have not moved in years.
const KEPT: Duration = Duration::from_secs(3600);
/// While the document cannot be read, the last one is good for as long as this.
const KEPT_AT_MOST: Duration = Duration::from_secs(24 * 3600);

/// The endpoints that are needed here.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Endpoints {
    issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
}

/// The document as it was read last.
#[derive(Debug, Default)]
pub(crate) struct Discovery(Mutex<Option<(Endpoints, Timestamp)>>);

impl Discovery {
    /// The endpoints of the issuer. Who comes while they are being read waits for that.
    pub async fn endpoints(&self, web: &Web, issuer: &str, now: Timestamp) -> Result<Endpoints, GoogleError> {
        let mut kept = self.0.lock().await;
        if let Some((endpoints, read_at)) = &*kept
            && now.since(*read_at) < KEPT
        {
            return Ok(endpoints.clone());
        }
        match read(web, issuer).await {
            Ok(endpoints) => {
                *kept = Some((endpoints.clone(), now));
                Ok(endpoints)
            }
            Err(error) => match &*kept {
                Some((endpoints, read_at)) if now.since(*read_at) < KEPT_AT_MOST => Ok(endpoints.clone()),
                _ => Err(error),
            },
        }
    }
}

async fn read(web: &Web, issuer: &str) -> Result<Endpoints, GoogleError> {
    let (body, _) = web.get(&format!("{issuer}/.well-known/openid-configuration")).await?;
    let found: Endpoints =
        serde_json::from_slice(&body).map_err(|_| GoogleError::Malformed("the discovery document"))?;
    check(found, issuer)
}

/// The document is about the issuer that was asked (OpenID Connect Discovery, 4.3), and leads to nothing less safe.
fn check(found: Endpoints, issuer: &str) -> Result<Endpoints, GoogleError> {
    if found.issuer != issuer {
        return Err(GoogleError::Malformed("the discovery document is of another issuer"));
    }
    let scheme = if issuer.starts_with("https://") {
        "https://"
    } else {
        "http"
    };
    let all = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri];
    if all.iter().any(|url| !url.starts_with(scheme)) {
        return Err(GoogleError::Malformed(
            "the discovery document leads to endpoints without TLS",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints(issuer: &str, token_endpoint: &str) -> Endpoints {
        Endpoints {
            issuer: issuer.into(),
            authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth".into(),
            token_endpoint: token_endpoint.into(),
            jwks_uri: "https://www.googleapis.com/oauth2/v3/certs".into(),
        }
    }

    #[test]
    fn a_document_speaks_for_its_own_issuer_and_stays_safe() {
        let (google, token) = ("https://accounts.google.com", "https://oauth2.googleapis.com/token");
        assert!(check(endpoints(google, token), google).is_ok());
        assert!(check(endpoints("https://elsewhere.example", token), google).is_err());
        assert!(check(endpoints(google, "http://oauth2.googleapis.com/token"), google).is_err());
    }
}
