//! A device with one passkey and the browser on it, in software: whole ceremonies, without a window.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use passkey::{
    authenticator::{Authenticator as Device, UiHint, UserCheck, UserValidationMethod},
    client::{Client, DefaultClientData},
    crypto::rust_crypto::RustCryptoBackend,
    types::{
        Passkey,
        ctap2::{Aaguid, Ctap2Error},
        webauthn::{CredentialCreationOptions, CredentialRequestOptions},
    },
};
use serde_json::{Value, json};
use webauthn_rs::prelude::Url;

/// Where a story's pages come from.
pub const ORIGIN: &str = "http://localhost";

/// Somebody with a finger on the sensor.
struct Finger;

#[async_trait::async_trait]
impl UserValidationMethod for Finger {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// A device with at most one passkey.
pub struct Authenticator {
    key: Option<Passkey>,
    counts: bool,
}

impl Authenticator {
    /// One that does not count uses, like a phone that keeps its keys in a cloud.
    pub fn new() -> Self {
        Authenticator {
            key: None,
            counts: false,
        }
    }

    /// One that counts uses, like a stick.
    pub fn counting() -> Self {
        Authenticator {
            counts: true,
            ..Authenticator::new()
        }
    }

    /// Somebody else's copy of the key.
    pub fn copy(&self) -> Self {
        Authenticator {
            key: self.key.clone(),
            counts: self.counts,
        }
    }

    /// Makes a key for the page at `origin`.
    pub async fn register(&mut self, origin: &str, options: &Value) -> Value {
        let request: CredentialCreationOptions = serde_json::from_value(json!({"publicKey": options})).unwrap();
        let mut device = Device::new(Aaguid::new_empty(), self.key.clone(), Finger, RustCryptoBackend);
        device.set_make_credentials_with_signature_counter(self.counts);
        let mut browser = Client::new(device).allows_insecure_localhost(true);
        let origin: Url = origin.parse().unwrap();
        let made = browser.register(&origin, request, DefaultClientData).await.unwrap();
        self.key = browser.authenticator().store().clone();
        as_browsers_write_it(serde_json::to_value(made).unwrap())
    }

    /// Shows the key to the page at `origin`.
    pub async fn assert(&mut self, origin: &str, options: &Value) -> Value {
        let request: CredentialRequestOptions = serde_json::from_value(json!({"publicKey": options})).unwrap();
        let device = Device::new(Aaguid::new_empty(), self.key.clone(), Finger, RustCryptoBackend);
        let mut browser = Client::new(device).allows_insecure_localhost(true);
        let origin: Url = origin.parse().unwrap();
        let shown = browser.authenticate(&origin, request, DefaultClientData).await.unwrap();
        self.key = browser.authenticator().store().clone();
        as_browsers_write_it(serde_json::to_value(shown).unwrap())
    }

    /// Shows the key although the page asked for others.
    pub async fn assert_any(&mut self, origin: &str, options: &Value) -> Value {
        let mut options = options.clone();
        options["allowCredentials"] = json!([]);
        self.assert(origin, &options).await
    }

    /// Shows the key without a look at who holds the device.
    pub async fn assert_unverified(&mut self, origin: &str, options: &Value) -> Value {
        let mut options = options.clone();
        options["userVerification"] = json!("discouraged");
        self.assert(origin, &options).await
    }
}

/// Bytes become base64url, as in the JSON form of WebAuthn.
fn as_browsers_write_it(value: Value) -> Value {
    match value {
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_u64) => {
            let bytes: Vec<u8> = items
                .iter()
                .map(|it| it.as_u64().unwrap().try_into().unwrap())
                .collect();
            URL_SAFE_NO_PAD.encode(bytes).into()
        }
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, as_browsers_write_it(value)))
            .collect(),
        other => other,
    }
}
