//! The public keys that Google signs identity tokens with.

use std::time::Duration;

use base::{Timestamp, chain};
use jsonwebtoken::{
    DecodingKey,
    jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse},
};
use tokio::sync::Mutex;

use super::{error::GoogleError, web::Web};

/// Google says for how long its keys may be kept; within these bounds it is believed.
const SHORTEST: Duration = Duration::from_secs(300);
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// A token with an unknown key makes the keys be read again, at most this often: a stranger can send such tokens.
const BETWEEN_READS: Duration = Duration::from_secs(60);
/// After a failed read.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Google publishes two or three.
const MOST_KEYS: usize = 32;

/// The keys as they were read last.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    keys: Vec<Jwk>,
    /// From when on they should be read again.
    stale_at: Option<Timestamp>,
    /// From when on they are good for nothing.
    dead_at: Option<Timestamp>,
    /// Not before.
    next_read_at: Option<Timestamp>,
}

impl Keys {
    /// The key with this name. Who comes while the keys are being read waits for that.
    pub async fn find(&self, kid: &str, web: &Web, url: &str, now: Timestamp) -> Result<DecodingKey, GoogleError> {
        let mut kept = self.0.lock().await;
        if let Some(key) = kept.get(kid)
            && kept.stale_at.is_some_and(|stale_at| now < stale_at)
        {
            return Ok(key);
        }
        if kept.next_read_at.is_none_or(|next| now >= next) {
            match read(web, url).await {
                Ok((keys, lifetime)) => kept.replace(keys, lifetime, now),
                Err(error) => {
                    kept.next_read_at = Some(now.after(AFTER_FAILURE));
                    tracing::warn!(error = %chain(&error), "the keys of Google could not be read");
                    if kept.get(kid).is_none() {
                        return Err(error);
                    }
                }
            }
        }
        let alive = kept.dead_at.is_some_and(|dead_at| now < dead_at);
        let key = kept.get(kid).filter(|_| alive);
        key.ok_or(GoogleError::Untrusted("its key is not published"))
    }
}

impl Kept {
    fn replace(&mut self, keys: Vec<Jwk>, lifetime: Option<Duration>, now: Timestamp) {
        let lifetime = lifetime.unwrap_or(SHORTEST).clamp(SHORTEST, LONGEST);
        *self = Kept {
            keys,
            stale_at: Some(now.after(lifetime)),
            dead_at: Some(now.after(LONGEST)),
            next_read_at: Some(now.after(BETWEEN_READS)),
        };
    }

    fn get(&self, kid: &str) -> Option<DecodingKey> {
        let mut keys = self.keys.iter();
        let key = keys.find(|key| key.common.key_id.as_deref() == Some(kid))?;
        DecodingKey::from_jwk(key).ok()
    }
}

async fn read(web: &Web, url: &str) -> Result<(Vec<Jwk>, Option<Duration>), GoogleError> {
    let (body, lifetime) = web.get(url).await?;
    let set: JwkSet = serde_json::from_slice(&body).map_err(|_| GoogleError::Malformed("the keys"))?;
    Ok((set.keys.into_iter().filter(signs).take(MOST_KEYS).collect(), lifetime))
}

/// RSA keys that are for signatures.
fn signs(key: &Jwk) -> bool {
    let for_signatures = key
        .common
        .public_key_use
        .as_ref()
        .is_none_or(|usage| *usage == PublicKeyUse::Signature);
    for_signatures && matches!(key.algorithm, AlgorithmParameters::RSA(_))
}
