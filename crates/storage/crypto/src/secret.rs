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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_a_key_wipes_where_it_stood() {
        let mut bytes = [7; Secret::LEN];
        let secret = Secret::take(&mut bytes);
        assert_eq!(secret.expose(), &[7; Secret::LEN]);
        assert_eq!(bytes, [0; Secret::LEN]);
    }

    #[test]
    fn keys_are_wiped_when_dropped() {
        fn wiped<T: ZeroizeOnDrop>() {}
        wiped::<Secret>();
    }
}
