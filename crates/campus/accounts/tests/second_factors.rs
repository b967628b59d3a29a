//! Stories about authenticator apps, recovery codes, and showing once more who one is; told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{PASSWORD, on_each_campus};

use support::signing::{ASHA, MINUTE, add_app, begin, confirm_with, sign_in, verify_with, with_mail};

on_each_campus! {
    async fn an_app_counts_once_its_first_code_was_shown(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let added = asha.post("/api/user/totp").await.expect(201).json();
        assert!(added["uri"].as_str().unwrap().starts_with("otpauth://totp/Lyceum:asha"), "{added}");
        // Nothing has changed yet.
        assert_eq!(sign_in(&campus.stranger(), ASHA, PASSWORD).await.expect(200).json()["status"], "signed_in");
        asha.post("/api/user/totp/confirm").json(json!({"code": "000000"})).await.expect_problem(400, "WRONG_CODE");
        let app = support::signing::App::of(added["secret"].as_str().unwrap());
        let confirmed = asha.post("/api/user/totp/confirm").json(json!({"code": app.code(&campus, 0)})).await.expect(200);
        assert_eq!(confirmed.json()["recovery_codes"].as_array().unwrap().len(), 10);
        let factors = asha.get("/api/user/factors").await.expect(200).json();
        assert_eq!((&factors["totp"]["created_at"], &factors["recovery"]["left"]), (&json!("2026-11-20T06:00:00.000000Z"), &json!(10)));
        let asked = sign_in(&campus.stranger(), ASHA, PASSWORD).await.expect(200).json();
        assert_eq!((&asked["factors"], &asked["resend_after"]), (&json!(["totp", "recovery"]), &Value::Null));
        let letter = campus.last_letter(ASHA).await.unwrap();
        assert_eq!(letter.subject, "A way to sign in was added");
        // There is nothing more to confirm.
        asha.post("/api/user/totp/confirm").json(json!({"code": app.code(&campus, 1)})).await.expect_problem(410, "ATTEMPT_OVER");
    }

    async fn no_code_of_an_app_is_good_twice(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (app, _) = add_app(&campus, &asha).await;
        let stranger = campus.stranger();
        // The code that confirmed the app is used up too.
        let attempt = begin(&stranger).await;
        verify_with(&stranger, &attempt, "totp", &app.code(&campus, 0)).await.expect_problem(400, "WRONG_CODE");
        campus.wait(MINUTE);
        let code = app.code(&campus, 0);
        verify_with(&stranger, &attempt, "totp", &code).await.expect(200);
        let again = begin(&stranger).await;
        verify_with(&stranger, &again, "totp", &code).await.expect_problem(400, "WRONG_CODE");
        // One before is no way around.
        verify_with(&stranger, &again, "totp", &app.code(&campus, -1)).await.expect_problem(400, "WRONG_CODE");
        verify_with(&stranger, &again, "totp", &app.code(&campus, 1)).await.expect(200);
    }

    async fn of_fifty_who_show_the_same_code_at_once_one_gets_in(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (app, _) = add_app(&campus, &asha).await;
        campus.wait(MINUTE);
        let twin = campus.twin().await;
        let mut attempts = Vec::new();
        for number in 0..10 {
            let door = if number % 2 == 0 { campus.stranger() } else { twin.stranger() };
            attempts.push((begin(&door).await, door));
        }
        let code = app.code(&campus, 0);
        let answers = join_all((0..50).map(|number| {
            let (attempt, door) = &attempts[number % 10];
            verify_with(door, attempt, "totp", &code)
        })).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    }

    async fn five_wrong_codes_end_a_sign_in(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (app, codes) = add_app(&campus, &asha).await;
        campus.wait(MINUTE);
        let stranger = campus.stranger();
        let attempt = begin(&stranger).await;
        for left in (0..5).rev() {
            let (factor, code) = if left % 2 == 0 { ("totp", "000000") } else { ("recovery", "AAAA-AAAA-AAAA") };
            let wrong = verify_with(&stranger, &attempt, factor, code).await.expect_problem(400, "WRONG_CODE");
            assert_eq!(wrong.json()["tries_left"], left);
        }
        verify_with(&stranger, &attempt, "totp", &app.code(&campus, 0)).await.expect_problem(410, "ATTEMPT_OVER");
        verify_with(&stranger, &attempt, "recovery", &codes[0]).await.expect_problem(410, "ATTEMPT_OVER");
        let fresh = begin(&stranger).await;
        verify_with(&stranger, &fresh, "totp", &app.code(&campus, 0)).await.expect(200);
    }

    async fn each_recovery_code_is_good_once(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (_, codes) = add_app(&campus, &asha).await;
        let stranger = campus.stranger();
        let attempt = begin(&stranger).await;
        let body = verify_with(&stranger, &attempt, "recovery", &codes[3].to_lowercase().replace('-', " ")).await.expect(200).json();
        let factors = campus.stranger().with_token(body["token"].as_str().unwrap()).get("/api/user/factors").await.json();
        assert_eq!(factors["recovery"]["left"], 9);
        let again = begin(&stranger).await;
        verify_with(&stranger, &again, "recovery", &codes[3]).await.expect_problem(400, "WRONG_CODE");
        let made = asha.post("/api/user/recovery-codes").await.expect(201).json();
        assert_ne!(made["recovery_codes"][0], json!(codes[0]));
        verify_with(&stranger, &again, "recovery", &codes[0]).await.expect_problem(400, "WRONG_CODE");
        verify_with(&stranger, &again, "recovery", made["recovery_codes"][0].as_str().unwrap()).await.expect(200);
        campus.member("ravi").await.post("/api/user/recovery-codes").await.expect_problem(409, "CONFLICT");
    }

    async fn a_new_app_takes_the_place_of_the_old_one_only_when_it_works(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (old, _) = add_app(&campus, &asha).await;
        campus.wait(MINUTE);
        let added = asha.post("/api/user/totp").await.expect(201).json();
        let stranger = campus.stranger();
        verify_with(&stranger, &begin(&stranger).await, "totp", &old.code(&campus, 0)).await.expect(200);
        let new = support::signing::App::of(added["secret"].as_str().unwrap());
        asha.post("/api/user/totp/confirm").json(json!({"code": new.code(&campus, 0)})).await.expect(200);
        campus.wait(MINUTE);
        let attempt = begin(&stranger).await;
        verify_with(&stranger, &attempt, "totp", &old.code(&campus, 0)).await.expect_problem(400, "WRONG_CODE");
        verify_with(&stranger, &attempt, "totp", &new.code(&campus, 0)).await.expect(200);
    }

    async fn an_app_that_is_removed_is_no_longer_asked_for(campus: TestCampus) {
        let asha = campus.member("asha").await;
        add_app(&campus, &asha).await;
        asha.delete("/api/user/totp").await.expect(204);
        assert_eq!(sign_in(&campus.stranger(), ASHA, PASSWORD).await.expect(200).json()["status"], "signed_in");
        asha.delete("/api/user/totp").await.expect_problem(404, "NOT_FOUND");
        assert_eq!(asha.get("/api/user/factors").await.json()["recovery"]["left"], 0);
        assert_eq!(campus.last_letter(ASHA).await.unwrap().subject, "A way to sign in was removed");
        // The record of somebody who belongs to no institute is the installation's, behind its wall.
        let record = campus.kernel.database.tenant([0; 16]);
        let sql = "SELECT COUNT(*) FROM audit_entries WHERE action LIKE 'account.totp.%'";
        let row = database::Query::one(&record, sql, Vec::new()).await.unwrap().unwrap();
        let entries: i64 = row.get(0).unwrap();
        assert_eq!(entries, 2);
    }

    #[options(with_mail())]
    async fn who_has_an_app_gets_no_code_by_letter_instead(campus: TestCampus) {
        let asha = campus.member("asha").await;
        add_app(&campus, &asha).await;
        campus.wait(15 * MINUTE);
        let stranger = campus.stranger();
        let attempt = begin(&stranger).await;
        let letters = campus.letters(ASHA).await.len();
        let problem = stranger.post("/api/auth/login/code").json(json!({"attempt": attempt})).await.expect_problem(400, "VALIDATION");
        assert_eq!(problem.json()["field"], "factor");
        assert_eq!(campus.letters(ASHA).await.len(), letters);
        verify_with(&stranger, &attempt, "email", "000000").await.expect_problem(400, "VALIDATION");
    }

    async fn important_changes_ask_again_after_ten_minutes(campus: TestCampus) {
        let asha = campus.member("asha").await;
        asha.post("/api/user/totp").await.expect(201);
        campus.wait(11 * MINUTE);
        asha.post("/api/user/totp").await.expect_problem(403, "STEP_UP_REQUIRED");
        assert_eq!(asha.get("/api/auth/confirm").await.expect(200).json()["factors"], json!(["password"]));
        let wrong = confirm_with(&asha, "password", "not the password").await.expect_problem(400, "WRONG_CODE");
        assert_eq!(wrong.json()["tries_left"], 9);
        asha.post("/api/user/totp").await.expect_problem(403, "STEP_UP_REQUIRED");
        confirm_with(&asha, "password", PASSWORD).await.expect(204);
        asha.post("/api/user/totp").await.expect(201);
        campus.wait(11 * MINUTE);
        asha.post("/api/user/totp").await.expect_problem(403, "STEP_UP_REQUIRED");
    }

    async fn who_has_an_app_confirms_with_it_and_not_with_the_password(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let (app, codes) = add_app(&campus, &asha).await;
        campus.wait(11 * MINUTE);
        asha.delete("/api/user/totp").await.expect_problem(403, "STEP_UP_REQUIRED");
        assert_eq!(asha.get("/api/auth/confirm").await.json()["factors"], json!(["totp", "recovery"]));
        confirm_with(&asha, "password", PASSWORD).await.expect_problem(400, "VALIDATION");
        for left in (1..5).rev() {
            let wrong = confirm_with(&asha, "totp", "000000").await.expect_problem(400, "WRONG_CODE");
            assert_eq!(wrong.json()["tries_left"], left);
        }
        confirm_with(&asha, "totp", &app.code(&campus, 0)).await.expect(204);
        asha.post("/api/user/recovery-codes").await.expect(201);
        campus.wait(11 * MINUTE);
        confirm_with(&asha, "recovery", &codes[0]).await.expect_problem(400, "WRONG_CODE");
    }

    #[options(with_mail())]
    async fn a_letter_confirms_too_where_there_is_nothing_better(campus: TestCampus) {
        let asha = campus.member("asha").await;
        campus.wait(20 * MINUTE);
        assert_eq!(asha.get("/api/auth/confirm").await.json()["factors"], json!(["password", "email"]));
        let sent = asha.post("/api/auth/confirm/code").await.expect(202).json();
        assert_eq!(sent["resend_after"], 30);
        asha.post("/api/auth/confirm/code").await.expect_problem(429, "RATE_LIMITED");
        let code = campus.code_for(ASHA).await;
        // A code is for the session that asked for it.
        let elsewhere = campus.member("asha").await;
        confirm_with(&elsewhere, "email", &code).await.expect_problem(400, "WRONG_CODE");
        confirm_with(&asha, "email", &code).await.expect(204);
        asha.post("/api/user/totp").await.expect(201);
        confirm_with(&asha, "email", &code).await.expect_problem(400, "WRONG_CODE");
    }

    async fn programs_cannot_touch_factors(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let token = asha.post("/api/user/tokens").json(json!({"name": "ci", "scopes": ["everything"]})).await.expect(201).json();
        let program = campus.stranger().with_token(token["token"].as_str().unwrap());
        for call in [program.post("/api/user/totp"), program.get("/api/user/factors"), program.post("/api/auth/confirm").json(json!({"factor": "password", "code": PASSWORD})), program.get("/api/user/devices")] {
            call.await.expect_problem(403, "PEOPLE_ONLY");
        }
    }

    async fn the_database_does_not_give_seeds_and_codes_away(campus: TestCampus) {
        use database::Query;
        let asha = campus.member("asha").await;
        let added = asha.post("/api/user/totp").await.expect(201).json();
        let row = campus.kernel.database.one("SELECT pending FROM authenticators", Vec::new()).await.unwrap().unwrap();
        let kept: Vec<u8> = row.get(0).unwrap();
        let app = support::signing::App::of(added["secret"].as_str().unwrap());
        assert!(!kept.windows(20).any(|window| window == app.seed()));
    }
}
