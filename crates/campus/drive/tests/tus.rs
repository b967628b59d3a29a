//! Resumable uploads by the tus protocol.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::time::Duration;

use axum::{body::Body, http::Method};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use database::on_each_database;
use futures::{StreamExt, stream};
use serde_json::json;
use sha2::{Digest, Sha256};
use support::{ALLOWANCE, Answer, Call, Person, TestDrive, content, noise, sha256, text};

fn metadata(pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .collect::<Vec<_>>()
        .join(",")
}

fn create(person: &Person, length: usize, pairs: &[(&str, &str)]) -> Call {
    person
        .post("/api/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", length.to_string())
        .header("upload-metadata", metadata(pairs))
}

async fn begin(person: &Person, length: usize, name: &str) -> String {
    create(person, length, &[("filename", name)])
        .await
        .expect(201)
        .header("location")
        .to_owned()
}

fn patch(person: &Person, upload: &str, offset: usize, bytes: impl Into<Body>) -> Call {
    person
        .patch(upload)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", offset.to_string())
        .body(bytes)
}

async fn head(person: &Person, upload: &str) -> Answer {
    person.head(upload).header("tus-resumable", "1.0.0").await
}

async fn offset(person: &Person, upload: &str) -> usize {
    head(person, upload)
        .await
        .expect(200)
        .header("upload-offset")
        .parse()
        .unwrap()
}

on_each_database! {
    async fn what_the_server_can(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let answer = drive.person("asha").call(Method::OPTIONS, "/api/uploads").await.expect(204);
        assert_eq!(answer.header("tus-version"), "1.0.0");
        assert_eq!(answer.header("tus-extension"), "creation,creation-with-upload,checksum,termination,expiration");
        assert_eq!(answer.header("tus-checksum-algorithm"), "sha1,sha256");
    }

    async fn a_file_in_many_pieces(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let bytes = noise(100_000, 5);
        let created = create(&asha, bytes.len(), &[("filename", "big.bin"), ("folder", "/new/folder"), ("sha256", &sha256(&bytes))]).await.expect(201);
        let upload = created.header("location").to_owned();
        assert!(upload.starts_with("/api/uploads/upload_"));
        assert_eq!(created.header("upload-expires"), "Fri, 27 Nov 2026 06:00:00 GMT");
        assert_eq!(created.header("tus-resumable"), "1.0.0");
        assert_eq!(asha.get("/api/storage/usage").await.json()["reserved"], 100_000);
        // Pieces that fit neither chunks nor segments.
        for start in (0..bytes.len()).step_by(7919) {
            let end = bytes.len().min(start + 7919);
            let answer = patch(&asha, &upload, start, bytes[start..end].to_vec()).await.expect(204);
            assert_eq!(answer.header("upload-offset"), end.to_string());
            assert_eq!(answer.header("lyceum-file-id").is_empty(), end < bytes.len());
        }
        let done = head(&asha, &upload).await.expect(200);
        assert_eq!((done.header("upload-offset"), done.header("upload-length")), ("100000", "100000"));
        assert_eq!(done.header("cache-control"), "no-store");
        assert!(done.header("upload-metadata").starts_with("filename "));
        assert_eq!(done.header("lyceum-sha256"), sha256(&bytes));
        let file = asha.get(&format!("/api/files/{}/info", done.header("lyceum-file-id"))).await.expect(200).json();
        assert_eq!((text(&file["path"]), text(&file["sha256"])), ("/new/folder/big.bin".into(), sha256(&bytes)));
        assert_eq!(asha.bytes(&file["id"]).await, bytes);
        assert_eq!(asha.get("/api/storage/usage").await.json()["reserved"], 0);
        drive.check_books("asha").await;
        // A client that missed the last answer asks again.
        assert_eq!(patch(&asha, &upload, 100_000, "").await.expect(204).header("lyceum-sha256"), sha256(&bytes));
        patch(&asha, &upload, 5, "again").await.problem(409, "CONFLICT");
    }

    async fn an_interrupted_piece_keeps_what_arrived(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let bytes = noise(60_000, 6);
        let upload = begin(&asha, bytes.len(), "a.bin").await;
        for stop in [10_000, 10_001, 35_000] {
            let start = offset(&asha, &upload).await;
            let pieces = stream::iter([Ok(Bytes::copy_from_slice(&bytes[start..stop])), Err(std::io::Error::other("cut"))]);
            patch(&asha, &upload, start, Body::from_stream(pieces)).await.problem(400, "VALIDATION");
            assert_eq!(offset(&asha, &upload).await, stop);
        }
        patch(&asha, &upload, 0, "x").await.problem(409, "CONFLICT");
        let last = patch(&asha, &upload, 35_000, bytes[35_000..].to_vec()).await.expect(204);
        assert_eq!(last.header("lyceum-sha256"), sha256(&bytes));
        assert_eq!(asha.get(&content("/a.bin")).await.expect(200).body, bytes);
        drive.check_books("asha").await;
    }

    async fn a_dead_connection_is_taken_over(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let bytes = noise(50_000, 8);
        let upload = begin(&asha, bytes.len(), "a.bin").await;
        // Sends some bytes and then neither more nor an end.
        let hanging = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(&bytes[..20_000]))]).chain(stream::pending());
        let stuck = tokio::spawn(patch(&asha, &upload, 0, Body::from_stream(hanging)).into_future());
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(offset(&asha, &upload).await, 20_000);
        stuck.await.unwrap().problem(400, "VALIDATION");
        patch(&asha, &upload, 20_000, bytes[20_000..].to_vec()).await.expect(204);
        assert_eq!(asha.get(&content("/a.bin")).await.expect(200).body, bytes);
    }

    async fn creation_with_upload_and_empty_files(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let whole = create(&asha, 5, &[("filename", "a.txt")]).header("content-type", "application/offset+octet-stream").body("hello").await.expect(201);
        assert_eq!((whole.header("upload-offset"), whole.header("lyceum-sha256")), ("5", sha256(b"hello").as_str()));
        let part = create(&asha, 10, &[("filename", "b.txt")]).header("content-type", "application/offset+octet-stream").body("hello").await.expect(201);
        assert_eq!(part.header("upload-offset"), "5");
        let upload = part.header("location").to_owned();
        patch(&asha, &upload, 5, "world").await.expect(204);
        let empty = create(&asha, 0, &[("filename", "empty"), ("relativePath", "x/y/empty")]).await.expect(201);
        assert!(empty.header("lyceum-file-id").starts_with("file_"));
        assert_eq!(asha.get(&content("/b.txt")).await.body, b"helloworld");
        assert_eq!(asha.get(&content("/x/y/empty")).await.expect(200).body, b"");
        let again = create(&asha, 3, &[("filename", "a.txt")]).header("content-type", "application/offset+octet-stream").body("new").await.expect(201);
        assert_eq!(asha.get(&format!("/api/files/{}/versions", again.header("lyceum-file-id"))).await.json()["items"].as_array().unwrap().len(), 2);
        drive.check_books("asha").await;
    }

    async fn checksums_guard_every_piece(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let bytes = noise(90_000, 4);
        let upload = begin(&asha, bytes.len(), "a.bin").await;
        let promise = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(Sha256::digest(bytes)));
        patch(&asha, &upload, 0, bytes[..40_000].to_vec()).header("upload-checksum", promise(&bytes[..40_000])).await.expect(204);
        // Damaged on the way: longer than several segments, and nothing of it stays.
        patch(&asha, &upload, 40_000, noise(40_000, 5)).header("upload-checksum", promise(&bytes[40_000..80_000])).await.problem(460, "CHECKSUM_MISMATCH");
        assert_eq!(offset(&asha, &upload).await, 40_000);
        patch(&asha, &upload, 40_000, "x").header("upload-checksum", "md5 AAAA").await.problem(400, "VALIDATION");
        let sha1 = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=";
        patch(&asha, &upload, 40_000, "hello worlx").header("upload-checksum", sha1).await.problem(460, "CHECKSUM_MISMATCH");
        patch(&asha, &upload, 40_000, bytes[40_000..].to_vec()).header("upload-checksum", promise(&bytes[40_000..])).await.expect(204);
        assert_eq!(asha.get(&content("/a.bin")).await.expect(200).body, bytes);
        // The checksum of the whole.
        let wrong = create(&asha, 5, &[("filename", "b"), ("sha256", &sha256(b"other"))]).await.expect(201).header("location").to_owned();
        patch(&asha, &wrong, 0, "hello").await.problem(460, "CHECKSUM_MISMATCH");
        assert_eq!(head(&asha, &wrong).await.status, 404);
        asha.get(&content("/b")).await.problem(404, "NOT_FOUND");
        drive.check_books("asha").await;
        assert_eq!(asha.get("/api/storage/usage").await.json()["reserved"], 0);
    }

    async fn what_is_refused(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let (asha, ravi) = (drive.person("asha"), drive.person("ravi"));
        let upload = begin(&asha, 10, "a.bin").await;
        let old = asha.head(&upload).await;
        assert_eq!((old.status.as_u16(), old.header("tus-version")), (412, "1.0.0"));
        patch(&asha, &upload, 0, "x").header("content-type", "text/plain").await.problem(415, "VALIDATION");
        patch(&asha, &upload, 0, "more than ten bytes").await.problem(413, "TOO_LARGE");
        patch(&asha, &upload, 0, "x").header("upload-offset", "-1").await.problem(400, "VALIDATION");
        assert_eq!(head(&ravi, &upload).await.status, 404);
        patch(&ravi, &upload, 0, "x").await.problem(404, "NOT_FOUND");
        ravi.delete(&upload).header("tus-resumable", "1.0.0").await.problem(404, "NOT_FOUND");
        create(&asha, 1, &[]).await.problem(400, "VALIDATION");
        create(&asha, 1, &[("filename", "../x")]).await.problem(400, "VALIDATION");
        create(&asha, 1, &[("filename", "x"), ("folder", "folder_00000000000000000000000001")]).await.problem(404, "NOT_FOUND");
        create(&asha, 1, &[("filename", "x")]).header("upload-defer-length", "1").await.problem(400, "VALIDATION");
        create(&asha, ALLOWANCE as usize, &[("filename", "x")]).await.problem(413, "QUOTA_EXCEEDED");
        assert_eq!(offset(&asha, &upload).await, 0);
    }

    async fn given_up_by_the_client_or_by_time(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let first = begin(&asha, 50_000, "first.bin").await;
        patch(&asha, &first, 0, noise(30_000, 1)).await.expect(204);
        asha.delete(&first).header("tus-resumable", "1.0.0").await.expect(204);
        assert_eq!(head(&asha, &first).await.status, 404);
        let second = begin(&asha, 50_000, "second.bin").await;
        drive.clock.advance(Duration::from_secs(6 * 24 * 3600));
        let touched = patch(&asha, &second, 0, noise(30_000, 1)).await.expect(204);
        assert_eq!(touched.header("upload-expires"), "Thu, 03 Dec 2026 06:00:00 GMT");
        drive.run_recurring("drive.expire_uploads").await;
        assert_eq!(offset(&asha, &second).await, 30_000);
        drive.clock.advance(Duration::from_secs(8 * 24 * 3600));
        assert_eq!(head(&asha, &second).await.status, 404);
        drive.run_recurring("drive.expire_uploads").await;
        assert_eq!(drive.count("SELECT COUNT(*) FROM uploads").await, 0);
        assert_eq!(drive.count("SELECT COUNT(*) FROM contents").await, 0);
        let usage = asha.get("/api/storage/usage").await.json();
        assert_eq!((&usage["used"], &usage["reserved"]), (&json!(0), &json!(0)));
    }

    async fn a_folder_that_moves_meanwhile_still_gets_its_file(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        let asha = drive.person("asha");
        let folder = text(&asha.folder("inbox", "").await["id"]);
        let upload = create(&asha, 5, &[("filename", "a.txt"), ("folder", &folder)]).await.expect(201).header("location").to_owned();
        asha.patch(&format!("/api/files/{folder}")).json(json!({"name": "archive"})).await.expect(200);
        patch(&asha, &upload, 0, "hello").await.expect(204);
        assert_eq!(asha.names("/archive").await, ["a.txt"]);
    }
}
