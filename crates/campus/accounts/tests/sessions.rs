//! Stories about the session guard and about endings, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::{Duration, Instant};

use axum::body::Body;
use database::Query;
use futures::{StreamExt, future::join_all};
use kernel::{SessionRule, SignInRules, WhenFull};
use serde_json::{Value, json};
use support::{
    authenticator::{Authenticator, ORIGIN},
    forget_the_moment,
};
use testkit::{Answer, Client, Options, PASSWORD, TestCampus, on_each_campus};

const MINUTE: Duration = Duration::from_secs(60);

fn guarded(limit: u16, when_full: WhenFull) -> Options {
    with_rules(SignInRules {
        sessions: SessionRule {
            limit: Some(limit),
            when_full,
        },
        ..SignInRules::default()
    })
}

fn with_rules(rules: SignInRules) -> Options {
    Options {
        rules: Some(rules),
        ..Options::default()
    }
}

async fn sign_in(client: &Client, name: &str) -> Value {
    let login = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
    client.post("/api/auth/login").json(login).await.expect(200).json()
}

fn holder(campus: &TestCampus, signed_in: &Value) -> Client {
    assert_eq!(signed_in["status"], "signed_in", "{signed_in}");
    campus.stranger().with_token(signed_in["token"].as_str().unwrap())
}

async fn register(campus: &TestCampus, name: &str) {
    let account = json!({"email": format!("{name}@example.org"), "password": PASSWORD, "name": name});
    campus
        .stranger()
        .post("/api/auth/register")
        .json(account)
        .await
        .expect(201);
}

async fn take_over(campus: &TestCampus, attempt: &Value, end: Value) -> Answer {
    let body = json!({"attempt": attempt, "end": end});
    campus.stranger().post("/api/auth/login/takeover").json(body).await
}

async fn ended_because(client: &Client) -> Value {
    let problem = client
        .get("/api/user/info")
        .await
        .expect_problem(401, "UNAUTHENTICATED")
        .json();
    problem["reason"].clone()
}

async fn sessions_of_everybody(campus: &TestCampus) -> u64 {
    let row = campus
        .kernel
        .database
        .one("SELECT COUNT(*) FROM sessions", Vec::new())
        .await;
    row.unwrap().unwrap().get(0).unwrap()
}

/// Reads a stream of events until one with this name comes, or for two seconds.
async fn heard(body: Body, name: &str) -> Option<Duration> {
    let (start, mark) = (Instant::now(), format!("event: {name}\n"));
    let mut news = body.into_data_stream();
    let listening = async {
        let mut text = String::new();
        while let Some(Ok(piece)) = news.next().await {
            text.push_str(&String::from_utf8_lossy(&piece));
            if text.contains(&mark) {
                return Some(start.elapsed());
            }
        }
        None
    };
    tokio::time::timeout(Duration::from_secs(2), listening)
        .await
        .ok()
        .flatten()
}

on_each_campus! {
    #[options(guarded(3, WhenFull::NewestWins))]
    async fn fifty_sign_ins_at_once_on_two_servers_leave_three_sessions(campus: TestCampus) {
        let twin = campus.twin().await;
        let answers = fifty_at_once(&campus, &twin).await;
        assert!(answers.iter().all(|answer| answer["status"] == "signed_in"));
        assert_eq!(sessions_of_everybody(&campus).await, 3);
        forget_the_moment().await;
        let mut alive = 0;
        for answer in &answers {
            alive += usize::from(holder(&campus, answer).get("/api/user/info").await.status == 200);
        }
        assert_eq!(alive, 3);
    }

    #[options(guarded(3, WhenFull::Ask))]
    async fn where_the_person_chooses_fifty_at_once_let_three_in(campus: TestCampus) {
        let twin = campus.twin().await;
        let answers = fifty_at_once(&campus, &twin).await;
        let count = |status: &str| answers.iter().filter(|answer| answer["status"] == status).count();
        assert_eq!((count("signed_in"), count("sessions_full")), (3, 47));
        assert_eq!(sessions_of_everybody(&campus).await, 3);

        // All who wait take over at once and name the same three to end. Those whose sign-in was not pushed out by a later
        // one get in while there is room: three again.
        let waiting: Vec<&Value> = answers.iter().filter(|answer| answer["status"] == "sessions_full").collect();
        let shown = waiting[0]["sessions"].as_array().unwrap().clone();
        let chosen: Vec<Value> = shown.iter().map(|session| session["id"].clone()).collect();
        let doors = [&campus, &twin];
        let takeovers = waiting.iter().enumerate().map(|(number, answer)| {
            take_over(doors[number % 2], &answer["attempt"], json!(chosen))
        });
        let taken = join_all(takeovers).await;
        let in_now = taken.iter().filter(|answer| answer.json()["status"] == "signed_in").count();
        assert_eq!(in_now, 3);
        assert_eq!(sessions_of_everybody(&campus).await, 3);
    }

    #[options(guarded(1, WhenFull::Ask))]
    async fn a_takeover_ends_what_was_chosen_and_nothing_else(campus: TestCampus) {
        let phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";
        register(&campus, "asha").await;
        register(&campus, "ravi").await;
        let first = campus.stranger().from("203.0.113.5").with_header("user-agent", phone);
        let first = holder(&campus, &sign_in(&first, "asha").await);
        let ravi = holder(&campus, &sign_in(&campus.stranger(), "ravi").await);
        let foreign = ravi.get("/api/user/sessions").await.json()["items"][0]["id"].clone();

        let full = sign_in(&campus.stranger(), "asha").await;
        assert_eq!((&full["status"], &full["rule"]), (&json!("sessions_full"), &json!("ask")));
        let shown = &full["sessions"][0];
        assert_eq!((&shown["kind"], &shown["name"]), (&json!("phone"), &json!("Chrome on Android")));
        assert_eq!((&shown["place"], &shown["current"]), (&json!("network 203.0.113.x"), &json!(false)));
        let again = take_over(&campus, &full["attempt"], json!([foreign])).await.expect(200).json();
        assert_eq!(again["status"], "sessions_full");
        ravi.get("/api/user/info").await.expect(200);
        first.get("/api/user/info").await.expect(200);

        let second = take_over(&campus, &full["attempt"], json!([shown["id"]])).await.expect(200).json();
        let second = holder(&campus, &second);
        assert_eq!(ended_because(&first).await, "taken_over");
        second.get("/api/user/info").await.expect(200);
        take_over(&campus, &full["attempt"], Value::Null).await.expect_problem(410, "ATTEMPT_OVER");
        take_over(&campus, &json!("nonsense"), Value::Null).await.expect_problem(410, "ATTEMPT_OVER");
        let letter = campus.last_letter("asha@example.org").await.unwrap();
        assert!(letter.subject.contains("signed out"), "{}", letter.subject);
    }

    #[options(guarded(1, WhenFull::OldestStays))]
    async fn where_the_oldest_stays_a_takeover_needs_a_second_factor(campus: TestCampus) {
        register(&campus, "asha").await;
        let first = holder(&campus, &sign_in(&campus.stranger(), "asha").await);
        let asked = sign_in(&campus.stranger(), "asha").await;
        assert_eq!((&asked["status"], &asked["factors"]), (&json!("second_factor"), &json!(["email"])));
        take_over(&campus, &asked["attempt"], Value::Null).await.expect_problem(410, "ATTEMPT_OVER");

        let letter = campus.last_letter("asha@example.org").await.unwrap();
        let code = letter.text.lines().next().unwrap();
        let verify = json!({"attempt": asked["attempt"], "factor": "email", "code": code});
        let full = campus.stranger().post("/api/auth/login/verify").json(verify).await.expect(200).json();
        assert_eq!((&full["status"], &full["rule"]), (&json!("sessions_full"), &json!("oldest_stays")));
        first.get("/api/user/info").await.expect(200);
        let second = take_over(&campus, &full["attempt"], Value::Null).await.expect(200).json();
        holder(&campus, &second).get("/api/user/info").await.expect(200);
        assert_eq!(ended_because(&first).await, "taken_over");
    }

    async fn an_open_page_hears_within_a_second_whichever_server_it_is_on(campus: TestCampus) {
        register(&campus, "asha").await;
        let twin = campus.twin().await;
        let here = holder(&campus, &sign_in(&campus.stranger(), "asha").await);
        let token = sign_in(&campus.stranger(), "asha").await["token"].as_str().unwrap().to_owned();
        let (on_this, on_that) = (campus.stranger().with_token(&token), twin.stranger().with_token(&token));
        let this_page = on_this.get("/api/events").streamed().await;
        let that_page = on_that.get("/api/events").streamed().await;
        assert_eq!((this_page.status(), that_page.status()), (200.try_into().unwrap(), 200.try_into().unwrap()));

        let ended = here.post("/api/user/sessions/end-others").await.expect(200).json();
        assert_eq!(ended["ended"], 1);
        let (this, that) = tokio::join!(
            heard(this_page.into_body(), "session_ended"),
            heard(that_page.into_body(), "session_ended"),
        );
        assert!(this.unwrap() < Duration::from_millis(300), "{this:?}");
        assert!(that.unwrap() < Duration::from_secs(1), "{that:?}");
        assert_eq!(ended_because(&on_this).await, "signed_out");
        assert_eq!(ended_because(&on_that).await, "signed_out");
    }

    async fn a_page_that_is_not_concerned_hears_nothing(campus: TestCampus) {
        register(&campus, "asha").await;
        let stays = holder(&campus, &sign_in(&campus.stranger(), "asha").await);
        let goes = holder(&campus, &sign_in(&campus.stranger(), "asha").await);
        let page = stays.get("/api/events").streamed().await;
        goes.post("/api/auth/logout").await.expect(204);
        let (sessions, ended) = tokio::join!(
            heard(page.into_body(), "sessions"),
            heard(stays.get("/api/events").streamed().await.into_body(), "session_ended"),
        );
        assert!(sessions.is_some());
        assert_eq!(ended, None);
        stays.get("/api/user/info").await.expect(200);
        // Whoever signed out may do so again.
        goes.post("/api/auth/logout").await.expect(204);
    }

    #[options(with_rules(SignInRules { idle: 15 * MINUTE, remember: 60 * MINUTE, ..SignInRules::default() }))]
    async fn a_session_ends_when_it_is_idle_and_after_its_time(campus: TestCampus) {
        register(&campus, "asha").await;
        let idle = holder(&campus, &sign_in(&campus.stranger(), "asha").await);
        let busy = holder(&campus, &sign_in(&campus.stranger(), "asha").await);
        for _ in 0..5 {
            campus.wait(10 * MINUTE);
            forget_the_moment().await;
            busy.get("/api/user/info").await.expect(200);
            until_noted(&busy, &campus).await;
        }
        assert_eq!(ended_because(&idle).await, "idle");
        campus.wait(11 * MINUTE);
        forget_the_moment().await;
        assert_eq!(ended_because(&busy).await, "expired");
    }

    async fn a_proof_gives_a_browser_another_secret_and_the_old_one_a_minute(campus: TestCampus) {
        register(&campus, "asha").await;
        let asha = sign_in(&campus.stranger(), "asha").await;
        let browser = |secret: &str| campus.stranger().with_header("cookie", &format!("lyceum={secret}"));
        let old = browser(asha["token"].as_str().unwrap());
        let mut phone = Authenticator::new();
        let made = ceremony(&old, "/api/user/passkeys/options").await;
        let credential = phone.register(ORIGIN, &made["options"]).await;
        let body = json!({"ceremony": made["ceremony"], "name": "phone", "credential": credential});
        old.post("/api/user/passkeys").json(body).await.expect(201);

        let mut proofs = Vec::new();
        for _ in 0..2 {
            let asked = ceremony(&old, "/api/auth/confirm/passkey/options").await;
            let credential = phone.assert(ORIGIN, &asked["options"]).await;
            proofs.push(json!({"ceremony": asked["ceremony"], "credential": credential}));
        }
        let confirm = |proof: Value| old.post("/api/auth/confirm/passkey").json(proof).into_future();
        let answers = join_all(proofs.into_iter().map(confirm)).await;
        let cookies: Vec<&str> = answers.iter().filter_map(|answer| answer.header("set-cookie")).collect();
        assert_eq!(cookies.len(), 1, "of two proofs at once one renews: {cookies:?}");
        let (pair, _) = cookies[0].split_once(';').unwrap();
        let fresh = browser(pair.strip_prefix("lyceum=").unwrap());
        fresh.get("/api/user/info").await.expect(200);
        campus.wait(Duration::from_secs(59));
        forget_the_moment().await;
        old.get("/api/user/info").await.expect(200);
        campus.wait(Duration::from_secs(2));
        forget_the_moment().await;
        old.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        fresh.get("/api/user/info").await.expect(200);
        assert_eq!(fresh.get("/api/user/sessions").await.json()["items"].as_array().unwrap().len(), 1);
    }

    async fn a_token_opens_what_it_was_made_for_and_no_more(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let make = |body: Value| asha.post("/api/user/tokens").json(body);
        let end = "2026-11-20T07:00:00.000000Z";
        let made = make(json!({"name": "sync", "scopes": ["files_read"], "expires_at": end})).await.expect(201).json();
        assert_eq!((&made["scopes"], &made["expires_at"]), (&json!(["files_read"]), &json!(end)));
        let program = campus.stranger().with_token(made["token"].as_str().unwrap());
        let problem = program.get("/api/user/info").await.expect_problem(403, "SCOPE_MISSING").json();
        assert_eq!(problem["scope"], "everything");
        program.get("/api/user/sessions").await.expect_problem(403, "PEOPLE_ONLY");

        let whole = make(json!({"name": "all"})).await.expect(201).json();
        assert_eq!(whole["scopes"], json!(["everything"]));
        campus.stranger().with_token(whole["token"].as_str().unwrap()).get("/api/user/info").await.expect(200);
        make(json!({"name": "none", "scopes": []})).await.expect_problem(400, "VALIDATION");
        make(json!({"name": "odd", "scopes": ["root"]})).await.expect_problem(400, "VALIDATION");
        make(json!({"name": "both", "expires_at": end, "expires_in_days": 1})).await.expect_problem(400, "VALIDATION");
        campus.wait(60 * MINUTE);
        forget_the_moment().await;
        program.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
    }
}

/// Signs somebody in fifty times at once, on two servers. By passkey: passwords that are being tried count against the
/// account until they turn out to be right.
async fn fifty_at_once(campus: &TestCampus, twin: &TestCampus) -> Vec<Value> {
    register(campus, "asha").await;
    let first = holder(campus, &sign_in(&campus.stranger(), "asha").await);
    let made = ceremony(&first, "/api/user/passkeys/options").await;
    let mut phone = Authenticator::new();
    let credential = phone.register(ORIGIN, &made["options"]).await;
    let body = json!({"ceremony": made["ceremony"], "name": "phone", "credential": credential});
    first.post("/api/user/passkeys").json(body).await.expect(201);
    first.post("/api/auth/logout").await.expect(204);

    let mut calls = Vec::new();
    for number in 0..50 {
        let door = if number % 2 == 0 { campus } else { twin }.stranger();
        let asked = door
            .post("/api/auth/login/passkey/options")
            .json(json!({}))
            .await
            .expect(200)
            .json();
        let credential = phone.assert(ORIGIN, &asked["options"]).await;
        let shown = json!({"ceremony": asked["ceremony"], "credential": credential});
        calls.push(door.post("/api/auth/login/passkey").json(shown).into_future());
    }
    let answers = join_all(calls).await;
    answers.into_iter().map(|answer| answer.expect(200).json()).collect()
}

async fn ceremony(client: &Client, path: &str) -> Value {
    client.post(path).await.expect(200).json()
}

/// The last use of a session is written beside the request.
async fn until_noted(client: &Client, campus: &TestCampus) {
    let now = json!(campus.kernel.world.now());
    for _ in 0..200 {
        let sessions = client.get("/api/user/sessions").await.expect(200).json();
        let items = sessions["items"].as_array().unwrap();
        if items
            .iter()
            .any(|session| session["current"] == true && session["last_used_at"] == now)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the use of the session was not written down");
}
