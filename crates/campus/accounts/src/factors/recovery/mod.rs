//! Recovery codes: ten on paper, for when the app or the passkey is lost. Each is good once.
//!
//! **Why a fast hash is safe here.** A code has 60 random bits, and its hash is salted with a secret of the account that
//! is sealed under the installation's root key: the tables alone give nothing to try codes against.

mod check;
mod code;
pub(crate) mod make_codes;
pub(crate) mod store;

use kernel::AccountId;

use self::{
    check::SEALED_FOR,
    code::{CODES, RecoveryCode, Salt},
};
use crate::Accounts;

/// What the database keeps of ten codes.
#[derive(Clone)]
pub(crate) struct Fresh {
    /// Sealed.
    pub salt: Vec<u8>,
    pub hashes: Vec<[u8; 32]>,
}

/// Ten new codes for the account: as their owner sees them, and as the database does.
pub(crate) fn fresh(accounts: &Accounts, account: AccountId) -> (Vec<String>, Fresh) {
    let salt = Salt::new(&accounts.world);
    let codes: Vec<RecoveryCode> = (0..CODES).map(|_| RecoveryCode::new(&accounts.world)).collect();
    let shown = codes.iter().map(RecoveryCode::shown).collect();
    let fresh = Fresh {
        hashes: codes.iter().map(|code| code.hash(&salt)).collect(),
        salt: accounts.sealing.seal(SEALED_FOR, account.as_bytes(), &salt.0),
    };
    (shown, fresh)
}
