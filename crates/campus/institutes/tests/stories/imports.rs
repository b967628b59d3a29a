//! Stories about importing many people from a file.

use std::time::{Duration, Instant};

use kernel::Role;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestCampus, TestInstitute, on_each_campus};

use crate::deeds;

/// bcrypt of the password of everybody in a story, at the lowest cost.
const HASH: &str = "$2b$04$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";

async fn upload(client: &Client, institute: &TestInstitute<'_>, file: impl Into<Vec<u8>>) -> Answer {
    client
        .post(&institute.path("/imports?name=people.csv"))
        .body(file.into())
        .await
}

/// Uploads a file, has it read, and answers the path of the import.
async fn checked(campus: &TestCampus, institute: &TestInstitute<'_>, file: impl Into<Vec<u8>>) -> String {
    let started = upload(&institute.owner, institute, file).await.expect(202).json();
    assert_eq!(
        (&started["state"], &started["name"]),
        (&json!("reading"), &json!("people.csv"))
    );
    campus.run_jobs().await;
    institute.path(&format!("/imports/{}", started["id"].as_str().unwrap()))
}

async fn read(institute: &TestInstitute<'_>, path: &str) -> Value {
    institute.owner.get(path).await.expect(200).json()
}

async fn confirm(institute: &TestInstitute<'_>, path: &str, invite: bool) -> Value {
    let confirmation = json!({"invite": invite});
    institute
        .owner
        .post(&format!("{path}/confirm"))
        .json(confirmation)
        .await
        .expect(202)
        .json()
}

/// State, total, good, bad and done.
fn figures(import: &Value) -> (&str, [u64; 4]) {
    let number = |name: &str| import[name].as_u64().unwrap();
    let numbers = [number("total"), number("good"), number("bad"), number("done")];
    (import["state"].as_str().unwrap(), numbers)
}

/// How many people are in the directory, whatever their state.
async fn people(institute: &TestInstitute<'_>) -> usize {
    let page = institute
        .owner
        .get(&institute.path("/people?limit=1000"))
        .await
        .expect(200)
        .json();
    page["items"].as_array().unwrap().len()
}

fn students(count: usize) -> String {
    let lines = (0..count).map(|number| format!("Student {number},student{number}@example.org\n"));
    format!("name,email\n{}", lines.collect::<String>())
}

on_each_campus! {
    async fn a_file_is_checked_line_by_line_and_changes_nothing_until_confirmed(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let file = "Name;E-mail;Role;Mobile;Roll No\n\
            Asha Rao;Asha@example.org;;98765 43210;7\n\
            रवि कुमार;ravi@example.org;शिक्षक;;\n\
            Again;asha@example.org;;;\n\
            ;nobody@example.org;;;\n\
            Owner;kota.owner@example.org;;;\n\
            Wizard;wizard;wizard;?;\n\
            =1+1;formula@example.org;;;\n";
        let path = checked(&campus, &institute, file).await;
        let import = read(&institute, &path).await;
        assert_eq!(figures(&import), ("checked", [7, 2, 5, 0]), "{import}");
        let rows = institute.owner.get(&format!("{path}/rows?only=bad")).await.expect(200).json();
        let told: Vec<_> = rows["items"].as_array().unwrap().iter().map(|row| {
            let codes: Vec<&str> = row["problems"].as_array().unwrap().iter()
                .map(|problem| problem["code"].as_str().unwrap()).collect();
            (row["row"].as_u64().unwrap(), codes.join(" "))
        }).collect();
        let told: Vec<(u64, &str)> = told.iter().map(|(row, codes)| (*row, codes.as_str())).collect();
        assert_eq!(told, [
            (4, "duplicate"),
            (5, "missing_name"),
            (6, "already_member"),
            (7, "unknown_role bad_email bad_phone"),
            (8, "formula"),
        ]);
        assert_eq!(people(&institute).await, 1, "nothing has changed");

        let confirmed = confirm(&institute, &path, true).await;
        assert_eq!(confirmed["state"], "applying");
        assert_eq!(confirm(&institute, &path, false).await["state"], "applying", "twice is once");
        campus.run_jobs().await;
        let import = read(&institute, &path).await;
        assert_eq!(figures(&import), ("done", [7, 2, 5, 2]), "{import}");
        assert_eq!(confirm(&institute, &path, true).await["state"], "done");
        assert_eq!(campus.run_jobs().await, 0);
        assert_eq!(people(&institute).await, 3);
        let page = institute.owner.get(&institute.path("/people?q=asha")).await.expect(200).json();
        let asha = &page["items"][0];
        assert_eq!(
            (&asha["email"], &asha["role"], &asha["state"], &asha["phone"], &asha["roll_number"]),
            (&json!("asha@example.org"), &json!("student"), &json!("invited"), &json!("98765 43210"), &json!("7")),
        );
        let letter = campus.last_letter("asha@example.org").await.expect("an invitation");
        assert!(letter.text.contains("/join#"), "{}", letter.text);
        assert_eq!(
            deeds(&institute).await,
            ["people.import.started", "people.import.confirmed", "people.imported"]
        );
    }

    async fn without_invitations_nobody_gets_a_letter(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let path = checked(&campus, &institute, students(3)).await;
        confirm(&institute, &path, false).await;
        campus.run_jobs().await;
        assert_eq!(figures(&read(&institute, &path).await), ("done", [3, 3, 0, 3]));
        assert!(campus.last_letter("student0@example.org").await.is_none());
    }

    async fn a_hash_from_elsewhere_makes_an_account_only_where_there_is_none(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        campus.member("ravi").await;
        let file = format!(
            "name,email,password_hash\nAsha,asha@example.org,{HASH}\nRavi,ravi@example.org,{HASH}\nBad,bad@example.org,secret\n"
        );
        let path = checked(&campus, &institute, file).await;
        assert_eq!(figures(&read(&institute, &path).await), ("checked", [3, 2, 1, 0]));
        confirm(&institute, &path, true).await;
        campus.run_jobs().await;
        let state = async |name: &str| {
            let page = institute.owner.get(&institute.path(&format!("/people?q={name}"))).await.expect(200).json();
            page["items"][0]["state"].clone()
        };
        assert_eq!(state("asha").await, "active");
        assert_eq!(state("ravi").await, "invited", "nobody joins without wanting to");
        assert!(campus.last_letter("ravi@example.org").await.expect("an invitation").text.contains("/join#"));
    }

    async fn what_came_into_the_directory_meanwhile_is_passed_over(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let path = checked(&campus, &institute, students(3)).await;
        crate::invite(&institute, "student1", "teacher").await.expect(201);
        confirm(&institute, &path, false).await;
        campus.run_jobs().await;
        assert_eq!(figures(&read(&institute, &path).await), ("done", [3, 2, 1, 2]));
        let rows = institute.owner.get(&format!("{path}/rows?only=bad")).await.expect(200).json();
        assert_eq!((&rows["items"][0]["row"], &rows["items"][0]["problems"][0]["code"]), (&json!(3), &json!("already_member")));
        let page = institute.owner.get(&institute.path("/people?q=student1")).await.expect(200).json();
        assert_eq!(page["items"][0]["role"], "teacher", "what was there stays as it is");
    }

    async fn files_that_are_none_say_so(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        for (file, word) in [
            (b"name,email\nZo\xeb,zoe@example.org\n".to_vec(), "UTF-8"),
            (format!("name,email,{}\n", vec!["x"; 198].join(",")).into_bytes(), "200 columns"),
            (b"name,address\nAsha,Kota\n".to_vec(), "email"),
            (b"\xd0\xcf\x11\xe0".to_vec(), "password-protected"),
            (b"PK\x03\x04".to_vec(), "workbook"),
        ] {
            let path = checked(&campus, &institute, file).await;
            let import = read(&institute, &path).await;
            assert_eq!(figures(&import), ("failed", [0, 0, 0, 0]));
            assert!(import["problem"].as_str().unwrap().contains(word), "{word}: {import}");
            let confirmation = json!({"invite": true});
            institute.owner.post(&format!("{path}/confirm")).json(confirmation).await.expect_problem(409, "CONFLICT");
        }
        upload(&institute.owner, &institute, "").await.expect_problem(400, "VALIDATION");
        let large = vec![b'x'; (20 << 20) + 1];
        upload(&institute.owner, &institute, large).await.expect_problem(413, "TOO_LARGE");
        assert_eq!(people(&institute).await, 1);
    }

    async fn a_server_that_dies_in_the_middle_leaves_the_rest_to_the_next(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let path = checked(&campus, &institute, students(400)).await;
        confirm(&institute, &path, true).await;
        let twin = campus.twin().await;
        let dying = tokio::spawn(async move { twin.run_jobs().await });
        while figures(&read(&institute, &path).await).1[3] == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        dying.abort();
        let _ = dying.await;
        let begun = figures(&read(&institute, &path).await).1[3];
        assert!(begun < 400, "it died in the middle");
        campus.wait(Duration::from_secs(61));
        campus.run_jobs().await;
        assert_eq!(figures(&read(&institute, &path).await), ("done", [400, 400, 0, 400]));
        assert_eq!(people(&institute).await, 401);
        assert_eq!(campus.letters("student0@example.org").await.len(), 1);
        assert_eq!(campus.letters("student399@example.org").await.len(), 1);
    }

    async fn two_servers_that_apply_at_once_make_nobody_twice(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let path = checked(&campus, &institute, students(200)).await;
        confirm(&institute, &path, true).await;
        // The queue lets one of them run it; this is a worker that believes its lease still stands.
        let id = path.rsplit('/').next().unwrap().to_owned();
        let payload = json!({"institute": institute.id, "import": id});
        let again = campus.kernel.jobs.prepare("institutes.apply_import", payload);
        campus.kernel.jobs.start(again).await.unwrap();
        let twin = campus.twin().await;
        tokio::join!(campus.run_jobs(), twin.run_jobs());
        campus.wait(Duration::from_secs(7200));
        campus.run_jobs().await;
        assert_eq!(figures(&read(&institute, &path).await), ("done", [200, 200, 0, 200]));
        assert_eq!(people(&institute).await, 201);
        for number in [0, 77, 199] {
            assert_eq!(campus.letters(&format!("student{number}@example.org")).await.len(), 1);
        }
    }

    async fn everybody_reaches_as_far_as_their_role(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let (staff, teacher) = (institute.person(Role::Staff, "staff").await, institute.person(Role::Teacher, "teacher").await);
        let file = "name,email,role\nA,a@example.org,student\nB,b@example.org,teacher\n";
        upload(&teacher, &institute, file).await.expect_problem(404, "NOT_FOUND");
        let started = upload(&staff, &institute, file).await.expect(202).json();
        campus.run_jobs().await;
        let path = institute.path(&format!("/imports/{}", started["id"].as_str().unwrap()));
        assert_eq!(figures(&read(&institute, &path).await), ("checked", [2, 1, 1, 0]));
        let path = checked(&campus, &institute, file).await;
        let confirmation = json!({"invite": false});
        staff.post(&format!("{path}/confirm")).json(confirmation).await.expect_problem(403, "FORBIDDEN");
        let other = campus.institute("Pune").await;
        other.owner.get(&path).await.expect_problem(404, "NOT_FOUND");
        let moved = path.replace(&institute.id.to_string(), &other.id.to_string());
        for path in [moved.clone(), format!("{moved}/rows")] {
            other.owner.get(&path).await.expect_problem(404, "NOT_FOUND");
        }
        other.owner.delete(&moved).await.expect_problem(404, "NOT_FOUND");
    }

    async fn imports_can_be_thrown_away_and_are_forgotten(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let path = checked(&campus, &institute, students(2)).await;
        institute.owner.delete(&path).await.expect(204);
        institute.owner.get(&path).await.expect_problem(404, "NOT_FOUND");
        institute.owner.delete(&path).await.expect_problem(404, "NOT_FOUND");

        let path = checked(&campus, &institute, students(2)).await;
        confirm(&institute, &path, false).await;
        institute.owner.delete(&path).await.expect_problem(409, "CONFLICT");
        campus.run_jobs().await;
        let forget = |campus: &TestCampus| campus.kernel.jobs.prepare("institutes.forget_imports", Value::Null);
        campus.wait(Duration::from_secs(6 * 24 * 3600));
        campus.kernel.jobs.start(forget(&campus)).await.unwrap();
        campus.run_jobs().await;
        institute.owner.get(&path).await.expect(200);
        campus.wait(Duration::from_secs(2 * 24 * 3600));
        campus.kernel.jobs.start(forget(&campus)).await.unwrap();
        campus.run_jobs().await;
        institute.owner.get(&path).await.expect_problem(404, "NOT_FOUND");
        assert_eq!(people(&institute).await, 3, "its people stay");
    }

    async fn a_few_at_a_time(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        for _ in 0..3 {
            upload(&institute.owner, &institute, students(1)).await.expect(202);
        }
        upload(&institute.owner, &institute, students(1)).await.expect_problem(409, "CONFLICT");
        campus.run_jobs().await;
        upload(&institute.owner, &institute, students(1)).await.expect(202);
    }

    async fn the_template_is_a_file_that_can_be_imported(campus: TestCampus) {
        let institute = campus.institute("Kota").await;
        let template = institute.owner.get(&institute.path("/imports/template")).await.expect(200).text();
        let path = checked(&campus, &institute, template).await;
        assert_eq!(figures(&read(&institute, &path).await), ("checked", [2, 2, 0, 0]));
    }
}

/// What the size of a large school costs. Run it with
/// `scripts/with-postgres cargo test --release -p campus-institutes --test stories ten_thousand -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, for the release profile"]
async fn ten_thousand_students_from_a_workbook() {
    let databases = [
        testkit::__database::testing::TestDatabase::sqlite().await,
        testkit::__database::testing::TestDatabase::postgres().await,
    ];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in ["name", "email", "phone", "roll_number"].iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    for number in 1..=10_000_u32 {
        sheet.write(number, 0, format!("Student {number}")).unwrap();
        sheet.write(number, 1, format!("student{number}@example.org")).unwrap();
        sheet.write(number, 2, 9_000_000_000_u64 + u64::from(number)).unwrap();
        sheet.write(number, 3, number).unwrap();
    }
    let file = workbook.save_to_buffer().unwrap();
    let mut slowest = Duration::ZERO;
    for database in databases {
        let url = database.url.split(':').next().unwrap_or_default().to_owned();
        let campus = TestCampus::new(database).await;
        let institute = campus.institute("Kota").await;
        let begun = Instant::now();
        let path = checked(&campus, &institute, file.clone()).await;
        let read_after = begun.elapsed();
        confirm(&institute, &path, true).await;
        campus.run_jobs().await;
        assert_eq!(
            figures(&read(&institute, &path).await),
            ("done", [10_000, 10_000, 0, 10_000])
        );
        println!(
            "{url}: checked after {read_after:.1?}, everybody invited after {:.1?}",
            begun.elapsed()
        );
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest < Duration::from_secs(30), "{slowest:.1?}");
}
