//! The port through which slices keep small secrets that they must be able to read again: the seed of an authenticator
//! app, the password of a mail server. Secrets that need only be recognised are hashed instead.

use zeroize::Zeroizing;

/// Seals under a key that is derived from the installation's root key. The binary brings the real one.
pub trait Sealing: Send + Sync {
    /// Seals `plain` so that it opens only with the same purpose (`"accounts.totp"`) and owner (the row's id).
    fn seal(&self, purpose: &'static str, owner: &[u8], plain: &[u8]) -> Vec<u8>;

    /// Opens what [`Sealing::seal`] made; `None` when it was changed, moved to another row, or sealed by another root key.
    fn open(&self, purpose: &'static str, owner: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>>;
}

/// Forgets what it is given: for whoever has nothing to seal.
#[derive(Clone, Copy, Debug)]
pub struct NoSealing;

impl Sealing for NoSealing {
    fn seal(&self, _: &'static str, _: &[u8], _: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    fn open(&self, _: &'static str, _: &[u8], _: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        None
    }
}
