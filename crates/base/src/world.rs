//! Time and chance come in through the door: whoever needs them is handed a [`World`].
//! The only code that asks the machine stands in this file.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use uuid::Builder;

use crate::{Id, Timestamp};

/// Tells the time. May jump in either direction: nothing that must be safe may lean on it.
pub trait Clock: Send + Sync {
    /// The current moment.
    fn now(&self) -> Timestamp;
}

/// Gives bytes nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The clock and the dice a part of the program works with. Cheap to clone.
#[derive(Clone)]
pub struct World {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl World {
    /// The machine's own clock and randomness.
    pub fn real() -> Self {
        World::new(SystemClock, SystemEntropy)
    }

    /// A world for tests and simulations.
    pub fn new(clock: impl Clock + 'static, entropy: impl Entropy + 'static) -> Self {
        World {
            clock: Arc::new(clock),
            entropy: Arc::new(entropy),
        }
    }

    /// The current moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `N` bytes nobody can guess.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A fresh id: a UUID of version 7, so that ids made later sort later.
    pub fn new_id<K>(&self) -> Id<K> {
        let millis = u64::try_from(self.now().0 / 1000).unwrap_or(0);
        Id::from_uuid(Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid())
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Timestamp(0).after(since)
    }
}

/// The operating system's random generator.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for randomness"
    )]
    #[expect(clippy::panic, reason = "without randomness no key, token or id may be made")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            panic!("the operating system gives no randomness: {error}");
        }
    }
}

/// A clock that moves only when told to.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn at(start: Timestamp) -> Self {
        ManualClock(Arc::new(Mutex::new(start)))
    }

    /// Sets the clock, forwards or backwards.
    pub fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }

    /// Moves the clock forwards.
    pub fn advance(&self, span: Duration) {
        let mut moment = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *moment = moment.after(span);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Dice that fall the same way for the same seed (SplitMix64). For tests and simulations, never for keys.
#[derive(Clone, Debug)]
pub struct SeededEntropy(Arc<Mutex<u64>>);

impl SeededEntropy {
    /// Dice for one seed.
    pub fn new(seed: u64) -> Self {
        SeededEntropy(Arc::new(Mutex::new(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for piece in buffer.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = *state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            piece.copy_from_slice(&mixed.to_le_bytes()[..piece.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let clock = ManualClock::at(Timestamp(1_700_000_000_000_000));
        let world = World::new(clock.clone(), SeededEntropy::new(1));
        let earlier: Id<()> = world.new_id();
        clock.advance(Duration::from_millis(1));
        let later: Id<()> = world.new_id();
        assert!(earlier < later);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let bytes = |seed| World::new(SystemClock, SeededEntropy::new(seed)).bytes::<20>();
        assert_eq!(bytes(3), bytes(3));
        assert_ne!(bytes(3), bytes(4));
    }
}
