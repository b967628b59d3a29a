//! What the stories share: a simulator, a server that leads to it, and a letter.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use kernel::Locale;
use mail::{Credentials, Draft, MailServer, Message, Security, Sender};
use simulator_mail::MailSimulator;
use testkit::Options;

/// Who gets the letters.
pub const ASHA: &str = "asha@example.org";

/// What the simulators want to hear.
pub const PASSWORD: &str = "open sesame";

/// A mail server that wants to know who sends.
pub async fn simulator(security: Security) -> MailSimulator {
    let options = simulator_mail::Options {
        security: match security {
            Security::None => simulator_mail::Security::Plain,
            Security::Starttls => simulator_mail::Security::StartTls,
            Security::Tls => simulator_mail::Security::Tls,
        },
        credentials: Some(simulator_mail::Credentials::new("campus", PASSWORD)),
        ..simulator_mail::Options::default()
    };
    MailSimulator::start(options).await.unwrap()
}

/// How the campus knows the simulator.
pub fn server(simulator: &MailSimulator, security: Security) -> MailServer {
    MailServer {
        host: "localhost".into(),
        port: simulator.port(),
        security,
        credentials: Some(Credentials {
            username: "campus".into(),
            password: PASSWORD.to_owned().into(),
        }),
        from_address: "campus@example.org".into(),
        from_name: String::new(),
        certificate: Some(simulator.certificate_pem().to_owned()),
    }
}

/// A campus with this mail server.
pub fn options(server: Option<MailServer>) -> Options {
    Options {
        mail: mail::Settings {
            server,
            private_hosts: true,
        },
        ..Options::default()
    }
}

/// A code that is good for ten minutes.
pub fn code(code: &str) -> Message {
    Message::AddressCode {
        code: code.into(),
        minutes: 10,
    }
}

/// A message to Asha in the name of the installation.
pub fn draft(message: Message) -> Draft {
    draft_to(ASHA, message)
}

/// A message to somebody in the name of the installation.
pub fn draft_to(to: &str, message: Message) -> Draft {
    Draft {
        to: to.into(),
        locale: Locale::En,
        sender: Sender::Installation,
        message,
    }
}
