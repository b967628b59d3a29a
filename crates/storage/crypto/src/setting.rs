//! Small secrets that the server itself must read again: the seed of an authenticator app, the password of a mail server.

use base::World;
use zeroize::Zeroizing;

use crate::{envelope, error::CryptoError, root::RootKey, seal::Label, seal::expand, secret::Secret};

const INFO: &[u8] = b"lyceum settings key v1";

/// Seals small secrets. Derived from the root key, so there is nothing more to keep.
pub struct SettingsKey(Secret);

impl SettingsKey {
    /// The settings key of an installation.
    #[expect(clippy::expect_used, reason = "HKDF fails only for more than 8,160 bytes")]
    pub fn of(root: &RootKey) -> Self {
        let mut bytes = expand(root.secret(), &[], &[INFO]).expect("HKDF gives 32 bytes");
        SettingsKey(Secret::take(&mut bytes))
    }

    /// Seals `plain`, to be opened only for the same purpose and owner.
    pub fn seal(&self, purpose: &str, owner: &[u8], plain: &[u8], world: &World) -> Vec<u8> {
        envelope::seal(&self.0, Label::Setting, &place(purpose, owner), plain, world)
    }

    /// Opens what [`SettingsKey::seal`] made.
    ///
    /// # Errors
    /// [`CryptoError`] when it was changed, belongs to something else, or was sealed under another root key.
    pub fn open(&self, purpose: &str, owner: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        envelope::open(&self.0, Label::Setting, &place(purpose, owner), sealed)
    }
}

/// length of the purpose (8, little-endian) ‖ purpose ‖ owner.
fn place(purpose: &str, owner: &[u8]) -> Vec<u8> {
    [&(purpose.len() as u64).to_le_bytes(), purpose.as_bytes(), owner].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_in_its_own_place_only() {
        let world = World::real();
        let root = RootKey::generate(&world);
        let key = SettingsKey::of(&root);
        let mut sealed = key.seal("accounts.totp", b"asha", b"seed", &world);
        assert_eq!(key.open("accounts.totp", b"asha", &sealed).unwrap().as_slice(), b"seed");
        assert!(key.open("accounts.totp", b"ravi", &sealed).is_err());
        assert!(key.open("accounts.totpa", b"sha", &sealed).is_err());
        assert!(
            SettingsKey::of(&RootKey::generate(&world))
                .open("accounts.totp", b"asha", &sealed)
                .is_err()
        );
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert!(key.open("accounts.totp", b"asha", &sealed).is_err());
    }
}
