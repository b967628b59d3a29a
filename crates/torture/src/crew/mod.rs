//! Several workers that use one drive at once, and the check that nothing they were promised is lost.

mod check;
mod observe;
mod shared;
mod steps;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use harness::{Api, Dice};
use tokio::task::JoinSet;

pub(crate) use self::shared::Shared;
pub(crate) use self::worker::{Sizes, Worker};

/// The folders of every worker, below a folder of its own.
const FOLDERS: [&str; 3] = ["a", "b", "c"];

/// The workers, resting.
#[derive(Debug)]
pub(crate) struct Crew {
    workers: Vec<Worker>,
    shared: Arc<Shared>,
}

/// The workers, at work.
pub(crate) struct Shift {
    tasks: JoinSet<Worker>,
    shared: Arc<Shared>,
    signals: Arc<Signals>,
}

/// What the workers look at between two steps.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    /// Stop after the step in hand.
    stop: AtomicBool,
    /// An answer that comes from now on promises nothing: the power is about to go.
    frozen: AtomicBool,
    /// A refusal is no offence: something is broken on purpose. The worker stops at the first.
    lenient: AtomicBool,
}

impl Crew {
    /// Makes the folders of `count` workers on an empty drive.
    pub(crate) async fn new(api: &Api, count: usize, sizes: Sizes, dice: &mut Dice) -> anyhow::Result<Self> {
        let mut workers = Vec::new();
        for number in 0..count {
            let home = format!("/w{number}");
            api.make_folder(None, &home[1..]).await?;
            for folder in FOLDERS {
                api.make_folder(Some(&home), folder).await?;
            }
            workers.push(Worker::new(home, sizes, dice.split()));
        }
        api.make_folder(None, "shared").await?;
        Ok(Self {
            workers,
            shared: Arc::new(Shared::default()),
        })
    }

    /// Sets everybody to work.
    pub(crate) fn start(self, api: &Api) -> Shift {
        let signals = Arc::new(Signals::default());
        let mut tasks = JoinSet::new();
        for worker in self.workers {
            tasks.spawn(worker.work(api.clone(), Arc::clone(&self.shared), Arc::clone(&signals)));
        }
        Shift {
            tasks,
            shared: self.shared,
            signals,
        }
    }

    /// Steps done and acknowledged so far.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.workers.iter().map(|worker| worker.acknowledged).sum()
    }
}

impl Shift {
    /// From now on answers promise nothing.
    pub(crate) fn freeze(&self) {
        self.signals.frozen.store(true, Ordering::SeqCst);
    }

    /// From now on a refusal is in order.
    pub(crate) fn be_lenient(&self) {
        self.signals.lenient.store(true, Ordering::SeqCst);
    }

    /// Asks everybody to stop after the step in hand.
    pub(crate) fn call_off(&self) {
        self.signals.stop.store(true, Ordering::SeqCst);
    }

    /// Waits until everybody has stopped.
    pub(crate) async fn finish(mut self) -> anyhow::Result<Crew> {
        let mut workers = Vec::new();
        while let Some(worker) = self.tasks.join_next().await {
            workers.push(worker.context("a worker panicked")?);
        }
        workers.sort_by(|one, other| one.home.cmp(&other.home));
        Ok(Crew {
            workers,
            shared: self.shared,
        })
    }
}

impl Signals {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    fn frozen(&self) -> bool {
        self.frozen.load(Ordering::SeqCst)
    }

    fn lenient(&self) -> bool {
        self.lenient.load(Ordering::SeqCst)
    }
}
