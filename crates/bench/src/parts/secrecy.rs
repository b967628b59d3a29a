//! Whether the time of an answer tells who has an account: signing in with a wrong password, registering, and asking for
//! a link to set a password, for addresses that have an account and for addresses that have none.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use harness::{Lyceum, Scratch, Settings};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use simulator_mail::{MailSimulator, Options as MailOptions};

use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::Samples;
use crate::tools;

/// Tries for each kind of address.
const TRIES: usize = 200;
/// Addresses of each kind. None is asked about more than three times: a fourth letter within a quarter of an hour is not
/// sent, and that is another thing to measure.
const ADDRESSES: usize = 70;
/// The difference of the medians that nobody can make use of through a network, in milliseconds.
const UNNOTICEABLE: f64 = 5.0;
const PATIENCE: Duration = Duration::from_secs(30);

/// What a stranger may ask about an address.
#[derive(Clone, Copy)]
enum Question {
    SignIn,
    Register,
    Reset,
}

impl Question {
    const ALL: [Self; 3] = [Self::SignIn, Self::Register, Self::Reset];

    const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "wrong password",
            Self::Register => "registering",
            Self::Reset => "asking for a link",
        }
    }

    /// The call and the status of its only answer.
    fn call(self, email: &str) -> (&'static str, Value, u16) {
        let password = "a long and quiet sentence";
        match self {
            Self::SignIn => (
                "/api/auth/login",
                json!({"email": email, "password": "not the password"}),
                401,
            ),
            Self::Register => {
                let body = json!({"email": email, "password": password, "name": "Somebody"});
                ("/api/auth/register", body, 202)
            }
            Self::Reset => ("/api/auth/reset", json!({"email": email}), 202),
        }
    }
}

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let room = Scratch::under(&options.room, "bench-secrecy")?;
    let settings = Settings::new(&tools::lyceum()?, &room.join("data"), &room.join("log"));
    register_everybody(&settings).await?;
    let mail = MailSimulator::start(MailOptions::default()).await?;
    let settings = settings
        .with("LYCEUM_MAIL_HOST", "127.0.0.1")
        .with("LYCEUM_MAIL_PORT", mail.port().to_string())
        .with("LYCEUM_MAIL_SECURITY", "none")
        .with("LYCEUM_MAIL_FROM", "Lyceum <campus@example.org>");
    let server = settings.start(PATIENCE)?;
    let mut section = Section::new(
        "What the time of an answer tells",
        "milliseconds",
        format!(
            "{TRIES} tries each with addresses that have an account and with addresses that have none, in mixed order, \
             each from another place, against a server that sends its letters to a mail server on the same machine."
        ),
    );
    for question in Question::ALL {
        let (known, unknown) = ask(&server, question).await?;
        let mut difference = Samples::default();
        difference.add((known.median() - unknown.median()).abs());
        section.row(format!("{}, with an account", question.name()), known);
        section.row(format!("{}, without", question.name()), unknown);
        let what = format!("{}: difference of the medians (ms)", question.name());
        section.target(what, Bound::AtMost, UNNOTICEABLE, difference);
    }
    server.stop()?;
    Ok(vec![section])
}

fn known(number: usize) -> String {
    format!("known{:03}@example.org", number % ADDRESSES)
}

fn unknown(question: Question, number: usize) -> String {
    let number = number % ADDRESSES;
    format!("nobody{}{number:03}@example.org", question as u8)
}

/// Makes the accounts while no letters can be sent, so that no code is asked for.
async fn register_everybody(settings: &Settings) -> anyhow::Result<()> {
    let server = settings.start(PATIENCE)?;
    let http = Client::new();
    for number in 0..ADDRESSES {
        let body = json!({"email": known(number), "password": "a long and quiet sentence", "name": "Somebody"});
        let answer = post(&http, &server, "/api/auth/register", &body, number).await?;
        ensure!(
            answer.status() == 201,
            "an account was not made: {}",
            answer.text().await?
        );
    }
    server.stop()
}

/// Milliseconds of every answer, for addresses that have an account and for those that have none.
async fn ask(server: &Lyceum, question: Question) -> anyhow::Result<(Samples, Samples)> {
    let (http, mut with, mut without) = (Client::new(), Samples::default(), Samples::default());
    // The first calls of a process are slower than all others.
    for number in 0..10 {
        time(&http, server, question, &format!("warm{number}@example.org"), number).await?;
    }
    for number in 0..TRIES {
        let place = 100 + 2 * number;
        // In mixed order, so that what one answer leaves to do burdens both kinds alike.
        let first_known = (number * 7919) % 4 < 2;
        for turn in [first_known, !first_known] {
            let email = if turn { known(number) } else { unknown(question, number) };
            let samples = if turn { &mut with } else { &mut without };
            samples.add(time(&http, server, question, &email, place + usize::from(turn)).await?);
        }
    }
    Ok((with, without))
}

async fn time(http: &Client, server: &Lyceum, question: Question, email: &str, place: usize) -> anyhow::Result<f64> {
    let (path, body, wanted) = question.call(email);
    let begun = Instant::now();
    let answer = post(http, server, path, &body, place).await?;
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
    ensure!(status == wanted, "{}: {status} {text}", question.name());
    Ok(milliseconds)
}

/// Calls as if from another place each time: the server believes proxies on its own machine.
async fn post(http: &Client, server: &Lyceum, path: &str, body: &Value, place: usize) -> anyhow::Result<Response> {
    let call = http.post(format!("{}{path}", server.base())).json(body);
    let place = format!("198.18.{}.{}", place / 250, place % 250 + 1);
    call.header("x-forwarded-for", place)
        .send()
        .await
        .context("the server does not answer")
}
