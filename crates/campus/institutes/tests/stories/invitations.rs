//! From the letter to the first visit.

use std::time::Duration;

use kernel::Role;
use serde_json::{Value, json};
use testkit::on_each_campus;

use crate::{accept, deeds, invite, look, secret_for};

const DAY: Duration = Duration::from_secs(24 * 3600);

on_each_campus! {
    async fn somebody_with_an_account_joins(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = campus.member("asha").await;
        asha.get(&institute.path("")).await.expect_problem(404, "NOT_FOUND");
        let person = invite(&institute, "asha", "teacher").await.expect(201).json();
        assert_eq!((&person["state"], &person["joined_at"]), (&json!("invited"), &Value::Null));
        assert_eq!(person["invited_until"], "2026-12-04T06:00:00.000000Z");

        let secret = secret_for(&campus, "asha").await;
        let seen = look(&campus.stranger(), &secret).await.expect(200).json();
        assert_eq!(seen["institute"], json!({"name": "Vidya", "color": "#2b5fa8", "logo": null}));
        assert_eq!((&seen["email"], &seen["role"]), (&json!("asha@example.org"), &json!("teacher")));
        assert_eq!(seen["account_exists"], true);
        let joined = accept(&asha, &secret).await.expect(200).json();
        assert_eq!(joined["institute"], institute.id.to_string());

        assert_eq!(asha.get(&institute.path("")).await.expect(200).json()["role"], "teacher");
        let mine = asha.get("/api/user/institutes").await.expect(200).json();
        assert_eq!(mine["items"][0]["name"], "Vidya");
        accept(&asha, &secret).await.expect_problem(404, "NOT_FOUND");
        look(&campus.stranger(), &secret).await.expect_problem(404, "NOT_FOUND");
        assert_eq!(deeds(&institute).await, ["person.invited", "person.joined"]);
    }

    async fn an_invitation_is_good_for_one_address_and_14_days(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        invite(&institute, "asha", "student").await.expect(201);
        let secret = secret_for(&campus, "asha").await;
        let seen = look(&campus.stranger(), &secret).await.expect(200).json();
        assert_eq!(seen["account_exists"], false);
        accept(&campus.member("ravi").await, &secret).await.expect_problem(403, "ANOTHER_ADDRESS");
        accept(&campus.stranger(), &secret).await.expect_problem(401, "UNAUTHENTICATED");
        campus.wait(14 * DAY);
        look(&campus.stranger(), &secret).await.expect_problem(404, "NOT_FOUND");
        accept(&campus.member("asha").await, &secret).await.expect_problem(404, "NOT_FOUND");
    }

    async fn a_new_letter_makes_the_old_one_worthless_and_has_to_wait(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let person = invite(&institute, "asha", "student").await.expect(201).json();
        let old = secret_for(&campus, "asha").await;
        let again = institute.path(&format!("/invitations/{}/resend", person["member"].as_str().unwrap()));
        let refusal = institute.owner.post(&again).await.expect_problem(429, "RATE_LIMITED");
        assert_eq!(refusal.header("retry-after"), Some("60"));
        campus.wait(Duration::from_secs(60));
        institute.owner.post(&again).await.expect(200);
        let new = secret_for(&campus, "asha").await;
        assert_ne!(old, new);
        look(&campus.stranger(), &old).await.expect_problem(404, "NOT_FOUND");
        look(&campus.stranger(), &new).await.expect(200);
        campus.wait(Duration::from_secs(60));
        let refusal = institute.owner.post(&again).await.expect_problem(429, "RATE_LIMITED");
        assert_eq!(refusal.header("retry-after"), Some("240"));
    }

    async fn a_revoked_invitation_opens_nothing_and_its_address_is_free_again(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let person = invite(&institute, "asha", "student").await.expect(201).json();
        invite(&institute, "asha", "student").await.expect_problem(409, "ADDRESS_TAKEN");
        let secret = secret_for(&campus, "asha").await;
        let path = institute.path(&format!("/invitations/{}", person["member"].as_str().unwrap()));
        institute.owner.delete(&path).await.expect(204);
        look(&campus.stranger(), &secret).await.expect_problem(404, "NOT_FOUND");
        institute.owner.delete(&path).await.expect_problem(404, "NOT_FOUND");
        invite(&institute, "asha", "teacher").await.expect(201);
        assert_eq!(deeds(&institute).await, ["person.invited", "person.invitation.revoked", "person.invited"]);
    }

    async fn one_invitation_makes_one_member_however_often_it_is_used_at_once(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let asha = campus.member("asha").await;
        invite(&institute, "asha", "student").await.expect(201);
        let secret = secret_for(&campus, "asha").await;
        let twin = campus.twin().await;
        let there = twin.member("asha").await;
        let tries: Vec<_> = (0..20)
            .map(|number| {
                let (client, secret) = (if number % 2 == 0 { asha.clone() } else { there.clone() }, secret.clone());
                tokio::spawn(async move { accept(&client, &secret).await.status.as_u16() })
            })
            .collect();
        let mut joined = 0;
        for outcome in tries {
            match outcome.await.unwrap() {
                200 => joined += 1,
                status => assert!([404, 409].contains(&status), "{status}"),
            }
        }
        assert_eq!(joined, 1);
        let people = institute.owner.get(&institute.path("/people?q=asha")).await.expect(200).json();
        assert_eq!(people["items"].as_array().unwrap().len(), 1);
        assert_eq!(deeds(&institute).await, ["person.invited", "person.joined"]);
    }

    async fn an_institute_is_no_mail_cannon(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let (id, today) = (institute.id, campus.kernel.world.now().0 / 86_400_000_000);
        let used_up = campus.kernel.database.write::<_, database::DatabaseError, _>(move |tx| {
            tx.enter(*id.as_bytes());
            let sql = "INSERT INTO invitation_days (institute, day, letters) VALUES ($1, $2, 11999)";
            Box::pin(async move { tx.execute(sql, database::values![id, today]).await })
        });
        used_up.await.unwrap();
        invite(&institute, "asha", "student").await.expect(201);
        invite(&institute, "ravi", "student").await.expect_problem(429, "RATE_LIMITED");
        let found = institute.owner.get(&institute.path("/people?q=ravi")).await.expect(200).json();
        assert_eq!(found["items"], json!([]));
        campus.wait(DAY);
        invite(&institute, "ravi", "student").await.expect(201);
    }

    async fn nobody_invites_above_themselves(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let staff = institute.person(Role::Staff, "office").await;
        let path = institute.path("/invitations");
        let person = |role: &str| json!({"email": format!("{role}@example.org"), "name": "New", "role": role});
        for (role, status) in [("student", 201), ("guardian", 201), ("teacher", 403), ("staff", 403), ("owner", 403)] {
            staff.post(&path).json(person(role)).await.expect(status);
        }
        let manager = institute.person(Role::Administrator, "manager").await;
        manager.post(&path).json(person("owner")).await.expect_problem(403, "FORBIDDEN");
        manager.post(&path).json(person("administrator")).await.expect(201);
        let teacher = institute.person(Role::Teacher, "teach").await;
        teacher.post(&path).json(person("student")).await.expect_problem(404, "NOT_FOUND");
    }

    async fn what_is_no_person_is_refused_by_name_of_the_field(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        for (field, person) in [
            ("email", json!({"email": "asha", "name": "Asha", "role": "student"})),
            ("name", json!({"email": "a@example.org", "name": " ", "role": "student"})),
            ("phone", json!({"email": "a@example.org", "name": "A", "role": "student", "phone": "=1+1x"})),
            ("guardian_email", json!({"email": "a@example.org", "name": "A", "role": "student", "guardian_email": "x"})),
            ("body", json!({"email": "a@example.org", "name": "A", "role": "king"})),
            ("body", json!({"email": "a@example.org", "name": "A", "role": "student", "state": "active"})),
        ] {
            let refusal = institute.owner.post(&institute.path("/invitations")).json(person).await;
            assert_eq!(refusal.expect_problem(400, "VALIDATION").json()["field"], field);
        }
    }
}
