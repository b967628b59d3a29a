//! What the operator decides about mail.

use crate::MailServer;

/// What the operator decides about mail.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The mail server of the installation. Without one, letters are kept and shown.
    pub server: Option<MailServer>,
    /// Whether institutes may name mail servers inside of private networks.
    pub private_hosts: bool,
}
