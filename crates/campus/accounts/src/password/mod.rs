//! Passwords: Argon2id, off the request threads, a few at a time.
//!
//! Sources: OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane), NIST SP 800-63B (length counts, composition
//! does not; Unicode is normalised before hashing).

mod brought;
pub(crate) mod change_password;
mod chosen;

use std::{num::NonZeroUsize, str::FromStr, sync::Arc, thread::available_parallelism};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use base::World;
use kernel::Problem;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use self::{brought::Kept, chosen::refused};
use crate::Error;

const SHORTEST: usize = 8;
const LONGEST: usize = 256;
const LENGTH: &str = "A password has 8 to 256 characters; a sentence is a good one.";
/// Hashes that wait for their turn; beyond this, callers are asked to come back.
const WAITING: usize = 512;

/// How dear a guess of a password is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Memory for one hash, in KiB.
    pub memory_kib: u32,
    /// How often the memory is walked over.
    pub passes: u32,
    /// Threads that an attacker could use for one hash.
    pub lanes: u32,
}

impl Default for Hashing {
    /// About 25 ms on a processor of 2024.
    fn default() -> Self {
        Hashing {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

impl Hashing {
    /// As cheap as Argon2 goes. For tests only: such hashes are easy to guess.
    pub const CHEAP: Hashing = Hashing {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

/// A password that may be set: 8 to 256 characters, whatever they are.
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl FromStr for Password {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.chars().count() {
            SHORTEST..=LONGEST => Ok(Password(text.nfkc().collect())),
            0..SHORTEST => Err(refused("too_short", LENGTH)),
            _ => Err(refused("too_long", LENGTH)),
        }
    }
}

/// What became of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, but kept in a way of yesterday or of somebody else.
    RightButStale,
}

/// Whether a hash that somebody brings along can be verified here.
pub(crate) fn check_brought(hash: &str) -> Result<(), Problem> {
    let read = Kept::read(hash).map(|_| ());
    read.map_err(|why| Problem::validation("password_hash", format!("The hash cannot be used: {why}.")))
}

/// Makes and checks hashes, a bounded number at once.
#[derive(Debug)]
pub(crate) struct Passwords {
    argon: Argon2<'static>,
    world: World,
    /// What a password is checked against when there is no account, so that it takes as long.
    decoy: String,
    turns: Arc<Semaphore>,
    queue: Semaphore,
}

impl Passwords {
    pub(crate) fn new(hashing: Hashing, world: &World) -> Result<Self, Error> {
        let params = Params::new(hashing.memory_kib, hashing.passes, hashing.lanes, None)
            .map_err(|error| Error::Hashing(error.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Passwords {
            decoy: hash(&argon, &world.bytes::<16>(), &world.bytes())?,
            argon,
            world: world.clone(),
            turns: Arc::new(Semaphore::new(available_parallelism().map_or(1, NonZeroUsize::get))),
            queue: Semaphore::new(WAITING),
        })
    }

    /// The PHC string to keep.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, Error> {
        let (argon, salt) = (self.argon.clone(), self.world.bytes());
        self.in_turn(move || hash(&argon, password.0.as_bytes(), &salt)).await?
    }

    /// Compares `attempt` with the password behind `kept`. Without an account it takes as long and is never right.
    pub(crate) async fn compare(&self, attempt: &str, kept: Option<String>) -> Result<Verdict, Error> {
        // Whoever chose a password elsewhere chose by other rules; only what cannot be one is not hashed.
        let raw = (attempt.chars().count() <= LONGEST).then(|| attempt.to_owned());
        let possible = kept.is_some() && raw.is_some();
        let kept = kept.unwrap_or_else(|| self.decoy.clone());
        let argon = self.argon.clone();
        let verdict = self.in_turn(move || {
            let kept = Kept::read(&kept).map_err(Error::Hashing)?;
            let raw = raw.unwrap_or_default();
            let normal: String = raw.nfkc().collect();
            let right = kept.opens(&raw, &normal) && possible;
            Ok::<_, Error>(match (right, kept.is_stale(&argon)) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::RightButStale,
                (true, false) => Verdict::Right,
            })
        });
        verdict.await?
    }

    /// Whether `attempt` is the password behind `kept`.
    pub(crate) async fn verify(&self, attempt: &str, kept: Option<String>) -> Result<bool, Error> {
        Ok(self.compare(attempt, kept).await? != Verdict::Wrong)
    }

    /// What was right, as today's settings want it kept.
    pub(crate) async fn hash_again(&self, attempt: &str) -> Result<String, Error> {
        self.hash(Password(attempt.nfkc().collect())).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let _place = self.queue.try_acquire().map_err(|_| Error::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Error::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            // The turn ends with the work, even when the caller has gone.
            let _turn = turn;
            work()
        });
        done.await.map_err(|error| Error::Hashing(error.to_string()))
    }
}

fn hash(argon: &Argon2<'_>, password: &[u8], salt: &[u8; 16]) -> Result<String, Error> {
    let hash = argon
        .hash_password_with_salt(password, salt)
        .map_err(|error| Error::Hashing(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::new(Hashing::CHEAP, &World::real()).unwrap();
        let kept = passwords.hash(password("correct horse")).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{kept}");
        assert!(passwords.verify("correct horse", Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify("correct horsf", Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify("", Some(kept)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_letters_typed_on_another_keyboard_are_the_same_password() {
        let passwords = Passwords::new(Hashing::CHEAP, &World::real()).unwrap();
        let kept = passwords.hash(password("caf\u{e9} au lait")).await.unwrap();
        assert!(passwords.verify("cafe\u{301} au lait", Some(kept)).await.unwrap());
    }

    #[tokio::test]
    async fn hashes_of_other_settings_still_open() {
        let before = Passwords::new(Hashing::CHEAP, &World::real()).unwrap();
        let kept = before.hash(password("correct horse")).await.unwrap();
        let after = Passwords::new(
            Hashing {
                memory_kib: 64,
                ..Hashing::CHEAP
            },
            &World::real(),
        )
        .unwrap();
        assert!(after.verify("correct horse", Some(kept)).await.unwrap());
    }

    #[test]
    fn length_is_all_that_counts() {
        for text in ["12345678", "        ", &"é".repeat(256)] {
            assert!(text.parse::<Password>().is_ok(), "{text}");
        }
        for text in ["", "1234567", &"x".repeat(257)] {
            assert_eq!(text.parse::<Password>().unwrap_err().code, "VALIDATION", "{text}");
        }
        assert!(!format!("{:?}", password("correct horse")).contains("horse"));
    }

    #[test]
    fn the_default_is_what_owasp_asks() {
        assert_eq!(
            Hashing::default(),
            Hashing {
                memory_kib: 19_456,
                passes: 2,
                lanes: 1
            }
        );
    }
}
