//! How a session begins.

use base::Timestamp;
use database::{DatabaseError, Tx};
use kernel::{AccountId, SessionId, client::Client};

use super::{
    authenticator::SESSION_LIFETIME,
    store::{self, Session},
};
use crate::secret::SecretHash;

/// A session that somebody has earned.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub id: SessionId,
    pub secret: SecretHash,
    pub account: AccountId,
    pub at: Timestamp,
    pub client: Client,
}

/// Writes the session, in the transaction that finishes the sign-in.
pub(crate) async fn admit(tx: &mut Tx, new: &NewSession) -> Result<Session, DatabaseError> {
    let address = new.client.address.map(|address| address.to_string());
    let session = Session {
        id: new.id,
        account: new.account,
        created_at: new.at,
        last_used_at: new.at,
        expires_at: new.at.after(SESSION_LIFETIME),
        address: address.unwrap_or_default(),
        agent: new.client.agent.clone(),
    };
    store::insert(tx, &session, new.secret).await?;
    Ok(session)
}
