//! A campus beside a Google, and browsers that keep cookies.

use std::{sync::Mutex, time::Duration};

use accounts::GoogleSettings;
use base::{ManualClock, SystemEntropy, World};
use database::testing::TestDatabase;
use serde_json::{Value, json};
use simulator_google::{Account, GoogleSimulator};
use testkit::{Answer, Client, Options, PASSWORD, START, TestCampus};

/// Where Google sends people back to: the test campus has no public address.
pub const BACK: &str = "http://localhost/api/auth/google/callback";

pub struct Stage {
    pub campus: TestCampus,
    pub google: GoogleSimulator,
    clock: ManualClock,
}

impl Stage {
    pub async fn new(test: TestDatabase) -> Self {
        let clock = ManualClock::at(START);
        let google = GoogleSimulator::start(simulator_google::Options {
            world: World::new(clock.clone(), SystemEntropy),
            ..simulator_google::Options::default()
        })
        .await
        .unwrap();
        google.add_client("lyceum", "a secret: 100%", [BACK]);
        google.add_account(Account::new("asha@gmail.example", "Asha Rao"));
        google.add_account(Account::new("ravi@school.example", "Ravi").of_domain("school.example"));
        let options = Options {
            google: Some(GoogleSettings {
                client_id: "lyceum".into(),
                client_secret: "a secret: 100%".into(),
                issuer: google.issuer().to_owned(),
            }),
            ..Options::default()
        };
        Stage {
            campus: TestCampus::with(test, options).await,
            google,
            clock,
        }
    }

    /// Time goes by, here and at Google.
    pub fn wait(&self, seconds: u64) {
        self.campus.wait(Duration::from_secs(seconds));
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(self.campus.stranger())
    }

    /// A browser in which somebody has just signed in with their password.
    pub async fn signed_in(&self, name: &str) -> Browser {
        self.campus.member(name).await;
        let browser = self.browser();
        let login = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
        browser.keep(browser.client().post("/api/auth/login").json(login).await.expect(200));
        browser
    }

    /// A browser of somebody whose account is linked to Asha's at Google.
    pub async fn linked(&self, name: &str) -> Browser {
        let browser = self.signed_in(name).await;
        let landed = self
            .go(&browser, json!({"purpose": "link"}), "asha@gmail.example")
            .await;
        assert_eq!(landed, "/security");
        browser
    }

    /// To Google and back; answers where the browser lands.
    pub async fn go(&self, browser: &Browser, request: Value, account: &str) -> String {
        let url = browser.start(request).await;
        let back = self.google.choose(&url, account).unwrap();
        browser.land(&back).await
    }
}

/// Keeps cookies, as browsers do.
pub struct Browser {
    stranger: Client,
    pub cookies: Mutex<Vec<(String, String)>>,
}

impl Browser {
    pub fn new(stranger: Client) -> Self {
        Browser {
            stranger,
            cookies: Mutex::default(),
        }
    }

    pub fn client(&self) -> Client {
        let cookies = self.cookies.lock().unwrap();
        let line: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if line.is_empty() {
            self.stranger.clone()
        } else {
            self.stranger.clone().with_header("cookie", &line.join("; "))
        }
    }

    pub fn keep(&self, answer: Answer) -> Answer {
        let mut cookies = self.cookies.lock().unwrap();
        for line in answer.headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            cookies.retain(|(kept, _)| kept != name);
            if !line.to_str().unwrap().contains("Max-Age=0") {
                cookies.push((name.to_owned(), rest.split(';').next().unwrap().to_owned()));
            }
        }
        answer
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        cookies
            .iter()
            .find(|(kept, _)| kept == name)
            .map(|(_, value)| value.clone())
    }

    pub async fn start(&self, request: Value) -> String {
        let answer = self.keep(
            self.client()
                .post("/api/auth/google/start")
                .json(request)
                .await
                .expect(200),
        );
        answer.json()["url"].as_str().unwrap().to_owned()
    }

    pub async fn come_back(&self, url: &str) -> Answer {
        let path = url.strip_prefix("http://localhost").unwrap();
        self.keep(self.client().get(path).await.expect(303))
    }

    pub async fn land(&self, url: &str) -> String {
        self.come_back(url).await.header("location").unwrap().to_owned()
    }

    /// Who is signed in.
    pub async fn user(&self) -> Option<String> {
        let answer = self.client().get("/api/user/info").await;
        (answer.status == 200).then(|| answer.json()["email"].as_str().unwrap().to_owned())
    }
}

/// What a browser asks for that signs in.
pub fn sign_in() -> Value {
    json!({"purpose": "sign_in", "next": "/drive?sort=name"})
}

/// Writes a story once and tells it to both databases.
macro_rules! stories {
    ($(async fn $name:ident($stage:ident : Stage) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn story(test: TestDatabase) {
                let $stage = Stage::new(test).await;
                $body
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story(TestDatabase::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story(TestDatabase::postgres().await).await;
            }
        }
    )+};
}
