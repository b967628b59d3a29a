//! What the simulator remembers.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use base::{Timestamp, World};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::{Account, Client, Misbehaviour, keys::KeyRing, request::Challenge, scope::Scopes};

/// How long a code may be exchanged.
const CODE_LIFETIME: Duration = Duration::from_secs(600);
/// How long an access token and an identity token last.
pub(crate) const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
/// Of each kind of thing at most this many are remembered; the oldest are forgotten first.
const MOST: usize = 10_000;

/// The endpoints whose calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `/.well-known/openid-configuration`
    Discovery,
    /// `/o/oauth2/v2/auth`
    Authorization,
    /// `/token`
    Token,
    /// `/oauth2/v3/certs` and its elder `/oauth2/v1/certs`
    Certs,
    /// `/v1/userinfo`
    Userinfo,
    /// `/revoke`
    Revocation,
    /// `/tokeninfo`
    Tokeninfo,
}

/// Who allowed whom what.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub client: String,
    pub sub: String,
    pub scopes: Scopes,
    pub offline: bool,
}

impl Grant {
    fn same_parties(&self, other: &Grant) -> bool {
        self.client == other.client && self.sub == other.sub
    }
}

/// What a person comes back with.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    text: String,
    pub grant: Grant,
    pub redirect_uri: String,
    pub challenge: Option<Challenge>,
    pub nonce: Option<String>,
    /// Whether a refresh token comes with it: the first time, and whenever consent was asked for.
    pub refreshable: bool,
    issued_at: Timestamp,
    used: bool,
}

#[derive(Clone, Debug)]
struct Token {
    text: String,
    grant: Grant,
    expires_at: Option<Timestamp>,
}

/// Everything, behind one lock.
#[derive(Debug)]
pub(crate) struct State {
    pub world: World,
    pub keys: KeyRing,
    pub accounts: Vec<Account>,
    pub clients: Vec<Client>,
    pub misbehaviours: Vec<Misbehaviour>,
    pub calls: BTreeMap<Endpoint, u64>,
    codes: VecDeque<Code>,
    access: VecDeque<Token>,
    refresh: VecDeque<Token>,
    /// What was allowed and not taken back.
    consents: VecDeque<Grant>,
}

impl State {
    pub fn new(world: World) -> Self {
        State {
            world,
            keys: KeyRing::generate(),
            accounts: Vec::new(),
            clients: Vec::new(),
            misbehaviours: Vec::new(),
            calls: BTreeMap::new(),
            codes: VecDeque::new(),
            access: VecDeque::new(),
            refresh: VecDeque::new(),
            consents: VecDeque::new(),
        }
    }

    pub fn misbehaves(&self, how: Misbehaviour) -> bool {
        self.misbehaviours.contains(&how)
    }

    pub fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub fn account(&self, sub: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.sub == sub)
    }

    /// Adds an account, in the place of the one with the same subject if there is one.
    pub fn put_account(&mut self, account: Account) {
        self.accounts.retain(|other| other.sub != account.sub);
        push_bounded(&mut self.accounts, account);
    }

    /// Adds a client, in the place of the one with the same id if there is one.
    pub fn put_client(&mut self, client: Client) {
        self.clients.retain(|other| other.id != client.id);
        push_bounded(&mut self.clients, client);
    }

    /// Whether the account allowed the client at least as much already.
    pub fn has_consent(&self, wanted: &Grant) -> bool {
        self.consents
            .iter()
            .any(|grant| grant.same_parties(wanted) && grant.scopes.contains(&wanted.scopes))
    }

    /// Writes down that the account allows the client this, and makes a code for it. `ask_again`: the client wanted
    /// consent to be asked for, whatever was allowed before.
    pub fn allow(
        &mut self,
        mut grant: Grant,
        redirect_uri: String,
        challenge: Option<Challenge>,
        nonce: Option<String>,
        ask_again: bool,
    ) -> String {
        let refreshable = grant.offline && (ask_again || !self.has_offline_consent(&grant));
        if let Some(before) = self.consents.iter().find(|before| before.same_parties(&grant)) {
            let (scopes, offline) = (before.scopes.clone(), before.offline);
            let mut whole = grant.clone();
            whole.scopes.extend(scopes);
            whole.offline |= offline;
            self.consents.retain(|before| !before.same_parties(&grant));
            push(&mut self.consents, whole);
        } else {
            push(&mut self.consents, grant.clone());
        }
        grant.offline = refreshable;
        let text = self.secret("4/0A", 48);
        let code = Code {
            text: text.clone(),
            grant,
            redirect_uri,
            challenge,
            nonce,
            refreshable,
            issued_at: self.world.now(),
            used: false,
        };
        push(&mut self.codes, code);
        text
    }

    fn has_offline_consent(&self, wanted: &Grant) -> bool {
        self.consents
            .iter()
            .any(|grant| grant.same_parties(wanted) && grant.offline)
    }

    /// The code with this text, if there ever was one.
    pub fn code(&self, text: &str) -> Option<&Code> {
        self.codes.iter().find(|code| code.text == text)
    }

    /// Whether a code can still be exchanged.
    pub fn is_fresh(&self, code: &Code) -> bool {
        !code.used && self.world.now().since(code.issued_at) < CODE_LIFETIME
    }

    /// A code is exchanged once.
    pub fn spend(&mut self, text: &str) {
        if let Some(code) = self.codes.iter_mut().find(|code| code.text == text) {
            code.used = true;
        }
    }

    /// A new access token for an hour.
    pub fn issue_access(&mut self, grant: Grant) -> String {
        let text = self.secret("ya29.a0", 96);
        let expires_at = Some(self.world.now().after(TOKEN_LIFETIME));
        push(
            &mut self.access,
            Token {
                text: text.clone(),
                grant,
                expires_at,
            },
        );
        text
    }

    /// A new refresh token.
    pub fn issue_refresh(&mut self, grant: Grant) -> String {
        let text = self.secret("1//0g", 64);
        push(
            &mut self.refresh,
            Token {
                text: text.clone(),
                grant,
                expires_at: None,
            },
        );
        text
    }

    /// What a valid access token allows, and when it ends.
    pub fn by_access(&self, text: &str) -> Option<(&Grant, Timestamp)> {
        let token = self.access.iter().find(|token| token.text == text)?;
        let end = token.expires_at.filter(|end| *end > self.world.now())?;
        Some((&token.grant, end))
    }

    /// What a refresh token allows.
    pub fn by_refresh(&self, text: &str) -> Option<&Grant> {
        self.refresh
            .iter()
            .find(|token| token.text == text)
            .map(|token| &token.grant)
    }

    /// Takes back everything the account allowed the client, given any token of it; `false` when it is no token.
    pub fn revoke(&mut self, text: &str) -> bool {
        let grant = self
            .by_refresh(text)
            .or_else(|| self.by_access(text).map(|(grant, _)| grant));
        let Some(grant) = grant.cloned() else { return false };
        self.access.retain(|token| !token.grant.same_parties(&grant));
        self.refresh.retain(|token| !token.grant.same_parties(&grant));
        self.consents.retain(|consent| !consent.same_parties(&grant));
        true
    }

    fn secret(&self, prefix: &str, bytes: usize) -> String {
        let random = [self.world.bytes::<48>(), self.world.bytes::<48>()].concat();
        format!("{prefix}{}", URL_SAFE_NO_PAD.encode(&random[..bytes.min(random.len())]))
    }
}

fn push<T>(queue: &mut VecDeque<T>, item: T) {
    if queue.len() >= MOST {
        queue.pop_front();
    }
    queue.push_back(item);
}

fn push_bounded<T>(list: &mut Vec<T>, item: T) {
    if list.len() >= MOST {
        list.remove(0);
    }
    list.push(item);
}
