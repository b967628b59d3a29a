//! Slows down whoever sends wrong passwords.
//!
//! A bucket per pair of account and address, and a wider one per address. There is none per account alone: it would let
//! anybody lock anybody out. The buckets drip (generic cell rate algorithm), so a refused client waits for the next drop
//! and not for the end of a window. They live in memory and are bounded; a restart forgives.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use kernel::Problem;
use tokio::time::Instant;

use crate::Email;

/// Buckets that are remembered; beyond this, the emptiest are forgotten.
const BUCKETS: usize = 10_000;

/// How much passes: `burst` at once, and `burst` more in each `window`.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: u32,
    window: Duration,
}

const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);
const PER_PAIR: Rate = Rate {
    burst: 10,
    window: QUARTER_HOUR,
};
/// A whole school may stand behind one address, and sign in at nine o'clock.
const PER_ADDRESS: Rate = Rate {
    burst: 300,
    window: QUARTER_HOUR,
};

/// Where somebody is, as coarsely as providers give addresses out: one IPv4 address, or one /64 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place(Option<IpAddr>);

impl From<Option<IpAddr>> for Place {
    fn from(address: Option<IpAddr>) -> Self {
        Place(address.map(|address| match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
            address => address,
        }))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Pair(Email, Place),
    SignIn(Place),
    Register(Place),
}

/// The buckets of this process.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<Buckets>);

/// When each bucket will be empty again.
#[derive(Debug, Default)]
struct Buckets(HashMap<Key, Instant>);

impl Limiter {
    /// Counts an attempt to sign in before it is tried, so that parallel attempts count too.
    pub(crate) fn before_sign_in(&self, email: &Email, address: Option<IpAddr>) -> Result<(), Problem> {
        let place = Place::from(address);
        self.take(Key::SignIn(place), PER_ADDRESS)?;
        self.take(Key::Pair(email.clone(), place), PER_PAIR)
    }

    /// Takes a successful attempt back: only wrong passwords count.
    pub(crate) fn after_sign_in(&self, email: &Email, address: Option<IpAddr>) {
        let place = Place::from(address);
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.0.remove(&Key::Pair(email.clone(), place));
        buckets.give_back(&Key::SignIn(place), PER_ADDRESS);
    }

    /// Counts a new account.
    pub(crate) fn before_register(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        self.take(Key::Register(address.into()), PER_ADDRESS)
    }

    fn take(&self, key: Key, rate: Rate) -> Result<(), Problem> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.take(key, rate, Instant::now()).map_err(Problem::rate_limited)
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

    fn key(number: u32) -> Key {
        Key::SignIn(Place(Some(IpAddr::V4(number.into()))))
    }

    #[test]
    fn after_ten_a_drop_every_ninety_seconds() {
        let (mut buckets, start) = (Buckets::default(), Instant::now());
        for _ in 0..10 {
            buckets.take(key(1), PER_PAIR, start).unwrap();
        }
        assert_eq!(buckets.take(key(1), PER_PAIR, start), Err(Duration::from_secs(90)));
        buckets.take(key(2), PER_PAIR, start).unwrap();
        let later = start + Duration::from_secs(90);
        buckets.take(key(1), PER_PAIR, later).unwrap();
        assert!(buckets.take(key(1), PER_PAIR, later).is_err());
        // The refused attempts made nothing worse: a quarter of an hour later all is forgiven.
        let much_later = later + QUARTER_HOUR;
        for _ in 0..10 {
            buckets.take(key(1), PER_PAIR, much_later).unwrap();
        }
    }

    #[test]
    fn memory_is_bounded_and_the_fullest_buckets_stay() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        for _ in 0..10 {
            buckets.take(key(0), PER_PAIR, now).unwrap();
        }
        for number in 1..=20_000 {
            buckets.take(key(number), PER_PAIR, now).unwrap();
        }
        assert!(buckets.0.len() <= BUCKETS);
        assert!(buckets.take(key(0), PER_PAIR, now).is_err());
    }

    #[test]
    fn one_household_is_one_place() {
        let place = |text: &str| Place::from(Some(text.parse().unwrap()));
        assert_eq!(place("2001:db8::1"), place("2001:db8::ffff"));
        assert_ne!(place("2001:db8::1"), place("2001:db8:0:1::1"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
    }

    #[test]
    fn right_passwords_cost_nothing_and_wrong_ones_hurt_only_their_sender() {
        let (limiter, email) = (Limiter::default(), "asha@example.org".parse::<Email>().unwrap());
        let (home, evil) = (
            Some("192.0.2.1".parse().unwrap()),
            Some("198.51.100.1".parse().unwrap()),
        );
        for _ in 0..200 {
            limiter.before_sign_in(&email, home).unwrap();
            limiter.after_sign_in(&email, home);
        }
        while limiter.before_sign_in(&email, evil).is_ok() {}
        limiter.before_sign_in(&email, home).unwrap();
    }
}
