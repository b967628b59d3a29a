//! What may be said about a mail server. Pure.

use lettre::Address;

use crate::{MailError, Security, smtp::Reach, templates::one_line};

const LONGEST_HOST: usize = 253;
const LONGEST_TEXT: usize = 200;
/// The ports mail is handed in at. Others would make a port scanner of the test button.
const PORTS: [u16; 4] = [25, 465, 587, 2525];

/// A mail server as somebody typed it.
#[derive(Clone, Debug)]
pub(crate) struct ServerDraft {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub username: String,
    pub from_address: String,
    pub from_name: String,
}

/// The draft, trimmed, if it can be right.
///
/// # Errors
/// A sentence about the member that cannot.
pub(crate) fn check(draft: ServerDraft, reach: Reach) -> Result<ServerDraft, MailError> {
    let refuse = |field, problem: &str| {
        Err(MailError::Server {
            field,
            problem: problem.to_owned(),
        })
    };
    let trimmed = ServerDraft {
        host: draft.host.trim().trim_end_matches('.').to_ascii_lowercase(),
        username: draft.username.trim().to_owned(),
        from_address: draft.from_address.trim().to_owned(),
        from_name: one_line(&draft.from_name),
        ..draft
    };
    let host_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':' | '_');
    if trimmed.host.is_empty() || trimmed.host.len() > LONGEST_HOST || !trimmed.host.chars().all(host_letter) {
        return refuse(
            "host",
            "Write the name of the mail server, for example smtp.example.org.",
        );
    }
    if reach == Reach::Public && !PORTS.contains(&trimmed.port) {
        return refuse("port", "Mail is handed in at port 465, 587, 25 or 2525.");
    }
    if reach == Reach::Public && trimmed.security == Security::None {
        return refuse(
            "security",
            "Choose `tls` or `starttls`: without them anybody on the way can read the letters.",
        );
    }
    if trimmed.username.chars().count() > LONGEST_TEXT || trimmed.username.chars().any(char::is_control) {
        return refuse("username", "A user name has at most 200 characters in one line.");
    }
    if trimmed.from_address.parse::<Address>().is_err() {
        return refuse(
            "from_address",
            "Write the address in full, for example office@example.org.",
        );
    }
    if trimmed.from_name.chars().count() > LONGEST_TEXT {
        return refuse("from_name", "A name has at most 200 characters.");
    }
    Ok(trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> ServerDraft {
        ServerDraft {
            host: " SMTP.Example.org. ".into(),
            port: 587,
            security: Security::Starttls,
            username: " asha ".into(),
            from_address: " office@example.org ".into(),
            from_name: " Kota\r\nClasses ".into(),
        }
    }

    #[test]
    fn what_was_typed_is_trimmed() {
        let ServerDraft {
            host,
            username,
            from_address,
            from_name,
            ..
        } = check(draft(), Reach::Public).unwrap();
        assert_eq!(
            [host, username, from_address, from_name],
            ["smtp.example.org", "asha", "office@example.org", "Kota Classes"]
        );
    }

    #[test]
    fn what_cannot_be_right_is_refused_by_name() {
        type Spoil = fn(&mut ServerDraft);
        let wrong: [(&str, Spoil); 8] = [
            ("host", |draft| draft.host = String::new()),
            ("host", |draft| draft.host = "a/b".into()),
            ("host", |draft| draft.host = "x".repeat(254)),
            ("port", |draft| draft.port = 6379),
            ("security", |draft| draft.security = Security::None),
            ("username", |draft| draft.username = "a\nb".into()),
            ("from_address", |draft| draft.from_address = "office".into()),
            ("from_name", |draft| draft.from_name = "x".repeat(201)),
        ];
        for (field, spoil) in wrong {
            let mut draft = draft();
            spoil(&mut draft);
            let Err(MailError::Server { field: found, .. }) = check(draft, Reach::Public) else {
                panic!("{field} was not refused");
            };
            assert_eq!(found, field);
        }
    }
}
