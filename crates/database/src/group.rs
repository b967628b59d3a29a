//! Group commit: one task runs the write closures that wait together in one transaction.
//!
//! The happy path is one transaction for a whole batch. When any closure of a batch fails after it wrote something, or
//! the commit itself fails, the batch is rolled back and each closure runs again alone, so nobody pays for a neighbour's
//! mistake. What PostgreSQL refuses because another server was quicker runs again, as a batch if it was one: alone, each
//! of its closures would have to win against the other server by itself.

use std::{collections::HashSet, panic::AssertUnwindSafe, time::Duration};

use base::hex;
use futures::{FutureExt, future::BoxFuture};
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, Sqlite, Transaction};
use tokio::sync::{mpsc, oneshot};

use crate::{
    DatabaseError, ErrorKind, Query, Row, Statement, Value, WriteFuture,
    connection::Pool,
    query::{for_postgres, for_sqlite},
    several,
};

/// Writes that wait for the writer; beyond this, callers wait to enter.
const QUEUE: usize = 1024;
/// Closures in one transaction.
const BATCH: usize = 64;
/// How often a closure that lost to another server runs again before its caller hears of it.
const ATTEMPTS: u32 = 16;
/// How often a batch that lost to another server runs again before its closures are on their own.
const BATCH_ATTEMPTS: u32 = 8;

/// A write transaction, seen by one closure.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    /// Statements that may have changed something.
    changes: u64,
    /// The first database error a closure met, even if the closure swallowed it.
    failure: Option<ErrorKind>,
    /// What closures of this transaction have made sure of.
    facts: HashSet<(&'static str, u64)>,
    /// The institute whose walls the running closure is inside of.
    entered: Option<[u8; 16]>,
    /// The institute the connection has been told. It is told with the next statement, so that closures of one institute
    /// in a row cost one telling.
    told: Told,
}

/// What a connection to PostgreSQL believes about the institute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Institute(Option<[u8; 16]>),
    /// A savepoint may have taken back what it was told.
    Unknown,
}

#[derive(Debug)]
enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    async fn begin(pool: &Pool) -> Result<Self, DatabaseError> {
        let inner = match pool {
            // A deferred transaction that reads first and writes later fails under load; an immediate one waits its turn.
            Pool::Sqlite(pool) => Inner::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Inner::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await?),
        };
        Ok(Tx {
            inner,
            changes: 0,
            failure: None,
            facts: HashSet::new(),
            entered: None,
            told: Told::Institute(None),
        })
    }

    async fn commit(self) -> Result<(), DatabaseError> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    async fn rollback(self) {
        let outcome = match self.inner {
            Inner::Sqlite(tx) => tx.rollback().await,
            Inner::Postgres(tx) => tx.rollback().await,
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "a transaction could not be rolled back; its connection is dropped");
        }
    }

    /// Runs a statement; returns how many rows it changed.
    ///
    /// # Errors
    /// The database's refusal. The transaction is then lost, whatever the caller does next.
    pub fn execute(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'_, Result<u64, DatabaseError>> {
        self.changes += 1;
        let sql = sql.into_sql_str();
        Box::pin(async move {
            self.tell().await?;
            self.mind_savepoints(sql.as_str());
            let outcome = match &mut self.inner {
                Inner::Sqlite(tx) => {
                    let done = sqlx::query_with(sql, for_sqlite(values)?).execute(&mut **tx).await;
                    done.map(|done| done.rows_affected())
                }
                Inner::Postgres(tx) => {
                    let done = sqlx::query_with(sql, for_postgres(values)?).execute(&mut **tx).await;
                    done.map(|done| done.rows_affected())
                }
            };
            self.noting(outcome)
        })
    }

    /// Runs several statements that need no answer, in one go where the engine can.
    ///
    /// # Errors
    /// The first refusal. The transaction is then lost.
    pub fn execute_all(&mut self, statements: Vec<Statement>) -> BoxFuture<'_, Result<(), DatabaseError>> {
        self.changes += 1;
        Box::pin(async move {
            self.tell().await?;
            let outcome = match &mut self.inner {
                Inner::Sqlite(tx) => {
                    let (sql, values) = several::joined(statements);
                    let done = sqlx::query_with(AssertSqlSafe(sql), for_sqlite(values)?)
                        .execute(&mut **tx)
                        .await;
                    done.map(|_| ())
                }
                Inner::Postgres(tx) => {
                    let mut outcome = Ok(());
                    for Statement { sql, values } in statements {
                        let done = sqlx::query_with(AssertSqlSafe(sql), for_postgres(values)?)
                            .execute(&mut **tx)
                            .await;
                        outcome = done.map(|_| ());
                        if outcome.is_err() {
                            break;
                        }
                    }
                    outcome
                }
            };
            self.noting(outcome)
        })
    }

    /// Whether a closure of this transaction has learnt `fact` already. All of them see the same database, so nobody else
    /// needs to ask it again.
    pub fn knows(&self, fact: (&'static str, u64)) -> bool {
        self.facts.contains(&fact)
    }

    /// Notes what was found to be true, for the closures that follow in the same transaction.
    pub fn learn(&mut self, fact: (&'static str, u64)) {
        self.facts.insert(fact);
    }

    /// Takes back what was learnt, because this closure changes it.
    pub fn unlearn(&mut self, fact: (&'static str, u64)) {
        self.facts.remove(&fact);
    }

    /// Goes inside the walls of an institute: from now on this closure sees and writes, of walled tables, its rows only.
    /// Entering another institute leaves this one. Every closure begins outside of all walls.
    pub fn enter(&mut self, institute: [u8; 16]) {
        self.entered = Some(institute);
    }

    /// Goes outside of all walls, where rows of walled tables are neither seen nor written.
    pub fn leave(&mut self) {
        self.entered = None;
    }

    /// The institute whose walls this closure is inside of, to come back to it after a visit elsewhere.
    pub fn entered(&self) -> Option<[u8; 16]> {
        self.entered
    }

    /// Tells PostgreSQL the institute, if it believes something else.
    async fn tell(&mut self) -> Result<(), DatabaseError> {
        let Inner::Postgres(tx) = &mut self.inner else {
            return Ok(());
        };
        if self.told == Told::Institute(self.entered) {
            return Ok(());
        }
        let institute = self
            .entered
            .map(|institute| hex::encode(&institute))
            .unwrap_or_default();
        let told = sqlx::query("SELECT set_config('lyceum.institute', $1, true)")
            .bind(institute)
            .execute(&mut **tx)
            .await;
        self.told = Told::Institute(self.entered);
        self.noting(told.map(|_| ()))
    }

    /// Going back to a savepoint takes back settings made after it.
    fn mind_savepoints(&mut self, sql: &str) {
        let first = sql.split_whitespace().next().unwrap_or_default();
        if first.eq_ignore_ascii_case("ROLLBACK") {
            self.told = Told::Unknown;
        }
    }

    fn noting<T>(&mut self, outcome: Result<T, sqlx::Error>) -> Result<T, DatabaseError> {
        outcome.map_err(|error| {
            let error = DatabaseError::from(error);
            self.failure.get_or_insert(error.kind());
            error
        })
    }
}

impl Query for &mut Tx {
    fn all<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Vec<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = self.counting(sql);
        Box::pin(async move {
            self.tell().await?;
            let outcome: Result<Vec<Row>, sqlx::Error> = match &mut self.inner {
                Inner::Sqlite(tx) => sqlx::query_with(sql, for_sqlite(values)?)
                    .fetch_all(&mut **tx)
                    .await
                    .map(|rows| rows.into_iter().map(Row::from).collect()),
                Inner::Postgres(tx) => sqlx::query_with(sql, for_postgres(values)?)
                    .fetch_all(&mut **tx)
                    .await
                    .map(|rows| rows.into_iter().map(Row::from).collect()),
            };
            self.noting(outcome)
        })
    }

    fn one<'q>(self, sql: impl SqlSafeStr, values: Vec<Value>) -> BoxFuture<'q, Result<Option<Row>, DatabaseError>>
    where
        Self: 'q,
    {
        let sql = self.counting(sql);
        Box::pin(async move {
            self.tell().await?;
            let outcome: Result<Option<Row>, sqlx::Error> = match &mut self.inner {
                Inner::Sqlite(tx) => {
                    let row = sqlx::query_with(sql, for_sqlite(values)?)
                        .fetch_optional(&mut **tx)
                        .await;
                    row.map(|row| row.map(Row::from))
                }
                Inner::Postgres(tx) => {
                    let row = sqlx::query_with(sql, for_postgres(values)?)
                        .fetch_optional(&mut **tx)
                        .await;
                    row.map(|row| row.map(Row::from))
                }
            };
            self.noting(outcome)
        })
    }
}

impl Tx {
    /// A question may also change something (`… RETURNING`); only a plain `SELECT` surely does not.
    fn counting(&mut self, sql: impl SqlSafeStr) -> sqlx::SqlStr {
        let sql = sql.into_sql_str();
        if !sql.as_str().trim_start().starts_with("SELECT") {
            self.changes += 1;
        }
        sql
    }
}

/// The door to the writer task.
#[derive(Clone, Debug)]
pub(crate) struct Writer(mpsc::Sender<Request>);

#[derive(Debug)]
enum Request {
    Write(Box<dyn Work>),
    Finish(oneshot::Sender<()>),
}

pub(crate) fn start(pool: Pool) -> Writer {
    let (sender, receiver) = mpsc::channel(QUEUE);
    tokio::spawn(run(pool, receiver));
    Writer(sender)
}

impl Writer {
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> WriteFuture<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let request = Request::Write(Box::new(Closure {
            work,
            outcome: None,
            reply,
        }));
        let gone = || E::from(DatabaseError::unavailable("the writer has stopped"));
        self.0.send(request).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub(crate) async fn finish(&self) {
        let (reply, answer) = oneshot::channel();
        if self.0.send(Request::Finish(reply)).await.is_ok() {
            // The writer answers or has stopped already: either way nothing is under way any more.
            let _ = answer.await;
        }
    }
}

async fn run(pool: Pool, mut receiver: mpsc::Receiver<Request>) {
    let mut requests = Vec::with_capacity(BATCH);
    let mut finished: Option<oneshot::Sender<()>> = None;
    while receiver.recv_many(&mut requests, BATCH).await > 0 {
        let mut batch = Vec::with_capacity(requests.len());
        let mut finish = None;
        for request in requests.drain(..) {
            match request {
                Request::Write(work) => batch.push(work),
                Request::Finish(reply) => finish = Some(reply),
            }
        }
        run_batch(&pool, batch).await;
        if finish.is_some() {
            receiver.close();
            finished = finish;
        }
    }
    // Closing the last connection moves SQLite's log into the database file: only then is the file complete by itself.
    match pool {
        Pool::Sqlite(pool) => pool.close().await,
        Pool::Postgres(pool) => pool.close().await,
    }
    if let Some(reply) = finished {
        let _ = reply.send(());
    }
}

async fn run_batch(pool: &Pool, mut batch: Vec<Box<dyn Work>>) {
    for attempt in 1..=BATCH_ATTEMPTS {
        if batch.len() < 2 {
            break;
        }
        match together(pool, &mut batch).await {
            Together::Done => return batch.into_iter().for_each(|work| work.answer()),
            Together::Lost => give_way(attempt).await,
            Together::Failed => break,
        }
    }
    for work in batch {
        alone(pool, work).await;
    }
}

/// Lets a quicker server finish: 1 ms, then longer and longer, at most 32.
async fn give_way(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(1 << (attempt - 1).min(5))).await;
}

/// How a batch went.
enum Together {
    /// All of it is durable.
    Done,
    /// Nothing of it happened, because another server was quicker.
    Lost,
    /// Nothing of it happened: each closure must run alone.
    Failed,
}

impl Together {
    fn refused(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Conflict => Together::Lost,
            _ => Together::Failed,
        }
    }
}

/// Runs all closures in one transaction.
async fn together(pool: &Pool, batch: &mut [Box<dyn Work>]) -> Together {
    let Ok(mut tx) = Tx::begin(pool).await else {
        return Together::Failed;
    };
    for work in &mut *batch {
        let before = tx.changes;
        // Whatever a neighbour entered, and whether or not it succeeded.
        tx.leave();
        let succeeded = work.run(&mut tx).await;
        // A refusal that changed nothing harms no neighbour: it keeps its answer and the batch goes on.
        let failure = tx.failure;
        if failure.is_some() || (!succeeded && tx.changes != before) {
            tx.rollback().await;
            return failure.map_or(Together::Failed, Together::refused);
        }
    }
    match tx.commit().await {
        Ok(()) => Together::Done,
        Err(error) => Together::refused(error.kind()),
    }
}

async fn alone(pool: &Pool, mut work: Box<dyn Work>) {
    for attempt in 1..=ATTEMPTS {
        let mut tx = match Tx::begin(pool).await {
            Ok(tx) => tx,
            Err(error) => return work.fail(error),
        };
        let succeeded = work.run(&mut tx).await;
        let conflict = tx.failure == Some(ErrorKind::Conflict);
        if !succeeded || tx.failure.is_some() {
            tx.rollback().await;
            if conflict && attempt < ATTEMPTS {
                give_way(attempt).await;
                continue;
            }
            return work.answer();
        }
        match tx.commit().await {
            Ok(()) => return work.answer(),
            Err(error) if error.kind() == ErrorKind::Conflict && attempt < ATTEMPTS => give_way(attempt).await,
            Err(error) => return work.fail(error),
        }
    }
}

/// A closure whose types are forgotten.
trait Work: Send + std::fmt::Debug {
    /// Runs the closure and keeps its outcome; tells whether it succeeded.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Sends the kept outcome to the caller.
    fn answer(self: Box<Self>);
    /// Sends the database's own trouble to the caller.
    fn fail(self: Box<Self>, error: DatabaseError);
}

struct Closure<F, T, E> {
    work: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> std::fmt::Debug for Closure<F, T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Closure")
    }
}

impl<F, T, E> Work for Closure<F, T, E>
where
    F: for<'t> Fn(&'t mut Tx) -> WriteFuture<'t, T, E> + Send + Sync,
    T: Send,
    E: From<DatabaseError> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let outcome = AssertUnwindSafe((self.work)(tx)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| {
                tracing::error!("a write transaction panicked; nothing of it was kept");
                Err(E::from(DatabaseError::defect("the transaction panicked".into())))
            });
            // A swallowed failure must not be reported as success: the transaction is lost.
            let outcome = match (outcome, tx.failure) {
                (Ok(_), Some(_)) => Err(E::from(DatabaseError::defect("a failed statement was ignored".into()))),
                (outcome, _) => outcome,
            };
            let succeeded = outcome.is_ok();
            self.outcome = Some(outcome);
            succeeded
        })
    }

    fn answer(self: Box<Self>) {
        let outcome = self
            .outcome
            .unwrap_or_else(|| Err(E::from(DatabaseError::defect("the transaction was never run".into()))));
        // The caller may have given up waiting; the work is done all the same.
        let _ = self.reply.send(outcome);
    }

    fn fail(self: Box<Self>, error: DatabaseError) {
        let _ = self.reply.send(Err(E::from(error)));
    }
}
