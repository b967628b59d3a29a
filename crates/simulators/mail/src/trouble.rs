//! Trouble on demand.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The connection with this number, counted from 1, is greeted with 421 and closed.
    RefuseConnection(u64),
    /// The next so many letters to this address are put off with 450.
    Later {
        /// The address.
        to: String,
        /// How many times.
        times: u32,
    },
    /// Letters to this address are refused with 550.
    Never {
        /// The address.
        to: String,
    },
    /// The next so many letters are cut off: the line drops while they are being sent, and nothing is kept.
    DropInData {
        /// How many times.
        times: u32,
    },
    /// The next so many letters are kept, but the line drops before the client is told.
    DropAfterData {
        /// How many times.
        times: u32,
    },
    /// Each answer takes this long.
    Slow(Duration),
}

/// The trouble there is.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<Vec<Trouble>>);

impl Troubles {
    pub(crate) fn add(&self, trouble: Trouble) {
        self.with(|all| all.push(trouble));
    }

    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    pub(crate) fn refuses_connection(&self, number: u64) -> bool {
        self.with(|all| all.contains(&Trouble::RefuseConnection(number)))
    }

    pub(crate) fn refuses(&self, address: &str) -> bool {
        self.with(|all| {
            all.iter()
                .any(|trouble| matches!(trouble, Trouble::Never { to } if to.eq_ignore_ascii_case(address)))
        })
    }

    pub(crate) fn puts_off(&self, address: &str) -> bool {
        self.uses_up(|trouble| match trouble {
            Trouble::Later { to, times } if to.eq_ignore_ascii_case(address) => Some(times),
            _ => None,
        })
    }

    pub(crate) fn drops_in_data(&self) -> bool {
        self.uses_up(|trouble| match trouble {
            Trouble::DropInData { times } => Some(times),
            _ => None,
        })
    }

    pub(crate) fn drops_after_data(&self) -> bool {
        self.uses_up(|trouble| match trouble {
            Trouble::DropAfterData { times } => Some(times),
            _ => None,
        })
    }

    pub(crate) fn slowness(&self) -> Option<Duration> {
        self.with(|all| {
            all.iter().rev().find_map(|trouble| match trouble {
                Trouble::Slow(span) => Some(*span),
                _ => None,
            })
        })
    }

    /// Takes one from the first trouble that `times` finds and that is not used up.
    fn uses_up(&self, times: impl Fn(&mut Trouble) -> Option<&mut u32>) -> bool {
        self.with(|all| match all.iter_mut().filter_map(&times).find(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                true
            }
            None => false,
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<Trouble>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
