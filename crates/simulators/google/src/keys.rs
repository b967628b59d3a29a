//! The keys that identity tokens are signed with.

use std::sync::OnceLock;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::certificate;

/// A key of 2048 bits with its name.
#[derive(Debug)]
pub(crate) struct SigningKey {
    /// What tokens and the list of keys call it.
    pub kid: String,
    pair: KeyPair,
}

impl SigningKey {
    /// A fresh key.
    #[expect(clippy::panic, reason = "without randomness there is nothing to simulate")]
    pub fn generate() -> Self {
        let Ok(pair) = KeyPair::generate(KeySize::Rsa2048) else {
            panic!("the machine cannot make an RSA key");
        };
        let digest = Sha256::digest(pair.public_key().as_ref());
        let kid = digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
        SigningKey { kid, pair }
    }

    /// Signs as RS256 does.
    #[expect(clippy::panic, reason = "a key that was just made signs")]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        match self
            .pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
        {
            Ok(()) => signature,
            Err(_) => panic!("a fresh RSA key does not sign"),
        }
    }

    /// The public half as a JSON Web Key (RFC 7517).
    pub fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "kid": self.kid,
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    /// The public half in a certificate signed by itself, in PEM.
    pub fn certificate(&self) -> String {
        certificate::pem(self.pair.public_key().as_ref(), &self.kid, |message| self.sign(message))
    }
}

/// The keys in use: one signs, the other one signed before it and is still published.
#[derive(Debug)]
pub(crate) struct KeyRing {
    current: SigningKey,
    previous: SigningKey,
    foreign: OnceLock<SigningKey>,
}

impl KeyRing {
    pub fn generate() -> Self {
        KeyRing {
            current: SigningKey::generate(),
            previous: SigningKey::generate(),
            foreign: OnceLock::new(),
        }
    }

    /// The key that signs.
    pub fn current(&self) -> &SigningKey {
        &self.current
    }

    /// A key that is never published.
    pub fn foreign(&self) -> &SigningKey {
        self.foreign.get_or_init(SigningKey::generate)
    }

    /// What is published.
    pub fn published(&self) -> [&SigningKey; 2] {
        [&self.current, &self.previous]
    }

    /// A fresh key signs from now on; the oldest one is withdrawn.
    pub fn rotate(&mut self, fresh: SigningKey) {
        self.previous = std::mem::replace(&mut self.current, fresh);
    }
}
