//! From an invitation to an account without a password.

use database::testing::TestDatabase;
use futures::future::join_all;
use serde_json::{Value, json};
use simulator_google::Misbehaviour;
use testkit::TestInstitute;

use crate::stage::{Browser, Stage, sign_in};

/// Invites a student; answers the secret of the letter and the member.
async fn invite(stage: &Stage, institute: &TestInstitute<'_>, email: &str) -> (String, String) {
    let person = json!({"email": email, "name": "Somebody", "role": "student"});
    let invited = institute
        .owner
        .post(&institute.path("/invitations"))
        .json(person)
        .await
        .expect(201)
        .json();
    let letter = stage.campus.last_letter(email).await.unwrap();
    let (_, rest) = letter.text.split_once("/join#").unwrap();
    let secret = rest.split_whitespace().next().unwrap().to_owned();
    (secret, invited["member"].as_str().unwrap().to_owned())
}

fn join(secret: &str) -> Value {
    json!({"purpose": "join", "invitation": secret})
}

async fn still_good(stage: &Stage, secret: &str) -> bool {
    let look = stage
        .campus
        .stranger()
        .post("/api/invitations/look")
        .json(json!({"secret": secret}))
        .await;
    look.status == 200
}

async fn ask(institute: &TestInstitute<'_>, change: impl Fn(&mut Value)) {
    let mut policy = institute.owner.get(&institute.path("/policy")).await.expect(200).json();
    change(&mut policy);
    institute.owner.put(&institute.path("/policy")).json(policy).await;
    let kept = institute.owner.get(&institute.path("/policy")).await.expect(200).json();
    let mut wanted = kept.clone();
    change(&mut wanted);
    assert_eq!(kept, wanted, "the policy was taken");
}

stories! {
    async fn an_invitation_and_google_make_an_account_without_a_password(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        let (secret, _) = invite(&stage, &institute, "asha@gmail.example").await;
        let browser = stage.browser();
        assert_eq!(stage.go(&browser, join(&secret), "asha@gmail.example").await, "/");
        let user = browser.client().get("/api/user/info").await.expect(200).json();
        assert_eq!((&user["email"], &user["name"]), (&json!("asha@gmail.example"), &json!("Asha Rao")));
        let mine = browser.client().get("/api/user/institutes").await.expect(200).json();
        assert_eq!(mine["items"][0]["name"], "Vidya");
        assert!(!still_good(&stage, &secret).await);
        let again = stage.campus.stranger().post("/api/auth/google/start").json(join(&secret)).await;
        again.expect_problem(404, "NOT_FOUND");

        for password in ["", "password", "asha@gmail.example"] {
            let login = json!({"email": "asha@gmail.example", "password": password});
            stage.campus.stranger().post("/api/auth/login").json(login).await.expect_problem(401, "UNAUTHENTICATED");
        }
        let other = stage.browser();
        assert_eq!(stage.go(&other, sign_in(), "asha@gmail.example").await, "/drive?sort=name");
        other.client().delete("/api/user/google").await.expect_problem(409, "ONLY_WAY_IN");
    }

    async fn the_page_suggests_the_account_that_was_invited(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        ask(&institute, |policy| policy["google_domain"] = json!("school.example")).await;
        let (secret, _) = invite(&stage, &institute, "ravi@school.example").await;
        let browser = stage.browser();
        let url = browser.start(join(&secret)).await;
        assert!(url.contains("login_hint=ravi%40school.example") && url.contains("hd=school.example"), "{url}");
        assert!(!url.contains(secret.split('.').nth(1).unwrap()), "Google does not get the invitation: {url}");
        let back = stage.google.choose(&url, "ravi@school.example").unwrap();
        assert_eq!(browser.land(&back).await, "/");
    }

    async fn an_invitation_is_for_one_address_that_google_vouches_for(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        let (secret, _) = invite(&stage, &institute, "asha@gmail.example").await;
        let wrong = stage.go(&stage.browser(), join(&secret), "ravi@school.example").await;
        assert_eq!(wrong, "/login#problem=GOOGLE_OTHER_ADDRESS");
        stage.google.misbehave(Misbehaviour::UnverifiedEmail);
        let unverified = stage.go(&stage.browser(), join(&secret), "asha@gmail.example").await;
        assert_eq!(unverified, "/login#problem=GOOGLE_UNVERIFIED");
        stage.google.behave();
        assert!(still_good(&stage, &secret).await);
        assert_eq!(stage.go(&stage.browser(), join(&secret), "asha@gmail.example").await, "/");
    }

    async fn nobody_gets_an_account_that_is_there_already(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        stage.campus.member("meera").await;
        stage.google.add_account(simulator_google::Account::new("meera@example.org", "Not Meera"));
        let (secret, _) = invite(&stage, &institute, "meera@example.org").await;
        let browser = stage.browser();
        let landed = stage.go(&browser, join(&secret), "meera@example.org").await;
        assert_eq!((landed.as_str(), browser.user().await), ("/login#problem=GOOGLE_UNKNOWN", None));
        assert!(still_good(&stage, &secret).await);
    }

    async fn a_google_account_that_is_linked_makes_no_second_account(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        stage.linked("asha").await;
        let (secret, _) = invite(&stage, &institute, "asha@gmail.example").await;
        let landed = stage.go(&stage.browser(), join(&secret), "asha@gmail.example").await;
        assert_eq!(landed, "/login#problem=GOOGLE_TAKEN");
        assert!(still_good(&stage, &secret).await, "nothing was kept of the attempt");
        let login = json!({"email": "asha@gmail.example", "password": "irrelevant"});
        stage.campus.stranger().post("/api/auth/login").json(login).await.expect_problem(401, "UNAUTHENTICATED");
    }

    async fn an_invitation_that_ends_on_the_way_is_over(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        let (secret, member) = invite(&stage, &institute, "asha@gmail.example").await;
        let browser = stage.browser();
        let url = browser.start(join(&secret)).await;
        institute.owner.delete(&institute.path(&format!("/invitations/{member}"))).await.expect(204);
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();
        assert_eq!(browser.land(&back).await, "/login#problem=INVITATION_OVER");
        assert_eq!(browser.user().await, None);
    }

    async fn of_five_who_join_with_the_same_invitation_one_does(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        let (secret, _) = invite(&stage, &institute, "asha@gmail.example").await;
        let mut ways: Vec<(Browser, String)> = Vec::new();
        for _ in 0..5 {
            let browser = stage.browser();
            let url = browser.start(join(&secret)).await;
            ways.push((browser, stage.google.choose(&url, "asha@gmail.example").unwrap()));
        }
        let landed = join_all(ways.iter().map(|(browser, back)| browser.land(back))).await;
        assert_eq!(landed.iter().filter(|page| *page == "/").count(), 1, "{landed:?}");
    }

    async fn an_institute_admits_its_own_domain_only(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        let (secret, _) = invite(&stage, &institute, "asha@gmail.example").await;
        assert_eq!(stage.go(&stage.browser(), join(&secret), "asha@gmail.example").await, "/");
        let (late, _) = invite(&stage, &institute, "ravi@school.example").await;
        ask(&institute, |policy| policy["google_domain"] = json!("school.example")).await;

        // Whoever is in already is asked as well.
        let asha = stage.go(&stage.browser(), sign_in(), "asha@gmail.example").await;
        assert_eq!(asha, "/login#problem=GOOGLE_DOMAIN");
        stage.google.misbehave(Misbehaviour::OtherDomain);
        let elsewhere = stage.go(&stage.browser(), join(&late), "ravi@school.example").await;
        assert_eq!(elsewhere, "/login#problem=GOOGLE_DOMAIN");
        stage.google.behave();
        assert_eq!(stage.go(&stage.browser(), join(&late), "ravi@school.example").await, "/");
    }

    async fn google_is_the_first_factor_and_not_the_second(stage: Stage) {
        let institute = stage.campus.institute("Vidya").await;
        let (secret, _) = invite(&stage, &institute, "asha@gmail.example").await;
        assert_eq!(stage.go(&stage.browser(), join(&secret), "asha@gmail.example").await, "/");
        ask(&institute, |policy| policy["code"] = json!("always")).await;
        stage.wait(60);

        let browser = stage.browser();
        let landed = stage.go(&browser, sign_in(), "asha@gmail.example").await;
        let attempt = landed.strip_prefix("/login#attempt=").unwrap().strip_suffix("&next=%2Fdrive%3Fsort%3Dname").unwrap();
        assert_eq!(browser.user().await, None);
        let code = stage.campus.code_for("asha@gmail.example").await;
        let proof = json!({"attempt": attempt, "factor": "email", "code": code});
        // The rest of the way belongs to the browser it began in.
        let thief = stage.campus.stranger().post("/api/auth/login/verify").json(proof.clone()).await;
        thief.expect_problem(410, "ATTEMPT_OVER");
        browser.keep(browser.client().post("/api/auth/login/verify").json(proof).await.expect(200));
        assert_eq!(browser.user().await.as_deref(), Some("asha@gmail.example"));
    }
}
