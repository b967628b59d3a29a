//! Where a sign-in, a registration or a confirmation stands, and which step leads where. Pure.
//!
//! ```text
//! sign-in       Unlock ──code──▶ Factor ──second factor──▶ (a session) ──▶ Finished
//!                 └────────code, no factor needed────────▶    │  ▲
//!                                                             ▼  │ somebody makes room
//!                                                            Room
//! registration  Code ──code──▶ Finished
//! confirmation  Code ──code──▶ Code (the next one needs a new code)
//! ```

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// There were too many wrong passwords: a code by e-mail comes first. Whether the password was right is kept aside,
    /// so that nobody learns it who cannot read the letters.
    Unlock { right: bool },
    /// The first factor was right; a second one is awaited.
    Factor,
    /// An address or a person is to be confirmed by a code.
    Code,
    /// Everything is proved, but there are as many sessions as the rules allow.
    Room,
    /// Over: it led to a session, to an account, or to nothing.
    Finished,
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The code that lifts the lock was right; `more` factors are needed.
    Unlocked { more: bool },
    /// A session began, or an account was made.
    Completed,
    /// There was no room for a session.
    Full,
}

impl State {
    pub(crate) const ALL: [State; 6] = [
        State::Unlock { right: false },
        State::Unlock { right: true },
        State::Factor,
        State::Code,
        State::Room,
        State::Finished,
    ];

    /// Where the step leads; `None` when it cannot be taken from here.
    pub(crate) fn after(self, step: Step) -> Option<State> {
        match (self, step) {
            (State::Unlock { right: false }, Step::Unlocked { .. }) => Some(State::Finished),
            (State::Unlock { right: true }, Step::Unlocked { more: true }) => Some(State::Factor),
            (State::Unlock { right: true } | State::Factor | State::Code | State::Room, Step::Completed) => {
                Some(State::Finished)
            }
            (State::Unlock { right: true } | State::Factor | State::Room, Step::Full) => Some(State::Room),
            _ => None,
        }
    }

    /// Whether a code by e-mail may be sent and shown.
    pub(crate) fn takes_codes(self) -> bool {
        matches!(self, State::Unlock { .. } | State::Factor | State::Code)
    }

    /// The name in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Unlock { right: false } => "unlock_wrong",
            State::Unlock { right: true } => "unlock",
            State::Factor => "factor",
            State::Code => "code",
            State::Room => "room",
            State::Finished => "finished",
        }
    }

    /// What a newer version invented is over for this one.
    pub(crate) fn named(name: &str) -> State {
        let known = State::ALL.into_iter().find(|state| state.name() == name);
        known.unwrap_or(State::Finished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 4] = [
        Step::Unlocked { more: false },
        Step::Unlocked { more: true },
        Step::Completed,
        Step::Full,
    ];

    #[test]
    fn what_is_finished_stays_finished() {
        for step in STEPS {
            assert_eq!(State::Finished.after(step), None);
        }
    }

    #[test]
    fn a_wrong_password_leads_nowhere_even_with_the_code() {
        let wrong = State::Unlock { right: false };
        let reachable: Vec<_> = STEPS.into_iter().filter_map(|step| wrong.after(step)).collect();
        assert!(reachable.iter().all(|state| *state == State::Finished), "{reachable:?}");
        assert_eq!(wrong.after(Step::Completed), None);
    }

    #[test]
    fn a_registration_never_waits_for_room() {
        assert_eq!(State::Code.after(Step::Full), None);
        assert_eq!(State::Code.after(Step::Completed), Some(State::Finished));
    }

    #[test]
    fn waiting_for_room_can_be_in_vain_again() {
        assert_eq!(State::Factor.after(Step::Full), Some(State::Room));
        assert_eq!(State::Room.after(Step::Full), Some(State::Room));
        assert_eq!(State::Room.after(Step::Completed), Some(State::Finished));
        assert!(!State::Room.takes_codes());
    }

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), state);
        }
        assert_eq!(State::named("levitating"), State::Finished);
    }
}
