//! Which second factors somebody is asked for. Pure.

use kernel::{CodeRule, SignInRules};

use super::model::{Factor, FirstFactor};

/// What an account has beside its password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Has {
    /// A confirmed authenticator app.
    pub totp: bool,
    /// A passkey.
    pub passkey: bool,
    /// A recovery code that was not used yet.
    pub recovery: bool,
}

impl Has {
    /// Whether there is more than the mailbox.
    pub(crate) fn strong(self) -> bool {
        self.totp || self.passkey
    }

    /// What somebody chooses from who is asked for a second factor.
    pub(crate) fn to_choose_from(self) -> Vec<Factor> {
        if self.strong() {
            self.strong_factors()
        } else {
            vec![Factor::Email]
        }
    }

    /// The strong factors there are. Recovery codes stand in for a lost one; alone they are none.
    pub(crate) fn strong_factors(self) -> Vec<Factor> {
        let all = [
            (self.passkey, Factor::Passkey),
            (self.totp, Factor::Totp),
            (self.recovery && self.strong(), Factor::Recovery),
        ];
        let there = all.into_iter().filter(|(there, _)| *there);
        there.map(|(_, factor)| factor).collect()
    }
}

/// What is known of the browser somebody signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    /// Nothing.
    Unknown,
    /// It is remembered, and was when its owner had shown a strong factor or had not.
    Remembered { strong: bool },
}

/// The second factors to choose from; none when none is needed.
///
/// Whoever has a strong factor is never asked for a code by e-mail instead: a mailbox also resets the password, so it
/// would be the only factor.
pub(crate) fn second_factors(
    first: FirstFactor,
    has: Has,
    device: Device,
    rules: &SignInRules,
    can_deliver: bool,
) -> Vec<Factor> {
    if first == FirstFactor::Passkey {
        return Vec::new();
    }
    let suffices = match device {
        Device::Unknown => false,
        Device::Remembered { strong } => strong || !has.strong(),
    };
    if suffices && rules.code != CodeRule::Always {
        return Vec::new();
    }
    if has.strong() {
        return has.to_choose_from();
    }
    let code = match (rules.code, first) {
        (CodeRule::Always, _) => true,
        // Google has shown already that the person reads their letters.
        (_, FirstFactor::Google) => false,
        (CodeRule::NewDevice, _) => true,
        (CodeRule::Never, _) => can_deliver,
    };
    if code { has.to_choose_from() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Has = Has {
        totp: false,
        passkey: false,
        recovery: false,
    };
    const APP: Has = Has {
        totp: true,
        passkey: false,
        recovery: true,
    };

    fn rules(code: CodeRule) -> SignInRules {
        SignInRules {
            code,
            ..SignInRules::default()
        }
    }

    fn asked(first: FirstFactor, has: Has, device: Device, code: CodeRule, can_deliver: bool) -> Vec<Factor> {
        second_factors(first, has, device, &rules(code), can_deliver)
    }

    #[test]
    fn a_bare_installation_asks_for_the_password_alone() {
        let none = asked(FirstFactor::Password, NOTHING, Device::Unknown, CodeRule::Never, false);
        assert_eq!(none, []);
        let with_mail = asked(FirstFactor::Password, NOTHING, Device::Unknown, CodeRule::Never, true);
        assert_eq!(with_mail, [Factor::Email]);
    }

    #[test]
    fn a_remembered_device_is_enough_unless_the_rule_says_always() {
        let weak = Device::Remembered { strong: false };
        let at = |code| asked(FirstFactor::Password, NOTHING, weak, code, true);
        assert_eq!(at(CodeRule::NewDevice), []);
        assert_eq!(at(CodeRule::Never), []);
        assert_eq!(at(CodeRule::Always), [Factor::Email]);
    }

    #[test]
    fn who_has_an_app_is_never_asked_for_a_letter_instead() {
        for code in [CodeRule::Never, CodeRule::NewDevice, CodeRule::Always] {
            for first in [FirstFactor::Password, FirstFactor::Google] {
                let factors = asked(first, APP, Device::Unknown, code, true);
                assert_eq!(factors, [Factor::Totp, Factor::Recovery]);
            }
        }
    }

    #[test]
    fn a_device_remembered_before_the_app_came_does_not_replace_it() {
        let at = |strong| {
            let device = Device::Remembered { strong };
            asked(FirstFactor::Password, APP, device, CodeRule::NewDevice, true)
        };
        assert_eq!(at(false), [Factor::Totp, Factor::Recovery]);
        assert_eq!(at(true), []);
    }

    #[test]
    fn a_passkey_is_both_factors_at_once() {
        assert_eq!(
            asked(FirstFactor::Passkey, APP, Device::Unknown, CodeRule::Always, true),
            []
        );
    }

    #[test]
    fn recovery_codes_alone_are_no_factor() {
        let left_over = Has {
            recovery: true,
            ..NOTHING
        };
        let factors = asked(
            FirstFactor::Password,
            left_over,
            Device::Unknown,
            CodeRule::Always,
            true,
        );
        assert_eq!(factors, [Factor::Email]);
    }
}
