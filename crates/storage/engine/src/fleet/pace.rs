//! How fast a target answers, so that a slow one can be noticed while it is being slow.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// A running mean of answer times and of their deviation, as TCP keeps for its time-outs (RFC 6298).
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<Option<Estimate>>);

#[derive(Clone, Copy, Debug)]
struct Estimate {
    mean: f64,
    deviation: f64,
}

/// A question under way.
pub(crate) struct Asking<'a> {
    pace: &'a Pace,
    since: Instant,
    answered: bool,
}

impl Asking<'_> {
    pub(crate) fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let waited = self.since.elapsed();
        // A question that was given up early tells nothing.
        if !self.answered && waited > self.pace.mean() {
            self.pace.note(waited);
        }
    }
}

/// A second request this early would only add load.
const PATIENCE_MIN: Duration = Duration::from_millis(25);
const PATIENCE_MAX: Duration = Duration::from_millis(1500);

impl Pace {
    pub(crate) fn note(&self, took: Duration) {
        let took = took.as_secs_f64();
        let mut estimate = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *estimate = Some(match *estimate {
            None => Estimate {
                mean: took,
                deviation: took / 2.0,
            },
            Some(Estimate { mean, deviation }) => Estimate {
                mean: mean + (took - mean) / 8.0,
                deviation: deviation + ((took - mean).abs() - deviation) / 4.0,
            },
        });
    }

    /// Times a question. An answer is noted by who gets it; a question that is given up is noted here.
    pub(crate) fn asking(&self) -> Asking<'_> {
        Asking {
            pace: self,
            since: Instant::now(),
            answered: false,
        }
    }

    /// Lets a slow past fade: who was slow is tried again some time.
    pub(crate) fn fade(&self) {
        if let Some(estimate) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            estimate.mean *= 0.9;
        }
    }

    /// After this long an answer is later than about 95 of 100: time to ask somebody else as well.
    pub(crate) fn patience(&self) -> Duration {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            None => PATIENCE_MIN * 4,
            Some(Estimate { mean, deviation }) => {
                Duration::from_secs_f64(mean + 4.0 * deviation).clamp(PATIENCE_MIN, PATIENCE_MAX)
            }
        }
    }

    /// The expected answer time, for choosing the fastest.
    pub(crate) fn mean(&self) -> Duration {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .map_or(Duration::ZERO, |estimate| {
                Duration::from_secs_f64(estimate.mean.max(0.0))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_follows_what_was_seen() {
        let pace = Pace::default();
        for _ in 0..100 {
            pace.note(Duration::from_millis(100));
        }
        assert!(pace.patience() >= Duration::from_millis(95) && pace.patience() < Duration::from_millis(200));
        for _ in 0..20 {
            pace.note(Duration::from_secs(60));
        }
        assert_eq!(pace.patience(), PATIENCE_MAX);
    }
}
