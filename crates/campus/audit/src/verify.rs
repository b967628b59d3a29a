//! Looking a chain over: whether every entry is the one that was written.

use base::hex;
use database::{Database, DatabaseError, Query, values};
use kernel::InstituteId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    chain::{BEGINNING, Hash},
    store::{self, Filter, Recorded, Side},
};

/// Entries read at a time.
const PAGE: usize = 1000;
/// Findings listed; one is enough to know, and a chain that is broken everywhere must not fill the memory.
const LISTED: usize = 20;
/// Chains looked up at a time.
const CHAINS: usize = 100_000;

/// The end of a chain. Kept elsewhere, it proves later that the chain was not written anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Head {
    /// The number of the last entry.
    pub number: u64,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// Entries are gone.
    Missing {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// The fields of an entry do not give its hash.
    Changed {
        /// The entry.
        number: u64,
    },
    /// An entry does not follow the one before it.
    Unlinked {
        /// The entry.
        number: u64,
    },
    /// The chain does not end where its head says, or has lost its head.
    WrongHead {
        /// The entry in question.
        number: u64,
    },
    /// The whole chain is gone.
    Gone,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Finding::Missing { first, last } if first == last => write!(f, "entry {first} is missing"),
            Finding::Missing { first, last } => write!(f, "the entries {first} to {last} are missing"),
            Finding::Changed { number } => write!(f, "entry {number} was changed"),
            Finding::Unlinked { number } => write!(f, "entry {number} does not follow the one before it"),
            Finding::WrongHead { number } => write!(f, "entry {number} is not what the chain is recorded to end with"),
            Finding::Gone => f.write_str("the whole chain is gone"),
        }
    }
}

/// What was seen of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// Whether everything is as it was written.
    pub intact: bool,
    /// How many entries were looked at.
    pub entries: u64,
    /// The end of the chain; absent while it is empty.
    pub head: Option<Head>,
    /// What was found, in order; the first 20.
    pub findings: Vec<Finding>,
}

/// The chains there are, at most 100,000: the institutes that ever recorded something, and the installation.
///
/// # Errors
/// The database's.
pub async fn chains(database: &Database) -> Result<Vec<InstituteId>, DatabaseError> {
    let sql = "SELECT id FROM audit_chains ORDER BY id LIMIT $1";
    let rows = database.all(sql, values![CHAINS]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Reads a whole chain and says whether every entry is the one that was written. Entries may be written meanwhile.
///
/// # Errors
/// The database's. A row that cannot be read is a finding, not an error.
pub async fn verify(database: &Database, institute: InstituteId) -> Result<Report, DatabaseError> {
    let mut walk = Walk::until(head(database, institute).await?);
    loop {
        let rows = store::rows(database, institute, &Filter::default(), Side::Above(walk.number), PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            // The number is half of the primary key: it is there, whatever else was meddled with.
            walk.step(row.get(0)?, store::read(institute, row).ok());
        }
    }
    walk.compare_with_head();
    if walk.passed_head() {
        // Written meanwhile, together with a new head; or added by somebody who forgot the head.
        let moved = head(database, institute).await?;
        if moved.is_none_or(|moved| moved.number < walk.number) {
            walk.find(Finding::WrongHead { number: walk.number });
        }
    }
    if walk.number == 0 && walk.head.is_none() && begun(database, institute).await? {
        walk.find(Finding::Gone);
    }
    Ok(walk.report())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    number: u64,
    hash: Hash,
}

async fn head(database: &Database, institute: InstituteId) -> Result<Option<End>, DatabaseError> {
    let sql = "SELECT number, hash FROM audit_heads WHERE institute = $1";
    let row = database
        .tenant(*institute.as_bytes())
        .one(sql, values![institute])
        .await?;
    row.map(|row| {
        Ok(End {
            number: row.get(0)?,
            hash: row.get(1)?,
        })
    })
    .transpose()
}

async fn begun(database: &Database, institute: InstituteId) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 FROM audit_chains WHERE id = $1";
    Ok(database.one(sql, values![institute]).await?.is_some())
}

/// A walk along a chain.
struct Walk {
    /// What the chain ended with when the walk began.
    head: Option<End>,
    /// The hash of the entry that the head names, once it was met.
    met: Option<Hash>,
    /// The number of the last entry; 0 before the first.
    number: u64,
    /// The hash the next entry must follow; unknown after an entry that could not be read.
    previous: Option<Hash>,
    entries: u64,
    findings: Vec<Finding>,
}

impl Walk {
    fn until(head: Option<End>) -> Self {
        Walk {
            head,
            met: None,
            number: 0,
            previous: Some(BEGINNING),
            entries: 0,
            findings: Vec::new(),
        }
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < LISTED {
            self.findings.push(finding);
        }
    }

    fn step(&mut self, number: u64, recorded: Option<Recorded>) {
        if number != self.number + 1 {
            self.find(Finding::Missing {
                first: self.number + 1,
                last: number.saturating_sub(1),
            });
        }
        self.number = number;
        self.entries += 1;
        let Some(Recorded { link, hash }) = recorded else {
            self.find(Finding::Changed { number });
            self.previous = None;
            return;
        };
        if link.hash() != hash {
            self.find(Finding::Changed { number });
        }
        if self.previous.is_some_and(|previous| previous != link.previous) {
            self.find(Finding::Unlinked { number });
        }
        self.previous = Some(hash);
        if self.head.is_some_and(|head| head.number == number) {
            self.met = Some(hash);
        }
    }

    fn passed_head(&self) -> bool {
        self.number > self.head.map_or(0, |head| head.number)
    }

    fn compare_with_head(&mut self) {
        let Some(head) = self.head else {
            return;
        };
        if self.number < head.number {
            self.find(Finding::Missing {
                first: self.number + 1,
                last: head.number,
            });
        } else if self.met.is_some_and(|met| met != head.hash) {
            self.find(Finding::WrongHead { number: head.number });
        }
    }

    fn report(self) -> Report {
        let end = self.previous.filter(|_| self.number > 0);
        Report {
            intact: self.findings.is_empty(),
            entries: self.entries,
            head: end.map(|hash| Head {
                number: self.number,
                hash: hex::encode(&hash),
            }),
            findings: self.findings,
        }
    }
}
