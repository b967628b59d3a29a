//! What the stories about signing in share: a campus that can send letters, an authenticator app, and the calls.

use std::time::Duration;

use database::Query;
use mail::{MailServer, Security, Settings};
use serde_json::{Value, json};
use sha2::Digest;
use testkit::{Answer, Client, Options, PASSWORD, TestCampus};

pub const MINUTE: Duration = Duration::from_secs(60);
pub const ASHA: &str = "asha@example.org";

/// A campus that can send letters. Nobody delivers them in a story; they are read in the outbox.
pub fn with_mail() -> Options {
    let server = MailServer {
        host: "mail.example.org".to_owned(),
        port: 465,
        security: Security::Tls,
        credentials: None,
        from_address: "campus@example.org".to_owned(),
        from_name: String::new(),
        certificate: None,
    };
    Options {
        mail: Settings {
            server: Some(server),
            ..Settings::default()
        },
        ..Options::default()
    }
}

pub async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    client.post("/api/auth/login").json(body).await
}

/// Begins to sign in as Asha; answers the attempt.
pub async fn begin(client: &Client) -> Value {
    let asked = sign_in(client, ASHA, PASSWORD).await.expect(200).json();
    assert_eq!(asked["status"], "second_factor", "{asked}");
    asked["attempt"].clone()
}

pub async fn verify_with(client: &Client, attempt: &Value, factor: &str, code: &str) -> Answer {
    let body = json!({"attempt": attempt, "factor": factor, "code": code});
    client.post("/api/auth/login/verify").json(body).await
}

pub async fn confirm_with(client: &Client, factor: &str, code: &str) -> Answer {
    let body = json!({"factor": factor, "code": code});
    client.post("/api/auth/confirm").json(body).await
}

/// A code that is not this one.
pub fn another(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// How many rows there are of what a query counts.
pub async fn number(campus: &TestCampus, sql: &'static str) -> i64 {
    let row = campus.kernel.database.one(sql, Vec::new()).await.unwrap().unwrap();
    row.get(0).unwrap()
}

/// The `name=value` of a cookie that an answer sets.
pub fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap());
    let mut pairs = lines.map(|line| line.split_once(';').unwrap().0.to_owned());
    pairs.find(|pair| pair.split_once('=').unwrap().0 == name)
}

/// An authenticator app, written from RFC 6238 and not from what it is to test.
pub struct App(Vec<u8>);

impl App {
    /// Reads what a page shows.
    pub fn of(secret: &str) -> Self {
        let mut bits = 0_u64;
        let mut held = 0;
        let mut bytes = Vec::new();
        for letter in secret.bytes() {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'2'..=b'7' => letter - b'2' + 26,
                _ => panic!("not base 32: {secret}"),
            };
            bits = (bits << 5) | u64::from(value);
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from((bits >> held) & 0xff).unwrap());
            }
        }
        App(bytes)
    }

    /// What it shares with the server.
    pub fn seed(&self) -> &[u8] {
        &self.0
    }

    /// What it shows now, so many steps later.
    pub fn code(&self, campus: &TestCampus, later: i64) -> String {
        let step = campus.kernel.world.now().0 / 30_000_000 + later;
        let digest = self.hmac(&step.to_be_bytes());
        let start = usize::from(digest[19] & 15);
        let word: [u8; 4] = digest[start..start + 4].try_into().unwrap();
        format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
    }

    fn hmac(&self, message: &[u8]) -> [u8; 20] {
        let padded = |with: u8| {
            let mut block = [with; 64];
            for (byte, key) in block.iter_mut().zip(&self.0) {
                *byte ^= key;
            }
            block
        };
        let inner = sha1::Sha1::digest([&padded(0x36)[..], message].concat());
        sha1::Sha1::digest([&padded(0x5c)[..], &inner].concat()).into()
    }
}

/// Adds an authenticator app to a person who has just signed in; answers it with the recovery codes.
pub async fn add_app(campus: &TestCampus, person: &Client) -> (App, Vec<String>) {
    let added = person.post("/api/user/totp").await.expect(201).json();
    let app = App::of(added["secret"].as_str().unwrap());
    let code = json!({"code": app.code(campus, 0)});
    let body = person
        .post("/api/user/totp/confirm")
        .json(code)
        .await
        .expect(200)
        .json();
    let codes = body["recovery_codes"].as_array().unwrap().iter();
    (app, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
}
