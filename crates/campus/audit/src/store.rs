//! Reading entries.

use base::Timestamp;
use database::{AssertSqlSafe, Database, DatabaseError, Query, Row, Value, values};
use kernel::{AccountId, InstituteId};
use serde::Serialize;

use crate::chain::{Hash, Link};

const COLUMNS: &str = "number, at, actor_kind, actor, credential, action, object, origin_address, origin_agent, request, \
                       detail, previous_hash, hash";

/// An entry of a chain and the hash that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) link: Link,
    pub(crate) hash: Hash,
}

/// Which entries are wanted; nothing wants all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// The whole name, or a beginning of it that ends with a dot.
    pub(crate) action: Option<String>,
    pub(crate) actor: Option<AccountId>,
    pub(crate) object: Option<String>,
    /// Not before this moment.
    pub(crate) from: Option<Timestamp>,
    /// Before this moment.
    pub(crate) until: Option<Timestamp>,
}

/// From which side a chain is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The newest first, below this number.
    Below(u64),
    /// The oldest first, above this number.
    Above(u64),
}

/// Up to `limit` entries.
pub(crate) async fn page(
    database: &Database,
    institute: InstituteId,
    filter: &Filter,
    side: Side,
    limit: usize,
) -> Result<Vec<Recorded>, DatabaseError> {
    rows(database, institute, filter, side, limit)
        .await?
        .iter()
        .map(|row| read(institute, row))
        .collect()
}

/// The same, unread: a row that somebody meddled with may not be readable.
pub(crate) async fn rows(
    database: &Database,
    institute: InstituteId,
    filter: &Filter,
    side: Side,
    limit: usize,
) -> Result<Vec<Row>, DatabaseError> {
    let mut question = Question::about(institute);
    let order = match side {
        Side::Below(number) => {
            question.and("number < ", number);
            "DESC"
        }
        Side::Above(number) => {
            question.and("number > ", number);
            "ASC"
        }
    };
    question.filter(filter);
    let limit = question.place(limit);
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_entries WHERE {} ORDER BY number {order} LIMIT {limit}",
        question.conditions
    );
    let tenant = database.tenant(*institute.as_bytes());
    tenant.all(AssertSqlSafe(sql), question.values).await
}

/// The newest entries about one object, as a person's export shows them.
///
/// # Errors
/// The database's.
pub async fn about(
    database: &Database,
    institute: InstituteId,
    object: &str,
    limit: usize,
) -> Result<Vec<About>, DatabaseError> {
    let filter = Filter {
        object: Some(object.to_owned()),
        ..Filter::default()
    };
    let entries = page(database, institute, &filter, Side::Below(u64::MAX), limit).await?;
    Ok(entries.into_iter().map(About::from).collect())
}

/// What was done to somebody, in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct About {
    /// When.
    pub at: Timestamp,
    /// What: `person.role.changed`.
    pub action: String,
    /// More: `before` and `after` of a change, and what else is worth knowing.
    pub detail: serde_json::Value,
}

impl From<Recorded> for About {
    fn from(entry: Recorded) -> Self {
        About {
            at: entry.link.at,
            action: entry.link.action,
            detail: serde_json::from_str(&entry.link.detail).unwrap_or_default(),
        }
    }
}

/// Conditions joined by `AND`, and their parameters.
struct Question {
    conditions: String,
    values: Vec<Value>,
}

impl Question {
    fn about(institute: InstituteId) -> Self {
        Question {
            conditions: "institute = $1".to_owned(),
            values: values![institute],
        }
    }

    /// The next parameter.
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn and(&mut self, comparison: &'static str, value: impl Into<Value>) {
        let place = self.place(value);
        self.conditions.push_str(" AND ");
        self.conditions.push_str(comparison);
        self.conditions.push_str(&place);
    }

    fn filter(&mut self, filter: &Filter) {
        match &filter.action {
            Some(family) if family.ends_with('.') => {
                let place = self.place(family);
                // A beginning is compared letter by letter: `LIKE` has letters of its own, and ranges have collations.
                self.conditions
                    .push_str(&format!(" AND substr(action, 1, length({place})) = {place}"));
            }
            Some(action) => self.and("action = ", action),
            None => {}
        }
        if let Some(actor) = filter.actor {
            self.and("actor = ", actor);
        }
        if let Some(object) = &filter.object {
            self.and("object = ", object);
        }
        if let Some(from) = filter.from {
            self.and("at >= ", from);
        }
        if let Some(until) = filter.until {
            self.and("at < ", until);
        }
    }
}

/// Reads a row of [`rows`].
pub(crate) fn read(institute: InstituteId, row: &Row) -> Result<Recorded, DatabaseError> {
    Ok(Recorded {
        link: Link {
            institute,
            number: row.get(0)?,
            at: row.get(1)?,
            actor_kind: row.get(2)?,
            actor: row.get(3)?,
            credential: row.get(4)?,
            action: row.get(5)?,
            object: row.get(6)?,
            address: row.get(7)?,
            agent: row.get(8)?,
            request: row.get(9)?,
            detail: row.get(10)?,
            previous: row.get(11)?,
        },
        hash: row.get(12)?,
    })
}
