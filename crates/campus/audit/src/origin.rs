//! Who did something, and from where.

use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};
use kernel::{AccountId, Caller, Credential, Kernel, client::Client};

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person who signed in, or a program with a token of theirs.
    Caller {
        /// Whose account it is.
        account: AccountId,
        /// What was shown.
        credential: Credential,
    },
    /// A person who has proved who they are, but has no session yet: at sign-in, or with a link from a letter.
    Person(AccountId),
    /// Somebody unknown.
    Nobody,
    /// The server itself: jobs, deadlines.
    System,
    /// Whoever may run commands on the server's machine.
    CommandLine,
}

impl Actor {
    /// The kind, as it is recorded.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Actor::Caller {
                credential: Credential::Token(_),
                ..
            } => "program",
            Actor::Caller { .. } | Actor::Person(_) => "person",
            Actor::Nobody => "nobody",
            Actor::System => "system",
            Actor::CommandLine => "command_line",
        }
    }

    pub(crate) fn account(self) -> AccountId {
        match self {
            Actor::Caller { account, .. } | Actor::Person(account) => account,
            Actor::Nobody | Actor::System | Actor::CommandLine => AccountId::from_bytes([0; 16]),
        }
    }

    pub(crate) fn credential(self) -> String {
        match self {
            Actor::Caller { credential, .. } => match credential {
                Credential::Session(session) => session.to_string(),
                Credential::Token(token) => token.to_string(),
            },
            _ => String::new(),
        }
    }
}

/// Who did something, and from where. An extractor: behind the guard it knows the caller; on public routes it begins as
/// nobody, until [`Origin::by`] says more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who.
    pub actor: Actor,
    /// Where the request came from.
    pub client: Client,
    /// The id the request has in the server's log; empty outside of requests.
    pub request: String,
}

impl Origin {
    /// A known caller, where no request is at hand to extract from.
    pub fn caller(caller: &Caller, client: &Client) -> Self {
        let actor = Actor::Caller {
            account: caller.account,
            credential: caller.credential,
        };
        Origin::elsewhere(actor, client.clone())
    }

    /// Somebody unknown.
    pub fn nobody(client: &Client) -> Self {
        Origin::elsewhere(Actor::Nobody, client.clone())
    }

    /// The server itself.
    pub fn system() -> Self {
        Origin::elsewhere(Actor::System, Client::default())
    }

    /// Whoever runs commands on the server's machine.
    pub fn command_line() -> Self {
        Origin::elsewhere(Actor::CommandLine, Client::default())
    }

    fn elsewhere(actor: Actor, client: Client) -> Self {
        Origin {
            actor,
            client,
            request: String::new(),
        }
    }

    /// The same place, and a person who has proved meanwhile who they are.
    #[must_use]
    pub fn by(mut self, account: AccountId) -> Self {
        self.actor = Actor::Person(account);
        self
    }
}

/// Where the server puts the id of a request.
const REQUEST_ID: &str = "x-request-id";

impl<S> FromRequestParts<S> for Origin
where
    S: Send + Sync,
    Kernel: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let client = Client::from_request_parts(parts, state).await?;
        let request = parts.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let mut origin = match parts.extensions.get::<Caller>() {
            Some(caller) => Origin::caller(caller, &client),
            None => Origin::nobody(&client),
        };
        origin.request = request.unwrap_or_default().to_owned();
        Ok(origin)
    }
}
