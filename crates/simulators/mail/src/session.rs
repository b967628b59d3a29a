//! One conversation with a client, command by command.

use std::{io, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::net::TcpStream;

use crate::{
    Letter, Security, Shared,
    letter::Envelope,
    wire::{Data, Wire},
};

const NAME: &str = "simulator-mail";
/// RFC 5321, 4.5.3.1.8 asks for at least this many.
const MOST_RECIPIENTS: usize = 100;
/// RFC 5321, 4.5.3.1.3.
const LONGEST_ADDRESS: usize = 320;

pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>, number: u64) -> io::Result<()> {
    let mut wire = Wire::plain(stream);
    let immediate = shared.options.security == Security::Tls;
    if immediate {
        wire = wire.encrypted(&shared.certificate.acceptor).await?;
    }
    if shared.troubles.refuses_connection(number) {
        return wire.reply("421 4.3.2 Come back later").await;
    }
    let mut session = Session {
        shared,
        encrypted: immediate,
        username: None,
        envelope: None,
    };
    session.reply(&mut wire, &format!("220 {NAME} ESMTP")).await?;
    while let Some(line) = wire.line().await? {
        match session.answer(&mut wire, &line).await? {
            Next::Listen => {}
            Next::Encrypt => {
                wire = wire.encrypted(&session.shared.certificate.acceptor).await?;
                // RFC 3207, 4.2: everything said before is forgotten.
                (session.encrypted, session.username, session.envelope) = (true, None, None);
            }
            Next::HangUp => return Ok(()),
        }
    }
    Ok(())
}

struct Session {
    shared: Arc<Shared>,
    encrypted: bool,
    username: Option<String>,
    /// The letter that is being announced.
    envelope: Option<Envelope>,
}

/// What happens after an answer.
enum Next {
    Listen,
    Encrypt,
    HangUp,
}

impl Session {
    async fn answer(&mut self, wire: &mut Wire, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (verb, rest) = (verb.to_ascii_uppercase(), rest.trim());
        if self.must_encrypt() && !matches!(verb.as_str(), "EHLO" | "NOOP" | "QUIT" | "STARTTLS") {
            self.reply(wire, "530 5.7.0 Say STARTTLS first").await?;
            return Ok(Next::Listen);
        }
        match verb.as_str() {
            "EHLO" | "HELO" => self.greet(wire, verb == "EHLO").await?,
            "STARTTLS" if self.must_encrypt() => {
                self.reply(wire, "220 2.0.0 Go on").await?;
                return Ok(Next::Encrypt);
            }
            "AUTH" => self.sign_in(wire, rest).await?,
            "MAIL" => self.begin(wire, rest).await?,
            "RCPT" => self.address(wire, rest).await?,
            "DATA" => return self.data(wire).await,
            "RSET" => {
                self.envelope = None;
                self.reply(wire, "250 2.0.0 Forgotten").await?;
            }
            "NOOP" => self.reply(wire, "250 2.0.0 Yes").await?,
            "QUIT" => {
                self.reply(wire, "221 2.0.0 Goodbye").await?;
                return Ok(Next::HangUp);
            }
            _ => self.reply(wire, "502 5.5.1 Not known here").await?,
        }
        Ok(Next::Listen)
    }

    fn must_encrypt(&self) -> bool {
        self.shared.options.security == Security::StartTls && !self.encrypted
    }

    async fn reply(&self, wire: &mut Wire, text: &str) -> io::Result<()> {
        if let Some(span) = self.shared.troubles.slowness() {
            tokio::time::sleep(span).await;
        }
        wire.reply(text).await
    }

    async fn greet(&mut self, wire: &mut Wire, extended: bool) -> io::Result<()> {
        self.envelope = None;
        if !extended {
            return self.reply(wire, &format!("250 {NAME}")).await;
        }
        let mut lines = vec![
            NAME.to_owned(),
            "PIPELINING".to_owned(),
            "8BITMIME".to_owned(),
            "SMTPUTF8".to_owned(),
            format!("SIZE {}", self.shared.options.largest_letter),
        ];
        if self.must_encrypt() {
            lines.push("STARTTLS".to_owned());
        } else if self.shared.options.credentials.is_some() {
            lines.push("AUTH PLAIN LOGIN".to_owned());
        }
        let last = lines.len() - 1;
        let marked = lines.iter().enumerate().map(|(place, line)| {
            let mark = if place == last { ' ' } else { '-' };
            format!("250{mark}{line}")
        });
        self.reply(wire, &marked.collect::<Vec<_>>().join("\r\n")).await
    }

    async fn sign_in(&mut self, wire: &mut Wire, rest: &str) -> io::Result<()> {
        if self.shared.options.credentials.is_none() || self.username.is_some() {
            return self.reply(wire, "503 5.5.1 Not now").await;
        }
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let said = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => self.ask(wire, initial, "334 ").await?.and_then(|plain| {
                // RFC 4616: who to act as, who signs in, the password.
                let mut parts = plain.split('\0').skip(1).map(str::to_owned);
                Some((parts.next()?, parts.next()?))
            }),
            "LOGIN" => {
                let username = self.ask(wire, initial, "334 VXNlcm5hbWU6").await?;
                let password = self.ask(wire, "", "334 UGFzc3dvcmQ6").await?;
                username.zip(password)
            }
            _ => return self.reply(wire, "504 5.5.4 PLAIN or LOGIN").await,
        };
        let right = said.filter(|(username, password)| {
            let wanted = self.shared.options.credentials.as_ref();
            wanted.is_some_and(|wanted| wanted.username == *username && wanted.password == *password)
        });
        match right {
            Some((username, _)) => {
                self.username = Some(username);
                self.reply(wire, "235 2.7.0 Welcome").await
            }
            None => self.reply(wire, "535 5.7.8 Unknown name or wrong password").await,
        }
    }

    /// What the client said at once, or says when asked; nothing for what is not base 64 of text.
    async fn ask(&self, wire: &mut Wire, said: &str, question: &str) -> io::Result<Option<String>> {
        let answer = if said.is_empty() {
            self.reply(wire, question).await?;
            wire.line().await?.ok_or(io::ErrorKind::UnexpectedEof)?
        } else {
            said.to_owned()
        };
        // RFC 4954: `=` stands for an empty first answer.
        let decoded = STANDARD.decode(answer.trim_start_matches('=')).ok();
        Ok(decoded.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    async fn begin(&mut self, wire: &mut Wire, rest: &str) -> io::Result<()> {
        if self.shared.options.credentials.is_some() && self.username.is_none() {
            return self.reply(wire, "530 5.7.0 Sign in first").await;
        }
        if self.envelope.is_some() {
            return self.reply(wire, "503 5.5.1 One letter at a time").await;
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return self.reply(wire, "501 5.5.4 Write MAIL FROM:<address>").await;
        };
        if declared_size(parameters).is_some_and(|size| size > self.shared.options.largest_letter) {
            return self.reply(wire, "552 5.3.4 Too large").await;
        }
        self.envelope = Some(Envelope {
            from: from.to_owned(),
            to: Vec::new(),
            encrypted: self.encrypted,
            username: self.username.clone(),
        });
        self.reply(wire, "250 2.1.0 Sender noted").await
    }

    async fn address(&mut self, wire: &mut Wire, rest: &str) -> io::Result<()> {
        let Some(envelope) = &mut self.envelope else {
            return self.reply(wire, "503 5.5.1 MAIL comes first").await;
        };
        let Some((to, _)) = path(rest, "TO:").filter(|(to, _)| !to.is_empty()) else {
            return self.reply(wire, "501 5.5.4 Write RCPT TO:<address>").await;
        };
        if envelope.to.len() >= MOST_RECIPIENTS {
            return self.reply(wire, "452 4.5.3 Too many recipients").await;
        }
        if self.shared.troubles.refuses(to) {
            return self.reply(wire, "550 5.1.1 Nobody of that name here").await;
        }
        if self.shared.troubles.puts_off(to) {
            return self.reply(wire, "450 4.2.1 The mailbox is busy, try again later").await;
        }
        envelope.to.push(to.to_owned());
        self.reply(wire, "250 2.1.5 Recipient noted").await
    }

    async fn data(&mut self, wire: &mut Wire) -> io::Result<Next> {
        let Some(envelope) = self.envelope.take_if(|envelope| !envelope.to.is_empty()) else {
            self.reply(wire, "503 5.5.1 RCPT comes first").await?;
            return Ok(Next::Listen);
        };
        self.reply(wire, "354 End with a lonely dot").await?;
        if self.shared.troubles.drops_in_data() {
            // Something of the letter is under way already.
            wire.line().await?;
            return Ok(Next::HangUp);
        }
        let message = match wire.data(self.shared.options.largest_letter).await? {
            Data::Message(message) => message,
            Data::TooLarge => {
                self.reply(wire, "552 5.3.4 Too large").await?;
                return Ok(Next::Listen);
            }
        };
        self.shared.mailbox.put(Letter::read(envelope, message));
        if self.shared.troubles.drops_after_data() {
            return Ok(Next::HangUp);
        }
        self.reply(wire, "250 2.0.0 Kept").await?;
        Ok(Next::Listen)
    }
}

/// The address between the angle brackets, and what follows them.
fn path<'a>(rest: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let start = rest.get(..word.len())?;
    let bracketed = rest[word.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = bracketed.split_once('>')?;
    (start.eq_ignore_ascii_case(word) && address.len() <= LONGEST_ADDRESS).then_some((address, parameters))
}

fn declared_size(parameters: &str) -> Option<usize> {
    let mut words = parameters.split_ascii_whitespace();
    words.find_map(|word| word.to_ascii_uppercase().strip_prefix("SIZE=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_between_angle_brackets() {
        assert_eq!(path("FROM:<a@b> SIZE=12", "FROM:"), Some(("a@b", " SIZE=12")));
        assert_eq!(path("from: <>", "FROM:"), Some(("", "")));
        for wrong in ["FROM:a@b", "TO:<a@b>", "FROM:<a@b", "", "FRO"] {
            assert_eq!(path(wrong, "FROM:"), None, "{wrong}");
        }
        assert_eq!(declared_size(" BODY=8BITMIME size=7"), Some(7));
        assert_eq!(declared_size(" SIZE=many"), None);
    }
}
