//! From a letter to the message that goes over the line.

use std::time::{Duration, SystemTime};

use base::Timestamp;
use lettre::{
    Address, Message,
    address::AddressError,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::MailServer;
use crate::{LetterId, templates::one_line};

/// What stands on the paper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paper<'a> {
    pub id: LetterId,
    /// Who writes, unless the server knows better.
    pub from_name: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    pub created_at: Timestamp,
}

/// Why a letter cannot be sent, ever.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    #[error("`{0}` is not an address that mail can be sent to")]
    Address(String, #[source] AddressError),
    #[error("the letter cannot be put together")]
    Message(#[from] lettre::error::Error),
}

/// Puts a letter together. The id of the message is that of the letter, whichever attempt it is, so that a letter that
/// arrives twice is seen to be one.
pub(crate) fn compose(paper: Paper<'_>, server: &MailServer) -> Result<Message, ComposeError> {
    let from = address(&server.from_address)?;
    let name = if server.from_name.is_empty() {
        paper.from_name
    } else {
        &server.from_name
    };
    let message_id = format!("<{}@{}>", paper.id, from.domain());
    Ok(Message::builder()
        .from(Mailbox::new(Some(one_line(name)).filter(|name| !name.is_empty()), from))
        .to(Mailbox::new(None, address(paper.to)?))
        .subject(one_line(paper.subject))
        .message_id(Some(message_id))
        .date(moment(paper.created_at))
        .raw_header(automatic())
        .multipart(MultiPart::alternative_plain_html(
            paper.text.to_owned(),
            paper.html.to_owned(),
        ))?)
}

/// Tells holiday notices and the like not to answer (RFC 3834).
fn automatic() -> HeaderValue {
    HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    )
}

fn address(text: &str) -> Result<Address, ComposeError> {
    text.parse()
        .map_err(|error| ComposeError::Address(one_line(text), error))
}

fn moment(timestamp: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(timestamp.0).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Security;

    fn server() -> MailServer {
        MailServer {
            host: "localhost".into(),
            port: 25,
            security: Security::None,
            credentials: None,
            from_address: "campus@example.org".into(),
            from_name: String::new(),
            certificate: None,
        }
    }

    fn paper() -> Paper<'static> {
        Paper {
            id: LetterId::from_bytes([7; 16]),
            from_name: "Kota Classes",
            to: "asha@example.org",
            subject: "Hello",
            text: "text",
            html: "<p>html</p>",
            created_at: Timestamp(1_795_154_400_000_000),
        }
    }

    fn composed(paper: Paper<'_>, server: &MailServer) -> String {
        String::from_utf8(compose(paper, server).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_letter_wears_its_id_its_date_and_a_mark_of_its_making() {
        let text = composed(paper(), &server());
        for header in [
            "Message-ID: <letter_070w3ge1r70w3ge1r70w3ge1r7@example.org>\r\n",
            "Date: Fri, 20 Nov 2026 06:00:00 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "From: \"Kota Classes\" <campus@example.org>\r\n",
            "To: asha@example.org\r\n",
        ] {
            assert!(text.contains(header), "{header}{text}");
        }
    }

    #[test]
    fn no_name_subject_or_address_adds_a_header() {
        let evil = "x\r\nBcc: evil@example.org\r\n\r\nbody";
        let server = MailServer {
            from_name: evil.into(),
            ..server()
        };
        let text = composed(
            Paper {
                subject: evil,
                from_name: evil,
                ..paper()
            },
            &server,
        );
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        for to in ["a@b\r\nBcc: c@d", "a@b>, <c@d", "", "asha", "a b@c"] {
            assert!(
                matches!(
                    compose(Paper { to, ..paper() }, &server),
                    Err(ComposeError::Address(..))
                ),
                "{to}"
            );
        }
    }
}
