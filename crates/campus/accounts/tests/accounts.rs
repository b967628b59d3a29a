//! Stories about people and their accounts, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use accounts::Registration;
use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Client, Options, PASSWORD, TestCampus, on_each_campus};

async fn register(client: &Client, email: &str) -> testkit::Answer {
    client
        .post("/api/auth/register")
        .json(json!({"email": email, "password": PASSWORD, "name": "Somebody"}))
        .await
}

async fn sign_in(client: &Client, email: &str, password: &str) -> testkit::Answer {
    client
        .post("/api/auth/login")
        .json(json!({"email": email, "password": password}))
        .await
}

fn closed() -> Options {
    Options {
        registration: Registration::Closed,
        ..Options::default()
    }
}

on_each_campus! {
    async fn the_first_person_owns_the_place_and_the_second_does_not(campus: TestCampus) {
        let stranger = campus.stranger();
        let setup = stranger.get("/api/setup").await.expect(200).json();
        assert_eq!((&setup["first_run"], &setup["registration"]), (&json!(true), &json!("open")));

        let first = register(&stranger, " Asha@Example.org ").await.expect(201).json();
        let user = &first["user"];
        assert_eq!((&user["email"], &user["role"], &user["theme"]), (&json!("asha@example.org"), &json!("owner"), &json!("auto")));
        assert!(user["id"].as_str().unwrap().starts_with("account_"));
        assert_eq!(user["created_at"], "2026-11-20T06:00:00.000000Z");
        assert_eq!((&user["allowance"]["used"], &user["allowance"]["reserved"]), (&json!(0), &json!(0)));
        assert_eq!(first["user"].get("password_hash"), None);

        let second = register(&stranger, "ravi@example.org").await.expect(201).json();
        assert_eq!(second["user"]["role"], "member");
        assert_eq!(stranger.get("/api/setup").await.json()["first_run"], false);
    }

    async fn of_twenty_who_come_at_once_to_two_servers_one_becomes_the_owner(campus: TestCampus) {
        let twin = campus.twin().await;
        let doors = [campus.stranger(), twin.stranger()];
        let answers = join_all((0..20).map(|number| {
            let door = &doors[number % 2];
            async move { register(door, &format!("p{number}@example.org")).await.expect(201).json() }
        })).await;
        let owners = answers.iter().filter(|answer| answer["user"]["role"] == "owner").count();
        assert_eq!(owners, 1);
    }

    async fn one_address_one_account_even_when_asked_for_at_once(campus: TestCampus) {
        let stranger = campus.stranger();
        let answers = join_all((0..8).map(|_| register(&stranger, "asha@example.org"))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.expect_problem(409, "CONFLICT");
        }
        register(&stranger, "ASHA@example.org").await.expect_problem(409, "CONFLICT");
    }

    #[options(closed())]
    async fn a_closed_door_opens_for_the_first_only(campus: TestCampus) {
        let stranger = campus.stranger();
        register(&stranger, "asha@example.org").await.expect(201);
        register(&stranger, "ravi@example.org").await.expect_problem(403, "FORBIDDEN");
        assert_eq!(stranger.get("/api/setup").await.json()["registration"], "closed");
    }

    async fn what_cannot_be_an_account_is_refused_with_the_field_s_name(campus: TestCampus) {
        let stranger = campus.stranger();
        for (field, body) in [
            ("email", json!({"email": "asha", "password": PASSWORD, "name": "Asha"})),
            ("password", json!({"email": "a@example.org", "password": "seven77", "name": "Asha"})),
            ("name", json!({"email": "a@example.org", "password": PASSWORD, "name": " "})),
            ("body", json!({"email": "a@example.org", "password": PASSWORD, "name": "Asha", "role": "owner"})),
        ] {
            let problem = stranger.post("/api/auth/register").json(body).await.expect_problem(400, "VALIDATION").json();
            assert_eq!(problem["field"], field);
        }
        stranger.post("/api/auth/register").body("email=a").await.expect_problem(415, "VALIDATION");
    }

    async fn signing_in_answers_a_token_and_a_cookie_for_the_same_session(campus: TestCampus) {
        register(&campus.stranger(), "asha@example.org").await.expect(201);
        let answer = sign_in(&campus.stranger(), "Asha@example.org", PASSWORD).await.expect(200);
        let (body, cookie) = (answer.json(), answer.header("set-cookie").unwrap().to_owned());
        let token = body["token"].as_str().unwrap();
        assert_eq!(token.len(), 43);
        assert_eq!(body["expires_at"], "2026-12-20T06:00:00.000000Z");
        assert_eq!(body["user"]["email"], "asha@example.org");
        assert!(cookie.starts_with(&format!("lyceum={token}; Path=/; HttpOnly; SameSite=Lax")), "{cookie}");

        let program = campus.stranger().with_token(token);
        let browser = campus.stranger().with_header("cookie", &format!("lyceum={token}"));
        for client in [program, browser] {
            assert_eq!(client.get("/api/user/info").await.expect(200).json(), body["user"]);
        }
        campus.stranger().get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        campus.stranger().with_token("nonsense").get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
    }

    async fn nobody_learns_who_has_an_account(campus: TestCampus) {
        register(&campus.stranger(), "asha@example.org").await.expect(201);
        let known = sign_in(&campus.stranger(), "asha@example.org", "wrong password").await.expect_problem(401, "UNAUTHENTICATED");
        let unknown = sign_in(&campus.stranger(), "nobody@example.org", "wrong password").await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(sign_in(&campus.stranger(), "no address", "x").await.body, unknown.body);
    }

    async fn guessing_becomes_slow_where_it_happens_and_nowhere_else(campus: TestCampus) {
        register(&campus.stranger(), "asha@example.org").await.expect(201);
        let (home, evil) = (campus.stranger().from("192.0.2.7"), campus.stranger().from("198.51.100.9"));
        for _ in 0..10 {
            sign_in(&evil, "asha@example.org", "a wrong guess").await.expect_problem(401, "UNAUTHENTICATED");
        }
        // Even the right password has to wait there, or a guess would show by its answer.
        let refusal = sign_in(&evil, "asha@example.org", PASSWORD).await.expect_problem(429, "RATE_LIMITED");
        assert!((1..=90).contains(&refusal.header("retry-after").unwrap().parse::<u32>().unwrap()));
        sign_in(&home, "asha@example.org", PASSWORD).await.expect(200);
    }

    async fn guesses_sent_at_once_are_counted_too(campus: TestCampus) {
        register(&campus.stranger(), "asha@example.org").await.expect(201);
        let stranger = campus.stranger();
        let answers = join_all((0..40).map(|_| sign_in(&stranger, "asha@example.org", "a wrong guess"))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 10);
        assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 30);
    }

    async fn signing_out_ends_the_session_at_once(campus: TestCampus) {
        let asha = campus.member("asha").await;
        asha.get("/api/user/info").await.expect(200);
        let answer = asha.post("/api/auth/logout").await.expect(204);
        assert!(answer.header("set-cookie").unwrap().contains("lyceum=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
        asha.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        asha.post("/api/auth/logout").await.expect(204);
    }

    async fn a_session_lasts_as_long_as_it_is_used(campus: TestCampus) {
        let asha = campus.member("asha").await;
        const TWENTY_DAYS: std::time::Duration = std::time::Duration::from_secs(20 * 24 * 3600);
        for _ in 0..3 {
            campus.wait(TWENTY_DAYS);
            forget_the_moment().await;
            asha.get("/api/user/info").await.expect(200);
            until_noted(&asha, &campus).await;
        }
        campus.wait(TWENTY_DAYS * 2);
        forget_the_moment().await;
        asha.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
    }

    async fn a_name_and_colours_can_be_changed_and_nothing_else(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let changed = asha.patch("/api/user/info").json(json!({"name": " Asha Rao ", "theme": "dark"})).await.expect(200);
        assert_eq!((&changed.json()["name"], &changed.json()["theme"]), (&json!("Asha Rao"), &json!("dark")));
        asha.patch("/api/user/info").json(json!({"theme": "light"})).await.expect(200);
        let seen = asha.get("/api/user/info").await.json();
        assert_eq!((&seen["name"], &seen["theme"]), (&json!("Asha Rao"), &json!("light")));
        asha.patch("/api/user/info").json(json!({"theme": "pink"})).await.expect_problem(400, "VALIDATION");
        asha.patch("/api/user/info").json(json!({"role": "owner"})).await.expect_problem(400, "VALIDATION");
        assert_eq!(asha.get("/api/user/info").await.json()["role"], "member");
    }

    async fn a_new_password_ends_the_other_sessions_and_keeps_this_one(campus: TestCampus) {
        let (here, elsewhere) = (campus.member("asha").await, campus.member("asha").await);
        let change = |current: &str, new: &str| here.post("/api/user/password").json(json!({"current": current, "new": new}));
        let problem = change("not the password", "another sentence").await.expect_problem(400, "VALIDATION");
        assert_eq!(problem.json()["field"], "current");
        change(PASSWORD, "short").await.expect_problem(400, "VALIDATION");
        elsewhere.get("/api/user/info").await.expect(200);

        change(PASSWORD, "another sentence").await.expect(204);
        here.get("/api/user/info").await.expect(200);
        elsewhere.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        sign_in(&campus.stranger(), "asha@example.org", PASSWORD).await.expect_problem(401, "UNAUTHENTICATED");
        sign_in(&campus.stranger(), "asha@example.org", "another sentence").await.expect(200);
    }

    async fn the_device_list_shows_and_ends_one_s_own_sessions_only(campus: TestCampus) {
        let phone = campus.member("asha").await;
        let laptop_login = campus.stranger().from("203.0.113.5").with_header("user-agent", "Firefox");
        let token = sign_in(&laptop_login, "asha@example.org", PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
        let laptop = campus.stranger().with_token(token);

        let sessions = phone.get("/api/user/sessions").await.expect(200).json()["items"].as_array().unwrap().clone();
        assert_eq!(sessions.len(), 2);
        let other: Vec<&Value> = sessions.iter().filter(|session| session["current"] == false).collect();
        assert_eq!((&other[0]["address"], &other[0]["agent"]), (&json!("203.0.113.5"), &json!("Firefox")));
        let path = format!("/api/user/sessions/{}", other[0]["id"].as_str().unwrap());

        campus.member("ravi").await.delete(&path).await.expect_problem(404, "NOT_FOUND");
        laptop.get("/api/user/info").await.expect(200);
        phone.delete(&path).await.expect(204);
        laptop.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        phone.delete(&path).await.expect_problem(404, "NOT_FOUND");
        phone.delete("/api/user/sessions/session_nonsense").await.expect_problem(404, "NOT_FOUND");
    }

    async fn a_token_acts_as_its_owner_until_it_is_revoked(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let made = asha.post("/api/user/tokens").json(json!({"name": "backup"})).await.expect(201).json();
        let secret = made["token"].as_str().unwrap();
        assert!(secret.starts_with("lyc_"), "{secret}");
        assert_eq!((&made["expires_at"], &made["last_used_at"]), (&Value::Null, &Value::Null));
        let program = campus.stranger().with_token(secret);
        assert_eq!(program.get("/api/user/info").await.expect(200).json()["email"], "asha@example.org");

        let listed = asha.get("/api/user/tokens").await.expect(200);
        assert!(!listed.text().contains(secret));
        assert_eq!(listed.json()["items"][0]["name"], "backup");
        let path = format!("/api/user/tokens/{}", made["id"].as_str().unwrap());
        campus.member("ravi").await.delete(&path).await.expect_problem(404, "NOT_FOUND");
        program.get("/api/user/info").await.expect(200);
        asha.delete(&path).await.expect(204);
        program.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        assert_eq!(asha.get("/api/user/tokens").await.json()["items"], json!([]));
    }

    async fn a_token_ends_on_its_day(campus: TestCampus) {
        let asha = campus.member("asha").await;
        asha.post("/api/user/tokens").json(json!({"name": "ci", "expires_in_days": 0})).await.expect_problem(400, "VALIDATION");
        let made = asha.post("/api/user/tokens").json(json!({"name": "ci", "expires_in_days": 1})).await.expect(201).json();
        assert_eq!(made["expires_at"], "2026-11-21T06:00:00.000000Z");
        let program = campus.stranger().with_token(made["token"].as_str().unwrap());
        program.get("/api/user/info").await.expect(200);
        campus.wait(std::time::Duration::from_secs(24 * 3600));
        forget_the_moment().await;
        program.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        // A day later the session is not fresh any more.
        asha.post("/api/user/tokens").json(json!({"name": "ci"})).await.expect_problem(403, "STEP_UP_REQUIRED");
    }

    async fn a_token_cannot_make_itself_at_home(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let made = asha.post("/api/user/tokens").json(json!({"name": "ci"})).await.expect(201).json();
        let program = campus.stranger().with_token(made["token"].as_str().unwrap());
        program.post("/api/user/tokens").json(json!({"name": "more"})).await.expect_problem(403, "PEOPLE_ONLY");
        let change = json!({"current": PASSWORD, "new": "another sentence"});
        program.post("/api/user/password").json(change).await.expect_problem(403, "PEOPLE_ONLY");
        program.post("/api/auth/logout").await.expect_problem(403, "FORBIDDEN");
        let cookie = format!("lyceum={}", made["token"].as_str().unwrap());
        campus.stranger().with_header("cookie", &cookie).get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        program.get("/api/user/info").await.expect(200);
    }

    async fn another_site_cannot_use_the_cookie(campus: TestCampus) {
        register(&campus.stranger(), "asha@example.org").await.expect(201);
        let token = sign_in(&campus.stranger(), "asha@example.org", PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
        let browser = campus.stranger().with_header("cookie", &format!("lyceum={token}"));
        let rename = json!({"name": "Mallory"});
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let foreign = browser.clone().with_header(name, value);
            foreign.patch("/api/user/info").json(rename.clone()).await.expect_problem(403, "FORBIDDEN");
            foreign.post("/api/auth/logout").await.expect_problem(403, "FORBIDDEN");
        }
        let own = browser.with_header("origin", "http://campus.test").with_header("sec-fetch-site", "same-origin");
        assert_eq!(own.get("/api/user/info").await.expect(200).json()["name"], "Somebody");
        own.patch("/api/user/info").json(json!({"name": "Asha"})).await.expect(200);
    }

    #[options(Options { public_url: Some("https://campus.test".into()), ..Options::default() })]
    async fn behind_tls_the_cookie_is_bound_to_the_host(campus: TestCampus) {
        register(&campus.stranger(), "asha@example.org").await.expect(201);
        let answer = sign_in(&campus.stranger(), "asha@example.org", PASSWORD).await.expect(200);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.starts_with("__Host-lyceum=") && cookie.ends_with("; Secure"), "{cookie}");
        let (pair, _) = cookie.split_once(';').unwrap();
        campus.stranger().with_header("cookie", pair).get("/api/user/info").await.expect(200);
    }

    async fn what_one_server_revokes_the_other_forgets_within_a_second(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let twin = campus.twin().await;
        let token = sign_in(&campus.stranger(), "asha@example.org", PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
        let there = twin.stranger().with_token(token);
        there.get("/api/user/info").await.expect(200);
        asha.post("/api/user/password").json(json!({"current": PASSWORD, "new": "another sentence"})).await.expect(204);
        forget_the_moment().await;
        there.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
    }

    async fn expired_sessions_are_forgotten_by_themselves(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let forget = || campus.kernel.jobs.start(campus.kernel.jobs.prepare("accounts.forget_sessions", Value::Null));
        forget().await.unwrap();
        assert_eq!(campus.run_jobs().await, 1);
        asha.get("/api/user/info").await.expect(200);
        campus.wait(std::time::Duration::from_secs(31 * 24 * 3600));
        assert!(campus.run_jobs().await > 0, "the job comes round by itself");
        let rows = sessions_left(&campus).await;
        assert_eq!(rows, 0);
    }

    async fn an_account_keeps_its_hundred_latest_sessions(campus: TestCampus) {
        let first = campus.member("asha").await;
        for _ in 0..100 {
            campus.wait(std::time::Duration::from_secs(1));
            sign_in(&campus.stranger(), "asha@example.org", PASSWORD).await.expect(200);
        }
        first.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        let newest = campus.member("asha").await;
        assert_eq!(newest.get("/api/user/sessions").await.json()["items"].as_array().unwrap().len(), 100);
    }
}

/// Verified credentials are trusted for a second of real time.
async fn forget_the_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
}

/// The last use of a session is written beside the request.
async fn until_noted(client: &Client, campus: &TestCampus) {
    let now = json!(campus.kernel.world.now());
    for _ in 0..200 {
        let sessions = client.get("/api/user/sessions").await.json();
        let current = sessions["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|session| session["current"] == true)
            .cloned();
        if current.unwrap()["last_used_at"] == now {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the use of the session was not written down");
}

async fn sessions_left(campus: &TestCampus) -> i64 {
    use database::Query;
    let row = campus
        .kernel
        .database
        .one("SELECT COUNT(*) FROM sessions", Vec::new())
        .await
        .unwrap();
    row.unwrap().get(0).unwrap()
}
