//! How many claims held.

use std::fmt::Display;

/// Counts the claims of one scenario and says each that does not hold.
#[derive(Debug)]
pub(crate) struct Tally {
    scenario: &'static str,
    passed: u64,
    failed: u64,
    skipped: Option<String>,
}

impl Tally {
    pub(crate) fn new(scenario: &'static str) -> Self {
        println!("== {scenario}");
        Self {
            scenario,
            passed: 0,
            failed: 0,
            skipped: None,
        }
    }

    /// Nothing was tried, and why.
    pub(crate) fn skip(mut self, why: impl Display) -> Self {
        println!("skipped {}: {why}", self.scenario);
        self.skipped = Some(why.to_string());
        self
    }

    /// Notes whether a claim held; answers that.
    pub(crate) fn claim(&mut self, claim: impl Display, held: bool) -> bool {
        self.judge(claim, held.then_some(()).ok_or("it does not hold"))
    }

    /// Notes a claim that comes with a reason when it does not hold; answers whether it held.
    pub(crate) fn judge<E: Display>(&mut self, claim: impl Display, result: Result<(), E>) -> bool {
        match result {
            Ok(()) => self.passed += 1,
            Err(reason) => {
                self.failed += 1;
                println!("FAILED {}: {claim}: {reason}", self.scenario);
            }
        }
        self.clean()
    }

    /// Says that something worked, for the reader of a long run.
    pub(crate) fn tell(&self, what: impl Display) {
        println!("{}: {what}", self.scenario);
    }

    /// Whether every claim has held so far.
    pub(crate) const fn clean(&self) -> bool {
        self.failed == 0
    }

    /// The one line at the end.
    pub(crate) fn line(&self) -> String {
        match &self.skipped {
            Some(why) => format!("{}: skipped ({why})", self.scenario),
            None => format!("{}: {} passed, {} failed", self.scenario, self.passed, self.failed),
        }
    }
}
