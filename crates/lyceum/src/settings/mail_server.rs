//! What the settings say about mail, as the crate for mail wants to hear it.

use std::{
    fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
};

use mail::{Credentials, MailServer, Security};
use zeroize::Zeroizing;

use super::{MailSecurity, Settings, YesNo};

/// Certificates larger than this are none.
const LARGEST_CERTIFICATES: u64 = 1 << 20;

/// The file of certificates cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("`mail_ca_file` names the file {}, which cannot be read", path.display())]
pub struct CertificatesError {
    path: PathBuf,
    source: io::Error,
}

impl Settings {
    /// The mail server of the installation and what institutes may name.
    ///
    /// # Errors
    /// When the file of certificates cannot be read.
    pub fn mail(&self) -> Result<mail::Settings, CertificatesError> {
        let private_hosts = self.mail_private_hosts == YesNo::Yes;
        let (Some(host), Some(from)) = (&self.mail_host, &self.mail_from) else {
            return Ok(mail::Settings {
                server: None,
                private_hosts,
            });
        };
        let (security, usual_port) = match self.mail_security {
            MailSecurity::Tls => (Security::Tls, 465),
            MailSecurity::Starttls => (Security::Starttls, 587),
            MailSecurity::None => (Security::None, 25),
        };
        let password = self.mail_password.as_ref().map_or("", |secret| secret.expose());
        let server = MailServer {
            host: host.clone(),
            port: self.mail_port.unwrap_or(usual_port),
            security,
            credentials: self.mail_username.as_ref().map(|username| Credentials {
                username: username.clone(),
                password: Zeroizing::new(password.to_owned()),
            }),
            from_address: from.address.clone(),
            from_name: from.name.clone(),
            certificate: self.mail_ca_file.as_deref().map(certificates).transpose()?,
        };
        Ok(mail::Settings {
            server: Some(server),
            private_hosts,
        })
    }

    /// What does not go together: the setting and the end of a sentence about it.
    pub(super) fn mail_mistake(&self) -> Option<(&'static str, &'static str)> {
        let host = self.mail_host.as_deref()?;
        if self.mail_from.is_none() {
            return Some(("mail_from", "is needed with `mail_host`: letters come from an address"));
        }
        if self.mail_username.is_some() != self.mail_password.is_some() {
            return Some((
                "mail_password",
                "and `mail_username` are either both set or both absent",
            ));
        }
        let plain = self.mail_security == MailSecurity::None && self.mail_unencrypted == YesNo::No;
        if plain && !is_this_machine(host) {
            return Some((
                "mail_security",
                "may be `none` for a mail server on this machine only, unless `mail_unencrypted` is `yes`",
            ));
        }
        None
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn certificates(path: &Path) -> Result<String, CertificatesError> {
    let refuse = |source| CertificatesError {
        path: path.to_owned(),
        source,
    };
    if fs::metadata(path).map_err(refuse)?.len() > LARGEST_CERTIFICATES {
        return Err(refuse(io::Error::other("it is larger than 1 MiB")));
    }
    fs::read_to_string(path).map_err(refuse)
}
