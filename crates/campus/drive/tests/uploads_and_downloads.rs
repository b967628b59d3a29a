//! Bytes in and out: uploads in all forms, versions, ranges, conditions, and what must never happen.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use database::on_each_database;
use futures::{StreamExt, future::join_all, stream};
use hyper::body::{Frame, SizeHint};
use serde_json::json;
use support::{ALLOWANCE, TestDrive, content, noise, sha256, text};

/// A body that says how long it is and notes when somebody reads it.
struct Watched {
    length: u64,
    read: Arc<AtomicBool>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.read.store(true, Ordering::SeqCst);
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

/// A body of unknown length that breaks after some bytes.
fn breaking(bytes: Vec<u8>) -> Body {
    let broken = stream::iter([Err(std::io::Error::other("the cable was pulled"))]);
    Body::from_stream(stream::iter([Ok(Bytes::from(bytes))]).chain(broken))
}

fn form(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    if let Some((name, bytes)) = file {
        body.extend(
            format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--X--\r\n");
    body
}

const FORM: &str = "multipart/form-data; boundary=X";

on_each_database! {
    async fn bytes_come_back_as_they_went_in(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        for length in [0, 1, 4095, 4096, 4097, 16_384, 70_001] {
            let bytes = noise(length, 7);
            let file = asha.upload(&format!("/{length}.bin"), bytes.clone()).await;
            assert_eq!((&file["size"], text(&file["sha256"])), (&json!(length), sha256(&bytes)));
            assert_eq!(asha.bytes(&file["id"]).await, bytes);
        }
        // Of unknown length.
        let pieces = noise(30_000, 3).chunks(1000).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect::<Vec<_>>();
        asha.put(&content("/stream")).body(Body::from_stream(stream::iter(pieces))).await.expect(201);
        assert_eq!(asha.get(&content("/stream")).await.body, noise(30_000, 3));
        drive.check_books("asha").await;
    }

    async fn a_name_that_is_taken_gets_a_new_version(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let first = asha.upload("/a.txt", "first").await;
        let answer = asha.put(&content("/a.txt")).body("the second").await.expect(200);
        let second = answer.json();
        assert_eq!(answer.header("etag"), format!("\"{}\"", sha256(b"the second")));
        assert_eq!((&second["id"], &second["version"], &second["versions"]), (&first["id"], &json!(2), &json!(2)));
        let address = format!("/api/files/{}", text(&first["id"]));
        let versions = asha.get(&format!("{address}/versions")).await.expect(200).json()["items"].clone();
        assert_eq!(versions[0]["current"], true);
        assert_eq!((&versions[1]["version"], &versions[1]["size"]), (&json!(1), &json!(5)));
        assert_eq!(asha.get(&format!("{address}?version=1")).await.expect(200).body, b"first");
        asha.get(&format!("{address}?version=9")).await.problem(404, "NOT_FOUND");
        let usage = asha.get("/api/storage/usage").await.json();
        assert_eq!((&usage["used"], &usage["old_versions_bytes"], &usage["files"]), (&json!(15), &json!(5), &json!(1)));

        let restored = asha.post(&format!("{address}/versions/1/restore")).await.expect(200).json();
        assert_eq!((&restored["version"], &restored["sha256"]), (&json!(3), &json!(sha256(b"first"))));
        assert_eq!(asha.bytes(&first["id"]).await, b"first");
        drive.check_books("asha").await;
        asha.delete(&format!("{address}/versions/3")).await.problem(409, "CONFLICT");
        asha.delete(&format!("{address}/versions/2")).await.expect(204);
        asha.delete(&format!("{address}/versions/2")).await.problem(404, "NOT_FOUND");
        assert_eq!(asha.get(&format!("{address}/versions")).await.json()["items"].as_array().unwrap().len(), 2);
        drive.check_books("asha").await;
    }

    async fn uploads_at_once_all_survive(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let bytes = |seed: u8| noise(5000, seed);
        let uploads = (0..12_u8).map(|seed| asha.put(&content("/deep/er/same.bin")).body(bytes(seed)).into_future());
        let answers = join_all(uploads).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 11);
        let id = text(&answers[0].json()["id"]);
        let versions = asha.get(&format!("/api/files/{id}/versions")).await.json()["items"].clone();
        let mut found: Vec<_> = versions.as_array().unwrap().iter().map(|version| text(&version["sha256"])).collect();
        let mut sent: Vec<_> = (0..12).map(|seed| sha256(&bytes(seed))).collect();
        found.sort();
        sent.sort();
        assert_eq!(found, sent);
        for version in 1..=12 {
            let body = asha.get(&format!("/api/files/{id}?version={version}")).await.expect(200).body;
            assert!(sent.contains(&sha256(&body)));
        }
        drive.check_books("asha").await;
    }

    async fn guards_and_checksums(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let put = |bytes: &'static str| asha.put(&content("/a.txt")).body(bytes);
        put("one").header("if-match", "*").await.problem(412, "PRECONDITION_FAILED");
        put("one").header("if-none-match", "*").await.expect(201);
        put("two").header("if-none-match", "*").await.problem(412, "PRECONDITION_FAILED");
        let etag = format!("\"{}\"", sha256(b"one"));
        put("two").header("if-match", &etag).await.expect(200);
        put("three").header("if-match", &etag).await.problem(412, "PRECONDITION_FAILED");
        // SHA-256 of nothing.
        let wrong = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
        put("four").header("repr-digest", wrong).await.problem(400, "CHECKSUM_MISMATCH");
        put("").header("content-digest", wrong).await.expect(200);
        put("five").header("repr-digest", "sha-256=nonsense").await.problem(400, "VALIDATION");
        drive.wait_until_nothing_is_left().await;
        drive.check_books("asha").await;
    }

    async fn forms(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let post = |body: Vec<u8>| asha.post("/api/files").header("content-type", FORM).body(body);
        let file = post(form(&[], Some(("notes.txt", b"hello")))).await.expect(201).json();
        assert_eq!((text(&file["path"]), text(&file["sha256"])), ("/notes.txt".into(), sha256(b"hello")));
        let hash = sha256(b"hello");
        let named = form(&[("folder", "/new/folder"), ("name", "b.txt"), ("sha256", &hash)], Some(("a.txt", b"hello")));
        let second = post(named.clone()).await.expect(201).json();
        assert_eq!(second["path"], "/new/folder/b.txt");
        assert_eq!(post(named).await.expect(201).json()["version"], 2);
        let by_id = form(&[("folder", &text(&second["folder"]))], Some(("C:\\temp\\c.txt", b"c")));
        assert_eq!(post(by_id).await.expect(201).json()["path"], "/new/folder/c.txt");
        post(form(&[("sha256", &sha256(b"other"))], Some(("x", b"x")))).await.problem(400, "CHECKSUM_MISMATCH");
        post(form(&[("name", "x")], None)).await.problem(400, "VALIDATION");
        post(form(&[("folder", "folder_00000000000000000000000001")], Some(("x", b"x")))).await.problem(404, "NOT_FOUND");
        post(form(&[("folder", &"x".repeat(40_000))], Some(("x", b"x")))).await.problem(400, "VALIDATION");
        let mut cut = form(&[], Some(("cut.bin", &noise(50_000, 1))));
        cut.truncate(30_000);
        post(cut).await.problem(400, "VALIDATION");
        asha.post("/api/files").body("x").await.problem(400, "VALIDATION");
        assert_eq!(asha.names("").await, ["new", "notes.txt"]);
        drive.wait_until_nothing_is_left().await;
        drive.check_books("asha").await;
    }

    async fn over_the_allowance_nothing_is_read(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let read = Arc::new(AtomicBool::new(false));
        let watched = |length| Body::new(Watched { length, read: Arc::clone(&read) });
        let problem = asha.put(&content("/huge")).body(watched(ALLOWANCE + 1)).await.problem(413, "QUOTA_EXCEEDED");
        assert_eq!((&problem["limit"], &problem["needed"]), (&json!(ALLOWANCE), &json!(ALLOWANCE + 1)));
        asha.post("/api/files").header("content-type", FORM).body(watched(ALLOWANCE << 1)).await.problem(413, "QUOTA_EXCEEDED");
        // A layer of the server may hide the length of the body, but not the header.
        let wrapped = Body::from_stream(watched(ALLOWANCE + 1).into_data_stream());
        asha.put(&content("/huge"))
            .header("content-length", (ALLOWANCE + 1).to_string())
            .body(wrapped)
            .await
            .problem(413, "QUOTA_EXCEEDED");
        assert!(!read.load(Ordering::SeqCst), "the body was read");
        // Of unknown length it is noticed on the way.
        let piece = Bytes::from(noise(1 << 20, 1));
        let endless = stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone())).take(30);
        asha.put(&content("/huge")).body(Body::from_stream(endless)).await.problem(413, "QUOTA_EXCEEDED");
        drive.wait_until_nothing_is_left().await;
        drive.set_limit("asha", 10).await;
        asha.upload("/fits", "1234567890").await;
        asha.put(&content("/more")).body("1").await.problem(413, "QUOTA_EXCEEDED");
        drive.wait_until_nothing_is_left().await;
        drive.check_books("asha").await;
    }

    async fn interrupted_uploads_leave_nothing(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        asha.upload("/kept.bin", noise(10_000, 1)).await;
        for length in [10, 5000, 100_000] {
            asha.put(&content("/folder/broken.bin")).body(breaking(noise(length, 2))).await.problem(400, "VALIDATION");
        }
        assert_eq!(asha.names("").await, ["kept.bin"]);
        drive.wait_until_nothing_is_left().await;
        drive.check_books("asha").await;
        assert_eq!(asha.get("/api/storage/usage").await.json()["reserved"], 0);
    }

    async fn ranges_and_conditions(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let bytes = noise(20_000, 9);
        let file = asha.upload("/a.bin", bytes.clone()).await;
        let get = || asha.get(&format!("/api/files/{}", text(&file["id"])));
        let whole = get().await.expect(200);
        let etag = format!("\"{}\"", sha256(&bytes));
        assert_eq!(whole.header("etag"), etag);
        assert_eq!(whole.header("accept-ranges"), "bytes");
        assert_eq!(whole.header("content-length"), "20000");
        assert_eq!(whole.header("last-modified"), "Fri, 20 Nov 2026 06:00:00 GMT");
        assert!(whole.header("repr-digest").starts_with("sha-256=:"));
        for (range, from, to) in [("bytes=0-0", 0, 1), ("bytes=4000-9000", 4000, 9001), ("bytes=-5", 19_995, 20_000), ("bytes=19000-", 19_000, 20_000)] {
            let part = get().header("range", range).await.expect(206);
            assert_eq!(part.body, bytes[from..to]);
            assert_eq!(part.header("content-range"), format!("bytes {from}-{}/20000", to - 1));
            assert_eq!(part.header("repr-digest"), whole.header("repr-digest"));
        }
        let beyond = get().header("range", "bytes=20000-").await;
        assert_eq!(beyond.header("content-range"), "bytes */20000");
        beyond.problem(416, "RANGE_NOT_SATISFIABLE");
        assert_eq!(get().header("range", "bytes=0-1,5-6").await.expect(200).body.len(), 20_000);
        let fresh = get().header("if-none-match", &etag).await.expect(304);
        assert_eq!((fresh.header("etag"), fresh.body.len()), (etag.as_str(), 0));
        get().header("if-modified-since", "Fri, 20 Nov 2026 06:00:00 GMT").await.expect(304);
        get().header("if-match", "\"other\"").await.problem(412, "PRECONDITION_FAILED");
        get().header("range", "bytes=0-9").header("if-range", &etag).await.expect(206);
        get().header("range", "bytes=0-9").header("if-range", "\"other\"").await.expect(200);
        let head = asha.head(&format!("/api/files/{}", text(&file["id"]))).await.expect(200);
        assert_eq!((head.header("content-length"), head.header("etag"), head.body.len()), ("20000", etag.as_str(), 0));
        assert_eq!(asha.head(&content("/a.bin")).await.expect(200).header("etag"), etag);
    }

    async fn user_content_never_runs(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let files: [(&str, &[u8], &str, &str); 6] = [
            ("page.html", b"<script>alert(1)</script>", "attachment", "text/plain; charset=utf-8"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "attachment", "image/svg+xml"),
            ("code.js", b"alert(1)", "attachment", "text/plain; charset=utf-8"),
            ("feed.xml", b"<?xml version='1.0'?><x/>", "attachment", "text/plain; charset=utf-8"),
            ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "inline", "image/png"),
            ("notes.txt", b"notes", "inline", "text/plain; charset=utf-8"),
        ];
        for (name, bytes, disposition, kind) in files {
            let file = asha.upload(&format!("/{name}"), bytes).await;
            for address in [format!("/api/files/{}", text(&file["id"])), content(&format!("/{name}"))] {
                let answer = asha.get(&address).await.expect(200);
                assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
                assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
                assert_eq!(answer.header("content-disposition"), format!("{disposition}; filename=\"{name}\""));
                assert_eq!(answer.header("content-type"), kind, "{name}");
            }
            let saved = asha.get(&format!("/api/files/{}?download=1", text(&file["id"]))).await;
            assert!(saved.header("content-disposition").starts_with("attachment"));
        }
        let file = asha.upload("/आम \"1\".txt", "x").await;
        let answer = asha.get(&format!("/api/files/{}", text(&file["id"]))).await;
        assert!(answer.header("content-disposition").ends_with("filename*=UTF-8''%E0%A4%86%E0%A4%AE%20%221%22.txt"));
    }

    async fn what_belongs_to_others_does_not_exist(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let (asha, ravi) = (drive.person("asha"), drive.person("ravi"));
        let file = text(&asha.upload("/secret/plan.txt", "secret").await["id"]);
        asha.upload("/secret/plan.txt", "secret 2").await;
        let folder = text(&asha.get("/api/files").await.json()["items"][0]["id"]);
        let absent = "file_00000000000000000000000001";
        for id in [file.as_str(), folder.as_str(), absent] {
            let path = |rest: &str| format!("/api/files/{id}{rest}");
            let answers = [
                ravi.get(&path("")).await,
                ravi.get(&path("/info")).await,
                ravi.get(&path("/versions")).await,
                ravi.get(&path("/placement")).await,
                ravi.patch(&path("")).json(json!({"name": "mine"})).await,
                ravi.delete(&path("")).await,
                ravi.delete(&path("?permanent=true")).await,
                ravi.delete(&path("/versions/1")).await,
                ravi.post(&path("/restore")).await,
                ravi.post(&path("/versions/1/restore")).await,
                ravi.post(&path("/copy")).json(json!({})).await,
                ravi.post(&path("/replicate")).await,
                ravi.post(&path("/sync")).await,
                ravi.post(&path("/class")).json(json!({"class": "coded"})).await,
            ];
            for answer in answers {
                let detail = text(&answer.problem(404, "NOT_FOUND")["detail"]);
                assert!(!detail.contains("plan"), "{detail}");
            }
        }
        ravi.get(&content("/secret/plan.txt")).await.problem(404, "NOT_FOUND");
        ravi.get(&format!("/api/files?folder={folder}")).await.problem(404, "NOT_FOUND");
        ravi.get(&format!("/api/folders/{folder}/zip")).await.problem(404, "NOT_FOUND");
        ravi.post("/api/folders").json(json!({"name": "x", "folder": folder})).await.problem(404, "NOT_FOUND");
        let own = text(&ravi.upload("/own.txt", "own").await["id"]);
        ravi.patch(&format!("/api/files/{own}")).json(json!({"folder": folder})).await.problem(404, "NOT_FOUND");
        assert!(ravi.all("/api/search?q=plan").await.is_empty());
        ravi.post("/api/storage/scrub").await.problem(404, "NOT_FOUND");
        assert_eq!(asha.get(&content("/secret/plan.txt")).await.expect(200).body, b"secret 2");
        drive.check_books("ravi").await;
        drive.check_books("asha").await;
    }

    async fn storage_is_shown_and_worked_on(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let owner = drive.person("owner");
        let file = text(&owner.upload("/a.bin", noise(40_000, 1)).await["id"]);
        let placement = owner.get(&format!("/api/files/{file}/placement?limit=2")).await.expect(200).json();
        assert_eq!((&placement["state"], placement["segments"].as_array().unwrap().len()), (&json!("healthy"), 2));
        let segment = &placement["segments"][0];
        assert_eq!((&segment["coding"]["kind"], &segment["needed"], &segment["healthy"]), (&json!("whole"), &json!(1), &json!(3)));
        let rest = owner.get(&format!("/api/files/{file}/placement?after={}", text(&placement["next"]))).await.json();
        assert_eq!((&rest["segments"][0]["number"], &rest["next"]), (&json!(2), &json!(null)));
        let nodes = owner.get("/api/nodes").await.expect(200).json();
        assert_eq!((nodes["items"].as_array().unwrap().len(), &nodes["items"][0]["state"]), (3, &json!("online")));
        let health = owner.get("/api/storage/health").await.expect(200).json();
        assert_eq!(health["repairs"]["waiting"], 0);
        assert_eq!(health["classes"][0]["copies"], 3);
        let job = owner.post(&format!("/api/files/{file}/replicate")).await.expect(202).json();
        assert_eq!(job["state"], "waiting");
        assert_eq!(owner.post(&format!("/api/files/{file}/replicate")).await.expect(202).json()["id"], job["id"]);
        owner.post(&format!("/api/files/{file}/sync")).await.problem(409, "CONFLICT");
        owner.post("/api/storage/scrub").await.expect(202);
        let plan = owner.post(&format!("/api/files/{file}/class")).json(json!({"class": "coded", "dry_run": true})).await.expect(200).json();
        assert_eq!((&plan["bytes"], &plan["from"]), (&json!(40_000), &json!("replicated")));
        owner.post(&format!("/api/files/{file}/class")).json(json!({"class": "gold"})).await.problem(400, "VALIDATION");
        assert!(drive.run_jobs().await >= 2);
        assert_eq!(drive.count("SELECT COUNT(*) FROM jobs WHERE state = 'done'").await, 2);
    }
}
