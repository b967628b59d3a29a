//! Lets tests stop the disk at any step: every operation that changes something on disk asks the brake first.
//! Outside of tests a brake is nothing.

use rustix::io::Errno;

/// Asked before every change on disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Brake {
    #[cfg(test)]
    plan: std::sync::Arc<std::sync::Mutex<test_plan::Plan>>,
    #[cfg(test)]
    gate: std::sync::Arc<std::sync::Mutex<()>>,
}

#[cfg(not(test))]
impl Brake {
    #[expect(clippy::unused_self, reason = "the brake of the tests looks at itself")]
    pub(super) fn step(&self) -> Result<(), Errno> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "the brake of the tests looks at itself")]
    pub(super) fn growing_step(&self) -> Result<(), Errno> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "the brake of the tests looks at itself")]
    pub(super) fn synced(&self, _file: &std::fs::File) {}
}

#[cfg(test)]
pub(super) use test_plan::Hold;

#[cfg(test)]
mod test_plan {
    use std::{collections::HashMap, fs::File, os::unix::fs::MetadataExt};

    use super::{Brake, Errno};

    /// How long the disk refuses.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in crate::directory) enum Hold {
        /// One operation fails, the next succeeds.
        Once,
        /// Everything fails from there on: what is on disk is what a killed process leaves behind.
        Forever,
    }

    #[derive(Debug, Default)]
    pub(super) struct Plan {
        steps: u64,
        fail_at: Option<(u64, Hold, Errno)>,
        /// Lengths at the last sync, by inode.
        synced: HashMap<u64, u64>,
    }

    impl Brake {
        /// Lets `steps` changes pass from now on, then fails.
        pub(in crate::directory) fn pull(&self, steps: u64, hold: Hold, errno: Errno) {
            let mut plan = self.plan.lock().unwrap();
            plan.fail_at = Some((plan.steps + steps, hold, errno));
        }

        /// Lets everything pass again.
        pub(in crate::directory) fn release(&self) {
            self.plan.lock().unwrap().fail_at = None;
        }

        /// Makes every change wait until the guard is dropped: a slow disk.
        pub(in crate::directory) fn block(&self) -> std::sync::MutexGuard<'_, ()> {
            self.gate.lock().unwrap()
        }

        /// Notes that a file was synced.
        pub(in crate::directory) fn synced(&self, file: &File) {
            let stat = file.metadata().unwrap();
            self.plan.lock().unwrap().synced.insert(stat.ino(), stat.len());
        }

        /// The length of a file when it was last synced.
        pub(in crate::directory) fn synced_len(&self, file: &File) -> u64 {
            let inode = file.metadata().unwrap().ino();
            self.plan.lock().unwrap().synced.get(&inode).copied().unwrap_or(0)
        }

        /// How many changes were asked for so far.
        pub(in crate::directory) fn steps(&self) -> u64 {
            self.plan.lock().unwrap().steps
        }

        /// A step that needs no room on the disk: a full disk lets it pass.
        pub(in crate::directory) fn step(&self) -> Result<(), Errno> {
            self.growing_step()
                .or_else(|errno| if errno == Errno::NOSPC { Ok(()) } else { Err(errno) })
        }

        /// A step that needs room on the disk.
        pub(in crate::directory) fn growing_step(&self) -> Result<(), Errno> {
            drop(self.gate.lock().unwrap());
            let mut plan = self.plan.lock().unwrap();
            let now = plan.steps;
            plan.steps += 1;
            match plan.fail_at {
                Some((at, Hold::Once, errno)) if now == at => Err(errno),
                Some((at, Hold::Forever, errno)) if now >= at => Err(errno),
                _ => Ok(()),
            }
        }
    }
}
