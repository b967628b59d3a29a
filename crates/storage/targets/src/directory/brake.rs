//! Lets tests stop the disk at any step: every operation that changes something on disk asks the brake first.
//! Outside of tests a brake is nothing.

use rustix::io::Errno;

/// Asked before every change on disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Brake {
    #[cfg(test)]
    plan: std::sync::Arc<std::sync::Mutex<test_plan::Plan>>,
}

#[cfg(not(test))]
impl Brake {
    #[expect(clippy::unused_self, reason = "the brake of the tests looks at itself")]
    pub(super) fn step(&self) -> Result<(), Errno> {
        Ok(())
    }
}

#[cfg(test)]
pub(super) use test_plan::Hold;

#[cfg(test)]
mod test_plan {
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

        /// How many changes were asked for so far.
        pub(in crate::directory) fn steps(&self) -> u64 {
            self.plan.lock().unwrap().steps
        }

        pub(in crate::directory) fn step(&self) -> Result<(), Errno> {
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
