//! What Google has to know of this installation, and this installation of Google.

/// Where Google is.
pub const GOOGLE_ISSUER: &str = "https://accounts.google.com";

/// The installation's registration with Google.
#[derive(Clone, PartialEq, Eq)]
pub struct GoogleSettings {
    /// The public name of this installation, from Google's console.
    pub client_id: String,
    /// What proves that it is this installation.
    pub client_secret: String,
    /// Who signs people in: [`GOOGLE_ISSUER`], or a simulator of it.
    pub issuer: String,
}

impl GoogleSettings {
    /// What cannot work: the name of a setting, and the end of a sentence about it for the operator.
    pub fn mistake(&self) -> Option<(&'static str, &'static str)> {
        if self.client_id.is_empty() {
            return Some(("google_client_id", "is needed with `google_client_secret`"));
        }
        if self.client_secret.is_empty() {
            return Some(("google_client_secret", "is needed with `google_client_id`"));
        }
        let (scheme, rest) = self.issuer.split_once("://").unwrap_or(("", ""));
        let tidy = !rest.is_empty() && !rest.ends_with('/') && !rest.contains(['?', '#', '@']);
        let safe = scheme == "https" || (scheme == "http" && is_this_machine(rest));
        if tidy && safe {
            return None;
        }
        let problem = "takes an `https` address without a slash at its end; `http` only on this machine";
        Some(("google_issuer", problem))
    }

    /// Whether what answers runs on this machine, as a simulator does.
    pub(crate) fn is_local(&self) -> bool {
        self.issuer.starts_with("http://")
    }
}

fn is_this_machine(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = match authority.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or(six),
        None => authority.split(':').next().unwrap_or(authority),
    };
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

impl std::fmt::Debug for GoogleSettings {
    /// The secret stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GoogleSettings")
            .field("client_id", &self.client_id)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_leaves_this_machine() {
        let accepted = |issuer: &str| {
            let settings = GoogleSettings {
                client_id: "id".into(),
                client_secret: "secret".into(),
                issuer: issuer.into(),
            };
            settings.mistake().is_none()
        };
        for issuer in [
            GOOGLE_ISSUER,
            "http://127.0.0.1:9000",
            "http://localhost",
            "http://[::1]:9000",
        ] {
            assert!(accepted(issuer), "{issuer}");
        }
        for issuer in [
            "",
            "accounts.google.com",
            "http://accounts.google.com",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "https://accounts.google.com/",
            "https://a?b",
            "file:///etc",
        ] {
            assert!(!accepted(issuer), "{issuer}");
        }
    }
}
