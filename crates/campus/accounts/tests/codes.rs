//! Stories about codes by e-mail: at sign-in and at registration, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Answer, Client, PASSWORD, TestCampus, on_each_campus};

use support::signing::{ASHA, MINUTE, another, begin, number, sign_in, verify_with, with_mail};

async fn verify(client: &Client, attempt: &Value, code: &str) -> Answer {
    verify_with(client, attempt, "email", code).await
}

async fn resend(client: &Client, attempt: &Value) -> Answer {
    client
        .post("/api/auth/login/code")
        .json(json!({"attempt": attempt}))
        .await
}

async fn register(client: &Client, email: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD, "name": "Asha"});
    client.post("/api/auth/register").json(body).await
}

async fn confirm(client: &Client, attempt: &Value, code: &str) -> Answer {
    let body = json!({"attempt": attempt, "code": code});
    client.post("/api/auth/register/confirm").json(body).await
}

/// Asha has an account and nobody has sent her letters lately.
async fn asha(campus: &TestCampus) -> Client {
    let client = campus.member("asha").await;
    campus.wait(15 * MINUTE);
    client
}

/// Six digits, seven times over: none of them likely to be right.
fn guesses(code: &str) -> Vec<String> {
    let mut guesses = vec![another(code)];
    for _ in 0..6 {
        let next = another(&guesses[guesses.len() - 1]);
        guesses.push(next);
    }
    guesses
}

on_each_campus! {
    #[options(with_mail())]
    async fn a_code_from_the_letter_opens_the_door(campus: TestCampus) {
        asha(&campus).await;
        let stranger = campus.stranger();
        let asked = sign_in(&stranger, ASHA, PASSWORD).await.expect(200).json();
        assert_eq!(asked["factors"], json!(["email"]));
        assert_eq!((&asked["email_hint"], &asked["resend_after"]), (&json!("a•••@example.org"), &json!(30)));
        assert_eq!(asked.get("token"), None);
        let code = campus.code_for(ASHA).await;
        let answer = verify(&stranger, &asked["attempt"], &format!(" {} {} ", &code[..3], &code[3..])).await.expect(200);
        let body = answer.json();
        assert_eq!((&body["status"], &body["verified"], &body["must_add_factor"]), (&json!("signed_in"), &json!(true), &json!(false)));
        let known = campus.stranger().with_token(body["token"].as_str().unwrap());
        assert_eq!(known.get("/api/user/info").await.expect(200).json(), body["user"]);
        // Nothing is good twice.
        verify(&stranger, &asked["attempt"], &code).await.expect_problem(410, "ATTEMPT_OVER");
    }

    #[options(with_mail())]
    async fn of_a_hundred_at_once_one_gets_in(campus: TestCampus) {
        asha(&campus).await;
        let twin = campus.twin().await;
        let doors = [campus.stranger(), twin.stranger()];
        let attempt = begin(&doors[0]).await;
        let code = campus.code_for(ASHA).await;
        let answers = join_all((0..100).map(|number| verify(&doors[number % 2], &attempt, &code))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert!(answers.iter().all(|answer| [200, 400, 410].contains(&answer.status.as_u16())));
    }

    #[options(with_mail())]
    async fn of_a_hundred_guesses_at_once_five_are_counted(campus: TestCampus) {
        asha(&campus).await;
        let twin = campus.twin().await;
        let doors = [campus.stranger(), twin.stranger()];
        let attempt = begin(&doors[0]).await;
        let code = campus.code_for(ASHA).await;
        let wrong = another(&code);
        let answers = join_all((0..100).map(|number| verify(&doors[number % 2], &attempt, &wrong))).await;
        let mut left: Vec<i64> = answers.into_iter().map(|answer| answer.expect_problem(400, "WRONG_CODE").json()["tries_left"].as_i64().unwrap()).collect();
        left.sort_unstable_by(|one, two| two.cmp(one));
        assert_eq!(left[..5], [4, 3, 2, 1, 0]);
        assert!(left[5..].iter().all(|left| *left == 0));
        assert_eq!(number(&campus, "SELECT COUNT(*) FROM strikes WHERE kind = 'code_tried'").await, 5);
        // The right one comes too late.
        verify(&doors[0], &attempt, &code).await.expect_problem(400, "WRONG_CODE");
    }

    #[options(with_mail())]
    async fn a_code_is_good_for_ten_minutes_and_an_attempt_for_fifteen(campus: TestCampus) {
        asha(&campus).await;
        let stranger = campus.stranger();
        let attempt = begin(&stranger).await;
        let code = campus.code_for(ASHA).await;
        campus.wait(10 * MINUTE);
        verify(&stranger, &attempt, &code).await.expect_problem(400, "WRONG_CODE");
        resend(&stranger, &attempt).await.expect(202);
        let fresh = campus.code_for(ASHA).await;
        campus.wait(5 * MINUTE);
        verify(&stranger, &attempt, &fresh).await.expect_problem(410, "ATTEMPT_OVER");
    }

    #[options(with_mail())]
    async fn a_code_opens_only_the_attempt_it_was_sent_for(campus: TestCampus) {
        asha(&campus).await;
        let (here, there) = (campus.stranger(), campus.stranger().from("198.51.100.9"));
        let mine = begin(&here).await;
        let code = campus.code_for(ASHA).await;
        let other = begin(&there).await;
        verify(&there, &other, &code).await.expect_problem(400, "WRONG_CODE");
        verify(&here, &mine, &code).await.expect(200);
    }

    #[options(with_mail())]
    async fn a_new_code_ends_the_one_before_and_cannot_be_had_too_often(campus: TestCampus) {
        asha(&campus).await;
        let stranger = campus.stranger();
        let attempt = begin(&stranger).await;
        let first = campus.code_for(ASHA).await;
        let refused = resend(&stranger, &attempt).await.expect_problem(429, "RATE_LIMITED");
        assert_eq!(refused.header("retry-after"), Some("30"));
        campus.wait(MINUTE / 2);
        let sent = resend(&stranger, &attempt).await.expect(202).json();
        assert_eq!((&sent["resend_after"], &sent["expires_in"]), (&json!(60), &json!(600)));
        let second = campus.code_for(ASHA).await;
        if first != second {
            verify(&stranger, &attempt, &first).await.expect_problem(400, "WRONG_CODE");
        }
        campus.wait(MINUTE);
        resend(&stranger, &attempt).await.expect(202);
        // Three within a quarter of an hour; another attempt gets no fourth.
        campus.wait(2 * MINUTE);
        let wait = resend(&stranger, &attempt).await.expect_problem(429, "RATE_LIMITED");
        assert_eq!(wait.header("retry-after"), Some("690"));
        let asked = sign_in(&stranger, ASHA, PASSWORD).await.expect(200).json();
        assert_eq!(asked["resend_after"], 690);
        let letters = campus.letters(ASHA).await;
        let codes = letters.iter().filter(|letter| letter.subject == "Your code to sign in").count();
        // One belongs to how she signed in before.
        assert_eq!(codes, 4);
        verify(&stranger, &attempt, &campus.code_for(ASHA).await).await.expect(200);
    }

    #[options(with_mail())]
    async fn twenty_wrong_codes_are_enough_for_a_day(campus: TestCampus) {
        asha(&campus).await;
        let mut tried = 0;
        while tried < 20 {
            let stranger = campus.stranger();
            let attempt = begin(&stranger).await;
            let code = campus.code_for(ASHA).await;
            for guess in guesses(&code).iter().take(5) {
                verify(&stranger, &attempt, guess).await.expect_problem(400, "WRONG_CODE");
                tried += 1;
            }
            campus.wait(15 * MINUTE);
        }
        let stranger = campus.stranger();
        let attempt = begin(&stranger).await;
        let code = campus.code_for(ASHA).await;
        verify(&stranger, &attempt, &code).await.expect_problem(429, "RATE_LIMITED");
        campus.wait(24 * 60 * MINUTE);
        let attempt = begin(&stranger).await;
        verify(&stranger, &attempt, &campus.code_for(ASHA).await).await.expect(200);
    }

    #[options(with_mail())]
    async fn a_sign_in_goes_on_only_in_the_browser_it_began_in(campus: TestCampus) {
        asha(&campus).await;
        let browser = campus.stranger().with_header("origin", "http://campus.test");
        let asked = sign_in(&browser, ASHA, PASSWORD).await.expect(200);
        let cookie = asked.header("set-cookie").unwrap().split_once(';').unwrap().0.to_owned();
        assert!(cookie.starts_with("lyceum_attempt="), "{cookie}");
        let (attempt, code) = (asked.json()["attempt"].clone(), campus.code_for(ASHA).await);
        let elsewhere = campus.stranger();
        verify(&elsewhere, &attempt, &code).await.expect_problem(410, "ATTEMPT_OVER");
        let other = browser.clone().with_header("cookie", "lyceum_attempt=somebody-else");
        verify(&other, &attempt, &code).await.expect_problem(410, "ATTEMPT_OVER");
        verify(&browser.with_header("cookie", &cookie), &attempt, &code).await.expect(200);
    }

    #[options(with_mail())]
    async fn a_server_that_restarts_loses_no_sign_in(campus: TestCampus) {
        asha(&campus).await;
        let attempt = begin(&campus.stranger()).await;
        let code = campus.code_for(ASHA).await;
        let twin = campus.twin().await;
        verify(&twin.stranger(), &attempt, &code).await.expect(200);
    }

    #[options(with_mail())]
    async fn a_page_that_was_closed_finds_its_sign_in_again(campus: TestCampus) {
        asha(&campus).await;
        let stranger = campus.stranger();
        let asked = sign_in(&stranger, ASHA, PASSWORD).await.expect(200).json();
        let look = || stranger.post("/api/auth/login/look").json(json!({"attempt": asked["attempt"]}));
        assert_eq!(asked["code_sent"], true);
        let mut seen = look().await.expect(200).json();
        assert_eq!(seen["code_sent"].take(), false);
        seen["code_sent"] = json!(true);
        assert_eq!(seen, asked);
        let letters = campus.letters(ASHA).await.len();
        campus.wait(MINUTE);
        assert_eq!(look().await.expect(200).json()["resend_after"], 0);
        assert_eq!(campus.letters(ASHA).await.len(), letters, "looking sends nothing");
        campus.wait(14 * MINUTE);
        look().await.expect_problem(410, "ATTEMPT_OVER");
    }

    #[options(with_mail())]
    async fn the_database_does_not_give_a_code_away(campus: TestCampus) {
        use database::Query;
        use sha2::{Digest, Sha256};
        asha(&campus).await;
        begin(&campus.stranger()).await;
        let code = campus.code_for(ASHA).await;
        let row = campus.kernel.database.one("SELECT id, code FROM attempts WHERE code IS NOT NULL", Vec::new()).await.unwrap().unwrap();
        let (id, kept): ([u8; 32], [u8; 32]) = (row.get(0).unwrap(), row.get(1).unwrap());
        for guess in [code.clone().into_bytes(), [&id[..], code.as_bytes()].concat(), [code.as_bytes(), &id[..]].concat()] {
            assert_ne!(<[u8; 32]>::from(Sha256::digest(guess)), kept);
        }
    }

    #[options(with_mail())]
    async fn an_address_is_confirmed_before_there_is_an_account(campus: TestCampus) {
        campus.owner().await;
        let stranger = campus.stranger();
        let asked = register(&stranger, "Asha@Example.org").await.expect(202).json();
        assert_eq!((&asked["status"], &asked["email_hint"]), (&json!("confirm"), &json!("a•••@example.org")));
        let code = campus.code_for(ASHA).await;
        confirm(&stranger, &asked["attempt"], &another(&code)).await.expect_problem(400, "WRONG_CODE");
        sign_in(&stranger, ASHA, PASSWORD).await.expect_problem(401, "UNAUTHENTICATED");
        let made = confirm(&stranger, &asked["attempt"], &code).await.expect(201).json();
        assert_eq!((&made["status"], &made["user"]["email"], &made["user"]["role"]), (&json!("signed_in"), &json!(ASHA), &json!("member")));
        campus.stranger().with_token(made["token"].as_str().unwrap()).get("/api/user/info").await.expect(200);
        confirm(&stranger, &asked["attempt"], &code).await.expect_problem(410, "ATTEMPT_OVER");
        // An attempt to register opens no door to sign in, and the other way round.
        verify(&stranger, &asked["attempt"], &code).await.expect_problem(410, "ATTEMPT_OVER");
    }

    #[options(with_mail())]
    async fn registering_does_not_tell_who_has_an_account(campus: TestCampus) {
        asha(&campus).await;
        let stranger = campus.stranger();
        let (known, unknown) = (register(&stranger, ASHA).await, register(&stranger, "alif@example.org").await);
        assert_eq!((known.status, unknown.status), (202.try_into().unwrap(), 202.try_into().unwrap()));
        let shape = |answer: &Answer| {
            let mut body = answer.json();
            let secret = body["attempt"].take();
            (body, secret.as_str().unwrap().len(), answer.headers.clone())
        };
        assert_eq!(shape(&known), shape(&unknown));
        let letter = campus.last_letter(ASHA).await.unwrap();
        assert!(letter.text.contains("http://localhost/login"), "{}", letter.text);
        for answer in [&known, &unknown] {
            let wrong = confirm(&stranger, &answer.json()["attempt"], "000000").await;
            assert_eq!(wrong.expect_problem(400, "WRONG_CODE").json()["tries_left"], 4);
            campus.wait(MINUTE / 2);
            let again = stranger.post("/api/auth/register/code").json(json!({"attempt": answer.json()["attempt"]})).await;
            assert_eq!(again.expect(202).json()["resend_after"], 60);
        }
        // Nothing about her account has changed.
        assert_eq!(sign_in(&stranger, ASHA, PASSWORD).await.expect(200).json()["status"], "second_factor");
    }

    #[options(with_mail())]
    async fn of_two_who_register_an_address_at_once_one_gets_it(campus: TestCampus) {
        campus.owner().await;
        let (one, two) = (campus.stranger(), campus.stranger());
        let first = register(&one, ASHA).await.expect(202).json();
        let code = campus.code_for(ASHA).await;
        let second = register(&two, ASHA).await.expect(202).json();
        let other = campus.code_for(ASHA).await;
        confirm(&one, &first["attempt"], &code).await.expect(201);
        confirm(&two, &second["attempt"], &other).await.expect_problem(409, "CONFLICT");
    }

    #[options(with_mail())]
    async fn what_is_over_is_swept_up(campus: TestCampus) {
        asha(&campus).await;
        begin(&campus.stranger()).await;
        sign_in(&campus.stranger(), ASHA, "a wrong guess").await.expect_problem(401, "UNAUTHENTICATED");
        campus.wait(25 * 60 * MINUTE);
        let forget = campus.kernel.jobs.prepare("accounts.forget_attempts", Value::Null);
        campus.kernel.jobs.start(forget).await.unwrap();
        campus.run_jobs().await;
        let left = "SELECT (SELECT COUNT(*) FROM attempts) + (SELECT COUNT(*) FROM strikes)";
        assert_eq!(number(&campus, left).await, 0);
    }
}
