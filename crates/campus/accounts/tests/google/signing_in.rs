//! Getting in, and all the ways of not getting in.

use database::testing::TestDatabase;
use futures::future::join_all;
use serde_json::json;
use simulator_google::{Endpoint, Misbehaviour};
use testkit::{Client, PASSWORD, TestCampus};

use crate::stage::{BACK, Browser, Stage, sign_in};

stories! {
    async fn a_linked_google_account_is_a_way_in(stage: Stage) {
        assert_eq!(stage.browser().client().get("/api/setup").await.json()["google"], true);
        stage.linked("asha").await;
        let browser = stage.browser();
        assert_eq!(stage.go(&browser, sign_in(), "asha@gmail.example").await, "/drive?sort=name");
        assert_eq!(browser.user().await.as_deref(), Some("asha@example.org"));
        assert_eq!(browser.cookie("lyceum_google"), None, "the way is over");
    }

    async fn the_cookie_of_a_way_is_narrow_and_short(stage: Stage) {
        let answer = stage.browser().client().post("/api/auth/google/start").json(sign_in()).await.expect(200);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.starts_with("lyceum_google="), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/api/auth/google"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        let secret = cookie.split(['=', ';']).nth(1).unwrap();
        assert!(url.starts_with(stage.google.issuer()) && !url.contains(secret), "{url}");
    }

    async fn an_address_is_no_key(stage: Stage) {
        // Somebody registers with the address that Asha has at Google, and Asha has an account that is not linked.
        let unknown = stage.go(&stage.browser(), sign_in(), "asha@gmail.example").await;
        let owner = json!({"email": "owner@example.org", "password": PASSWORD, "name": "Owner"});
        stage.campus.stranger().post("/api/auth/register").json(owner).await.expect(201);
        let account = json!({"email": "asha@gmail.example", "password": PASSWORD, "name": "Asha"});
        stage.campus.stranger().post("/api/auth/register").json(account).await.expect(201);
        let browser = stage.browser();
        let known = stage.go(&browser, sign_in(), "asha@gmail.example").await;
        assert_eq!((known.as_str(), known == unknown), ("/login#problem=GOOGLE_UNKNOWN", true));
        assert_eq!(browser.user().await, None);
    }

    async fn an_address_that_went_to_somebody_else_opens_nothing(stage: Stage) {
        stage.linked("asha").await;
        stage.google.misbehave(Misbehaviour::OtherSubject);
        let browser = stage.browser();
        let landed = stage.go(&browser, sign_in(), "asha@gmail.example").await;
        assert_eq!(landed, "/login#problem=GOOGLE_UNKNOWN");
        assert_eq!(browser.user().await, None);
    }

    async fn whatever_google_does_wrong_nobody_gets_in(stage: Stage) {
        use Misbehaviour::*;
        stage.linked("asha").await;
        for (how, code) in [
            (WrongAudience, "GOOGLE_FAILED"),
            (WrongAuthorizedParty, "GOOGLE_FAILED"),
            (WrongNonce, "GOOGLE_FAILED"),
            (NoNonce, "GOOGLE_FAILED"),
            (WrongIssuer, "GOOGLE_FAILED"),
            (Expired, "GOOGLE_FAILED"),
            (FromTheFuture, "GOOGLE_FAILED"),
            (AlgorithmNone, "GOOGLE_FAILED"),
            (AlgorithmConfusion, "GOOGLE_FAILED"),
            (UnknownKey, "GOOGLE_FAILED"),
            (WrongSignature, "GOOGLE_FAILED"),
            (NoIdToken, "GOOGLE_FAILED"),
            (TokenErrors, "GOOGLE_FAILED"),
            (TokenRedirects, "GOOGLE_FAILED"),
            (TokenFloods, "GOOGLE_FAILED"),
            (TokenNotJson, "GOOGLE_FAILED"),
            (OtherIssuerInAnswer, "GOOGLE_FAILED"),
            (UnverifiedEmail, "GOOGLE_UNVERIFIED"),
            (NoEmail, "GOOGLE_UNVERIFIED"),
            (Denied, "GOOGLE_DENIED"),
            (WrongState, "GOOGLE_STATE"),
        ] {
            stage.google.misbehave(how);
            let browser = stage.browser();
            let landed = stage.go(&browser, sign_in(), "asha@gmail.example").await;
            assert_eq!(landed, format!("/login#problem={code}"), "{how:?}");
            assert_eq!(browser.user().await, None, "{how:?}");
            stage.google.behave();
        }
        // A slow Google is still Google.
        stage.google.misbehave(Slow { milliseconds: 200 });
        assert_eq!(stage.go(&stage.browser(), sign_in(), "asha@gmail.example").await, "/drive?sort=name");
    }

    async fn an_answer_to_a_question_that_was_not_asked_does_nothing(stage: Stage) {
        stage.linked("asha").await;
        let attacker = stage.browser();
        let url = attacker.start(sign_in()).await;
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();

        // Sign-in CSRF: the attacker sends the victim the end of the attacker's own way.
        let victim = stage.browser();
        assert_eq!(victim.land(&back).await, "/login#problem=GOOGLE_STATE");
        let busy = stage.browser();
        let own = busy.start(sign_in()).await;
        assert_eq!(busy.land(&back).await, "/login#problem=GOOGLE_STATE");
        assert_eq!((victim.user().await, busy.user().await), (None, None));

        // What the victim was about to do is not disturbed, and nor is the attacker, who only gets in as themselves.
        let own = stage.google.choose(&own, "asha@gmail.example").unwrap();
        assert_eq!(busy.land(&own).await, "/drive?sort=name");
        assert_eq!(attacker.land(&back).await, "/drive?sort=name");
    }

    async fn a_way_is_gone_once(stage: Stage) {
        stage.linked("asha").await;
        let browser = stage.browser();
        let url = browser.start(sign_in()).await;
        let cookie = browser.cookie("lyceum_google").unwrap();
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();
        assert_eq!(browser.land(&back).await, "/drive?sort=name");

        // Somebody has the whole of it: the address and the cookie.
        let thief = stage.browser();
        thief.cookies.lock().unwrap().push(("lyceum_google".into(), cookie));
        assert_eq!(thief.land(&back).await, "/login#problem=GOOGLE_STATE");
        let another = stage.google.choose(&url, "asha@gmail.example").unwrap();
        assert_eq!(thief.land(&another).await, "/login#problem=GOOGLE_STATE");
        assert_eq!(thief.user().await, None);
    }

    async fn of_ten_that_come_back_at_once_one_gets_in(stage: Stage) {
        stage.linked("asha").await;
        let browser = stage.browser();
        let url = browser.start(sign_in()).await;
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();
        let path = back.strip_prefix("http://localhost").unwrap();
        let clients: Vec<Client> = (0..10).map(|_| browser.client()).collect();
        let answers = join_all(clients.iter().map(|client| async { client.get(path).await.expect(303) })).await;
        let landed = answers.iter().filter(|answer| answer.header("location") == Some("/drive?sort=name")).count();
        assert_eq!(landed, 1);
        assert_eq!(stage.google.calls(Endpoint::Token), 2, "one to link and one to sign in");
    }

    async fn a_way_ends_after_ten_minutes(stage: Stage) {
        stage.linked("asha").await;
        let browser = stage.browser();
        let url = browser.start(sign_in()).await;
        stage.wait(600);
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();
        assert_eq!(browser.land(&back).await, "/login#problem=GOOGLE_STATE");
    }

    async fn a_code_for_another_way_is_worth_nothing(stage: Stage) {
        stage.linked("asha").await;
        let (mine, other) = (stage.browser(), stage.browser());
        let (my_url, other_url) = (mine.start(sign_in()).await, other.start(sign_in()).await);
        let my_back = stage.google.choose(&my_url, "asha@gmail.example").unwrap();
        let other_back = stage.google.choose(&other_url, "asha@gmail.example").unwrap();
        let code = |back: &str| back.split(['?', '&']).find(|pair| pair.starts_with("code=")).unwrap().to_owned();
        let injected = my_back.replace(&code(&my_back), &code(&other_back));
        assert_eq!(mine.land(&injected).await, "/login#problem=GOOGLE_FAILED");
        assert_eq!(mine.user().await, None);
    }

    async fn answers_that_make_no_sense_are_refused_politely(stage: Stage) {
        let browser = stage.browser();
        for query in ["", "?code=1", "?state=1&state=2", "?state=1", "?error=access_denied", "?state=%00&code=%ff"] {
            let landed = browser.land(&format!("{BACK}{query}")).await;
            assert_eq!(landed, "/login#problem=GOOGLE_STATE", "{query}");
        }
    }

    async fn two_servers_behind_one_address_are_one(stage: Stage) {
        stage.linked("asha").await;
        let twin = stage.campus.twin().await;
        let browser = stage.browser();
        let url = browser.start(sign_in()).await;
        let elsewhere = Browser::new(twin.stranger());
        *elsewhere.cookies.lock().unwrap() = browser.cookies.lock().unwrap().clone();
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();
        assert_eq!(elsewhere.land(&back).await, "/drive?sort=name");
        assert_eq!(browser.land(&back).await, "/login#problem=GOOGLE_STATE");
    }

    async fn nobody_is_sent_to_another_site(stage: Stage) {
        for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/api/user/export"] {
            let request = json!({"purpose": "sign_in", "next": next});
            let answer = stage.campus.stranger().post("/api/auth/google/start").json(request).await;
            assert_eq!(answer.expect_problem(400, "VALIDATION").json()["field"], "next", "{next}");
        }
    }

    async fn a_google_that_is_away_is_said_to_be_away(stage: Stage) {
        stage.google.misbehave(Misbehaviour::DiscoveryUnavailable);
        let answer = stage.campus.stranger().post("/api/auth/google/start").json(sign_in()).await;
        answer.expect_problem(503, "GOOGLE_UNAVAILABLE");
        stage.google.behave();
        stage.browser().start(sign_in()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_settings_there_is_no_google() {
    let campus = TestCampus::new(TestDatabase::sqlite().await).await;
    let stranger = campus.stranger();
    assert_eq!(stranger.get("/api/setup").await.json()["google"], false);
    stranger
        .post("/api/auth/google/start")
        .json(sign_in())
        .await
        .expect_problem(409, "GOOGLE_NOT_SET_UP");
    let answer = stranger
        .get("/api/auth/google/callback?state=a&code=b")
        .await
        .expect(303);
    assert_eq!(answer.header("location"), Some("/login#problem=GOOGLE_STATE"));
}
