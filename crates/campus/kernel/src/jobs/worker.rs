//! The loop that takes due jobs and runs them.

use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use base::Timestamp;
use database::{DatabaseError, Tx, WriteFuture};
use futures::FutureExt;
use tokio::{
    task::{JoinHandle, JoinSet},
    time::{Instant, MissedTickBehavior, interval, sleep},
};

use super::{
    JobError, JobHandler, JobState, RunningJob,
    handler::{Told, shortened},
    model::ATTEMPTS,
    store,
};
use crate::{AccountId, JobId, Jobs, Kernel};

/// How long a lease lasts without renewal.
pub(super) const LEASE: Duration = Duration::from_secs(60);
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// How often what a handler tells is looked at.
const LISTEN_EVERY: Duration = Duration::from_secs(1);
/// How often the table is looked at when nobody rings.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Jobs at the same time in this process.
const AT_ONCE: usize = 4;
/// How long ended jobs can still be asked for.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 3600);
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// A job this worker has leased.
#[derive(Clone, Debug)]
pub(super) struct Leased {
    pub id: JobId,
    pub kind: String,
    pub payload: serde_json::Value,
    pub account: Option<AccountId>,
    pub attempt: u32,
    pub lease: [u8; 16],
}

/// The worker of this process. It ends by itself when [`Kernel::stopping`] is cancelled.
#[derive(Debug)]
pub struct Worker(JoinHandle<()>);

impl Worker {
    /// Queues the recurring jobs and starts taking jobs.
    pub fn start(kernel: Kernel, handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        Worker(tokio::spawn(work(Shift::new(&kernel, handlers), kernel)))
    }

    /// Waits until the worker has stopped; jobs under way are given back and run again at the next start.
    pub async fn finished(self) {
        if let Err(error) = self.0.await {
            tracing::error!(%error, "the job worker ended badly");
        }
    }
}

/// Runs everything that is due, one after the other, until nothing is or the kernel stops; returns how many runs
/// there were. For tests and for verbs that want to see the end of their work.
///
/// # Errors
/// The database's.
pub async fn run_due(kernel: &Kernel, handlers: Vec<Arc<dyn JobHandler>>) -> Result<usize, DatabaseError> {
    let shift = Arc::new(Shift::new(kernel, handlers));
    let mut runs = 0;
    while !kernel.stopping.is_cancelled() {
        let Some(job) = shift.lease(1).await?.pop() else { break };
        Arc::clone(&shift).run(job).await;
        runs += 1;
    }
    Ok(runs)
}

async fn work(shift: Shift, kernel: Kernel) {
    let shift = Arc::new(shift);
    shift.queue_recurring().await;
    let mut running = JoinSet::new();
    let mut forgot = None;
    while !kernel.stopping.is_cancelled() {
        if forgot.is_none_or(|moment: Instant| moment.elapsed() > FORGET_EVERY) {
            forgot = Some(Instant::now());
            shift.forget().await;
        }
        while running.len() < AT_ONCE && !kernel.stopping.is_cancelled() {
            match shift.lease(AT_ONCE - running.len()).await {
                Ok(leased) if leased.is_empty() => break,
                Ok(leased) => leased
                    .into_iter()
                    .for_each(|job| drop(running.spawn(Arc::clone(&shift).run(job)))),
                Err(error) => {
                    tracing::error!(error = %base::chain(&error), "the job queue cannot be read");
                    break;
                }
            }
        }
        tokio::select! {
            () = kernel.stopping.cancelled() => {}
            () = shift.jobs.due.notified() => {}
            () = sleep(LOOK_EVERY) => {}
            Some(_) = running.join_next() => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// What the runs of one worker share.
struct Shift {
    jobs: Jobs,
    stopping: tokio_util::sync::CancellationToken,
    handlers: BTreeMap<&'static str, Arc<dyn JobHandler>>,
}

/// How a run ended.
enum Outcome {
    Ended(Result<(), JobError>),
    Stopped,
    LeaseLost,
}

impl Shift {
    fn new(kernel: &Kernel, handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        Shift {
            jobs: kernel.jobs.clone(),
            stopping: kernel.stopping.clone(),
            handlers: handlers.into_iter().map(|handler| (handler.kind(), handler)).collect(),
        }
    }

    async fn queue_recurring(&self) {
        for handler in self.handlers.values().filter(|handler| handler.period().is_some()) {
            let job = self
                .jobs
                .prepare(handler.kind(), serde_json::Value::Null)
                .with_key(recurring_key(handler.kind()));
            if let Err(error) = self.jobs.start(job).await {
                tracing::error!(kind = handler.kind(), error = %base::chain(&error), "a recurring job cannot be queued");
            }
        }
    }

    async fn forget(&self) {
        let moment = self.jobs.world.now().before(REMEMBERED);
        if let Err(error) = self.write(move |tx| Box::pin(store::forget_ended(tx, moment))).await {
            tracing::warn!(error = %base::chain(&error), "ended jobs cannot be forgotten");
        }
    }

    async fn lease(&self, count: usize) -> Result<Vec<Leased>, DatabaseError> {
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        let now = self.jobs.world.now();
        if kinds.is_empty() || !store::any_due(&self.jobs.database, &kinds, now).await? {
            return Ok(Vec::new());
        }
        let mark = self.jobs.world.bytes();
        self.write(move |tx| {
            let kinds = kinds.clone();
            Box::pin(async move { store::lease(tx, &kinds, count, mark, now).await })
        })
        .await
    }

    async fn run(self: Arc<Self>, job: Leased) {
        let Some(handler) = self.handlers.get(job.kind.as_str()).cloned() else {
            return;
        };
        let running = RunningJob::new(job.id, job.account, job.attempt);
        let work = AssertUnwindSafe(handler.run(&running, job.payload.clone())).catch_unwind();
        let outcome = tokio::select! {
            // In this order: a job that was leased while the server stops is not begun any more.
            biased;
            () = self.stopping.cancelled() => Outcome::Stopped,
            ended = work => Outcome::Ended(
                ended.unwrap_or_else(|_| Err(JobError::Retry("the job panicked; the server's log says where".into()))),
            ),
            () = self.keep_lease(&job, &running) => Outcome::LeaseLost,
        };
        if let Err(error) = self.settle(&job, &*handler, outcome, running.told()).await {
            // The lease runs out and the job runs again.
            tracing::error!(job = %job.id, error = %base::chain(&error), "the end of a job could not be written");
        }
    }

    /// Renews the lease and writes progress until the lease turns out to be lost.
    async fn keep_lease(&self, job: &Leased, running: &RunningJob) {
        let mut ticks = interval(LISTEN_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut written, mut renewed) = (Told::default(), Instant::now());
        loop {
            ticks.tick().await;
            let told = running.told();
            if told == written && renewed.elapsed() < RENEW_EVERY {
                continue;
            }
            let (leased, now) = (job.clone(), self.jobs.world.now());
            let telling = told.clone();
            let kept = self.write(move |tx| {
                let (leased, telling) = (leased.clone(), telling.clone());
                Box::pin(async move { store::renew(tx, &leased, &telling, now).await })
            });
            match kept.await {
                Ok(true) => (written, renewed) = (told, Instant::now()),
                Ok(false) => return,
                Err(error) => tracing::warn!(job = %job.id, error = %base::chain(&error), "a lease was not renewed"),
            }
        }
    }

    async fn settle(
        &self,
        job: &Leased,
        handler: &dyn JobHandler,
        outcome: Outcome,
        mut told: Told,
    ) -> Result<(), DatabaseError> {
        let now = self.jobs.world.now();
        let state = match outcome {
            Outcome::LeaseLost => {
                tracing::warn!(job = %job.id, kind = job.kind, "another worker took the job over");
                return Ok(());
            }
            Outcome::Stopped => {
                let job = job.clone();
                return self
                    .write(move |tx| {
                        let job = job.clone();
                        Box::pin(async move { store::give_back(tx, &job, now).await })
                    })
                    .await;
            }
            Outcome::Ended(Ok(())) => JobState::Done,
            Outcome::Ended(Err(error)) => {
                tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempt, %error, "a job did not succeed");
                told.message = Some(shortened(&error.to_string()));
                let over = matches!(error, JobError::Fatal(_)) || job.attempt >= ATTEMPTS;
                if over { JobState::Failed } else { JobState::Waiting }
            }
        };
        self.end(job, handler, state, told, now).await
    }

    /// Writes the end of a run and, in the same transaction, queues the next round of a recurring job.
    async fn end(
        &self,
        job: &Leased,
        handler: &dyn JobHandler,
        state: JobState,
        told: Told,
        now: Timestamp,
    ) -> Result<(), DatabaseError> {
        let next = handler.period().filter(|_| state != JobState::Waiting).map(|period| {
            let next = self.jobs.prepare(handler.kind(), serde_json::Value::Null);
            next.with_key(recurring_key(handler.kind()))
                .not_before(now.after(period))
        });
        let job = job.clone();
        self.write(move |tx| {
            let (job, told, next) = (job.clone(), told.clone(), next.clone());
            Box::pin(async move {
                if store::end(tx, &job, state, &told, now).await?
                    && let Some(next) = next
                {
                    store::insert(tx, &next).await?;
                }
                Ok(())
            })
        })
        .await
    }

    async fn write<T, F>(&self, work: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> WriteFuture<'t, T, DatabaseError> + Send + Sync + 'static,
    {
        self.jobs.database.write(work).await
    }
}

fn recurring_key(kind: &str) -> String {
    format!("recurring:{kind}")
}
