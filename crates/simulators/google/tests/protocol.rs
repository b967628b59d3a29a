//! The protocol over a socket, refusal by refusal.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

use std::time::Duration;

use base::{ManualClock, SystemEntropy, Timestamp, World};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use reqwest::{Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use simulator_google::{Account, Endpoint, GoogleSimulator, Misbehaviour, Options};

const START: Timestamp = Timestamp(1_795_154_400_000_000);
const BACK: &str = "http://localhost:8080/api/auth/google/callback";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct Stage {
    google: GoogleSimulator,
    clock: ManualClock,
    http: reqwest::Client,
}

impl Stage {
    async fn new() -> Self {
        let clock = ManualClock::at(START);
        let options = Options {
            world: World::new(clock.clone(), SystemEntropy),
            ..Options::default()
        };
        let google = GoogleSimulator::start(options).await.unwrap();
        google.add_client("lyceum", "secret", [BACK]);
        google.add_account(Account::new("asha@example.org", "Asha Rao"));
        google.add_account(Account::new("ravi@school.example", "Ravi").of_domain("school.example"));
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Stage { google, clock, http }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.google.issuer())
    }

    /// The address of the consent page.
    fn page(&self, more: &str) -> String {
        let scope = "openid%20email%20profile";
        self.at(&format!(
            "/o/oauth2/v2/auth?client_id=lyceum&redirect_uri={BACK}&response_type=code&scope={scope}&state=s&nonce=n\
             &code_challenge={CHALLENGE}&code_challenge_method=S256{more}"
        ))
    }

    fn code(&self, more: &str) -> String {
        let back = self.google.choose(&self.page(more), "asha@example.org").unwrap();
        parameter(&back, "code").unwrap()
    }

    async fn get(&self, url: &str) -> Response {
        self.http.get(url).send().await.unwrap()
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let body: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace('/', "%2F")))
            .collect();
        let request = self
            .http
            .post(self.at(path))
            .header("content-type", "application/x-www-form-urlencoded");
        let response = request.body(body.join("&")).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or(Value::Null))
    }

    async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        self.post("/token", &exchange(code)).await
    }
}

fn exchange(code: &str) -> [(&str, &str); 6] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
        ("client_id", "lyceum"),
        ("client_secret", "secret"),
    ]
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    let mut text = value.to_owned();
    for (code, character) in [("%2F", "/"), ("%2D", "-"), ("%5F", "_"), ("%3A", ":"), ("%2E", ".")] {
        text = text.replace(code, character);
    }
    Some(text)
}

#[tokio::test]
async fn the_discovery_document_leads_everywhere() {
    let stage = Stage::new().await;
    let document: Value = stage
        .get(&stage.at("/.well-known/openid-configuration"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(document["issuer"], stage.google.issuer());
    let keys = stage.get(document["jwks_uri"].as_str().unwrap()).await;
    assert_eq!(keys.status(), 200);
    assert!(keys.headers()["cache-control"].to_str().unwrap().contains("max-age="));
    let keys: Value = keys.json().await.unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    assert_eq!(stage.google.calls(Endpoint::Certs), 1);
}

#[tokio::test]
async fn a_person_chooses_an_account_on_a_page_and_is_sent_back() {
    let stage = Stage::new().await;
    let page = stage.get(&stage.page("&login_hint=ravi@school.example")).await;
    assert_eq!(page.status(), 200);
    let html = page.text().await.unwrap();
    let (asha, ravi) = (
        html.find("asha@example.org").unwrap(),
        html.find("ravi@school.example").unwrap(),
    );
    assert!(ravi < asha, "the hinted account comes first");

    let only_school = stage.get(&stage.page("&hd=school.example")).await.text().await.unwrap();
    assert!(!only_school.contains("asha@example.org") && only_school.contains("ravi@school.example"));

    let back = stage.google.choose(&stage.page(""), "asha@example.org").unwrap();
    assert!(back.starts_with(&format!("{BACK}?state=s&iss=")), "{back}");
    let denied = stage.google.cancel(&stage.page("")).unwrap();
    assert_eq!(
        parameter(&denied, "error").unwrap().replace("%5F", "_"),
        "access_denied"
    );
    assert_eq!(parameter(&denied, "code"), None);
    assert!(
        stage
            .google
            .choose(&stage.page("&hd=school.example"), "asha@example.org")
            .is_err()
    );
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let stage = Stage::new().await;
    for (from, to, status, code) in [
        (
            "redirect_uri=http://localhost:8080",
            "redirect_uri=https://evil.example",
            400,
            "redirect_uri_mismatch",
        ),
        ("/callback", "/callback/", 400, "redirect_uri_mismatch"),
        ("client_id=lyceum", "client_id=other", 401, "invalid_client"),
        (
            "response_type=code",
            "response_type=token",
            400,
            "unsupported_response_type",
        ),
        ("scope=openid", "scope=everything", 400, "invalid_scope"),
        ("method=S256", "method=S512", 400, "invalid_request"),
        (CHALLENGE, "short", 400, "invalid_request"),
        ("state=s", "state=s&state=t", 400, "invalid_request"),
    ] {
        let answer = stage.get(&stage.page("").replace(from, to)).await;
        assert_eq!(answer.status(), status, "{to}");
        assert!(answer.headers().get("location").is_none());
        assert!(answer.text().await.unwrap().contains(code), "{to}");
    }
}

#[tokio::test]
async fn what_a_request_says_cannot_become_part_of_the_page() {
    let stage = Stage::new().await;
    let html = stage
        .get(&stage.page("&state2=%22%3E%3Cscript%3E\"><b>"))
        .await
        .text()
        .await
        .unwrap();
    assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
}

#[tokio::test]
async fn a_code_becomes_tokens_once_within_ten_minutes_with_its_verifier() {
    let stage = Stage::new().await;
    let code = stage.code("");
    let (status, tokens) = stage.exchange(&code).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["refresh_token"], Value::Null, "nobody asked for offline access");
    let (status, again) = stage.exchange(&code).await;
    assert_eq!((status.as_u16(), &again["error"]), (400, &json!("invalid_grant")));

    let late = stage.code("");
    stage.clock.advance(Duration::from_secs(600));
    assert_eq!(stage.exchange(&late).await.1["error"], "invalid_grant");

    for (name, value, status, error) in [
        ("code", "4/0Anonsense", 400, "invalid_grant"),
        ("redirect_uri", "http://localhost:8080/", 400, "redirect_uri_mismatch"),
        ("code_verifier", CHALLENGE, 400, "invalid_grant"),
        ("client_secret", "wrong", 401, "invalid_client"),
        ("client_id", "another", 401, "invalid_client"),
        ("grant_type", "password", 400, "unsupported_grant_type"),
    ] {
        let code = stage.code("");
        let form = exchange(&code).map(|(key, old)| (key, if key == name { value } else { old }));
        let (found, body) = stage.post("/token", &form).await;
        assert_eq!(
            (found.as_u16(), &body["error"]),
            (status, &json!(error)),
            "{name}: {body}"
        );
        let without: Vec<_> = exchange(&code).into_iter().filter(|(key, _)| *key != name).collect();
        assert_ne!(stage.post("/token", &without).await.0, 200, "{name}");
    }
}

#[tokio::test]
async fn a_client_may_name_itself_in_a_header() {
    let stage = Stage::new().await;
    stage.google.add_client("lyceum", "a secret: 100%", [BACK]);
    let code = stage.code("");
    let form: String = exchange(&code)[..4]
        .iter()
        .map(|(name, value)| format!("{name}={}&", value.replace('/', "%2F")))
        .collect();
    let request = stage
        .http
        .post(stage.at("/token"))
        .header("content-type", "application/x-www-form-urlencoded");
    // "lyceum:a+secret%3A+100%25"
    let request = request.header("authorization", "Basic bHljZXVtOmErc2VjcmV0JTNBKzEwMCUyNQ==");
    assert_eq!(request.body(form).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_identity_token_is_signed_with_a_published_key() {
    let stage = Stage::new().await;
    let (_, before) = stage.exchange(&stage.code("")).await;
    stage.google.rotate_keys();
    let (_, after) = stage.exchange(&stage.code("")).await;
    let keys: JwkSet = stage.get(&stage.at("/oauth2/v3/certs")).await.json().await.unwrap();
    for tokens in [before, after] {
        let token = tokens["id_token"].as_str().unwrap();
        let header = jsonwebtoken::decode_header(token).unwrap();
        let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&["lyceum"]);
        validation.set_issuer(&[stage.google.issuer()]);
        // The clock of this test does not move, that of the library does.
        validation.validate_exp = false;
        let claims: Value = jsonwebtoken::decode(token, &key, &validation).unwrap().claims;
        assert_eq!(
            (&claims["nonce"], &claims["email"], &claims["azp"]),
            (&json!("n"), &json!("asha@example.org"), &json!("lyceum"))
        );
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
        assert_eq!(claims["iat"].as_i64().unwrap(), START.0 / 1_000_000);
    }
    stage.google.rotate_keys();
    stage.google.rotate_keys();
    let later: JwkSet = stage.get(&stage.at("/oauth2/v3/certs")).await.json().await.unwrap();
    assert!(
        keys.keys
            .iter()
            .all(|key| later.find(key.common.key_id.as_ref().unwrap()).is_none())
    );
}

#[tokio::test]
async fn a_refresh_token_comes_with_the_first_offline_consent_and_when_asked_again() {
    let stage = Stage::new().await;
    let (_, first) = stage.exchange(&stage.code("&access_type=offline")).await;
    let refresh = first["refresh_token"].as_str().unwrap();
    assert_eq!(
        stage.exchange(&stage.code("&access_type=offline")).await.1["refresh_token"],
        Value::Null
    );
    assert!(
        stage
            .exchange(&stage.code("&access_type=offline&prompt=consent"))
            .await
            .1["refresh_token"]
            .is_string()
    );

    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("client_id", "lyceum"),
        ("client_secret", "secret"),
    ];
    let (status, refreshed) = stage.post("/token", &form).await;
    assert_eq!(status, 200);
    let access = refreshed["access_token"].as_str().unwrap().to_owned();
    let user = stage
        .http
        .get(stage.at("/v1/userinfo"))
        .bearer_auth(&access)
        .send()
        .await
        .unwrap();
    assert_eq!(user.json::<Value>().await.unwrap()["name"], "Asha Rao");

    assert_eq!(stage.post("/revoke", &[("token", refresh)]).await.0, 200);
    assert_eq!(
        stage.post("/revoke", &[("token", refresh)]).await.1["error"],
        "invalid_token"
    );
    assert_eq!(stage.post("/token", &form).await.1["error"], "invalid_grant");
    let user = stage
        .http
        .get(stage.at("/v1/userinfo"))
        .bearer_auth(&access)
        .send()
        .await
        .unwrap();
    assert_eq!(user.status(), 401);
    let info = stage.get(&stage.at(&format!("/tokeninfo?access_token={access}"))).await;
    assert_eq!(info.json::<Value>().await.unwrap()["error"], "invalid_token");
}

#[tokio::test]
async fn access_ends_after_an_hour() {
    let stage = Stage::new().await;
    let (_, tokens) = stage.exchange(&stage.code("")).await;
    let url = stage.at(&format!(
        "/tokeninfo?access_token={}",
        tokens["access_token"].as_str().unwrap()
    ));
    stage.clock.advance(Duration::from_secs(3599));
    assert_eq!(stage.get(&url).await.json::<Value>().await.unwrap()["expires_in"], "1");
    stage.clock.advance(Duration::from_secs(1));
    assert_eq!(stage.get(&url).await.status(), 400);
}

#[tokio::test]
async fn without_asking_only_what_was_allowed_before_is_given() {
    let stage = Stage::new().await;
    let error = |answer: &Response| parameter(answer.headers()["location"].to_str().unwrap(), "error");
    let unknown = stage.get(&stage.page("&prompt=none")).await;
    assert_eq!(error(&unknown).as_deref(), Some("login_required"));
    let hinted = stage.page("&prompt=none&login_hint=asha@example.org");
    assert_eq!(
        error(&stage.get(&hinted).await).as_deref(),
        Some("interaction_required")
    );
    stage.code("");
    let answer = stage.get(&hinted).await;
    assert!(parameter(answer.headers()["location"].to_str().unwrap(), "code").is_some());
}

#[tokio::test]
async fn it_misbehaves_when_told_to_and_only_then() {
    let stage = Stage::new().await;
    let list = json!(["token_errors", {"slow": {"milliseconds": 1}}]);
    let told = stage
        .http
        .put(stage.at("/simulator/misbehaviours"))
        .json(&list)
        .send()
        .await
        .unwrap();
    assert_eq!(told.status(), 204);
    assert_eq!(stage.exchange(&stage.code("")).await.0, 500);
    stage.google.behave();
    assert_eq!(stage.exchange(&stage.code("")).await.0, 200);
    stage.google.misbehave(Misbehaviour::Denied);
    assert!(
        parameter(
            &stage.google.choose(&stage.page(""), "asha@example.org").unwrap(),
            "code"
        )
        .is_none()
    );
    stage.google.behave();

    stage.google.misbehave(Misbehaviour::NoIdToken);
    assert_eq!(stage.exchange(&stage.code("")).await.1["id_token"], Value::Null);
}
