//! One file that everybody writes at once: two uploads of one name must both survive as versions.

use std::sync::{Mutex, PoisonError};

use harness::Print;

/// Where it lies.
pub(crate) const PATH: &str = "/shared/hot.bin";

/// What was promised about it.
#[derive(Debug, Default)]
pub(crate) struct Shared(Mutex<Promises>);

#[derive(Debug, Default, Clone)]
struct Promises {
    acknowledged: Vec<Print>,
    in_doubt: Vec<Print>,
}

impl Shared {
    pub(crate) fn promise(&self, print: Print) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .acknowledged
            .push(print);
    }

    pub(crate) fn doubt(&self, print: Print) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .in_doubt
            .push(print);
    }

    /// How many versions are promised.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).acknowledged.len()
    }

    /// Bytes of all versions, once nothing is in doubt.
    pub(crate) fn bytes(&self) -> u64 {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .acknowledged
            .iter()
            .map(|print| print.length)
            .sum()
    }

    /// Forgets everything: the file was deleted.
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Promises::default();
    }

    /// Compares with the versions that are there; afterwards those are what is promised.
    pub(crate) fn settle(&self, mut seen: Vec<Print>) -> Result<(), String> {
        let mut promises = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = seen.clone();
        for print in &promises.acknowledged {
            let at = left.iter().position(|other| other == print);
            left.swap_remove(at.ok_or_else(|| format!("the version {print:?} of {PATH} is lost"))?);
        }
        for print in left {
            let at = promises.in_doubt.iter().position(|other| *other == print);
            let at = at.ok_or_else(|| format!("nobody wrote the version {print:?} of {PATH}"))?;
            promises.in_doubt.swap_remove(at);
        }
        promises.acknowledged.clear();
        promises.acknowledged.append(&mut seen);
        promises.in_doubt.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use harness::{Print, Recipe};

    use super::Shared;

    fn print(seed: u64) -> Print {
        Recipe { seed, length: 10 }.print()
    }

    #[test]
    fn what_is_in_doubt_may_be_there_or_not() {
        let shared = Shared::default();
        shared.promise(print(1));
        shared.doubt(print(2));
        shared.doubt(print(3));
        shared.settle(vec![print(2), print(1)]).unwrap();
        assert_eq!((shared.count(), shared.bytes()), (2, 20));
    }

    #[test]
    fn a_lost_version_and_an_invented_one_are_told() {
        let shared = Shared::default();
        shared.promise(print(1));
        assert!(shared.settle(vec![]).unwrap_err().contains("lost"));
        assert!(shared.settle(vec![print(1), print(9)]).unwrap_err().contains("nobody"));
    }
}
