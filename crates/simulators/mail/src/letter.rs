//! A letter as it arrived.

use mail_parser::{Message, MessageParser, PartType};
use serde::Serialize;

/// A letter as it arrived: the envelope, what is read from the message, and the message itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// Who sent it, by the envelope.
    pub from: String,
    /// Who gets it, by the envelope.
    pub to: Vec<String>,
    /// The subject, decoded.
    pub subject: String,
    /// The plain text, decoded; empty when there is none.
    pub text: String,
    /// The HTML, decoded; empty when there is none.
    pub html: String,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// The user name the sender signed in with.
    pub username: Option<String>,
    /// The message, byte for byte, without the dots of the transport.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// What the conversation knows about a letter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Envelope {
    pub from: String,
    pub to: Vec<String>,
    pub encrypted: bool,
    pub username: Option<String>,
}

impl Letter {
    /// Reads a message. What cannot be read stays empty; the raw message is kept in any case.
    pub(crate) fn read(envelope: Envelope, raw: Vec<u8>) -> Self {
        let (subject, text, html) = MessageParser::default()
            .parse(&raw)
            .as_ref()
            .map_or_else(Default::default, contents);
        Letter {
            from: envelope.from,
            to: envelope.to,
            encrypted: envelope.encrypted,
            username: envelope.username,
            subject,
            text,
            html,
            raw,
        }
    }

    /// Whether the envelope names this address, however it is spelled.
    pub fn is_to(&self, address: &str) -> bool {
        self.to.iter().any(|to| to.eq_ignore_ascii_case(address))
    }

    /// The first header of this name as it stands in the message, with its folded lines joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let message = MessageParser::default().parse(&self.raw)?;
        let raw = message.header_raw(name)?;
        Some(
            raw.split(['\r', '\n'])
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" ")
                .trim()
                .to_owned(),
        )
    }
}

/// Subject, plain text and HTML. The parser would make one of the two bodies from the other; here only what was sent counts.
fn contents(message: &Message<'_>) -> (String, String, String) {
    let text = message.text_part(0).and_then(|part| match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let html = message.html_part(0).and_then(|part| match &part.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    });
    (
        message.subject().unwrap_or_default().to_owned(),
        text.unwrap_or_default(),
        html.unwrap_or_default(),
    )
}
