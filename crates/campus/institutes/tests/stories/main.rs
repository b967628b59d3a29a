//! Stories about institutes and their people, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod admin;
mod deletion;
mod imports;
mod institute;
mod invitations;
mod isolation;
mod large;
mod people;
mod policy;
mod walls;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestCampus, TestInstitute};

/// Invites somebody as the owner of the institute.
async fn invite(institute: &TestInstitute<'_>, name: &str, role: &str) -> Answer {
    let person = json!({"email": format!("{name}@example.org"), "name": name, "role": role});
    institute.owner.post(&institute.path("/invitations")).json(person).await
}

/// The secret in the newest letter to somebody.
async fn secret_for(campus: &TestCampus, name: &str) -> String {
    let letter = campus
        .last_letter(&format!("{name}@example.org"))
        .await
        .expect("a letter");
    let (_, rest) = letter.text.split_once("/join#").expect("a link to join");
    rest.split_whitespace().next().expect("a secret").to_owned()
}

async fn accept(client: &Client, secret: &str) -> Answer {
    client
        .post("/api/invitations/accept")
        .json(json!({"secret": secret}))
        .await
}

async fn look(client: &Client, secret: &str) -> Answer {
    client
        .post("/api/invitations/look")
        .json(json!({"secret": secret}))
        .await
}

/// The recorded actions of an institute, the oldest first, without those of setting the stage.
async fn deeds(institute: &TestInstitute<'_>) -> Vec<String> {
    let trail = institute
        .owner
        .get(&institute.path("/audit?limit=1000"))
        .await
        .expect(200)
        .json();
    let entries = trail["items"].as_array().unwrap().iter().rev();
    entries
        .map(|entry| entry["action"].as_str().unwrap().to_owned())
        .filter(|action| action != "institute.opened")
        .collect()
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("a page").iter();
    items.map(|person| person["name"].as_str().unwrap()).collect()
}
