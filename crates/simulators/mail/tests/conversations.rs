//! Conversations with senders that others wrote: lettre, and Python's smtplib where there is one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::MultiPart,
    transport::smtp::{
        authentication,
        client::{Certificate, Tls, TlsParameters},
    },
};
use simulator_mail::{Credentials, MailSimulator, Options, Security, Trouble};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

type Sender = AsyncSmtpTransport<Tokio1Executor>;

const PATIENCE: Duration = Duration::from_secs(5);

async fn start(options: Options) -> MailSimulator {
    MailSimulator::start(options).await.unwrap()
}

fn sender(simulator: &MailSimulator, security: Security, password: Option<&str>) -> Sender {
    let certificate = Certificate::from_pem(simulator.certificate_pem().as_bytes()).unwrap();
    let parameters = || {
        let trusting = TlsParameters::builder("localhost".into()).add_root_certificate(certificate.clone());
        trusting.build().unwrap()
    };
    let mut builder = Sender::builder_dangerous("127.0.0.1")
        .port(simulator.port())
        .timeout(Some(PATIENCE))
        .tls(match security {
            Security::Plain => Tls::None,
            Security::StartTls => Tls::Required(parameters()),
            Security::Tls => Tls::Wrapper(parameters()),
        });
    if let Some(password) = password {
        builder = builder.credentials(authentication::Credentials::new("asha".into(), password.into()));
    }
    builder.build()
}

fn message(to: &str) -> Message {
    Message::builder()
        .from("Lyceum <campus@example.org>".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("नमस्ते, Asha")
        .multipart(MultiPart::alternative_plain_html(
            ".a line that starts with a dot\n..two\nआशा".to_owned(),
            "<p>आशा</p>".to_owned(),
        ))
        .unwrap()
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written_over_each_kind_of_line() {
    for security in [Security::Plain, Security::StartTls, Security::Tls] {
        let simulator = start(Options {
            security,
            credentials: Some(Credentials::new("asha", "secret")),
            ..Options::default()
        })
        .await;
        sender(&simulator, security, Some("secret"))
            .send(message("ravi@example.org"))
            .await
            .unwrap();
        let letter = simulator.wait_for("Ravi@Example.org", PATIENCE).await.unwrap();
        assert_eq!(
            (letter.from.as_str(), letter.subject.as_str()),
            ("campus@example.org", "नमस्ते, Asha")
        );
        assert_eq!(
            letter.text.trim_end().replace('\r', ""),
            ".a line that starts with a dot\n..two\nआशा"
        );
        assert_eq!(letter.html.trim_end(), "<p>आशा</p>");
        assert_eq!(letter.header("From").as_deref(), Some("Lyceum <campus@example.org>"));
        assert_eq!(
            (letter.encrypted, letter.username.as_deref()),
            (security != Security::Plain, Some("asha"))
        );
    }
}

#[tokio::test]
async fn whoever_has_to_sign_in_does_not_get_around_it() {
    let simulator = start(Options {
        credentials: Some(Credentials::new("asha", "secret")),
        ..Options::default()
    })
    .await;
    for password in [None, Some("wrong")] {
        let refused = sender(&simulator, Security::Plain, password)
            .send(message("ravi@example.org"))
            .await;
        assert!(refused.unwrap_err().is_permanent(), "{password:?}");
    }
    assert!(simulator.letters().is_empty());
}

#[tokio::test]
async fn trouble_comes_when_asked_for_and_goes() {
    let simulator = start(Options::default()).await;
    let sender = sender(&simulator, Security::Plain, None);
    simulator.make(Trouble::RefuseConnection(1));
    assert!(sender.send(message("a@example.org")).await.unwrap_err().is_transient());
    simulator.make(Trouble::Later {
        to: "a@example.org".into(),
        times: 1,
    });
    assert!(sender.send(message("a@example.org")).await.unwrap_err().is_transient());
    sender.send(message("a@example.org")).await.unwrap();
    simulator.make(Trouble::Never {
        to: "b@example.org".into(),
    });
    assert!(sender.send(message("b@example.org")).await.unwrap_err().is_permanent());
    simulator.make(Trouble::DropInData { times: 1 });
    assert!(
        sender
            .send(message("c@example.org"))
            .await
            .unwrap_err()
            .status()
            .is_none()
    );
    assert!(simulator.letters_to("c@example.org").is_empty());
    simulator.make(Trouble::DropAfterData { times: 1 });
    assert!(sender.send(message("d@example.org")).await.is_err());
    assert_eq!(simulator.letters_to("d@example.org").len(), 1);
    simulator.calm();
    sender.send(message("b@example.org")).await.unwrap();
}

#[tokio::test]
async fn old_letters_make_room_and_large_ones_are_refused() {
    let simulator = start(Options {
        most_letters: 2,
        largest_letter: 5000,
        ..Options::default()
    })
    .await;
    let sender = sender(&simulator, Security::Plain, None);
    for to in ["a@example.org", "b@example.org", "c@example.org"] {
        sender.send(message(to)).await.unwrap();
    }
    let kept: Vec<_> = simulator.letters().into_iter().flat_map(|letter| letter.to).collect();
    assert_eq!(kept, ["b@example.org", "c@example.org"]);
    let large = Message::builder()
        .from("campus@example.org".parse().unwrap())
        .to("d@example.org".parse().unwrap())
        .body("x".repeat(6000))
        .unwrap();
    assert!(sender.send(large).await.unwrap_err().is_permanent());
    assert!(simulator.letters_to("d@example.org").is_empty());
}

/// Says everything in one go and reads until the server hangs up.
async fn said(simulator: &MailSimulator, text: &str) -> Vec<String> {
    let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut heard = Vec::new();
    while let Ok(Some(line)) = lines.next_line().await {
        heard.push(line);
    }
    heard
}

#[tokio::test]
async fn commands_in_one_go_are_answered_in_order() {
    let simulator = start(Options::default()).await;
    let heard = said(
        &simulator,
        "HELO me\r\nRCPT TO:<a@b>\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nSubject: hi\r\n\r\n..\r\n.\r\nBLAH\r\nQUIT\r\n",
    )
    .await;
    let codes: Vec<&str> = heard.iter().map(|line| &line[..3]).collect();
    assert_eq!(codes, ["220", "250", "503", "250", "250", "354", "250", "502", "221"]);
    let letter = &simulator.letters()[0];
    assert_eq!((letter.subject.as_str(), letter.text.trim_end()), ("hi", "."));
}

#[tokio::test]
async fn what_was_slipped_in_before_the_tls_is_not_heard() {
    let simulator = start(Options {
        security: Security::StartTls,
        ..Options::default()
    })
    .await;
    let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
    stream
        .write_all(b"EHLO me\r\nMAIL FROM:<a@b>\r\nSTARTTLS\r\nNOOP\r\nNOOP\r\n")
        .await
        .unwrap();
    let mut heard = String::new();
    let mut bounded = stream.take(4096);
    while !heard.contains("220 2.0.0") {
        let mut some = [0; 256];
        let count = bounded.read(&mut some).await.unwrap();
        assert!(count > 0, "{heard}");
        heard.push_str(std::str::from_utf8(&some[..count]).unwrap());
    }
    assert!(heard.contains("530 5.7.0") && heard.contains("250 STARTTLS"), "{heard}");
    assert!(!heard.contains("Yes"), "{heard}");
}

#[tokio::test]
async fn a_line_without_an_end_ends_the_conversation() {
    let simulator = start(Options::default()).await;
    let heard = said(&simulator, &"x".repeat(9000)).await;
    assert_eq!(heard.len(), 1, "{heard:?}");
}

#[tokio::test]
async fn the_view_shows_letters_and_waits_for_them() {
    let simulator = start(Options::default()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let view = simulator.view();
    tokio::spawn(async move { axum::serve(listener, view).await });
    let ask = |line: &'static str| async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    assert!(
        ask("GET /letters/newest?to=ravi@example.org")
            .await
            .starts_with("HTTP/1.1 404")
    );
    let waiting = tokio::spawn(ask("GET /letters/newest?to=ravi@example.org&seconds=5"));
    sender(&simulator, Security::Plain, None)
        .send(message("ravi@example.org"))
        .await
        .unwrap();
    assert!(waiting.await.unwrap().contains("\"to\":[\"ravi@example.org\"]"));
    assert!(
        ask("GET /letters?to=nobody@example.org")
            .await
            .ends_with("{\"items\":[]}")
    );
    assert!(ask("DELETE /letters").await.starts_with("HTTP/1.1 204"));
    assert!(simulator.letters().is_empty());
}

/// Python's own client, over STARTTLS with a password. Without Python there is nothing to try.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "another language's client is a program of its own"
)]
async fn smtplib_gets_along() {
    let simulator = start(Options {
        security: Security::StartTls,
        credentials: Some(Credentials::new("asha", "secret")),
        ..Options::default()
    })
    .await;
    let script = format!(
        "import smtplib, ssl, sys\n\
         context = ssl.create_default_context(cadata=sys.stdin.read())\n\
         with smtplib.SMTP('localhost', {}) as smtp:\n\
         \x20   smtp.starttls(context=context)\n\
         \x20   smtp.login('asha', 'secret')\n\
         \x20   smtp.sendmail('py@example.org', ['ravi@example.org'], 'Subject: from Python\\n\\n.dot\\n')\n",
        simulator.port()
    );
    let child = tokio::process::Command::new("python3")
        .args(["-c", &script])
        .stdin(std::process::Stdio::piped())
        .spawn();
    let Ok(mut child) = child else { return };
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(simulator.certificate_pem().as_bytes()).await.unwrap();
    drop(stdin);
    assert!(child.wait().await.unwrap().success());
    let letter = simulator.wait_for("ravi@example.org", PATIENCE).await.unwrap();
    assert_eq!(
        (letter.subject.as_str(), letter.text.trim_end()),
        ("from Python", ".dot")
    );
}
