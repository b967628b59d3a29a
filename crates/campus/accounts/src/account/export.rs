//! Everything that is known of a person here, without secrets.

use kernel::AccountId;
use serde_json::{Value, json};

use super::store;
use crate::{Accounts, Error, devices, factors::recovery, factors::totp, sessions, tokens};

impl Accounts {
    /// The account with its sessions, remembered browsers, tokens and factors.
    pub(crate) async fn export_account(&self, id: AccountId) -> Result<Value, Error> {
        let (database, now) = (&self.database, self.world.now());
        let account = store::by_id(database, id).await?.ok_or(Error::NoSuchAccount)?;
        let sessions = sessions::store::list(database, id, now).await?;
        let devices = devices::of_account(database, id, now).await?;
        let tokens = tokens::store::list(database, id).await?;
        let app = totp::store::find(database, id).await?;
        Ok(json!({
            "id": account.id,
            "email": account.email,
            "name": account.name,
            "role": account.role,
            "theme": account.theme,
            "language": account.language,
            "created_at": account.created_at,
            "last_seen_at": account.last_seen_at,
            "authenticator_app_since": app.map(|app| app.created_at),
            "recovery_codes_left": recovery::store::left(database, id).await?,
            "sessions": sessions.iter().map(|it| json!({
                "created_at": it.created_at, "last_used_at": it.last_used_at, "expires_at": it.expires_at,
                "address": it.address, "agent": it.agent,
            })).collect::<Vec<_>>(),
            "devices": devices.iter().map(|(it, _)| json!({
                "remembered_at": it.remembered_at, "last_used_at": it.last_used_at, "expires_at": it.expires_at,
                "address": it.address, "agent": it.agent,
            })).collect::<Vec<_>>(),
            "tokens": tokens.iter().map(|it| json!({
                "name": it.name, "created_at": it.created_at, "last_used_at": it.last_used_at,
                "expires_at": it.expires_at,
            })).collect::<Vec<_>>(),
        }))
    }
}
