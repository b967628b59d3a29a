//! Writing entries down.

use std::sync::Arc;

use base::World;
use database::{DatabaseError, Query, Statement, Tx, values};
use tokio::sync::Semaphore;

use crate::{
    Entry,
    chain::{BEGINNING, Hash, Link},
    entry::printable,
};

/// Verifications and exports at the same time; each may read a whole chain.
const READERS: usize = 2;
/// The most characters of a request's id.
const LONGEST_REQUEST: usize = 80;
/// The most characters of an agent.
const LONGEST_AGENT: usize = 200;

/// The door to the record. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Audit {
    world: World,
    /// Room for those who read a whole chain.
    pub(crate) readers: Arc<Semaphore>,
}

impl Audit {
    /// A door to the record.
    pub fn new(world: World) -> Self {
        Audit {
            world,
            readers: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Writes an entry at the end of its chain, in the transaction of the deed. Enters the walls of the institute for it
    /// and goes back to where the transaction was.
    ///
    /// # Errors
    /// The database's. The transaction is then lost.
    pub async fn record(&self, tx: &mut Tx, entry: Entry) -> Result<(), DatabaseError> {
        let before = tx.entered();
        tx.enter(*entry.institute.as_bytes());
        let outcome = self.append(tx, entry).await;
        match before {
            Some(institute) => tx.enter(institute),
            None => tx.leave(),
        }
        outcome
    }

    async fn append(&self, tx: &mut Tx, entry: Entry) -> Result<(), DatabaseError> {
        let head = head(tx, &entry).await?;
        let mut statements = Vec::with_capacity(3);
        if head.is_none() {
            statements.push(Statement::new(
                "INSERT INTO audit_chains (id, begun_at) VALUES ($1, $2)",
                values![entry.institute, self.world.now()],
            ));
        }
        let (number, previous) = head.unwrap_or((0, BEGINNING));
        let link = self.link(entry, number + 1, previous);
        let hash = link.hash();
        statements.push(Statement::new(
            "INSERT INTO audit_heads (institute, number, hash) VALUES ($1, $2, $3) \
             ON CONFLICT (institute) DO UPDATE SET number = excluded.number, hash = excluded.hash",
            values![link.institute, link.number, hash],
        ));
        statements.push(insert(link, hash));
        tx.execute_all(statements).await
    }

    fn link(&self, entry: Entry, number: u64, previous: Hash) -> Link {
        let origin = entry.origin;
        Link {
            institute: entry.institute,
            number,
            at: self.world.now(),
            actor_kind: origin.actor.kind().to_owned(),
            actor: origin.actor.account(),
            credential: origin.actor.credential(),
            action: entry.action.name().to_owned(),
            object: entry.object,
            address: origin
                .client
                .address
                .map(|address| address.to_string())
                .unwrap_or_default(),
            agent: printable(&origin.client.agent, LONGEST_AGENT),
            request: printable(&origin.request, LONGEST_REQUEST),
            detail: entry.detail.into_text(),
            previous,
        }
    }
}

async fn head(tx: &mut Tx, entry: &Entry) -> Result<Option<(u64, Hash)>, DatabaseError> {
    let sql = "SELECT number, hash FROM audit_heads WHERE institute = $1";
    let row = tx.one(sql, values![entry.institute]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

fn insert(link: Link, hash: Hash) -> Statement {
    Statement::new(
        "INSERT INTO audit_entries (institute, number, at, actor_kind, actor, credential, action, object, \
         origin_address, origin_agent, request, detail, previous_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values![
            link.institute,
            link.number,
            link.at,
            link.actor_kind,
            link.actor,
            link.credential,
            link.action,
            link.object,
            link.address,
            link.agent,
            link.request,
            link.detail,
            link.previous,
            hash
        ],
    )
}
