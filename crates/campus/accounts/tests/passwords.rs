//! Stories about passwords: choosing, guessing, forgetting and bringing them along; told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use database::{Query, values};
use serde_json::json;
use testkit::{Answer, Client, PASSWORD, TestCampus, on_each_campus};

use support::signing::{ASHA, MINUTE, add_app, begin, cookie, number, sign_in, verify_with, with_mail};

const NEW: &str = "another sentence";

async fn ask(client: &Client, email: &str) -> Answer {
    client.post("/api/auth/reset").json(json!({"email": email})).await
}

async fn finish(client: &Client, secret: &str, password: &str) -> Answer {
    let body = json!({"secret": secret, "password": password});
    client.post("/api/auth/reset/finish").json(body).await
}

/// The secret behind `#` in the newest letter.
async fn link(campus: &TestCampus) -> String {
    let letter = campus.last_letter(ASHA).await.unwrap();
    let (_, rest) = letter
        .text
        .split_once("/reset#")
        .unwrap_or_else(|| panic!("no link: {}", letter.text));
    rest.split_whitespace().next().unwrap().to_owned()
}

on_each_campus! {
    async fn a_link_sets_a_new_password_once(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let stranger = campus.stranger();
        assert_eq!(ask(&stranger, ASHA).await.expect(202).json(), json!({}));
        let secret = link(&campus).await;
        let look = |secret: &str| stranger.post("/api/auth/reset/look").json(json!({"secret": secret}));
        assert_eq!(look(&secret).await.expect(200).json()["email_hint"], "a•••@example.org");
        let refused = finish(&stranger, &secret, "password").await.expect_problem(400, "VALIDATION").json();
        assert_eq!((&refused["field"], &refused["reason"]), (&json!("password"), &json!("too_common")));
        asha.get("/api/user/info").await.expect(200);
        finish(&stranger, &secret, NEW).await.expect(204);
        asha.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        sign_in(&stranger, ASHA, PASSWORD).await.expect_problem(401, "UNAUTHENTICATED");
        sign_in(&stranger, ASHA, NEW).await.expect(200);
        finish(&stranger, &secret, "a third sentence").await.expect_problem(404, "NOT_FOUND");
        look(&secret).await.expect_problem(404, "NOT_FOUND");
        look("nonsense").await.expect_problem(404, "NOT_FOUND");
        assert_eq!(campus.letters(ASHA).await.iter().filter(|letter| letter.subject == "Your password was changed").count(), 1);
    }

    async fn only_the_newest_link_is_good_and_for_half_an_hour(campus: TestCampus) {
        campus.member("asha").await;
        let stranger = campus.stranger();
        ask(&stranger, ASHA).await.expect(202);
        let first = link(&campus).await;
        ask(&stranger, ASHA).await.expect(202);
        let second = link(&campus).await;
        finish(&stranger, &first, NEW).await.expect_problem(404, "NOT_FOUND");
        campus.wait(30 * MINUTE);
        finish(&stranger, &second, NEW).await.expect_problem(404, "NOT_FOUND");
        sign_in(&stranger, ASHA, PASSWORD).await.expect(200);
    }

    async fn of_ten_who_use_a_link_at_once_one_sets_the_password(campus: TestCampus) {
        campus.member("asha").await;
        let (here, twin) = (campus.stranger(), campus.twin().await);
        let there = twin.stranger();
        ask(&here, ASHA).await.expect(202);
        let secret = link(&campus).await;
        let answers = futures::future::join_all((0..10).map(|number| {
            let door = if number % 2 == 0 { &here } else { &there };
            let secret = secret.clone();
            async move { finish(door, &secret, &format!("sentence number {number}")).await }
        })).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    }

    async fn asking_for_a_link_tells_nothing_and_cannot_flood_a_mailbox(campus: TestCampus) {
        campus.member("asha").await;
        let before = campus.letters(ASHA).await.len();
        let stranger = campus.stranger();
        let (known, unknown) = (ask(&stranger, ASHA).await, ask(&stranger, "nobody@example.org").await);
        assert_eq!((known.status, &known.body, &known.headers), (unknown.status, &unknown.body, &unknown.headers));
        assert!(campus.letters("nobody@example.org").await.is_empty());
        for _ in 0..20 {
            ask(&stranger, ASHA).await.expect(202);
        }
        assert_eq!(campus.letters(ASHA).await.len() - before, 3);
    }

    async fn a_new_password_by_link_leaves_the_second_factor(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (app, _) = add_app(&campus, &asha).await;
        campus.wait(MINUTE);
        let stranger = campus.stranger();
        ask(&stranger, ASHA).await.expect(202);
        finish(&stranger, &link(&campus).await, NEW).await.expect(204);
        let asked = sign_in(&stranger, ASHA, NEW).await.expect(200).json();
        assert_eq!(asked["factors"], json!(["totp", "recovery"]));
        verify_with(&stranger, &asked["attempt"], "totp", &app.code(&campus, 0)).await.expect(200);
    }

    async fn what_cannot_be_a_password_says_why(campus: TestCampus) {
        let asha = campus.member("asha").await;
        for (new, reason) in [("q7#", "too_short"), ("iloveyou", "too_common"), ("asha2026", "too_personal"), (&"Zq7".repeat(100), "too_long")] {
            let problem = asha.post("/api/user/password").json(json!({"current": PASSWORD, "new": new})).await.expect_problem(400, "VALIDATION");
            assert_eq!(problem.json()["reason"], reason, "{new}");
        }
        let account = json!({"email": "ravi@example.org", "password": "ravi@example.org", "name": "Ravi"});
        campus.stranger().post("/api/auth/register").json(account).await.expect_problem(400, "VALIDATION");
    }

    async fn a_bcrypt_hash_opens_once_and_becomes_argon2(campus: TestCampus) {
        campus.member("asha").await;
        let old = bcrypt::hash("the password of before", 4).unwrap();
        keep_hash(&campus, old).await;
        let stranger = campus.stranger();
        sign_in(&stranger, ASHA, "something else entirely").await.expect_problem(401, "UNAUTHENTICATED");
        assert!(kept_hash(&campus).await.starts_with("$2"));
        sign_in(&stranger, ASHA, "the password of before").await.expect(200);
        assert!(kept_hash(&campus).await.starts_with("$argon2id$v=19$m=8,"), "{}", kept_hash(&campus).await);
        sign_in(&stranger, ASHA, "the password of before").await.expect(200);
    }

    async fn a_hash_of_other_settings_is_made_again(campus: TestCampus) {
        campus.member("asha").await;
        let before = kept_hash(&campus).await;
        sign_in(&campus.stranger(), ASHA, PASSWORD).await.expect(200);
        assert_eq!(kept_hash(&campus).await, before);
        keep_hash(&campus, "$argon2id$v=19$m=16,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6SrS6GN2k0r4SXI1bqVrBYp1d3xfb2wmAqSiR9zP1yI".to_owned()).await;
        sign_in(&campus.stranger(), ASHA, PASSWORD).await.expect_problem(401, "UNAUTHENTICATED");
    }

    async fn a_thousand_places_get_no_more_than_a_handful_of_guesses(campus: TestCampus) {
        campus.member("asha").await;
        let mut told = 0;
        for number in 0..1_000 {
            let place = campus.stranger().from(&format!("198.51.{}.{}", number / 250, number % 250 + 1));
            let answer = sign_in(&place, ASHA, "a wrong guess").await;
            told += i32::from(answer.status == 401);
        }
        assert_eq!(told, 20);
        assert!(number(&campus, "SELECT COUNT(*) FROM strikes WHERE kind = 'password'").await < 25);
    }

    async fn nobody_can_lock_somebody_out(campus: TestCampus) {
        campus.member("asha").await;
        // Asha's own browser is remembered.
        let browser = campus.stranger().with_header("origin", "http://campus.test");
        let device = remembered(&campus, &browser).await;
        lock(&campus).await;
        // The right password alone opens nothing from elsewhere, and does not show that it is right.
        let elsewhere = campus.stranger().from("203.0.113.77");
        let right = sign_in(&elsewhere, ASHA, PASSWORD).await.expect(200).json();
        assert_eq!((&right["status"], &right["factors"]), (&json!("second_factor"), &json!(["email"])));
        // From her browser she gets in as ever, even from the network of those who guess.
        let own = browser.with_header("cookie", &device).from("198.51.100.1");
        assert_eq!(sign_in(&own, ASHA, PASSWORD).await.expect(200).json()["status"], "signed_in");
        // And from anywhere, if she reads her letters.
        let code = campus.code_for(ASHA).await;
        let body = verify_with(&elsewhere, &right["attempt"], "email", &code).await.expect(200).json();
        assert_eq!(body["status"], "signed_in");
        // That forgives what others did.
        assert_eq!(sign_in(&campus.stranger().from("203.0.113.78"), ASHA, PASSWORD).await.expect(200).json()["status"], "signed_in");
    }

    async fn under_lock_nobody_learns_whether_a_password_or_an_account_is_right(campus: TestCampus) {
        campus.member("asha").await;
        lock(&campus).await;
        lock_of(&campus, "nobody@example.org").await;
        let shape = |answer: Answer| {
            let mut body = answer.expect(200).json();
            body["attempt"].take();
            body
        };
        let wrong = sign_in(&campus.stranger().from("203.0.113.1"), ASHA, "a wrong guess").await;
        let (attempt, code) = (wrong.json()["attempt"].clone(), campus.code_for(ASHA).await);
        let unknown = sign_in(&campus.stranger().from("203.0.113.2"), "amir@example.org", PASSWORD).await;
        assert_eq!(unknown.status, 401);
        lock_of(&campus, "amir@example.org").await;
        let unknown = sign_in(&campus.stranger().from("203.0.113.2"), "amir@example.org", PASSWORD).await;
        assert_eq!(shape(wrong), shape(unknown));
        // With the code it turns out that the password was wrong.
        let door = campus.stranger();
        verify_with(&door, &attempt, "email", &code).await.expect_problem(401, "UNAUTHENTICATED");
        verify_with(&door, &attempt, "email", &code).await.expect_problem(410, "ATTEMPT_OVER");
    }

    async fn limits_survive_a_restart(campus: TestCampus) {
        campus.member("asha").await;
        let evil = campus.stranger().from("198.51.100.9");
        for _ in 0..10 {
            sign_in(&evil, ASHA, "a wrong guess").await.expect_problem(401, "UNAUTHENTICATED");
        }
        let twin = campus.twin().await;
        let there = twin.stranger().from("198.51.100.9");
        sign_in(&there, ASHA, PASSWORD).await.expect_problem(429, "RATE_LIMITED");
        campus.wait(MINUTE);
        sign_in(&there, ASHA, PASSWORD).await.expect(200);
    }

    async fn waiting_grows_with_each_wrong_password(campus: TestCampus) {
        campus.member("asha").await;
        let evil = campus.stranger().from("198.51.100.9");
        for _ in 0..10 {
            sign_in(&evil, ASHA, "a wrong guess").await.expect_problem(401, "UNAUTHENTICATED");
        }
        for seconds in [30, 60, 120, 240] {
            let refused = sign_in(&evil, ASHA, "a wrong guess").await.expect_problem(429, "RATE_LIMITED");
            assert_eq!(refused.header("retry-after"), Some(seconds.to_string().as_str()));
            campus.wait(std::time::Duration::from_secs(seconds));
            sign_in(&evil, ASHA, "a wrong guess").await.expect_problem(401, "UNAUTHENTICATED");
        }
    }

    #[options(with_mail())]
    async fn a_remembered_browser_is_not_asked_again_and_can_be_forgotten(campus: TestCampus) {
        let asha = campus.member("asha").await;
        campus.wait(15 * MINUTE);
        let browser = campus.stranger().with_header("origin", "http://campus.test").with_header("user-agent", "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36");
        let first = remembered(&campus, &browser).await;
        let again = sign_in(&browser.clone().with_header("cookie", &first), ASHA, PASSWORD).await.expect(200);
        assert_eq!((&again.json()["status"], &again.json()["verified"]), (&json!("signed_in"), &json!(true)));
        // The secret is a new one after each use.
        let second = cookie(&again, "lyceum_device").unwrap();
        assert_ne!(first, second);
        assert_eq!(sign_in(&browser.clone().with_header("cookie", &first), ASHA, PASSWORD).await.json()["status"], "second_factor");
        let here = asha.with_header("cookie", &second);
        let devices = here.get("/api/user/devices").await.expect(200).json()["items"].clone();
        assert_eq!(devices.as_array().unwrap().len(), 1);
        assert_eq!((&devices[0]["name"], &devices[0]["current"]), (&json!("Chrome on Android"), &json!(true)));
        let path = format!("/api/user/devices/{}", devices[0]["id"].as_str().unwrap());
        campus.member("ravi").await.delete(&path).await.expect_problem(404, "NOT_FOUND");
        here.delete(&path).await.expect(204);
        here.delete(&path).await.expect_problem(404, "NOT_FOUND");
        campus.wait(15 * MINUTE);
        assert_eq!(sign_in(&browser.with_header("cookie", &second), ASHA, PASSWORD).await.json()["status"], "second_factor");
    }

    #[options(with_mail())]
    async fn a_remembered_browser_is_remembered_for_its_people_only(campus: TestCampus) {
        campus.member("asha").await;
        campus.member("ravi").await;
        campus.wait(15 * MINUTE);
        let browser = campus.stranger().with_header("origin", "http://campus.test");
        let device = remembered(&campus, &browser).await;
        let shared = browser.clone().with_header("cookie", &device);
        assert_eq!(sign_in(&shared, "ravi@example.org", PASSWORD).await.expect(200).json()["status"], "second_factor");
        // A new password forgets them all.
        let stranger = campus.stranger();
        ask(&stranger, ASHA).await.expect(202);
        finish(&stranger, &link(&campus).await, NEW).await.expect(204);
        campus.wait(15 * MINUTE);
        assert_eq!(sign_in(&shared, ASHA, NEW).await.expect(200).json()["status"], "second_factor");
    }

    #[options(with_mail())]
    async fn a_browser_is_remembered_for_ninety_days(campus: TestCampus) {
        campus.member("asha").await;
        campus.wait(15 * MINUTE);
        let browser = campus.stranger().with_header("origin", "http://campus.test");
        let device = remembered(&campus, &browser).await;
        campus.wait(90 * 24 * 60 * MINUTE);
        assert_eq!(sign_in(&browser.with_header("cookie", &device), ASHA, PASSWORD).await.expect(200).json()["status"], "second_factor");
    }
}

/// Signs Asha in where she asks to be remembered; answers the cookie.
async fn remembered(campus: &TestCampus, browser: &Client) -> String {
    let asked = sign_in(browser, ASHA, PASSWORD).await.expect(200);
    if asked.json()["status"] == "signed_in" {
        return remembered_with_app(campus, browser).await;
    }
    let (attempt, mark) = (
        asked.json()["attempt"].clone(),
        cookie(&asked, "lyceum_attempt").unwrap(),
    );
    let body = json!({"attempt": attempt, "factor": "email", "code": campus.code_for(ASHA).await, "remember": true});
    let browser = browser.clone().with_header("cookie", &mark);
    let answer = browser.post("/api/auth/login/verify").json(body).await.expect(200);
    cookie(&answer, "lyceum_device").unwrap()
}

/// The same where no letters can be sent: with an app, which is taken away again.
async fn remembered_with_app(campus: &TestCampus, browser: &Client) -> String {
    let asha = campus.member("asha").await;
    let (app, _) = add_app(campus, &asha).await;
    campus.wait(MINUTE);
    let asked = sign_in(browser, ASHA, PASSWORD).await.expect(200);
    let (attempt, mark) = (
        asked.json()["attempt"].clone(),
        cookie(&asked, "lyceum_attempt").unwrap(),
    );
    let body = json!({"attempt": attempt, "factor": "totp", "code": app.code(campus, 0), "remember": true});
    let browser = browser.clone().with_header("cookie", &mark);
    let answer = browser.post("/api/auth/login/verify").json(body).await.expect(200);
    asha.delete("/api/user/totp").await.expect(204);
    cookie(&answer, "lyceum_device").unwrap()
}

/// Strangers try so many wrong passwords that a code comes first.
async fn lock(campus: &TestCampus) {
    lock_of(campus, ASHA).await;
    begin(&campus.stranger().from("203.0.113.99")).await;
    campus.wait(15 * MINUTE);
}

async fn lock_of(campus: &TestCampus, email: &str) {
    for number in 1..=20 {
        let place = campus.stranger().from(&format!("198.51.100.{number}"));
        let answer = sign_in(&place, email, "a wrong guess").await;
        assert!([401, 200].contains(&answer.status.as_u16()), "{}", answer.text());
    }
}

async fn kept_hash(campus: &TestCampus) -> String {
    let sql = "SELECT password_hash FROM accounts WHERE email = $1";
    let row = campus.kernel.database.one(sql, values![ASHA]).await.unwrap().unwrap();
    row.get(0).unwrap()
}

async fn keep_hash(campus: &TestCampus, hash: String) {
    let kept: Result<(), database::DatabaseError> = campus
        .kernel
        .database
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move {
                let sql = "UPDATE accounts SET password_hash = $1 WHERE email = $2";
                tx.execute(sql, values![hash, ASHA]).await.map(|_| ())
            })
        })
        .await;
    kept.unwrap();
}
