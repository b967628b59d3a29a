//! How mail servers and letters look on the wire.

use base::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{KeptLetter, LetterId, Security, outbox::State, servers::OwnServer};

/// Through which server an institute's letters go.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailServer)]
pub(super) struct ServerView {
    /// Whether the institute has a server of its own. If not, the other members are null and letters go through the
    /// installation's server.
    own: bool,
    /// Whether the installation has a server.
    installation: bool,
    host: Option<String>,
    port: Option<u16>,
    security: Option<Security>,
    username: Option<String>,
    /// Whether a password is stored. It is never shown.
    password_stored: bool,
    from_address: Option<String>,
    from_name: Option<String>,
}

impl ServerView {
    pub(super) fn of(own: Option<OwnServer>, installation: bool) -> Self {
        let Some(own) = own else {
            return ServerView {
                own: false,
                installation,
                host: None,
                port: None,
                security: None,
                username: None,
                password_stored: false,
                from_address: None,
                from_name: None,
            };
        };
        ServerView {
            own: true,
            installation,
            host: Some(own.host),
            port: Some(own.port),
            security: Some(own.security),
            username: Some(own.username),
            password_stored: own.password.is_some(),
            from_address: Some(own.from_address),
            from_name: Some(own.from_name),
        }
    }
}

/// What the record keeps of a server: everything but the password.
#[derive(Debug, Default, Serialize)]
pub(super) struct Recorded {
    host: String,
    port: u16,
    security: Option<Security>,
    username: String,
    from_address: String,
    from_name: String,
}

impl From<&OwnServer> for Recorded {
    fn from(server: &OwnServer) -> Self {
        Recorded {
            host: server.host.clone(),
            port: server.port,
            security: Some(server.security),
            username: server.username.clone(),
            from_address: server.from_address.clone(),
            from_name: server.from_name.clone(),
        }
    }
}

/// A mail server to be used from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewServer {
    /// Its name, for example `smtp.example.org`.
    pub host: String,
    /// 465, 587, 25 or 2525.
    pub port: u16,
    /// How the line is made safe.
    pub security: Security,
    /// Empty when the server lets everybody in.
    #[serde(default)]
    pub username: String,
    /// Absent: the stored one stays, as long as host and user name do.
    #[serde(default)]
    pub password: Option<String>,
    /// The address letters come from.
    pub from_address: String,
    /// The name letters come from; empty: the institute's.
    #[serde(default)]
    pub from_name: String,
}

/// A letter that was kept for want of a mail server.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailboxLetter)]
pub(super) struct LetterView {
    #[schema(value_type = String, example = "letter_01j9zq4v8yf2ssb0r6w1x7k3dm")]
    id: LetterId,
    to: String,
    subject: String,
    text: String,
    /// A whole page that loads nothing. Show it in a frame without scripts.
    html: String,
    state: State,
    /// What went wrong last.
    problem: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<KeptLetter> for LetterView {
    fn from(letter: KeptLetter) -> Self {
        let KeptLetter {
            id,
            to,
            subject,
            text,
            html,
            state,
            problem,
            created_at,
        } = letter;
        LetterView {
            id,
            to,
            subject,
            text,
            html,
            state,
            problem,
            created_at,
        }
    }
}
