//! The root key: the one secret an operator must keep.

use base::{World, hex};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{error::CryptoError, seal::expand, secret::Secret};

const TEXT_PREFIX: &str = "lyceum-root-key-1:";
const CHECKSUM_INFO: &[u8] = b"lyceum root key checksum v1";
const FINGERPRINT_INFO: &[u8] = b"lyceum root key fingerprint v1";
const CHECK_LEN: usize = 8;

/// Wraps the keys of vaults and does nothing else.
///
/// As text, for the key file and the recovery sheet, it is one printable line:
/// `lyceum-root-key-1:` ‖ 64 hexadecimal digits of the key ‖ `:` ‖ 16 digits of a checksum.
pub struct RootKey(Secret);

impl RootKey {
    /// A new root key.
    pub fn generate(world: &World) -> Self {
        RootKey(Secret::generate(world))
    }

    /// The line to write to the key file, without a line end. Wiped when dropped.
    pub fn to_text(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(hex::encode(self.0.expose()));
        let check = hex::encode(&self.derived(CHECKSUM_INFO));
        let mut text = Zeroizing::new(String::with_capacity(TEXT_PREFIX.len() + key.len() + 1 + check.len()));
        for part in [TEXT_PREFIX, key.as_str(), ":", check.as_str()] {
            text.push_str(part);
        }
        text
    }

    /// Reads the line of a key file; white space around it does not matter.
    ///
    /// # Errors
    /// [`CryptoError::NotARootKey`] for some other text, [`CryptoError::RootKeyDamaged`] for a root key that was changed or cut.
    pub fn from_text(text: &str) -> Result<Self, CryptoError> {
        let digits = text.trim().strip_prefix(TEXT_PREFIX).ok_or(CryptoError::NotARootKey)?;
        let (key, check) = digits.split_once(':').ok_or(CryptoError::RootKeyDamaged)?;
        let mut bytes = Zeroizing::new(hex::decode(key).ok_or(CryptoError::RootKeyDamaged)?);
        let check: [u8; CHECK_LEN] = hex::decode(check).ok_or(CryptoError::RootKeyDamaged)?;
        let root = RootKey(Secret::take(&mut bytes));
        if bool::from(root.derived(CHECKSUM_INFO).ct_eq(&check)) {
            Ok(root)
        } else {
            Err(CryptoError::RootKeyDamaged)
        }
    }

    /// Eight bytes that tell root keys apart and nothing about the key: the registry keeps them, so that a server that was
    /// given another installation's key says so instead of finding everything damaged.
    pub fn fingerprint(&self) -> [u8; CHECK_LEN] {
        self.derived(FINGERPRINT_INFO)
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }

    #[expect(clippy::expect_used, reason = "HKDF fails only for more than 8,160 bytes")]
    fn derived(&self, info: &[u8]) -> [u8; CHECK_LEN] {
        *expand(&self.0, &[], &[info]).expect("HKDF gives eight bytes")
    }
}
