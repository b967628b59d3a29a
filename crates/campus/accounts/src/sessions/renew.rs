//! A proof made again: the session is fresh, and a browser gets another secret for it.
//!
//! Whoever got hold of a secret before the person proved to be themselves loses it a minute after (ASVS 5.0, 7.2.4). The
//! minute is for requests that were under way. A program keeps its secret: it has nowhere to be handed another one.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use kernel::{Caller, Credential};

use super::{cookie::session_cookie, store};
use crate::{
    Accounts, Error,
    secret::{self, Secret, SecretKind},
};

/// So long the former secret still opens the session.
const GRACE: Duration = Duration::from_secs(60);

impl Accounts {
    /// Notes that the person proved again, just now, to be themselves, and answers the lines for the browser: its new
    /// cookie, or nothing.
    pub(crate) async fn proved(&self, caller: &Caller, shown: &HeaderMap, strong: bool) -> Result<HeaderMap, Error> {
        let Credential::Session(session) = caller.credential else {
            return Err(Error::TokensMayNot);
        };
        let present = self.shown_cookie(shown);
        let fresh = Secret::new(SecretKind::Session, &self.world);
        let (fresh_hash, now) = (fresh.hash(), self.world.now());
        let renewed = self.database.write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                store::prove(tx, session, now, strong).await?;
                let Some(present) = present else {
                    return Ok(false);
                };
                // Of two proofs at once one renews: the other's cookie would be for a secret that is former already.
                Ok(store::renew(tx, session, present, fresh_hash, now.after(GRACE)).await?)
            })
        });
        let renewed = renewed.await?;
        self.cache.clear();
        if renewed {
            let line = session_cookie(&self.site, fresh.reveal())?;
            Ok(HeaderMap::from_iter([(header::SET_COOKIE, line)]))
        } else {
            Ok(HeaderMap::new())
        }
    }

    /// The session secret that a browser showed. A bearer token wins over a cookie, here as where callers are recognised.
    fn shown_cookie(&self, headers: &HeaderMap) -> Option<secret::SecretHash> {
        if headers.contains_key(header::AUTHORIZATION) {
            return None;
        }
        let lines = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let mut pairs = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.site.cookie_name())?;
        let (_, hash) = secret::presented(value)?;
        Some(hash)
    }
}
