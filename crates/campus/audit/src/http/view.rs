//! How an entry looks to a reader.

use std::collections::HashMap;

use base::{Timestamp, hex};
use kernel::{AccountId, Limit, People, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::store::{Filter, Recorded};

/// Names asked for at a time.
const NAMES: usize = 500;

/// Which kind of actor it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActorKind {
    /// A person.
    Person,
    /// A program with a person's token.
    Program,
    /// Somebody unknown.
    Nobody,
    /// The server itself.
    System,
    /// Whoever runs commands on the server's machine.
    CommandLine,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct ActorView {
    kind: ActorKind,
    /// The account; null when there is none.
    #[schema(value_type = Option<String>)]
    account: Option<AccountId>,
    /// What the person calls themselves today; null when the account is gone.
    name: Option<String>,
}

/// One deed.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// The place in the chain, counted from 1.
    number: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    actor: ActorView,
    /// What was done: `institute.settings.changed`.
    action: String,
    /// What it was done to: an id, or nothing.
    object: String,
    /// The client's address; empty when there was none.
    address: String,
    /// The client's program, as it called itself.
    agent: String,
    /// The session or token that was used; empty when there was none.
    credential: String,
    /// The id of the request in the server's log; empty outside of requests.
    request: String,
    /// More: `before` and `after` of a change, and what else is worth knowing.
    #[schema(value_type = Object)]
    detail: Value,
    /// The hash of the entry before, hexadecimal.
    previous_hash: String,
    /// The hash of this entry, hexadecimal.
    hash: String,
}

/// The entries with the names of their actors.
pub(crate) async fn views(people: &dyn People, entries: Vec<Recorded>) -> Result<Vec<EntryView>, Problem> {
    let names = names(people, &entries).await?;
    Ok(entries.into_iter().map(|entry| view(entry, &names)).collect())
}

async fn names(people: &dyn People, entries: &[Recorded]) -> Result<HashMap<AccountId, String>, Problem> {
    let mut accounts: Vec<AccountId> = entries.iter().filter_map(account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut names = HashMap::with_capacity(accounts.len());
    for some in accounts.chunks(NAMES) {
        let found = people.find(some).await?;
        names.extend(found.into_iter().map(|person| (person.account, person.name)));
    }
    Ok(names)
}

fn account(entry: &Recorded) -> Option<AccountId> {
    Some(entry.link.actor).filter(|account| account.as_bytes() != &[0; 16])
}

fn view(entry: Recorded, names: &HashMap<AccountId, String>) -> EntryView {
    let account = account(&entry);
    let Recorded { link, hash } = entry;
    EntryView {
        number: link.number,
        at: link.at,
        actor: ActorView {
            kind: match link.actor_kind.as_str() {
                "person" => ActorKind::Person,
                "program" => ActorKind::Program,
                "system" => ActorKind::System,
                "command_line" => ActorKind::CommandLine,
                _ => ActorKind::Nobody,
            },
            account,
            name: account.and_then(|account| names.get(&account).cloned()),
        },
        action: link.action,
        object: link.object,
        address: link.address,
        agent: link.agent,
        credential: link.credential,
        request: link.request,
        // Shown as it is when somebody made it something other than JSON.
        detail: serde_json::from_str(&link.detail).unwrap_or(Value::String(link.detail)),
        previous_hash: hex::encode(&link.previous),
        hash: hex::encode(&hash),
    }
}

impl EntryView {
    /// The entry as a row of a table, in the order of [`COLUMNS`].
    pub(crate) fn cells(&self) -> [String; 11] {
        let account = self.actor.account.map(|account| account.to_string());
        [
            self.number.to_string(),
            self.at.to_string(),
            serde_json::to_value(self.actor.kind)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default(),
            account.unwrap_or_default(),
            self.actor.name.clone().unwrap_or_default(),
            self.action.clone(),
            self.object.clone(),
            self.address.clone(),
            self.agent.clone(),
            self.detail.to_string(),
            self.hash.clone(),
        ]
    }
}

/// The first row of a table.
pub(crate) const COLUMNS: [&str; 11] = [
    "number",
    "at",
    "actor_kind",
    "account",
    "name",
    "action",
    "object",
    "address",
    "agent",
    "detail",
    "hash",
];

/// Which entries are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The whole name of an action, or a beginning that ends with a dot: `institute.`
    pub(crate) action: Option<String>,
    /// An account, `account_…`.
    #[param(value_type = Option<String>)]
    pub(crate) actor: Option<AccountId>,
    /// What it was done to, an id.
    pub(crate) object: Option<String>,
    /// Not before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) from: Option<Timestamp>,
    /// Before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(crate) until: Option<Timestamp>,
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    pub(crate) after: Option<kernel::Cursor>,
    /// How many entries: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    pub(crate) limit: Limit,
}

impl Wanted {
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            action: self.action.clone().filter(|action| !action.is_empty()),
            actor: self.actor,
            object: self.object.clone().filter(|object| !object.is_empty()),
            from: self.from,
            until: self.until,
        }
    }
}
