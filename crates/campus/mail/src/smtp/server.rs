//! What there is to know about a mail server.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// How the line to a mail server is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte, usually at port 465.
    Tls,
    /// TLS after a greeting, usually at port 587. Without it nothing is sent.
    Starttls,
    /// Not at all: for a server on the same machine.
    None,
}

impl Security {
    /// The name on the wire, in the settings and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Security::Tls => "tls",
            Security::Starttls => "starttls",
            Security::None => "none",
        }
    }
}

impl FromStr for Security {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Security::Tls, Security::Starttls, Security::None];
        let known = all.into_iter().find(|security| security.name() == text);
        known.ok_or("security is `tls`, `starttls` or `none`")
    }
}

/// A mail server and who we are to it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is made safe.
    pub security: Security,
    /// User name and password, where the server asks for them.
    pub credentials: Option<Credentials>,
    /// The address letters come from.
    pub from_address: String,
    /// The name letters come from; empty: that of whoever writes.
    pub from_name: String,
    /// A certificate to trust beside those of the public authorities, as PEM.
    pub certificate: Option<String>,
}

/// Who we are to a mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// The password; wiped from memory when dropped.
    pub password: Zeroizing<String>,
}

impl Hash for Credentials {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.username.hash(state);
        self.password.as_str().hash(state);
    }
}

/// The password stays out of logs.
impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailServer({}:{} {})", self.host, self.port, self.security.name())
    }
}
