//! Keeps floods of requests away from the database.
//!
//! One bucket per place and kind of request. The buckets drip (generic cell rate algorithm), so a refused client waits
//! for the next drop and not for the end of a window. They live in memory and are bounded; a restart forgives.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use kernel::Problem;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// Buckets that are remembered; beyond this, the emptiest are forgotten.
const BUCKETS: usize = 10_000;

/// How much passes: `burst` at once, and `burst` more in each `window`.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: u32,
    window: Duration,
}

const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);
/// A whole school may stand behind one address, and sign in at nine o'clock.
const PER_ADDRESS: Rate = Rate {
    burst: 300,
    window: QUARTER_HOUR,
};

/// Where somebody is, as coarsely as providers give addresses out: one IPv4 address, or one /64 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place(Option<IpAddr>);

impl Place {
    /// What counts kept in the database call it.
    pub(crate) fn key(self) -> [u8; 32] {
        let text = self.0.map_or_else(String::new, |address| address.to_string());
        Sha256::digest(format!("address {text}")).into()
    }
}

impl From<Option<IpAddr>> for Place {
    fn from(address: Option<IpAddr>) -> Self {
        Place(address.map(|address| match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
            address => address,
        }))
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Request {
    SignIn,
    Register,
    Reset,
    Code,
}

type Key = (Request, Place);

/// The buckets of this process.
#[derive(Debug, Default)]
pub(crate) struct Flood(Mutex<Buckets>);

/// When each bucket will be empty again.
#[derive(Debug, Default)]
struct Buckets(HashMap<Key, Instant>);

impl Flood {
    /// Counts a request before anything is done for it, so that parallel requests count too.
    pub(crate) fn take(&self, request: Request, address: Option<IpAddr>) -> Result<(), Problem> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = buckets.take((request, address.into()), PER_ADDRESS, Instant::now());
        taken.map_err(Problem::rate_limited)
    }

    /// Takes a request back that turned out to be what its sender may do as often as they like.
    pub(crate) fn give_back(&self, request: Request, address: Option<IpAddr>) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.give_back(&(request, address.into()), PER_ADDRESS);
    }
}

impl Buckets {
    /// Adds a drop, or says how long until there is room for one.
    fn take(&mut self, key: Key, rate: Rate, now: Instant) -> Result<(), Duration> {
        let drop = rate.window / rate.burst;
        let empty_at = self.0.get(&key).copied().unwrap_or(now).max(now) + drop;
        let overflow = (empty_at - now).saturating_sub(rate.window);
        if !overflow.is_zero() {
            return Err(overflow);
        }
        self.make_room(now);
        self.0.insert(key, empty_at);
        Ok(())
    }

    fn give_back(&mut self, key: &Key, rate: Rate) {
        if let Some(empty_at) = self.0.get_mut(key) {
            *empty_at = empty_at.checked_sub(rate.window / rate.burst).unwrap_or(*empty_at);
        }
    }

    fn make_room(&mut self, now: Instant) {
        if self.0.len() < BUCKETS {
            return;
        }
        self.0.retain(|_, empty_at| *empty_at > now);
        if self.0.len() >= BUCKETS {
            // A tenth at a time, so that a flood of new places does not look through all of them for each one.
            let mut levels: Vec<Instant> = self.0.values().copied().collect();
            let (_, line, _) = levels.select_nth_unstable(BUCKETS / 10);
            let line = *line;
            self.0.retain(|_, empty_at| *empty_at > line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Rate = Rate {
        burst: 10,
        window: QUARTER_HOUR,
    };

    fn key(number: u32) -> Key {
        (Request::SignIn, Place(Some(IpAddr::V4(number.into()))))
    }

    #[test]
    fn after_ten_a_drop_every_ninety_seconds() {
        let (mut buckets, start) = (Buckets::default(), Instant::now());
        for _ in 0..10 {
            buckets.take(key(1), TEN, start).unwrap();
        }
        assert_eq!(buckets.take(key(1), TEN, start), Err(Duration::from_secs(90)));
        buckets.take(key(2), TEN, start).unwrap();
        let later = start + Duration::from_secs(90);
        buckets.take(key(1), TEN, later).unwrap();
        assert!(buckets.take(key(1), TEN, later).is_err());
        // The refused requests made nothing worse: a quarter of an hour later all is forgiven.
        let much_later = later + QUARTER_HOUR;
        for _ in 0..10 {
            buckets.take(key(1), TEN, much_later).unwrap();
        }
    }

    #[test]
    fn memory_is_bounded_and_the_fullest_buckets_stay() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        for _ in 0..10 {
            buckets.take(key(0), TEN, now).unwrap();
        }
        for number in 1..=20_000 {
            buckets.take(key(number), TEN, now).unwrap();
        }
        assert!(buckets.0.len() <= BUCKETS);
        assert!(buckets.take(key(0), TEN, now).is_err());
    }

    #[test]
    fn one_household_is_one_place() {
        let place = |text: &str| Place::from(Some(text.parse().unwrap()));
        assert_eq!(place("2001:db8::1"), place("2001:db8::ffff"));
        assert_ne!(place("2001:db8::1"), place("2001:db8:0:1::1"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
        assert_ne!(place("192.0.2.1").key(), place("192.0.2.2").key());
    }

    #[test]
    fn what_is_given_back_costs_nothing() {
        let (flood, home) = (Flood::default(), Some("192.0.2.1".parse().unwrap()));
        for _ in 0..1000 {
            flood.take(Request::SignIn, home).unwrap();
            flood.give_back(Request::SignIn, home);
        }
        while flood.take(Request::SignIn, home).is_ok() {}
        flood.take(Request::Register, home).unwrap();
    }
}
