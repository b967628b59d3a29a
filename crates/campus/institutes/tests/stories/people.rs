//! The directory: listing, searching, changing.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Client, TestInstitute, on_each_campus};

use crate::{deeds, invite, names};

async fn patch(institute: &TestInstitute<'_>, by: &Client, whom: &Client, change: Value) -> testkit::Answer {
    let member = institute.member_of(whom).await;
    by.patch(&institute.path(&format!("/people/{member}")))
        .json(change)
        .await
}

on_each_campus! {
    async fn people_are_found_by_beginnings_of_words(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        for (name, roll) in [("Élise Roy", "R1"), ("Anne-Marie Das", "R2"), ("आशा राव", "R17"), ("anna zorn", "X_1")] {
            let email = format!("{}@example.org", roll.to_lowercase().replace('_', "."));
            let person = json!({"email": email, "name": name, "role": "student", "roll_number": roll});
            institute.owner.post(&institute.path("/invitations")).json(person).await.expect(201);
        }
        let people = institute.path("/people");
        for (query, found) in [
            ("q=elise", vec!["Élise Roy"]),
            ("q=an", vec!["anna zorn", "Anne-Marie Das"]),
            ("q=mar%20d", vec!["Anne-Marie Das"]),
            ("q=%E0%A4%86%E0%A4%B6", vec!["आशा राव"]),
            ("q=r1", vec!["Élise Roy", "आशा राव"]),
            ("q=x_", vec!["anna zorn"]),
            ("q=%25", vec![]),
            ("q=nna", vec![]),
            ("role=owner", vec!["vidya.owner"]),
            ("state=active", vec!["vidya.owner"]),
            ("q=anna&role=teacher", vec![]),
        ] {
            let page = institute.owner.get(&format!("{people}?{query}")).await.expect(200).json();
            assert_eq!(names(&page), found, "{query}");
        }
        let mut pages = Vec::new();
        let mut next = String::new();
        loop {
            let page = institute.owner.get(&format!("{people}?limit=2{next}")).await.expect(200).json();
            pages.extend(names(&page).into_iter().map(str::to_owned));
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&after={cursor}");
        }
        assert_eq!(pages, ["anna zorn", "Anne-Marie Das", "Élise Roy", "vidya.owner", "आशा राव"]);
        institute.owner.get(&format!("{people}?after=x")).await.expect_problem(400, "VALIDATION");
    }

    async fn the_summary_counts_everybody(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        invite(&institute, "asha", "student").await.expect(201);
        institute.person(Role::Student, "ravi").await;
        let summary = institute.owner.get(&institute.path("/people/summary")).await.expect(200).json();
        assert_eq!((&summary["total"], &summary["active"], &summary["invited"]), (&json!(3), &json!(2), &json!(1)));
        let students = &summary["by_role"][4];
        assert_eq!(students, &json!({"role": "student", "invited": 1, "active": 1, "deactivated": 0}));
    }

    async fn details_are_changed_and_recorded(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = institute.person(Role::Student, "asha").await;
        let change = json!({"name": " Asha Rao ", "phone": "+91 98765 43210", "roll_number": "R1", "guardian_email": "M@x.org"});
        let person = patch(&institute, &institute.owner, &asha, change).await.expect(200).json();
        assert_eq!((&person["name"], &person["guardian_email"]), (&json!("Asha Rao"), &json!("m@x.org")));
        let person = patch(&institute, &institute.owner, &asha, json!({"phone": ""})).await.expect(200).json();
        assert_eq!((&person["phone"], &person["roll_number"]), (&Value::Null, &json!("R1")));
        patch(&institute, &institute.owner, &asha, json!({})).await.expect(200);
        assert_eq!(deeds(&institute).await, ["person.changed", "person.changed"]);
        let found = institute.owner.get(&institute.path("/people?q=rao")).await.expect(200).json();
        assert_eq!(names(&found), ["Asha Rao"]);
        let entries = institute.owner.get(&institute.path("/audit?limit=1")).await.expect(200).json();
        let detail = &entries["items"][0]["detail"];
        assert_eq!(detail, &json!({"before": {"phone": "+91 98765 43210"}, "after": {"phone": null}}));
    }

    async fn a_role_is_given_within_ones_own_reach(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let (manager, other) = (
            institute.person(Role::Administrator, "manager").await,
            institute.person(Role::Administrator, "other").await,
        );
        let asha = institute.person(Role::Student, "asha").await;
        patch(&institute, &manager, &asha, json!({"role": "owner"})).await.expect_problem(403, "FORBIDDEN");
        patch(&institute, &manager, &institute.owner, json!({"role": "student"})).await.expect_problem(403, "FORBIDDEN");
        patch(&institute, &manager, &institute.owner, json!({"name": "X"})).await.expect_problem(403, "FORBIDDEN");
        patch(&institute, &manager, &manager, json!({"role": "student"})).await.expect_problem(409, "CONFLICT");
        patch(&institute, &manager, &manager, json!({"name": "Boss"})).await.expect(200);
        patch(&institute, &manager, &other, json!({"role": "teacher"})).await.expect(200);
        assert_eq!(other.get(&institute.path("")).await.expect(200).json()["role"], "teacher");
        other.get(&institute.path("/policy")).await.expect_problem(404, "NOT_FOUND");
        patch(&institute, &asha, &other, json!({"role": "student"})).await.expect_problem(404, "NOT_FOUND");
    }

    async fn a_role_changes_only_for_somebody_who_just_proved_who_they_are(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = institute.person(Role::Student, "asha").await;
        campus.wait(std::time::Duration::from_secs(11 * 60));
        patch(&institute, &institute.owner, &asha, json!({"role": "teacher"})).await.expect_problem(403, "STEP_UP_REQUIRED");
        patch(&institute, &institute.owner, &asha, json!({"name": "Asha"})).await.expect(200);
        let many = json!({"members": [institute.member_of(&asha).await], "action": {"kind": "set_role", "role": "teacher"}});
        let bulk = institute.path("/people/bulk");
        institute.owner.post(&bulk).json(many).await.expect_problem(403, "STEP_UP_REQUIRED");
    }

    async fn whoever_is_deactivated_is_refused_at_once_and_comes_back_as_they_were(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = institute.person(Role::Teacher, "asha").await;
        asha.get(&institute.path("/people")).await.expect(200);
        patch(&institute, &institute.owner, &asha, json!({"state": "deactivated"})).await.expect(200);
        asha.get(&institute.path("/people")).await.expect_problem(404, "NOT_FOUND");
        // The account belongs to the person and stays signed in.
        assert_eq!(asha.get("/api/user/institutes").await.expect(200).json()["items"], json!([]));
        let member = institute.owner.get(&institute.path("/people?q=asha")).await.expect(200).json();
        let path = institute.path(&format!("/people/{}", member["items"][0]["member"].as_str().unwrap()));
        institute.owner.patch(&path).json(json!({"state": "active"})).await.expect(200);
        assert_eq!(asha.get(&institute.path("")).await.expect(200).json()["role"], "teacher");
        assert_eq!(deeds(&institute).await, ["person.deactivated", "person.reactivated"]);
    }

    async fn another_server_notices_within_a_second(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        institute.person(Role::Teacher, "asha").await;
        let twin = campus.twin().await;
        let asha = twin.member("asha").await;
        asha.get(&institute.path("/people")).await.expect(200);
        patch(&institute, &institute.owner, &asha, json!({"state": "deactivated"})).await.expect(200);
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        asha.get(&institute.path("/people")).await.expect_problem(404, "NOT_FOUND");
    }

    async fn the_last_owner_stays(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let owner = institute.owner.clone();
        patch(&institute, &owner, &owner, json!({"role": "teacher"})).await.expect_problem(409, "LAST_OWNER");
        patch(&institute, &owner, &owner, json!({"state": "deactivated"})).await.expect_problem(409, "CONFLICT");
        // An invited owner is none yet.
        invite(&institute, "next", "owner").await.expect(201);
        patch(&institute, &owner, &owner, json!({"role": "teacher"})).await.expect_problem(409, "LAST_OWNER");
        let second = institute.person(Role::Owner, "second").await;
        patch(&institute, &owner, &owner, json!({"role": "teacher"})).await.expect(200);
        patch(&institute, &second, &second, json!({"role": "teacher"})).await.expect_problem(409, "LAST_OWNER");
    }

    async fn of_owners_who_remove_each_other_at_once_one_stays(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let twin = campus.twin().await;
        let mut owners = vec![institute.owner.clone()];
        for name in ["second", "third", "fourth"] {
            institute.person(Role::Owner, name).await;
            owners.push(twin.member(name).await);
        }
        let mut members = Vec::new();
        for owner in &owners {
            members.push(institute.member_of(owner).await);
        }
        let deeds: Vec<_> = (0..24)
            .map(|number: usize| {
                let (by, whom) = (number % 4, (number + 1 + number / 4 % 3) % 4);
                let path = institute.path(&format!("/people/{}", members[whom]));
                let change = match number % 3 {
                    0 => json!({"state": "deactivated"}),
                    _ => json!({"role": "student"}),
                };
                let by = owners[by].clone();
                tokio::spawn(async move { by.patch(&path).json(change).await.status.as_u16() })
            })
            .collect();
        for deed in deeds {
            let status = deed.await.unwrap();
            assert!([200, 403, 404, 409].contains(&status), "{status}");
        }
        let counts = institutes::admin::count_people(&campus.directory, institute.id).await.unwrap();
        let left = counts.iter().find(|(role, state, _)| *role == Role::Owner && state.name() == "active");
        assert_eq!(left.map(|(.., count)| *count), Some(1));
    }

    async fn many_people_are_changed_and_each_refusal_is_told(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let (asha, second) = (institute.person(Role::Student, "asha").await, institute.person(Role::Owner, "second").await);
        let ravi = invite(&institute, "ravi", "student").await.expect(201).json()["member"].clone();
        let (asha, second) = (institute.member_of(&asha).await, institute.member_of(&second).await);
        let own = institute.member_of(&institute.owner).await;
        let nobody = "member_7zzzzzzzzzzzzzzzzzzzzzzzzz";
        let bulk = institute.path("/people/bulk");
        let call = |members: Value, action: Value| {
            institute.owner.post(&bulk).json(json!({"members": members, "action": action}))
        };
        let whys = |answer: testkit::Answer| {
            let answer = answer.expect(200).json();
            let refused = answer["refused"].as_array().unwrap().clone();
            let whys: Vec<String> = refused.iter().map(|it| it["why"].as_str().unwrap().to_owned()).collect();
            (answer["changed"].as_u64().unwrap(), whys)
        };
        let everybody = json!([asha, asha, own, nobody, ravi]);
        let outcome = whys(call(everybody.clone(), json!({"kind": "deactivate"})).await);
        assert_eq!(outcome, (2, vec!["yourself".into(), "not_found".into()]));
        let outcome = whys(call(json!([asha, ravi]), json!({"kind": "reactivate"})).await);
        assert_eq!(outcome, (2, vec![]));
        let outcome = whys(call(json!([asha, second]), json!({"kind": "set_role", "role": "teacher"})).await);
        assert_eq!(outcome, (2, vec![]));
        let outcome = whys(call(json!([asha, ravi]), json!({"kind": "resend"})).await);
        assert_eq!(outcome, (1, vec!["joined".into()]));
        let outcome = whys(call(json!([asha, ravi]), json!({"kind": "resend"})).await);
        assert_eq!(outcome, (0, vec!["joined".into(), "too_early".into()]));
        let outcome = whys(call(json!([ravi, second]), json!({"kind": "revoke"})).await);
        assert_eq!(outcome, (1, vec!["joined".into()]));
        call(json!([]), json!({"kind": "revoke"})).await.expect_problem(400, "VALIDATION");
        let too_many: Vec<&str> = vec![nobody; 501];
        call(json!(too_many), json!({"kind": "revoke"})).await.expect_problem(400, "VALIDATION");
    }

    async fn somebody_is_signed_out_by_whoever_may(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = institute.person(Role::Student, "asha").await;
        let manager = institute.person(Role::Administrator, "manager").await;
        let path = |member| institute.path(&format!("/people/{member}/sign-out"));
        let (student, owner) = (institute.member_of(&asha).await, institute.member_of(&institute.owner).await);
        manager.post(&path(owner)).await.expect_problem(403, "FORBIDDEN");
        assert_eq!(manager.post(&path(student)).await.expect(200).json()["ended"], 1);
        asha.get("/api/user/info").await.expect_problem(401, "UNAUTHENTICATED");
        let invited = invite(&institute, "ravi", "student").await.expect(201).json();
        let path = institute.path(&format!("/people/{}/sign-out", invited["member"].as_str().unwrap()));
        manager.post(&path).await.expect_problem(409, "CONFLICT");
        assert_eq!(deeds(&institute).await, ["person.signed_out", "person.invited"]);
    }

    async fn the_table_holds_everybody_and_runs_nothing(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let person = json!({"email": "a@example.org", "name": "=HYPERLINK(\"x\")", "role": "student", "phone": "+91 1"});
        institute.owner.post(&institute.path("/invitations")).json(person).await.expect(201);
        let answer = institute.owner.get(&institute.path("/people/export")).await.expect(200);
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
        let text = answer.text();
        assert!(text.starts_with("\u{feff}\"name\",\"email\""), "{text}");
        assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\",\"a@example.org\",\"student\",\"invited\",\"'+91 1\""), "{text}");
        assert_eq!(text.lines().count(), 3);
        assert_eq!(deeds(&institute).await, ["person.invited", "people.exported"]);
    }

    async fn what_is_kept_about_a_person_can_be_taken_along(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = institute.person(Role::Student, "asha").await;
        patch(&institute, &institute.owner, &asha, json!({"roll_number": "R9"})).await.expect(200);
        let member = institute.member_of(&asha).await;
        let export = institute.owner.get(&institute.path(&format!("/people/{member}/export"))).await.expect(200);
        assert_eq!(export.header("content-disposition"), Some("attachment; filename=\"person.json\""));
        let export = export.json();
        assert_eq!((&export["person"]["roll_number"], &export["institute_name"]), (&json!("R9"), &json!("Vidya")));
        assert_eq!(export["account"]["email"], "asha@example.org");
        let actions: Vec<_> = export["audit"].as_array().unwrap().iter().map(|it| it["action"].clone()).collect();
        assert_eq!(actions, ["person.exported", "person.changed"]);
        let own = asha.get("/api/user/export").await.expect(200).json();
        assert_eq!(own["account"]["email"], "asha@example.org");
        assert_eq!(own["institutes"][0]["person"]["roll_number"], "R9");
    }
}
