//! Mail servers of institutes that have one of their own.

mod model;
mod store;

use database::DatabaseError;
use kernel::InstituteId;
use zeroize::Zeroizing;

pub(crate) use model::{ServerDraft, check};

pub(crate) use store::{OwnServer, delete, find, find_in, save};

use crate::{Credentials, MailError, MailServer, Post};

/// What sealed passwords are sealed for.
const PURPOSE: &str = "mail.server";

impl Post {
    /// Whether letters of the institute can leave: through a server of its own or through the installation's.
    ///
    /// # Errors
    /// The database's.
    pub async fn can_deliver_for(&self, institute: InstituteId) -> Result<bool, DatabaseError> {
        Ok(self.can_deliver() || find(&self.database, institute).await?.is_some())
    }

    /// The server with its password opened.
    pub(crate) fn opened(&self, institute: InstituteId, own: OwnServer) -> Result<MailServer, MailError> {
        let password = match own.password {
            None => Zeroizing::new(String::new()),
            Some(sealed) => self.password(institute, &sealed).ok_or(MailError::Password)?,
        };
        Ok(MailServer {
            host: own.host,
            port: own.port,
            security: own.security,
            credentials: (!own.username.is_empty()).then_some(Credentials {
                username: own.username,
                password,
            }),
            from_address: own.from_address,
            from_name: own.from_name,
            certificate: None,
        })
    }

    pub(crate) fn seal_password(&self, institute: InstituteId, password: &str) -> Vec<u8> {
        self.sealing.seal(PURPOSE, institute.as_bytes(), password.as_bytes())
    }

    fn password(&self, institute: InstituteId, sealed: &[u8]) -> Option<Zeroizing<String>> {
        let plain = self.sealing.open(PURPOSE, institute.as_bytes(), sealed)?;
        std::str::from_utf8(&plain)
            .ok()
            .map(|text| Zeroizing::new(text.to_owned()))
    }
}
