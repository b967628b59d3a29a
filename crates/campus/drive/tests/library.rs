//! The libraries of institutes: who may do what there, what strangers meet, and how a library ends.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use database::{DatabaseError, Query, on_each_database, values};
use kernel::{InstituteId, Role, Volumes};
use serde_json::{Value, json};
use support::{ALLOWANCE, Answer, Call, Person, TestDrive, content, noise, text};

/// Two institutes with somebody of every role, called after the role; the people of the second have an `x` in front.
const NALANDA: InstituteId = InstituteId::from_bytes([0xa1; 16]);
const TAXILA: InstituteId = InstituteId::from_bytes([0xb2; 16]);

async fn two_institutes(drive: &TestDrive) {
    for role in Role::ALL {
        drive.roster.add(NALANDA, role.name(), role);
        drive.roster.add(TAXILA, &format!("x{role}"), role);
    }
    for institute in [NALANDA, TAXILA] {
        make_library(drive, institute).await;
    }
}

async fn make_library(drive: &TestDrive, institute: InstituteId) {
    let volumes = drive.volumes.clone();
    drive
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            let volumes = volumes.clone();
            Box::pin(async move { volumes.library_created(tx, institute).await })
        })
        .await
        .unwrap();
}

/// What the institutes slice does when an institute ends.
async fn end(drive: &TestDrive, institute: InstituteId) {
    let volumes = drive.volumes.clone();
    drive
        .database
        .write::<_, DatabaseError, _>(move |tx| {
            let volumes = volumes.clone();
            Box::pin(async move { volumes.shred_library(tx, institute).await })
        })
        .await
        .unwrap();
}

/// The address, about the library.
fn at(address: &str, institute: InstituteId) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}library={institute}")
}

async fn put(person: &Person, path: &str, institute: InstituteId, bytes: Vec<u8>) -> Answer {
    person.put(&at(&content(path), institute)).body(bytes).await
}

async fn names(person: &Person, institute: InstituteId) -> Vec<String> {
    let listing = person.get(&at("/api/files", institute)).await.expect(200).json();
    listing["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| text(&entry["name"]))
        .collect()
}

fn begin_upload(person: &Person, address: &str, pairs: &[(&str, &str)]) -> Call {
    let metadata: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .collect();
    person
        .post(address)
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "5")
        .header("upload-metadata", metadata.join(","))
}

fn form(person: &Person, address: &str, name: &str) -> Call {
    let body =
        format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\nbytes\r\n--x--\r\n");
    person
        .post(address)
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body)
}

/// A library with a folder, a file with two versions in it, and a thrown-away file; their ids.
struct Shelf {
    folder: String,
    file: String,
    thrown: String,
    upload: String,
}

async fn shelf(drive: &TestDrive) -> Shelf {
    let teacher = drive.person("teacher");
    put(&teacher, "/notes/one.txt", NALANDA, b"first".to_vec())
        .await
        .expect(201);
    let file = put(&teacher, "/notes/one.txt", NALANDA, b"second".to_vec())
        .await
        .expect(200)
        .json();
    let thrown = put(&teacher, "/thrown.txt", NALANDA, b"gone".to_vec())
        .await
        .expect(201)
        .json();
    teacher
        .delete(&format!("/api/files/{}", text(&thrown["id"])))
        .await
        .expect(204);
    let listing = teacher.get(&at("/api/files", NALANDA)).await.expect(200).json();
    let upload = begin_upload(&teacher, &at("/api/uploads", NALANDA), &[("filename", "late.bin")])
        .await
        .expect(201);
    Shelf {
        folder: text(&listing["items"][0]["id"]),
        file: text(&file["id"]),
        thrown: text(&thrown["id"]),
        upload: upload.header("location").to_owned(),
    }
}

/// An id of the same kind that nothing has.
fn absent(id: &str) -> String {
    let (kind, _) = id.rsplit_once('_').unwrap();
    format!("{kind}_7zzzzzzzzzzzzzzzzzzzzzzzzz")
}

/// What looks, by id.
fn looking(shelf: &Shelf) -> Vec<(Method, String, Value)> {
    let get = |address: String| (Method::GET, address, Value::Null);
    vec![
        get(format!("/api/files/{}", shelf.file)),
        get(format!("/api/files/{}?version=1", shelf.file)),
        get(format!("/api/files/{}/info", shelf.file)),
        get(format!("/api/files/{}/info", shelf.folder)),
        get(format!("/api/files/{}/versions", shelf.file)),
        get(format!("/api/files/{}/placement", shelf.file)),
        get(format!("/api/files?folder={}", shelf.folder)),
        get(format!("/api/folders/{}/zip", shelf.folder)),
    ]
}

/// What changes something, by id; in an order in which each can be done once.
fn changing(shelf: &Shelf) -> Vec<(Method, String, Value)> {
    let (file, folder) = (format!("/api/files/{}", shelf.file), &shelf.folder);
    vec![
        (Method::PATCH, file.clone(), json!({"name": "two.txt"})),
        (Method::POST, format!("{file}/copy"), json!({"name": "copy.txt"})),
        (Method::POST, format!("{file}/versions/1/restore"), Value::Null),
        (Method::DELETE, format!("{file}/versions/2"), Value::Null),
        (Method::POST, format!("{file}/replicate"), Value::Null),
        (
            Method::POST,
            format!("{file}/class?dry_run=true"),
            json!({"class": "coded"}),
        ),
        (
            Method::POST,
            "/api/folders".to_owned(),
            json!({"name": "inside", "folder": folder}),
        ),
        (
            Method::POST,
            format!("/api/files/{}/restore", shelf.thrown),
            Value::Null,
        ),
        (Method::DELETE, file.clone(), Value::Null),
        (Method::DELETE, format!("{file}?permanent=true"), Value::Null),
        (Method::DELETE, format!("/api/files/{folder}"), Value::Null),
    ]
}

async fn call(person: &Person, (method, address, body): &(Method, String, Value)) -> Answer {
    let call = person.call(method.clone(), address);
    if body.is_null() {
        call.await
    } else {
        call.json(body.clone()).await
    }
}

/// The same call about something that does not exist.
fn of_nothing(shelf: &Shelf, (method, address, body): &(Method, String, Value)) -> (Method, String, Value) {
    let replace = |text: &str| {
        [&shelf.file, &shelf.folder, &shelf.thrown]
            .into_iter()
            .fold(text.to_owned(), |text, id| text.replace(id.as_str(), &absent(id)))
    };
    let body = serde_json::from_str(&replace(&body.to_string())).unwrap();
    (method.clone(), replace(address), body)
}

on_each_database! {
    async fn members_look_and_those_who_teach_change(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        for role in Role::ALL {
            let shelf = shelf(&drive).await;
            let person = drive.person(role.name());
            let teaches = !matches!(role, Role::Student | Role::Guardian);
            for request in looking(&shelf) {
                let status = call(&person, &request).await.status;
                assert!(status.is_success(), "{role} {request:?}: {status}");
            }
            for request in changing(&shelf) {
                let answer = call(&person, &request).await;
                if teaches {
                    assert!(answer.status.is_success(), "{role} {request:?}: {}", answer.text());
                } else {
                    let nothing = call(&person, &of_nothing(&shelf, &request)).await;
                    assert_eq!((answer.status.as_u16(), answer.text()), (404, nothing.text()), "{role} {request:?}");
                }
            }
            let teacher = drive.person("teacher");
            for id in [&shelf.folder, &shelf.thrown] {
                teacher.delete(&format!("/api/files/{id}?permanent=true")).await;
            }
            let given_up = teacher.delete(&shelf.upload).header("tus-resumable", "1.0.0").await;
            given_up.expect(204);
        }
    }

    async fn places_in_a_library_follow_the_same_rule(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        shelf(&drive).await;
        for role in Role::ALL {
            let person = drive.person(role.name());
            for look in ["/api/files", "/api/search?q=one", "/api/storage/usage", "/api/folders/top/zip", "/api/files/content?path=/notes/one.txt"] {
                person.get(&at(look, NALANDA)).await.expect(200);
            }
            let teaches = !matches!(role, Role::Student | Role::Guardian);
            let answers = [
                person.get(&at("/api/trash", NALANDA)).await,
                person.delete(&at("/api/trash?dry_run=true", NALANDA)).await,
                put(&person, &format!("/{role}.txt"), NALANDA, b"1".to_vec()).await,
                form(&person, &at("/api/files", NALANDA), &format!("{role}.form")).await,
                person.post(&at("/api/folders", NALANDA)).json(json!({"name": role.name()})).await,
                begin_upload(&person, &at("/api/uploads", NALANDA), &[("filename", role.name())]).await,
            ];
            for answer in answers {
                if teaches {
                    assert!(answer.status.is_success(), "{role}: {}", answer.text());
                } else {
                    answer.problem(404, "NOT_FOUND");
                }
            }
        }
    }

    async fn strangers_meet_what_does_not_exist(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        let shelf = shelf(&drive).await;
        for stranger in [drive.person("xowner"), drive.person("nobody"), drive.person("owner")] {
            let is_member = stranger.get(&at("/api/files", NALANDA)).await.status == 200;
            // `owner` is the owner of the institute here, and a stranger to the other one.
            let foreign = if is_member { TAXILA } else { NALANDA };
            let unknown = InstituteId::from_bytes([0xee; 16]);
            for look in ["/api/files", "/api/search?q=one", "/api/storage/usage", "/api/folders/top/zip", "/api/trash", "/api/files/content?path=/notes/one.txt"] {
                let (met, nothing) = (stranger.get(&at(look, foreign)).await, stranger.get(&at(look, unknown)).await);
                assert_eq!((met.status.as_u16(), met.text()), (404, nothing.text()), "{look}");
            }
            if is_member {
                continue;
            }
            for request in looking(&shelf).iter().chain(&changing(&shelf)) {
                let (met, nothing) = (call(&stranger, request).await, call(&stranger, &of_nothing(&shelf, request)).await);
                assert_eq!((met.status.as_u16(), met.text()), (404, nothing.text()), "{request:?}");
            }
            let nothing = absent(&shelf.upload);
            for method in [Method::HEAD, Method::DELETE] {
                let ask = |upload: &str| stranger.call(method.clone(), upload).header("tus-resumable", "1.0.0");
                let (met, nothing) = (ask(&shelf.upload).await, ask(&nothing).await);
                assert_eq!((met.status.as_u16(), met.text()), (404, nothing.text()), "{method}");
            }
            // An id of one's own beside the name of a foreign library, and the other way around.
            let own = stranger.upload("/own.txt", b"1".to_vec()).await;
            stranger.get(&at("/api/files?folder=/", foreign)).await.problem(404, "NOT_FOUND");
            stranger.get(&format!("/api/files/{}", text(&own["id"]))).await.expect(200);
        }
        assert_eq!(names(&drive.person("teacher"), NALANDA).await, ["notes"]);
    }

    async fn same_names_in_different_places_do_not_touch(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        // One person who teaches in both institutes and has a drive too.
        drive.roster.add(NALANDA, "asha", Role::Teacher);
        drive.roster.add(TAXILA, "asha", Role::Owner);
        let asha = drive.person("asha");
        put(&asha, "/a/b.txt", NALANDA, b"nalanda".to_vec()).await.expect(201);
        put(&asha, "/a/b.txt", TAXILA, b"taxila".to_vec()).await.expect(201);
        let own = asha.upload("/a/b.txt", b"own".to_vec()).await;
        let read = async |address: &str| asha.get(address).await.expect(200).text();
        assert_eq!(read(&at(&content("/a/b.txt"), NALANDA)).await, "nalanda");
        assert_eq!(read(&at(&content("/a/b.txt"), TAXILA)).await, "taxila");
        assert_eq!(read(&content("/a/b.txt")).await, "own");
        asha.delete(&format!("/api/files/{}", text(&own["id"]))).await.expect(204);
        asha.delete(&at("/api/trash", NALANDA)).await.expect(200);
        asha.delete(&at("/api/trash", TAXILA)).await.expect(200);
        assert_eq!(asha.all("/api/trash?").await.len(), 1);
        assert_eq!(asha.get(&at("/api/search?q=b.txt", TAXILA)).await.expect(200).json()["items"].as_array().unwrap().len(), 1);

        // A folder of one place is none of another.
        let folder = asha.get(&at("/api/files", NALANDA)).await.expect(200).json()["items"][0]["id"].clone();
        asha.get(&at(&format!("/api/files?folder={}", text(&folder)), TAXILA)).await.problem(404, "NOT_FOUND");
        asha.patch(&format!("/api/files/{}", text(&own["id"]))).json(json!({"folder": folder})).await.problem(404, "NOT_FOUND");
        form(&asha, "/api/files", "c.txt").await.expect(201);
        assert_eq!(asha.names("").await, ["a", "c.txt"]);
    }

    async fn each_library_has_an_allowance_of_its_own(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        let teacher = drive.person("teacher");
        let volumes = drive.volumes.clone();
        drive.database.write::<_, DatabaseError, _>(move |tx| {
            let volumes = volumes.clone();
            Box::pin(async move { volumes.set_library_limit(tx, NALANDA, 10_000).await })
        }).await.unwrap();
        put(&teacher, "/nine.bin", NALANDA, noise(9_000, 1)).await.expect(201);
        put(&teacher, "/two.bin", NALANDA, noise(2_000, 2)).await.problem(413, "QUOTA_EXCEEDED");
        put(&drive.person("xteacher"), "/two.bin", TAXILA, noise(2_000, 2)).await.expect(201);
        teacher.upload("/own.bin", noise(20_000, 3)).await;
        let usage = teacher.get(&at("/api/storage/usage", NALANDA)).await.expect(200).json();
        assert_eq!((&usage["limit"], &usage["used"], &usage["files"]), (&json!(10_000), &json!(9_000), &json!(1)));
        let told = drive.volumes.library_allowance(NALANDA).await.unwrap();
        assert_eq!((told.limit, told.used), (10_000, 9_000));
        assert_eq!(drive.volumes.library_files(NALANDA).await.unwrap(), 1);
        assert_eq!(drive.volumes.library_allowance(TAXILA).await.unwrap().limit, ALLOWANCE);
    }

    async fn the_trash_of_a_library_is_hidden_from_readers(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        let shelf = shelf(&drive).await;
        let (teacher, student) = (drive.person("teacher"), drive.person("student"));
        let read = format!("/api/files/{}", shelf.thrown);
        teacher.get(&read).await.expect(200);
        student.get(&read).await.problem(404, "NOT_FOUND");
        let inside = format!("/api/files/{}", shelf.file);
        student.get(&inside).await.expect(200);
        teacher.delete(&format!("/api/files/{}", shelf.folder)).await.expect(204);
        student.get(&inside).await.problem(404, "NOT_FOUND");
        teacher.get(&inside).await.expect(200);
    }

    async fn an_upload_to_a_library_becomes_a_file_there(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        let shelf = shelf(&drive).await;
        let teacher = drive.person("teacher");
        // By the name of the library, and by a folder in it.
        let by_folder = begin_upload(&teacher, "/api/uploads", &[("filename", "in.bin"), ("folder", &shelf.folder)]).await.expect(201);
        for (upload, path) in [(shelf.upload.as_str(), "/late.bin"), (by_folder.header("location"), "/notes/in.bin")] {
            let bytes = |person: &Person| person.patch(upload)
                .header("tus-resumable", "1.0.0")
                .header("content-type", "application/offset+octet-stream")
                .header("upload-offset", "0")
                .body("bytes");
            bytes(&drive.person("student")).await.problem(404, "NOT_FOUND");
            bytes(&teacher).await.expect(204);
            assert_eq!(drive.person("student").get(&at(&content(path), NALANDA)).await.expect(200).text(), "bytes");
        }
    }

    async fn who_needs_a_stronger_factor_is_told_so(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        drive.roster.add_strictly(NALANDA, "asha", Role::Owner);
        drive.person("asha").get(&at("/api/files", NALANDA)).await.problem(403, "FACTOR_REQUIRED");
        drive.person("asha").get("/api/files").await.expect(200);
    }

    async fn a_library_is_made_when_it_is_first_needed_by_a_member_only(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        drive.person("nobody").get(&at("/api/files", NALANDA)).await.problem(404, "NOT_FOUND");
        assert_eq!(drive.count("SELECT COUNT(*) FROM volumes WHERE kind = 1").await, 0);
        drive.roster.add(NALANDA, "teacher", Role::Teacher);
        assert_eq!(names(&drive.person("teacher"), NALANDA).await, [] as [&str; 0]);
        assert_eq!(drive.count("SELECT COUNT(*) FROM volumes WHERE kind = 1").await, 1);
    }

    async fn every_volume_has_a_vault_of_its_own(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        for name in ["asha", "ravi"] {
            drive.person(name).upload("/a.txt", b"a".to_vec()).await;
        }
        assert_eq!(drive.count("SELECT COUNT(DISTINCT vault_id) FROM volumes").await, 4);
    }

    async fn a_library_ends_with_its_institute(test: TestDatabase) {
        let drive = TestDrive::new(test).await;
        two_institutes(&drive).await;
        let shelf = shelf(&drive).await;
        let teacher = drive.person("teacher");
        put(&teacher, "/large.bin", NALANDA, noise(200_000, 7)).await.expect(201);
        put(&drive.person("xteacher"), "/other.bin", TAXILA, noise(50_000, 8)).await.expect(201);
        let row = "SELECT content_id FROM nodes WHERE name = 'large.bin'";
        let content_id = drive.database.one(row, values![]).await.unwrap().unwrap().get(0).unwrap();
        assert!(drive.engine.reader(content_id).await.is_ok());

        end(&drive, NALANDA).await;
        // The keys are gone with the commit, although everything else is still there.
        assert!(matches!(drive.engine.reader(content_id).await, Err(engine::ReadError::NoSuchContent)));
        assert_eq!(drive.count("SELECT COUNT(*) FROM nodes WHERE name = 'large.bin'").await, 1);
        teacher.get(&format!("/api/files/{}", shelf.file)).await.problem(404, "NOT_FOUND");
        drive.roster.end(NALANDA);
        teacher.get(&at("/api/files", NALANDA)).await.problem(404, "NOT_FOUND");

        drive.run_jobs().await;
        for left in [
            "SELECT COUNT(*) FROM volumes WHERE kind = 2",
            "SELECT COUNT(*) FROM uploads",
            "SELECT COUNT(*) FROM nodes WHERE name <> 'other.bin'",
            "SELECT COUNT(*) FROM old_versions",
            "SELECT COUNT(*) FROM vaults WHERE NOT EXISTS (SELECT 1 FROM volumes WHERE vault_id = vaults.id)",
            "SELECT COUNT(*) FROM allowances WHERE NOT EXISTS (SELECT 1 FROM volumes WHERE allowance_id = allowances.id)",
        ] {
            assert_eq!(drive.count(left).await, 0, "{left}");
        }
        drive.engine.sweep().await.unwrap();
        drive.wait_until_nothing_is_left().await;
        let other = drive.person("xstudent").get(&at(&content("/other.bin"), TAXILA)).await.expect(200);
        assert_eq!(other.body, noise(50_000, 8));
    }
}
