//! Who may link what, and how a link goes.

use database::testing::TestDatabase;
use futures::future::join_all;
use serde_json::json;

use crate::stage::{Stage, sign_in};

stories! {
    async fn linking_is_for_a_person_who_proved_a_moment_ago_that_it_is_them(stage: Stage) {
        let link = json!({"purpose": "link"});
        let start = "/api/auth/google/start";
        stage.browser().client().post(start).json(link.clone()).await.expect_problem(401, "UNAUTHENTICATED");
        let browser = stage.signed_in("asha").await;
        let token = browser.client().post("/api/user/tokens").json(json!({"name": "program"})).await.expect(201).json();
        let program = stage.campus.stranger().with_token(token["token"].as_str().unwrap());
        assert_eq!(program.post(start).json(link.clone()).await.status, 403);
        stage.wait(601);
        browser.client().post(start).json(link).await.expect_problem(403, "STEP_UP_REQUIRED");
    }

    async fn the_session_that_set_out_must_come_back(stage: Stage) {
        let asha = stage.signed_in("asha").await;
        let url = asha.start(json!({"purpose": "link"})).await;
        let back = stage.google.choose(&url, "asha@gmail.example").unwrap();
        // In the meantime somebody else signs in, in the same browser.
        let ravi = stage.signed_in("ravi").await;
        let session = ("lyceum".to_owned(), ravi.cookie("lyceum").unwrap());
        let mut cookies = asha.cookies.lock().unwrap().clone();
        cookies.retain(|(name, _)| name != "lyceum");
        cookies.push(session);
        *asha.cookies.lock().unwrap() = cookies;
        assert_eq!(asha.land(&back).await, "/security#problem=GOOGLE_STATE");
        assert_eq!(stage.go(&stage.browser(), sign_in(), "asha@gmail.example").await, "/login#problem=GOOGLE_UNKNOWN");
    }

    async fn a_google_account_opens_one_account_and_an_account_has_one(stage: Stage) {
        let asha = stage.linked("asha").await;
        // Once more is nothing new.
        let link = json!({"purpose": "link", "next": "/profile"});
        assert_eq!(stage.go(&asha, link.clone(), "asha@gmail.example").await, "/profile");
        assert_eq!(stage.go(&asha, link.clone(), "ravi@school.example").await, "/security#problem=GOOGLE_TAKEN");
        let ravi = stage.signed_in("ravi").await;
        assert_eq!(stage.go(&ravi, link, "asha@gmail.example").await, "/security#problem=GOOGLE_TAKEN");
    }

    async fn of_many_who_link_the_same_google_account_one_does(stage: Stage) {
        let mut ways = Vec::new();
        for name in ["asha", "ravi", "meera", "john"] {
            let browser = stage.signed_in(name).await;
            let url = browser.start(json!({"purpose": "link"})).await;
            ways.push((browser, stage.google.choose(&url, "asha@gmail.example").unwrap()));
        }
        let landed = join_all(ways.iter().map(|(browser, back)| browser.land(back))).await;
        assert_eq!(landed.iter().filter(|page| *page == "/security").count(), 1, "{landed:?}");
    }

    async fn unlinking_closes_the_way_in(stage: Stage) {
        let asha = stage.linked("asha").await;
        stage.browser().client().delete("/api/user/google").await.expect_problem(401, "UNAUTHENTICATED");
        stage.wait(601);
        asha.client().delete("/api/user/google").await.expect_problem(403, "STEP_UP_REQUIRED");
        let asha = stage.signed_in("asha").await;
        asha.client().delete("/api/user/google").await.expect(204);
        asha.client().delete("/api/user/google").await.expect_problem(404, "NOT_FOUND");
        assert_eq!(stage.go(&stage.browser(), sign_in(), "asha@gmail.example").await, "/login#problem=GOOGLE_UNKNOWN");
    }

    async fn its_owner_hears_of_a_link_and_it_stands_in_the_record(stage: Stage) {
        let asha = stage.linked("asha").await;
        let added = stage.campus.last_letter("asha@example.org").await.unwrap();
        assert!(added.text.contains("Google"), "{}", added.text);
        asha.client().delete("/api/user/google").await.expect(204);
        let letters = stage.campus.letters("asha@example.org").await;
        assert_eq!(letters.iter().filter(|letter| letter.text.contains("Google")).count(), 2);

        let trail = stage.campus.owner().await.get("/api/audit").await.expect(200).json();
        let entries = trail["items"].as_array().unwrap();
        let deeds: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        let google: Vec<&&str> = deeds.iter().filter(|action| action.starts_with("account.google.")).collect();
        assert_eq!(google, [&"account.google.unlinked", &"account.google.linked"]);
    }
}
