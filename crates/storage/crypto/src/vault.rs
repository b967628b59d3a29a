//! Vault keys: one key domain each. Deleting every copy of a vault's keys deletes the vault on every target at once.

use base::World;

use crate::{envelope, error::CryptoError, root::RootKey, seal::Label, secret::Secret};

/// Wraps the keys of contents. A vault may have several, told apart by an epoch.
pub struct VaultKey(Secret);

impl VaultKey {
    /// A new key.
    pub fn generate(world: &World) -> Self {
        VaultKey(Secret::generate(world))
    }

    /// The key as the registry may keep it: 105 bytes that open only with this root key, as the key of this vault and epoch.
    pub fn wrap(&self, root: &RootKey, vault: [u8; 16], epoch: u32, world: &World) -> Vec<u8> {
        envelope::seal(
            root.secret(),
            Label::VaultKey,
            &place(vault, epoch),
            self.0.expose(),
            world,
        )
    }

    /// Opens what [`wrap`](VaultKey::wrap) made.
    ///
    /// # Errors
    /// [`CryptoError`] when it is not the key of this vault and epoch, wrapped by this root key.
    pub fn unwrap(root: &RootKey, vault: [u8; 16], epoch: u32, wrapped: &[u8]) -> Result<Self, CryptoError> {
        envelope::open_key(root.secret(), Label::VaultKey, &place(vault, epoch), wrapped).map(VaultKey)
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

/// vault (16) ‖ epoch (4, little-endian).
fn place(vault: [u8; 16], epoch: u32) -> Vec<u8> {
    [vault.as_slice(), &epoch.to_le_bytes()].concat()
}
