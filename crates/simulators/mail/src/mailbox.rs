//! Where letters lie: in memory, the newest so many.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::Letter;

#[derive(Debug)]
pub(crate) struct Mailbox {
    letters: Mutex<VecDeque<Letter>>,
    most: usize,
    /// Counts arrivals, for those who wait.
    arrivals: watch::Sender<u64>,
}

impl Mailbox {
    pub(crate) fn new(most: usize) -> Self {
        Mailbox {
            letters: Mutex::default(),
            most,
            arrivals: watch::Sender::new(0),
        }
    }

    pub(crate) fn put(&self, letter: Letter) {
        self.with(|letters| {
            letters.push_back(letter);
            while letters.len() > self.most {
                letters.pop_front();
            }
        });
        self.arrivals.send_modify(|count| *count += 1);
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.with(|letters| letters.iter().cloned().collect())
    }

    pub(crate) fn letters_to(&self, to: &str) -> Vec<Letter> {
        self.with(|letters| letters.iter().filter(|letter| letter.is_to(to)).cloned().collect())
    }

    pub(crate) async fn wait_for(&self, to: &str, patience: Duration) -> Option<Letter> {
        // Watching begins before looking, so that no arrival falls in between.
        let mut arrivals = self.arrivals.subscribe();
        let arrived = async {
            loop {
                if let Some(letter) = self.letters_to(to).pop() {
                    return Some(letter);
                }
                arrivals.changed().await.ok()?;
            }
        };
        tokio::time::timeout(patience, arrived).await.ok().flatten()
    }

    pub(crate) fn empty(&self) {
        self.with(VecDeque::clear);
    }

    fn with<T>(&self, work: impl FnOnce(&mut VecDeque<Letter>) -> T) -> T {
        work(&mut self.letters.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
