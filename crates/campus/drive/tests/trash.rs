//! Throwing away, restoring, deleting for good, and what time does.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::time::Duration;

use database::on_each_database;
use serde_json::{Value, json};
use support::{Person, TestDrive, content, noise, text};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn folder_id(person: &Person, path: &str) -> String {
    text(
        &person
            .get(&format!("/api/files?folder={path}"))
            .await
            .expect(200)
            .json()["folder"]["id"],
    )
}

fn names(entries: &[Value]) -> Vec<String> {
    entries.iter().map(|entry| text(&entry["name"])).collect()
}

on_each_database! {
    async fn there_and_back(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let file = asha.upload("/a/b/one.txt", "one").await;
        asha.upload("/a/b/one.txt", "one again").await;
        asha.upload("/a/two.png", noise(100, 1)).await;
        let before = asha.get("/api/storage/usage").await.json();
        let a = folder_id(&asha, "/a").await;
        asha.delete(&format!("/api/files/{a}")).await.expect(204);
        asha.delete(&format!("/api/files/{a}")).await.expect(204);
        assert!(asha.names("").await.is_empty());
        asha.get(&content("/a/b/one.txt")).await.problem(404, "NOT_FOUND");
        let trash = asha.all("/api/trash?").await;
        assert_eq!(names(&trash), ["a"]);
        assert_eq!(trash[0]["trashed_at"], "2026-11-20T06:00:00.000000Z");
        let usage = asha.get("/api/storage/usage").await.json();
        assert_eq!((&usage["trash_bytes"], &usage["files"], &usage["folders"]), (&json!(112), &json!(0), &json!(0)));
        assert_eq!(usage["used"], before["used"]);
        drive.check_books("asha").await;

        // What lies inside can be looked at by its id, and nothing else.
        let inside = format!("/api/files/{}", text(&file["id"]));
        assert!(asha.get(&format!("{inside}/info")).await.expect(200).json()["trashed_at"].is_string());
        assert_eq!(asha.bytes(&file["id"]).await, b"one again");
        asha.patch(&inside).json(json!({"name": "x"})).await.problem(409, "CONFLICT");
        asha.post(&format!("{inside}/copy")).json(json!({})).await.problem(409, "CONFLICT");
        asha.post(&format!("{inside}/restore")).await.problem(409, "CONFLICT");
        asha.delete(&format!("{inside}/versions/1")).await.problem(409, "CONFLICT");
        asha.post("/api/folders").json(json!({"name": "x", "folder": a})).await.problem(409, "CONFLICT");

        asha.post(&format!("/api/files/{a}/restore")).await.expect(200);
        asha.post(&format!("/api/files/{a}/restore")).await.problem(409, "CONFLICT");
        assert_eq!(asha.get(&content("/a/b/one.txt")).await.expect(200).body, b"one again");
        assert_eq!(asha.get("/api/storage/usage").await.json(), before);
        drive.check_books("asha").await;
    }

    async fn a_restored_name_gives_way(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        for _ in 0..3 {
            let file = asha.upload("/a/notes.txt", "x").await;
            asha.delete(&format!("/api/files/{}", text(&file["id"]))).await.expect(204);
            drive.clock.advance(Duration::from_secs(1));
        }
        let thrown = asha.all("/api/trash?").await;
        assert_eq!(thrown.len(), 3);
        let mut restored = Vec::new();
        for entry in &thrown {
            restored.push(text(&asha.post(&format!("/api/files/{}/restore", text(&entry["id"]))).await.expect(200).json()["path"]));
        }
        assert_eq!(restored, ["/a/notes.txt", "/a/notes (restored).txt", "/a/notes (restored 2).txt"]);
        drive.check_books("asha").await;
    }

    async fn what_lost_its_folder_is_restored_to_the_top(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let file = text(&asha.upload("/a/b/one.txt", "one").await["id"]);
        asha.upload("/a/b/two.txt", "two").await;
        asha.delete(&format!("/api/files/{file}")).await.expect(204);
        let a = folder_id(&asha, "/a").await;
        asha.delete(&format!("/api/files/{a}")).await.expect(204);
        assert_eq!(names(&asha.all("/api/trash?").await).len(), 2);
        asha.delete(&format!("/api/files/{a}?permanent=true")).await.expect(204);
        drive.check_books("asha").await;
        assert_eq!(names(&asha.all("/api/trash?").await), ["one.txt"]);
        let restored = asha.post(&format!("/api/files/{file}/restore")).await.expect(200).json();
        assert_eq!((&restored["path"], &restored["folder"]), (&json!("/one.txt"), &json!(null)));
        drive.check_books("asha").await;
    }

    async fn deleted_for_good(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let file = text(&asha.upload("/one.bin", noise(9000, 1)).await["id"]);
        asha.upload("/one.bin", noise(5000, 2)).await;
        asha.delete(&format!("/api/files/{file}?permanent=true")).await.expect(204);
        asha.get(&format!("/api/files/{file}")).await.problem(404, "NOT_FOUND");
        asha.delete(&format!("/api/files/{file}?permanent=true")).await.problem(404, "NOT_FOUND");
        let usage = asha.get("/api/storage/usage").await.json();
        assert_eq!((&usage["used"], &usage["trash_bytes"]), (&json!(0), &json!(0)));
        assert_eq!(drive.count("SELECT COUNT(*) FROM contents").await, 0);
        drive.check_books("asha").await;
    }

    async fn a_large_trash_is_emptied_in_pages(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        asha.upload("/folder/seed.txt", "12345").await;
        for folder in 0..12 {
            // Twelve times a hundred files: more than one request clears itself.
            asha.upload(&format!("/folder/f{folder}/0.txt"), "12345").await;
        }
        let rest: Vec<_> = (0..12).flat_map(|folder| (1..100).map(move |file| format!("/folder/f{folder}/{file}.txt"))).collect();
        for group in rest.chunks(60) {
            futures::future::join_all(group.iter().map(|path| asha.upload(path, "12345"))).await;
        }
        asha.upload("/kept.txt", "kept").await;
        let folder = folder_id(&asha, "/folder").await;
        asha.delete(&format!("/api/files/{folder}")).await.expect(204);
        let plan = asha.delete("/api/trash?dry_run=true").await.expect(200).json();
        assert_eq!(plan, json!({"files": 1201, "folders": 13, "bytes": 6005}));
        assert_eq!(asha.all("/api/trash?").await.len(), 1);
        assert_eq!(asha.delete("/api/trash").await.expect(200).json(), plan);
        assert!(asha.all("/api/trash?").await.is_empty());
        asha.post(&format!("/api/files/{folder}/restore")).await.problem(404, "NOT_FOUND");
        drive.check_books("asha").await;
        assert!(drive.count("SELECT COUNT(*) FROM nodes").await > 1, "one request cleared everything");
        drive.run_jobs().await;
        assert_eq!(drive.count("SELECT COUNT(*) FROM nodes").await, 1);
        assert_eq!(drive.count("SELECT COUNT(*) FROM contents").await, 1);
        let usage = asha.get("/api/storage/usage").await.json();
        assert_eq!((&usage["used"], &usage["trash_bytes"]), (&json!(4), &json!(0)));
        drive.check_books("asha").await;
    }

    async fn after_thirty_days_it_is_gone(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let old = text(&asha.upload("/old.txt", "old").await["id"]);
        asha.delete(&format!("/api/files/{old}")).await.expect(204);
        drive.clock.advance(DAY * 29);
        let young = text(&asha.upload("/young.txt", "young").await["id"]);
        asha.delete(&format!("/api/files/{young}")).await.expect(204);
        drive.run_recurring("drive.tidy_trash").await;
        assert_eq!(names(&asha.all("/api/trash?").await), ["young.txt", "old.txt"]);
        drive.clock.advance(DAY * 2);
        drive.run_recurring("drive.tidy_trash").await;
        assert_eq!(names(&asha.all("/api/trash?").await), ["young.txt"]);
        assert_eq!(asha.get("/api/storage/usage").await.json()["used"], 5);
        drive.check_books("asha").await;
    }
}
