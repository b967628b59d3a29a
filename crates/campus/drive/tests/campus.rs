//! Libraries on a whole campus: with real institutes, open pages, and the end of an institute.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::time::Duration;

use audit::INSTALLATION;
use axum::body::BodyDataStream;
use database::{Query, values};
use futures::StreamExt;
use kernel::Role;
use serde_json::json;
use testkit::{Client, TestCampus, on_each_campus};

async fn put(client: &Client, path: &str, library: Option<&str>, bytes: &'static str) -> testkit::Answer {
    client.put(&address(path, library)).body(bytes).await
}

fn address(path: &str, library: Option<&str>) -> String {
    let library = library.map(|id| format!("&library={id}")).unwrap_or_default();
    format!("/api/files/content?path={path}{library}")
}

/// Whether the news comes within a moment.
async fn hears(stream: &mut BodyDataStream, news: &str) -> bool {
    let mut text = String::new();
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(Duration::from_millis(1500), stream.next()).await {
        text.push_str(std::str::from_utf8(&piece).unwrap());
        if text.contains(&format!("event: {news}\n")) {
            return true;
        }
    }
    false
}

async fn count(campus: &TestCampus, sql: &'static str) -> i64 {
    let row = campus.kernel.database.one(sql, values![]).await.unwrap();
    row.unwrap().get(0).unwrap()
}

on_each_campus! {
    async fn a_library_reaches_its_members_and_nobody_else(campus: TestCampus) {
        let nalanda = campus.institute("Nalanda").await;
        let (teacher, student) = (nalanda.person(Role::Teacher, "tara").await, nalanda.person(Role::Student, "sunil").await);
        let stranger = campus.institute("Taxila").await.owner;
        let id = nalanda.id.to_string();
        let mut near = student.get("/api/events").streamed().await.into_body().into_data_stream();
        let mut far = stranger.get("/api/events").streamed().await.into_body().into_data_stream();

        let saved = put(&teacher, "/notes.txt", Some(&id), "chapter one").await.expect(201).json();
        assert_eq!(student.get(&address("/notes.txt", Some(&id))).await.expect(200).text(), "chapter one");
        assert!(hears(&mut near, "library").await);
        assert!(!hears(&mut far, "library").await);
        put(&student, "/mine.txt", Some(&id), "no").await.expect_problem(404, "NOT_FOUND");
        put(&student, "/mine.txt", None, "yes").await.expect(201);
        let file = format!("/api/files/{}", saved["id"].as_str().unwrap());
        student.get(&file).await.expect(200);
        stranger.get(&file).await.expect_problem(404, "NOT_FOUND");

        // Who is deactivated is out at once.
        let body = json!({"members": [nalanda.member_of(&student).await.to_string()], "action": {"kind": "deactivate"}});
        nalanda.owner.post(&nalanda.path("/people/bulk")).json(body).await.expect(200);
        student.get(&file).await.expect_problem(404, "NOT_FOUND");
        student.get(&address("/notes.txt", Some(&id))).await.expect_problem(404, "NOT_FOUND");
        student.get(&address("/mine.txt", None)).await.expect(200);
    }

    async fn an_institute_that_is_deleted_takes_its_keys_along(campus: TestCampus) {
        let nalanda = campus.institute("Nalanda").await;
        let taxila = campus.institute("Taxila").await;
        let teacher = nalanda.person(Role::Teacher, "tara").await;
        let saved = put(&teacher, "/notes.txt", Some(&nalanda.id.to_string()), "chapter one").await.expect(201).json();
        put(&teacher, "/own.txt", None, "mine").await.expect(201);
        put(&taxila.owner, "/notes.txt", Some(&taxila.id.to_string()), "theirs").await.expect(201);
        let keys = count(&campus, "SELECT COUNT(*) FROM vault_keys").await;

        nalanda.owner.delete(&nalanda.path("")).json(json!({"name": "Nalanda"})).await.expect(202);
        // Before any job has run: the key is gone.
        assert_eq!(count(&campus, "SELECT COUNT(*) FROM vault_keys").await, keys - 1);
        teacher.get(&format!("/api/files/{}", saved["id"].as_str().unwrap())).await.expect_problem(404, "NOT_FOUND");

        campus.run_jobs().await;
        assert_eq!(count(&campus, "SELECT COUNT(*) FROM volumes WHERE kind <> 0").await, 1);
        assert_eq!(count(&campus, "SELECT COUNT(*) FROM vaults WHERE NOT EXISTS (SELECT 1 FROM volumes WHERE vault_id = vaults.id)").await, 0);
        assert_eq!(count(&campus, "SELECT COUNT(*) FROM nodes WHERE name = 'notes.txt'").await, 1);
        assert_eq!(teacher.get(&address("/own.txt", None)).await.expect(200).text(), "mine");
        taxila.owner.get(&address("/notes.txt", Some(&taxila.id.to_string()))).await.expect(200);

        // The record outlives it, and says so.
        for chain in [nalanda.id, INSTALLATION] {
            assert!(audit::verify(&campus.kernel.database, chain).await.unwrap().intact);
        }
        let object = nalanda.id.to_string();
        let told = audit::about(&campus.kernel.database, nalanda.id, &object, 1).await.unwrap();
        assert_eq!(told[0].action, "institute.deleted");
    }
}
