//! Stories about durable work, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use base::{ManualClock, SystemEntropy, Timestamp, World};
use database::{Database, on_each_database};
use kernel::{
    Authenticator, Caller, Jobs, Kernel, Ports, Presented, Problem, Site,
    jobs::{JobError, JobHandler, JobState, RunningJob, Worker, run_due},
};
use serde_json::{Value, json};

struct Nobody;

#[async_trait]
impl Authenticator for Nobody {
    async fn caller(&self, _presented: Presented<'_>) -> Result<Option<Caller>, Problem> {
        Ok(None)
    }
}

/// Counts its runs and ends them as its payload asks.
#[derive(Default)]
struct Counting {
    runs: AtomicUsize,
    period: Option<Duration>,
}

#[async_trait]
impl JobHandler for Counting {
    fn kind(&self) -> &'static str {
        "test.counting"
    }

    fn period(&self) -> Option<Duration> {
        self.period
    }

    async fn run(&self, job: &RunningJob, payload: Value) -> Result<(), JobError> {
        let runs = self.runs.fetch_add(1, Ordering::SeqCst) + 1;
        job.progress(1, 2);
        match payload.as_str() {
            Some("fail") => Err(JobError::Fatal("there is no such thing".into())),
            Some("fail once") if runs == 1 => Err(JobError::Retry("not yet".into())),
            Some("panic once") if runs == 1 => panic!("on purpose"),
            Some("hang once") if runs == 1 => std::future::pending().await,
            _ => {
                job.progress(2, 2);
                job.say("all is well");
                Ok(())
            }
        }
    }
}

impl Counting {
    fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }
}

struct Stage {
    kernel: Kernel,
    clock: ManualClock,
    handler: Arc<Counting>,
}

impl Stage {
    async fn new(database: Database, handler: Counting) -> Self {
        let clock = ManualClock::at(Timestamp(1_700_000_000_000_000));
        let world = World::new(clock.clone(), SystemEntropy);
        database.migrate(kernel::MIGRATIONS, &world).await.unwrap();
        let kernel = Kernel::new(database, world, Ports::alone(Arc::new(Nobody)), Site::default());
        Stage {
            kernel,
            clock,
            handler: Arc::new(handler),
        }
    }

    /// The server stops and starts again.
    fn restart(&mut self) {
        let (database, world) = (self.kernel.database.clone(), self.kernel.world.clone());
        self.kernel = Kernel::new(database, world, Ports::alone(Arc::new(Nobody)), Site::default());
    }

    fn handlers(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![Arc::clone(&self.handler) as _]
    }

    async fn start(&self, payload: &str) -> kernel::JobId {
        self.kernel
            .jobs
            .start(self.kernel.jobs.prepare("test.counting", json!(payload)))
            .await
            .unwrap()
            .id
    }

    async fn run_due(&self) -> usize {
        run_due(&self.kernel, self.handlers()).await.unwrap()
    }

    async fn state(&self, id: kernel::JobId) -> (JobState, Option<String>) {
        let (job, _) = self.kernel.jobs.find(id).await.unwrap().unwrap();
        (job.state, job.message)
    }

    /// Polls until the job is in the state: the worker lives in real time.
    async fn until(&self, id: kernel::JobId, wanted: JobState) {
        for _ in 0..400 {
            if self.state(id).await.0 == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the job did not become {wanted:?}: {:?}", self.state(id).await);
    }
}

on_each_database! {
    async fn a_job_runs_once_and_tells_how_it_went(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let id = stage.start("go").await;
        assert_eq!(stage.state(id).await, (JobState::Waiting, None));
        assert_eq!(stage.run_due().await, 1);
        assert_eq!(stage.run_due().await, 0);
        let (job, _) = stage.kernel.jobs.find(id).await.unwrap().unwrap();
        assert_eq!((job.state, job.message.as_deref()), (JobState::Done, Some("all is well")));
        assert_eq!((job.progress.done, job.progress.total), (2, 2));
        assert!(job.finished_at.is_some());
    }

    async fn a_job_whose_transaction_fails_was_never_asked_for(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let job = stage.kernel.jobs.prepare("test.counting", Value::Null);
        let id = job.id();
        let refused = test.database.write::<(), Problem, _>(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                Jobs::enqueue(tx, &job).await?;
                Err(Problem::not_found("thing"))
            })
        }).await;
        assert!(refused.is_err());
        assert!(stage.kernel.jobs.find(id).await.unwrap().is_none());
        assert_eq!(stage.run_due().await, 0);
    }

    async fn one_key_one_job_until_it_ends(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let ask = || stage.kernel.jobs.start(stage.kernel.jobs.prepare("test.counting", json!("go")).with_key("scrub"));
        let first = ask().await.unwrap();
        assert_eq!(ask().await.unwrap().id, first.id);
        assert_eq!(stage.run_due().await, 1);
        assert_ne!(ask().await.unwrap().id, first.id);
    }

    async fn passing_trouble_is_tried_again_after_a_pause(test: TestDatabase) {
        for payload in ["fail once", "panic once"] {
            let stage = Stage::new(test.database.clone(), Counting::default()).await;
            let id = stage.start(payload).await;
            assert_eq!(stage.run_due().await, 1);
            assert_eq!(stage.state(id).await.0, JobState::Waiting);
            assert_eq!(stage.run_due().await, 0);
            stage.clock.advance(Duration::from_secs(3));
            assert_eq!(stage.run_due().await, 1);
            assert_eq!(stage.state(id).await.0, JobState::Done);
        }
    }

    async fn lasting_trouble_fails_at_once_and_says_why(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let id = stage.start("fail").await;
        stage.run_due().await;
        assert_eq!(stage.state(id).await, (JobState::Failed, Some("there is no such thing".into())));
    }

    async fn a_job_is_not_run_before_its_time(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let later = stage.kernel.world.now().after(Duration::from_secs(60));
        let job = stage.kernel.jobs.prepare("test.counting", Value::Null).not_before(later);
        stage.kernel.jobs.start(job).await.unwrap();
        assert_eq!(stage.run_due().await, 0);
        stage.clock.advance(Duration::from_secs(61));
        assert_eq!(stage.run_due().await, 1);
    }

    async fn kinds_without_a_handler_wait_for_one(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let job = stage.kernel.jobs.start(stage.kernel.jobs.prepare("from.the.future", Value::Null)).await.unwrap();
        assert_eq!(stage.run_due().await, 0);
        assert_eq!(stage.state(job.id).await.0, JobState::Waiting);
    }

    async fn a_recurring_job_comes_round(test: TestDatabase) {
        let recurring = Counting { period: Some(Duration::from_secs(3600)), ..Counting::default() };
        let mut stage = Stage::new(test.database.clone(), recurring).await;
        let worker = Worker::start(stage.kernel.clone(), stage.handlers());
        while stage.handler.runs() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stage.kernel.stopping.cancel();
        worker.finished().await;
        stage.restart();
        // A second start finds the next round queued already and adds none.
        assert_eq!(stage.run_due().await, 0);
        stage.clock.advance(Duration::from_secs(3601));
        assert_eq!(stage.run_due().await, 1);
        stage.clock.advance(Duration::from_secs(3601));
        assert_eq!(stage.run_due().await, 1);
    }

    async fn a_stopping_server_gives_its_jobs_back(test: TestDatabase) {
        let mut stage = Stage::new(test.database.clone(), Counting::default()).await;
        let worker = Worker::start(stage.kernel.clone(), stage.handlers());
        let id = stage.start("hang once").await;
        stage.until(id, JobState::Running).await;
        stage.kernel.stopping.cancel();
        worker.finished().await;
        assert_eq!(stage.state(id).await.0, JobState::Waiting);
        assert_eq!(stage.run_due().await, 0, "a stopped kernel leases nothing");
        stage.restart();
        assert_eq!(stage.run_due().await, 1);
        assert_eq!(stage.state(id).await.0, JobState::Done);
    }

    async fn a_dead_worker_s_job_is_taken_over(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let id = stage.start("hang once").await;
        let (kernel, handlers) = (stage.kernel.clone(), stage.handlers());
        let dead = tokio::spawn(async move { run_due(&kernel, handlers).await });
        stage.until(id, JobState::Running).await;
        dead.abort();
        assert_eq!(stage.run_due().await, 0, "the lease still stands");
        stage.clock.advance(Duration::from_secs(61));
        assert_eq!(stage.run_due().await, 1);
        assert_eq!(stage.state(id).await.0, JobState::Done);
    }

    async fn a_lease_from_before_the_clock_was_set_back_does_not_hold_for_hours(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let id = stage.start("hang once").await;
        let (kernel, handlers) = (stage.kernel.clone(), stage.handlers());
        let dead = tokio::spawn(async move { run_due(&kernel, handlers).await });
        stage.until(id, JobState::Running).await;
        dead.abort();
        stage.clock.set(stage.kernel.world.now().before(Duration::from_secs(3600)));
        assert_eq!(stage.run_due().await, 1);
        assert_eq!(stage.state(id).await.0, JobState::Done);
    }

    async fn two_servers_share_the_work(test: TestDatabase) {
        let stage = Stage::new(test.database.clone(), Counting::default()).await;
        let other = Database::open(&test.url).await.unwrap();
        let second = Kernel::new(other, stage.kernel.world.clone(), Ports::alone(Arc::new(Nobody)), Site::default());
        for _ in 0..20 {
            stage.start("go").await;
        }
        let (one, two) = tokio::join!(
            run_due(&stage.kernel, stage.handlers()),
            run_due(&second, stage.handlers()),
        );
        assert_eq!(one.unwrap() + two.unwrap(), 20);
        assert_eq!(stage.handler.runs(), 20);
    }
}
