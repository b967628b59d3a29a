//! What letters say: one variant for each kind, with what it needs to know. Pure.

use std::{fmt, time::Duration};

use base::Timestamp;
use kernel::Role;

/// What a letter says. Links are whole (`https://…`); their secrets stand behind `#`, where no server log sees them.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    /// The code of a sign-in under way.
    SignInCode {
        /// Six digits.
        code: String,
        /// How long it is good for.
        minutes: u32,
        /// What signs in: `Chrome on Android`.
        device: String,
        /// From where, in words.
        place: String,
    },
    /// The code that shows that an address belongs to whoever registers with it.
    AddressCode {
        /// Six digits.
        code: String,
        /// How long it is good for.
        minutes: u32,
    },
    /// The code that shows once more that it is them, before something important changes.
    ConfirmationCode {
        /// Six digits.
        code: String,
        /// How long it is good for.
        minutes: u32,
    },
    /// Somebody registered with an address that has an account.
    AddressTaken {
        /// The page to sign in.
        link: String,
    },
    /// The way to a new password.
    PasswordReset {
        /// The page with the secret.
        link: String,
        /// How long it is good for.
        minutes: u32,
    },
    /// An institute wants somebody to join.
    Invitation {
        /// The institute's name.
        institute: String,
        /// Who invites, where that is a person.
        inviter: Option<String>,
        /// As what.
        role: Role,
        /// The page with the secret.
        link: String,
        /// How long it is good for.
        days: u32,
    },
    /// A device that was not used before signed in.
    NewDevice {
        /// The device.
        seen: Seen,
        /// The page of one's devices.
        link: String,
    },
    /// The password is a new one.
    PasswordChanged {
        /// When.
        at: Timestamp,
        /// The page to sign in.
        link: String,
    },
    /// There is one more way to sign in.
    FactorAdded {
        /// Which.
        factor: Factor,
        /// When.
        at: Timestamp,
        /// The page of one's factors.
        link: String,
    },
    /// There is one way less to sign in.
    FactorRemoved {
        /// Which.
        factor: Factor,
        /// When.
        at: Timestamp,
        /// The page of one's factors.
        link: String,
    },
    /// Few recovery codes are left.
    RecoveryCodesLow {
        /// How many.
        left: u32,
        /// The page of one's factors.
        link: String,
    },
    /// An administrator helps somebody who is locked out.
    AccountReset {
        /// Whose administrator.
        institute: String,
        /// The page to set a password, with the secret.
        link: String,
        /// How long it is good for.
        minutes: u32,
        /// Whether the stronger factors were taken away.
        stripped: bool,
    },
    /// A sign-in ended an earlier session, because there may be no more of them.
    SessionTakenOver {
        /// The device that signed in.
        seen: Seen,
        /// The page of one's devices.
        link: String,
    },
    /// A passkey was shown whose count of uses went back, as that of a copy does.
    PasskeyRefused {
        /// What its owner calls it.
        name: String,
        /// The device that showed it.
        seen: Seen,
        /// The page of one's factors.
        link: String,
    },
    /// Nothing. It only has to arrive.
    Test,
}

/// A device, where and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `Chrome on Android`.
    pub device: String,
    /// In words.
    pub place: String,
    /// When.
    pub at: Timestamp,
}

/// A way to sign in, beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// An authenticator app (TOTP).
    App,
    /// A passkey.
    Passkey,
    /// A set of recovery codes.
    RecoveryCodes,
    /// A Google account.
    Google,
}

/// Every way to sign in.
#[cfg(test)]
pub(crate) const FACTORS: [Factor; 4] = [Factor::App, Factor::Passkey, Factor::RecoveryCodes, Factor::Google];

impl Message {
    /// The kind, which is also the name of its templates.
    pub fn kind(&self) -> &'static str {
        match self {
            Message::SignInCode { .. } => "sign_in_code",
            Message::AddressCode { .. } => "address_code",
            Message::ConfirmationCode { .. } => "confirmation_code",
            Message::AddressTaken { .. } => "address_taken",
            Message::PasswordReset { .. } => "password_reset",
            Message::Invitation { .. } => "invitation",
            Message::NewDevice { .. } => "new_device",
            Message::PasswordChanged { .. } => "password_changed",
            Message::FactorAdded { .. } => "factor_added",
            Message::FactorRemoved { .. } => "factor_removed",
            Message::RecoveryCodesLow { .. } => "recovery_codes_low",
            Message::AccountReset { .. } => "account_reset",
            Message::SessionTakenOver { .. } => "session_taken_over",
            Message::PasskeyRefused { .. } => "passkey_refused",
            Message::Test => "test",
        }
    }

    /// How long it is worth sending; `None`: as long as any letter.
    pub(crate) fn good_for(&self) -> Option<Duration> {
        match self {
            Message::SignInCode { minutes, .. }
            | Message::AddressCode { minutes, .. }
            | Message::ConfirmationCode { minutes, .. }
            | Message::PasswordReset { minutes, .. }
            | Message::AccountReset { minutes, .. } => Some(Duration::from_secs(60 * u64::from(*minutes))),
            _ => None,
        }
    }
}

/// Codes and links stay out of logs.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({})", self.kind())
    }
}
