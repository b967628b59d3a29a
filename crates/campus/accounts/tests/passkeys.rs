//! Stories about passkeys, with a software authenticator, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::authenticator::{Authenticator, ORIGIN};
use testkit::{Client, PASSWORD, TestCampus, on_each_campus};

/// Adds a passkey to the account of somebody signed in.
async fn add(client: &Client, device: &mut Authenticator, name: &str) -> Value {
    let ceremony = client.post("/api/user/passkeys/options").await.expect(200).json();
    let credential = device.register(ORIGIN, &ceremony["options"]).await;
    let body = json!({"ceremony": ceremony["ceremony"], "name": name, "credential": credential});
    client.post("/api/user/passkeys").json(body).await.expect(201).json()
}

/// Begins to sign in with a passkey alone.
async fn asked(campus: &TestCampus) -> Value {
    let asked = campus
        .stranger()
        .post("/api/auth/login/passkey/options")
        .json(json!({}));
    asked.await.expect(200).json()
}

async fn show(campus: &TestCampus, ceremony: &Value, credential: Value) -> testkit::Answer {
    let body = json!({"ceremony": ceremony["ceremony"], "credential": credential});
    campus.stranger().post("/api/auth/login/passkey").json(body).await
}

/// Signs in with a passkey alone.
async fn sign_in(campus: &TestCampus, device: &mut Authenticator) -> testkit::Answer {
    let ceremony = asked(campus).await;
    let credential = device.assert(ORIGIN, &ceremony["options"]).await;
    show(campus, &ceremony, credential).await
}

async fn with_password(campus: &TestCampus, name: &str) -> Value {
    let login = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
    campus
        .stranger()
        .post("/api/auth/login")
        .json(login)
        .await
        .expect(200)
        .json()
}

on_each_campus! {
    async fn a_passkey_alone_signs_in(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        let made = add(&asha, &mut phone, "Asha's phone").await;
        assert_eq!((&made["name"], &made["last_used_at"]), (&json!("Asha's phone"), &Value::Null));

        let answer = sign_in(&campus, &mut phone).await.expect(200).json();
        assert_eq!((&answer["status"], &answer["verified"]), (&json!("signed_in"), &json!(true)));
        assert_eq!(answer["user"]["email"], "asha@example.org");
        let there = campus.stranger().with_token(answer["token"].as_str().unwrap());
        there.get("/api/user/info").await.expect(200);
        let letter = campus.last_letter("asha@example.org").await.unwrap();
        assert!(letter.text.contains("asskey") || letter.text.contains("device"), "{}", letter.text);
    }

    async fn a_passkey_is_the_second_factor_from_then_on(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        add(&asha, &mut phone, "phone").await;

        let second = with_password(&campus, "asha").await;
        assert_eq!((&second["status"], &second["factors"]), (&json!("second_factor"), &json!(["passkey"])));
        let attempt = json!({"attempt": second["attempt"]});
        let options = campus.stranger().post("/api/auth/login/passkey/options").json(attempt).await.expect(200).json();
        assert_eq!(options["options"]["allowCredentials"].as_array().unwrap().len(), 1);
        assert_eq!(options["options"]["userVerification"], "required");
        let credential = phone.assert(ORIGIN, &options["options"]).await;
        let answer = show(&campus, &options, credential).await.expect(200).json();
        assert_eq!(answer["status"], "signed_in");
    }

    async fn the_same_answer_does_not_serve_twice(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        add(&asha, &mut phone, "phone").await;
        let ceremony = asked(&campus).await;
        let credential = phone.assert(ORIGIN, &ceremony["options"]).await;
        show(&campus, &ceremony, credential.clone()).await.expect(200);
        show(&campus, &ceremony, credential.clone()).await.expect_problem(410, "CEREMONY_OVER");
        // Nor to another question.
        let other = asked(&campus).await;
        show(&campus, &other, credential).await.expect_problem(400, "PASSKEY_REFUSED");
        // And the wrong answer used that question up.
        let right = phone.assert(ORIGIN, &other["options"]).await;
        show(&campus, &other, right).await.expect_problem(410, "CEREMONY_OVER");
    }

    async fn an_answer_comes_within_five_minutes(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        add(&asha, &mut phone, "phone").await;
        let ceremony = asked(&campus).await;
        let credential = phone.assert(ORIGIN, &ceremony["options"]).await;
        campus.wait(Duration::from_secs(301));
        show(&campus, &ceremony, credential).await.expect_problem(410, "CEREMONY_OVER");
    }

    async fn what_was_signed_for_another_site_is_refused(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        add(&asha, &mut phone, "phone").await;
        let ceremony = asked(&campus).await;
        let credential = phone.assert("http://localhost:9999", &ceremony["options"]).await;
        show(&campus, &ceremony, credential).await.expect_problem(400, "PASSKEY_REFUSED");

        let options = asha.post("/api/user/passkeys/options").await.expect(200).json();
        let made = Authenticator::new().register("http://localhost:9999", &options["options"]).await;
        let body = json!({"ceremony": options["ceremony"], "name": "evil", "credential": made});
        asha.post("/api/user/passkeys").json(body).await.expect_problem(400, "PASSKEY_REFUSED");
    }

    async fn another_s_passkey_is_no_second_factor(campus: TestCampus) {
        let (asha, ravi) = (campus.member("asha").await, campus.member("ravi").await);
        let (mut phone, mut stick) = (Authenticator::new(), Authenticator::new());
        add(&asha, &mut phone, "phone").await;
        add(&ravi, &mut stick, "stick").await;
        let second = with_password(&campus, "asha").await;
        let attempt = json!({"attempt": second["attempt"]});
        let ceremony = campus.stranger().post("/api/auth/login/passkey/options").json(attempt).await.expect(200).json();
        let foreign = stick.assert_any(ORIGIN, &ceremony["options"]).await;
        show(&campus, &ceremony, foreign).await.expect_problem(400, "PASSKEY_REFUSED");

        // A question of one session is not answered by another.
        let options = asha.post("/api/user/passkeys/options").await.expect(200).json();
        let made = Authenticator::new().register(ORIGIN, &options["options"]).await;
        let body = json!({"ceremony": options["ceremony"], "name": "mine", "credential": made});
        ravi.post("/api/user/passkeys").json(body).await.expect_problem(410, "CEREMONY_OVER");
    }

    async fn a_copy_is_refused_and_its_owner_told(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::counting();
        add(&asha, &mut phone, "phone").await;
        let mut copy = phone.copy();
        sign_in(&campus, &mut phone).await.expect(200);
        sign_in(&campus, &mut phone).await.expect(200);
        sign_in(&campus, &mut copy).await.expect_problem(400, "PASSKEY_REFUSED");
        let letter = campus.last_letter("asha@example.org").await.unwrap();
        assert!(letter.text.contains("“phone”"), "{}", letter.text);
        sign_in(&campus, &mut phone).await.expect(200);
    }

    async fn a_person_who_was_not_verified_is_refused(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        add(&asha, &mut phone, "phone").await;
        let ceremony = asked(&campus).await;
        let unverified = phone.assert_unverified(ORIGIN, &ceremony["options"]).await;
        show(&campus, &ceremony, unverified).await.expect_problem(400, "PASSKEY_REFUSED");
    }

    async fn a_passkey_makes_an_old_session_fresh(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let mut phone = Authenticator::new();
        let made = add(&asha, &mut phone, "phone").await;
        let path = format!("/api/user/passkeys/{}", made["id"].as_str().unwrap());
        campus.wait(Duration::from_secs(601));
        support::forget_the_moment().await;
        asha.delete(&path).await.expect_problem(403, "STEP_UP_REQUIRED");
        let ceremony = asha.post("/api/auth/confirm/passkey/options").await.expect(200).json();
        let credential = phone.assert(ORIGIN, &ceremony["options"]).await;
        let body = json!({"ceremony": ceremony["ceremony"], "credential": credential});
        asha.post("/api/auth/confirm/passkey").json(body).await.expect(204);

        let renamed = asha.patch(&path).json(json!({"name": "old phone"})).await.expect(200).json();
        assert_eq!(renamed["name"], "old phone");
        campus.member("ravi").await.patch(&path).json(json!({"name": "mine"})).await.expect_problem(404, "NOT_FOUND");
        asha.delete(&path).await.expect(204);
        asha.delete(&path).await.expect_problem(404, "NOT_FOUND");
        sign_in(&campus, &mut phone).await.expect_problem(400, "PASSKEY_REFUSED");
    }

    async fn an_account_has_twenty_at_most_and_each_once(campus: TestCampus) {
        let asha = campus.member("asha").await;
        for number in 0..20 {
            add(&asha, &mut Authenticator::new(), &format!("key {number}")).await;
        }
        asha.post("/api/user/passkeys/options").await.expect_problem(409, "CONFLICT");
    }
}
