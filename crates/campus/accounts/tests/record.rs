//! Stories about what the record says of signing in, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Value, json};
use support::authenticator::{Authenticator, ORIGIN};
use testkit::{Client, PASSWORD, TestCampus, on_each_campus};

/// What the installation's record says about a person, the earliest first.
async fn about(campus: &TestCampus, person: &Client) -> Vec<Value> {
    let id = person.get("/api/user/info").await.expect(200).json()["id"].clone();
    let record = campus
        .owner()
        .await
        .get("/api/audit?limit=100")
        .await
        .expect(200)
        .json();
    let mut entries = record["items"].as_array().unwrap().clone();
    entries.retain(|entry| entry["object"] == id);
    entries.sort_by_key(|entry| entry["number"].as_u64());
    entries
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

async fn password(campus: &TestCampus, from: &str, password: &str) -> Value {
    let login = json!({"email": "asha@example.org", "password": password});
    campus
        .stranger()
        .from(from)
        .post("/api/auth/login")
        .json(login)
        .await
        .json()
}

on_each_campus! {
    async fn what_somebody_does_to_their_own_doors_is_on_the_record(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let token = asha.post("/api/user/tokens").json(json!({"name": "sync", "scopes": ["files_read"]})).await.expect(201);
        let (body, token) = (token.text(), token.json());
        asha.delete(&format!("/api/user/tokens/{}", token["id"].as_str().unwrap())).await.expect(204);
        let other = campus.member("asha").await;
        asha.post("/api/user/sessions/end-others").await.expect(200);
        other.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        let ceremony = asha.post("/api/user/passkeys/options").await.expect(200).json();
        let credential = Authenticator::new().register(ORIGIN, &ceremony["options"]).await;
        let made = json!({"ceremony": ceremony["ceremony"], "name": "phone", "credential": credential});
        let made = asha.post("/api/user/passkeys").json(made).await.expect(201).json();
        asha.delete(&format!("/api/user/passkeys/{}", made["id"].as_str().unwrap())).await.expect(204);

        let entries = about(&campus, &asha).await;
        assert_eq!(actions(&entries), [
            "account.signed_in",
            "account.token.made",
            "account.token.revoked",
            "account.signed_in",
            "account.session.ended",
            "account.passkey.added",
            "account.passkey.removed",
        ]);
        assert_eq!(entries[0]["detail"]["first"], "password");
        assert_eq!(entries[1]["detail"]["scopes"], json!(["files_read"]));
        assert_eq!(entries[4]["detail"]["others"], 1);
        let secret = token["token"].as_str().unwrap();
        assert!(body.contains(secret) && !json!(entries).to_string().contains(secret));
    }

    async fn the_next_sign_in_tells_how_often_it_was_tried_elsewhere(campus: TestCampus) {
        let asha = campus.member("asha").await;
        for _ in 0..3 {
            password(&campus, "203.0.113.66", "a guess of somebody").await;
        }
        // What one mistypes oneself, before it is right, is nothing to tell.
        password(&campus, "198.51.100.7", "my old sentence").await;
        assert_eq!(password(&campus, "198.51.100.7", PASSWORD).await["status"], "signed_in");
        let entries = about(&campus, &asha).await;
        assert_eq!(actions(&entries), ["account.signed_in", "account.signed_in"]);
        assert_eq!(entries[0]["detail"]["wrong_tries_elsewhere"], 0);
        assert_eq!(entries[1]["detail"]["wrong_tries_elsewhere"], 3);
        assert_eq!(entries[1]["address"], "198.51.100.7");
    }
}
