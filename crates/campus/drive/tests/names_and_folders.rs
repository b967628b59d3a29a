//! Folders: listing, naming, moving, copying.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use database::on_each_database;
use serde_json::json;
use support::{TestDrive, content, noise, text};

on_each_database! {
    async fn a_folder_is_listed_in_pages_in_every_order(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        for name in ["b.txt", "page 10.txt", "page 9.txt", "Étude.mp3", "z.png", "a.rs"] {
            asha.upload(&format!("/notes/{name}"), noise(name.len() * 7, 1)).await;
            drive.clock.advance(std::time::Duration::from_secs(1));
        }
        for folder in ["zeta", "alpha 2", "alpha 10", "beta"] {
            asha.folder(folder, "/notes").await;
        }
        let listed = async |sort: &str, order: &str| {
            let items = asha.all(&format!("/api/files?folder=/notes&sort={sort}&order={order}")).await;
            items.iter().map(|entry| text(&entry["name"])).collect::<Vec<_>>()
        };
        let folders = ["alpha 2", "alpha 10", "beta", "zeta"];
        assert_eq!(listed("name", "asc").await[..4], folders);
        assert_eq!(listed("name", "asc").await[4..], ["a.rs", "b.txt", "Étude.mp3", "page 9.txt", "page 10.txt", "z.png"]);
        assert_eq!(listed("name", "desc").await[4..], ["z.png", "page 10.txt", "page 9.txt", "Étude.mp3", "b.txt", "a.rs"]);
        assert_eq!(listed("modified", "asc").await[4..], ["b.txt", "page 10.txt", "page 9.txt", "Étude.mp3", "z.png", "a.rs"]);
        assert_eq!(listed("size", "desc").await[..5], ["zeta", "beta", "alpha 10", "alpha 2", "page 10.txt"]);
        assert_eq!(listed("kind", "asc").await[4..], ["z.png", "Étude.mp3", "b.txt", "page 9.txt", "page 10.txt", "a.rs"]);
        assert_eq!(listed("kind", "desc").await[..4], ["zeta", "beta", "alpha 10", "alpha 2"]);
        let next = asha.get("/api/files?folder=/notes&limit=1").await.json()["next"].clone();
        asha.get(&format!("/api/files?folder=/notes&sort=size&after={}", text(&next))).await.problem(400, "VALIDATION");
        asha.get("/api/files?limit=0").await.problem(400, "VALIDATION");
    }

    async fn a_listing_knows_where_it_is(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let file = asha.upload("/a/b/c.txt", "hello").await;
        assert_eq!(file["path"], "/a/b/c.txt");
        let listing = asha.get(&format!("/api/files?folder={}", text(&file["folder"]))).await.expect(200).json();
        assert_eq!(listing["folder"]["path"], "/a/b");
        assert_eq!(listing["crumbs"].as_array().unwrap().iter().map(|crumb| text(&crumb["name"])).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(listing["items"][0], file);
        let top = asha.get("/api/files").await.expect(200).json();
        assert_eq!((&top["folder"], top["crumbs"].as_array().unwrap().len()), (&json!(null), 0));
        assert_eq!(top["items"][0]["kind"], "folder");
        assert_eq!(asha.get(&format!("/api/files/{}/info", text(&file["id"]))).await.json(), file);
        asha.get("/api/files?folder=/a/c.txt").await.problem(404, "NOT_FOUND");
        drive.check_books("asha").await;
    }

    async fn folders_are_made_once(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let folder = asha.folder("notes", "").await;
        let problem = asha.post("/api/folders").json(json!({"name": "notes"})).await.problem(409, "NAME_TAKEN");
        assert_eq!(problem["existing"], folder["id"]);
        asha.folder("Notes", "").await;
        asha.post("/api/folders").json(json!({"name": "x", "folder": "/nowhere"})).await.problem(404, "NOT_FOUND");
        for name in ["", " ", "..", "a/b", "a\nb", &"x".repeat(256)] {
            asha.post("/api/folders").json(json!({"name": name})).await.problem(400, "VALIDATION");
        }
        let deep = asha.put(&content(&format!("{}/file", "/x".repeat(100)))).body("x").await;
        deep.problem(400, "VALIDATION");
        asha.put(&content("/notes")).body("a file where a folder is").await.problem(409, "NAME_TAKEN");
        asha.put(&content("/a.txt")).body("x").await.expect(201);
        asha.put(&content("/a.txt/b.txt")).body("a folder where a file is").await.problem(409, "NAME_TAKEN");
        drive.check_books("asha").await;
    }

    async fn renaming_and_moving(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let file = asha.upload("/a/notes.txt", "hello").await;
        let other = asha.upload("/b/other.txt", "other").await;
        let address = format!("/api/files/{}", text(&file["id"]));
        let moved = asha.patch(&address).json(json!({"name": "main.rs", "folder": other["folder"]})).await.expect(200).json();
        assert_eq!(moved["path"], "/b/main.rs");
        assert_eq!(moved["modified_at"], file["modified_at"]);
        let taken = asha.patch(&address).json(json!({"name": "other.txt"})).await.problem(409, "NAME_TAKEN");
        assert_eq!(taken["existing"], other["id"]);
        let top = asha.patch(&address).json(json!({"folder": ""})).await.expect(200).json();
        assert_eq!((&top["folder"], text(&top["path"])), (&json!(null), "/main.rs".into()));
        asha.patch(&address).json(json!({"name": "main.rs"})).await.expect(200);
        asha.patch(&address).json(json!({"name": "main.rs", "colour": "red"})).await.problem(400, "VALIDATION");
        assert_eq!(asha.get(&content("/main.rs")).await.expect(200).body, b"hello");
        asha.get(&content("/a/notes.txt")).await.problem(404, "NOT_FOUND");
        let usage = asha.get("/api/storage/usage").await.json();
        let code = usage["by_kind"].as_array().unwrap().iter().find(|kind| kind["kind"] == "code").unwrap();
        assert_eq!((&code["files"], &code["bytes"]), (&json!(1), &json!(5)));
        drive.check_books("asha").await;
    }

    async fn a_folder_cannot_go_into_itself(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let a = asha.folder("a", "").await;
        let b = asha.folder("b", "/a").await;
        let c = asha.folder("c", "/a/b").await;
        let address = format!("/api/files/{}", text(&a["id"]));
        for into in [&a, &b, &c] {
            asha.patch(&address).json(json!({"folder": into["id"]})).await.problem(409, "CONFLICT");
            asha.post(&format!("{address}/copy")).json(json!({"folder": into["id"]})).await.problem(409, "CONFLICT");
        }
        let moved = asha.patch(&format!("/api/files/{}", text(&c["id"]))).json(json!({"folder": ""})).await.expect(200).json();
        assert_eq!(moved["path"], "/c");
        asha.patch(&address).json(json!({"folder": moved["id"]})).await.expect(200);
        assert_eq!(asha.get(&format!("/api/files/{}/info", text(&b["id"]))).await.json()["path"], "/c/a/b");
    }

    async fn a_remembered_path_is_not_trusted(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let first = asha.upload("/a/b/1.txt", "1").await;
        let folder = asha.get("/api/files?folder=/a").await.json()["folder"].clone();
        asha.patch(&format!("/api/files/{}", text(&folder["id"]))).json(json!({"name": "elsewhere"})).await.expect(200);
        let second = asha.upload("/a/b/2.txt", "2").await;
        assert_ne!(first["folder"], second["folder"]);
        assert_eq!(asha.names("/a/b").await, ["2.txt"]);
        assert_eq!(asha.names("/elsewhere/b").await, ["1.txt"]);
        drive.check_books("asha").await;
    }

    async fn copies_share_their_bytes(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let file = asha.upload("/a/b/one.txt", noise(9000, 1)).await;
        asha.upload("/a/two.txt", "two").await;
        let folder = asha.get("/api/files?folder=/a").await.json()["folder"].clone();
        let objects = drive.shard_objects().await;
        let copy = asha.post(&format!("/api/files/{}/copy", text(&folder["id"]))).json(json!({})).await.expect(201).json();
        assert_eq!(copy["path"], "/a (copy)");
        assert_eq!(drive.shard_objects().await, objects);
        assert_eq!(asha.get(&content("/a (copy)/b/one.txt")).await.expect(200).body, noise(9000, 1));
        assert_eq!(asha.get("/api/storage/usage").await.json()["used"], 2 * 9003);
        let single = format!("/api/files/{}/copy", text(&file["id"]));
        assert_eq!(asha.post(&single).json(json!({"folder": "", "name": "x.txt"})).await.expect(201).json()["path"], "/x.txt");
        asha.post(&single).json(json!({"folder": "", "name": "x.txt"})).await.problem(409, "NAME_TAKEN");
        // The original may go; the copy stays.
        asha.delete(&format!("/api/files/{}?permanent=true", text(&folder["id"]))).await.expect(204);
        assert_eq!(asha.get(&content("/x.txt")).await.expect(200).body, noise(9000, 1));
        drive.check_books("asha").await;
        drive.set_limit("asha", 20_000).await;
        asha.post(&format!("/api/files/{}/copy", text(&copy["id"]))).json(json!({})).await.problem(413, "QUOTA_EXCEEDED");
        assert_eq!(asha.names("").await, ["a (copy)", "x.txt"]);
        drive.check_books("asha").await;
    }

    async fn search_finds_parts_of_names(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        for path in ["/Résumé.pdf", "/a/resume notes.txt", "/a/100%.txt", "/thrown/resume.txt", "/other.txt"] {
            asha.upload(path, "x").await;
        }
        asha.folder("Resumes", "").await;
        drive.person("ravi").upload("/resume of ravi.txt", "x").await;
        let found = async |query: &str| {
            let mut names: Vec<_> = asha.all(&format!("/api/search?{query}")).await.iter().map(|entry| text(&entry["path"])).collect();
            names.sort();
            names
        };
        assert_eq!(found("q=RESUM").await, ["/Resumes", "/Résumé.pdf", "/a/resume notes.txt", "/thrown/resume.txt"]);
        assert_eq!(found("q=resum&kind=folder").await, ["/Resumes"]);
        assert_eq!(found("q=%25").await, ["/a/100%.txt"]);
        let thrown = asha.get("/api/files?folder=/thrown").await.json()["folder"]["id"].clone();
        asha.delete(&format!("/api/files/{}", text(&thrown))).await.expect(204);
        assert_eq!(found("q=resum&kind=file").await, ["/Résumé.pdf", "/a/resume notes.txt"]);
        assert_eq!(found("q=resum&kind=document").await.len(), 2);
        asha.get("/api/search?q=").await.problem(400, "VALIDATION");
        asha.get("/api/search?q=a&kind=spoon").await.problem(400, "VALIDATION");
    }
}
