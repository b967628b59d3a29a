//! 32 bytes that must not be seen.

use base::World;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The bytes of a key. Wiped when dropped; deliberately without `Debug`, `Clone`, `PartialEq` and serialisation.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret([u8; Secret::LEN]);

impl Secret {
    pub(crate) const LEN: usize = 32;

    /// A key nobody can guess.
    pub(crate) fn generate(world: &World) -> Self {
        Secret(world.bytes())
    }

    /// Takes over the bytes of a key and wipes where they stood.
    pub(crate) fn take(bytes: &mut [u8; Secret::LEN]) -> Self {
        let secret = Secret(*bytes);
        bytes.zeroize();
        secret
    }

    /// The bytes of the key. Do not copy them to where they are not wiped.
    pub(crate) fn expose(&self) -> &[u8; Secret::LEN] {
        &self.0
    }
}
