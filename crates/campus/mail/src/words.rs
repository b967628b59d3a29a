//! The few words that stand in letters without being part of a template: names of roles and of ways to sign in.

use kernel::{Locale, Role};

use crate::Factor;

pub(crate) fn role(locale: Locale, role: Role) -> &'static str {
    match (locale, role) {
        (Locale::En, Role::Owner) => "owner",
        (Locale::En, Role::Administrator) => "administrator",
        (Locale::En, Role::Staff) => "member of staff",
        (Locale::En, Role::Teacher) => "teacher",
        (Locale::En, Role::Student) => "student",
        (Locale::En, Role::Guardian) => "guardian",
        (Locale::Hi, Role::Owner) => "स्वामी",
        (Locale::Hi, Role::Administrator) => "प्रशासक",
        (Locale::Hi, Role::Staff) => "कर्मचारी",
        (Locale::Hi, Role::Teacher) => "शिक्षक",
        (Locale::Hi, Role::Student) => "विद्यार्थी",
        (Locale::Hi, Role::Guardian) => "अभिभावक",
    }
}

pub(crate) fn factor(locale: Locale, factor: Factor) -> &'static str {
    match (locale, factor) {
        (Locale::En, Factor::App) => "An authenticator app",
        (Locale::En, Factor::Passkey) => "A passkey",
        (Locale::En, Factor::RecoveryCodes) => "A set of recovery codes",
        (Locale::En, Factor::Google) => "A Google account",
        (Locale::Hi, Factor::App) => "ऑथेंटिकेटर ऐप",
        (Locale::Hi, Factor::Passkey) => "पासकी",
        (Locale::Hi, Factor::RecoveryCodes) => "रिकवरी कोड",
        (Locale::Hi, Factor::Google) => "Google खाता",
    }
}
