//! The end of an institute.

use database::Query;
use kernel::Role;
use serde_json::json;
use testkit::on_each_campus;

use crate::{invite, look, secret_for};

on_each_campus! {
    async fn an_institute_ends_for_everybody_at_once_and_leaves_no_rows(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        let other = campus.institute("Other").await;
        let asha = institute.person(Role::Student, "asha").await;
        invite(&institute, "ravi", "student").await.expect(201);
        let secret = secret_for(&campus, "ravi").await;
        let plan = institute.owner.get(&institute.path("/deletion")).await.expect(200).json();
        assert_eq!((&plan["name"], &plan["people"]), (&json!("Vidya"), &json!(3)));
        let path = institute.path("");
        asha.delete(&path).json(json!({"name": "Vidya"})).await.expect_problem(404, "NOT_FOUND");
        let refusal = institute.owner.delete(&path).json(json!({"name": "vidya"})).await;
        assert_eq!(refusal.expect_problem(400, "VALIDATION").json()["field"], "name");
        let started = institute.owner.delete(&path).json(json!({"name": "Vidya"})).await.expect(202).json();

        for client in [&asha, &institute.owner] {
            client.get(&path).await.expect_problem(404, "NOT_FOUND");
        }
        look(&campus.stranger(), &secret).await.expect_problem(404, "NOT_FOUND");
        let mine = asha.get("/api/user/institutes").await.expect(200).json();
        assert_eq!(mine["items"][0]["state"], "deleting");

        campus.run_jobs().await;
        let job = institute.owner.get(&format!("/api/jobs/{}", started["job"].as_str().unwrap())).await;
        assert_eq!(job.expect(200).json()["state"], "done");
        assert_eq!(asha.get("/api/user/institutes").await.expect(200).json()["items"], json!([]));
        let counts = institutes::admin::count_people(&campus.directory, institute.id).await.unwrap();
        assert_eq!(counts, []);
        other.owner.get(&other.path("/people")).await.expect(200);
        let all = campus.owner().await.get("/api/institutes").await.expect(200).json();
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
        let noted = campus.owner().await.get("/api/audit?action=institute.&limit=10").await.expect(200).json();
        let actions: Vec<_> = noted["items"].as_array().unwrap().iter().map(|it| it["action"].clone()).collect();
        assert_eq!(actions[..2], ["institute.deleted", "institute.deletion.started"]);
    }

    async fn a_deletion_that_was_cut_off_is_taken_up_again(campus: TestCampus) {
        let institute = campus.institute("Vidya").await;
        for number in 0..5 {
            invite(&institute, &format!("s{number}"), "student").await.expect(201);
        }
        let id = institute.id;
        let server = campus.kernel.database.write::<_, database::DatabaseError, _>(move |tx| {
            tx.enter(*id.as_bytes());
            let sql = "INSERT INTO mail_servers (institute, host, port, security, username, from_address, from_name, \
                       changed_at) VALUES ($1, 'mail.example.org', 465, 'tls', '', 'a@example.org', 'A', 0)";
            Box::pin(async move { tx.execute(sql, database::values![id]).await })
        });
        assert_eq!(server.await.unwrap(), 1);
        institute.owner.delete(&institute.path("")).json(json!({"name": "Vidya"})).await.expect(202);
        // The server is killed after it removed some rows, and another one runs the job from the start.
        let killed = campus.kernel.database.write::<_, database::DatabaseError, _>(move |tx| {
            tx.enter(*id.as_bytes());
            Box::pin(async move {
                tx.execute("DELETE FROM invitations WHERE institute = $1", database::values![id]).await
            })
        });
        assert_eq!(killed.await.unwrap(), 5);
        let twin = campus.twin().await;
        assert!(twin.run_jobs().await >= 1);
        let counts = institutes::admin::count_people(&campus.directory, institute.id).await.unwrap();
        assert_eq!(counts, []);
        let inside = campus.kernel.database.tenant(*id.as_bytes());
        assert!(inside.one("SELECT 1 FROM mail_servers", database::values![]).await.unwrap().is_none());
        // Once more finds nothing to do and writes nothing down twice.
        let again = campus.kernel.jobs.prepare("institutes.remove", json!({"institute": institute.id}));
        campus.kernel.jobs.start(again).await.unwrap();
        campus.run_jobs().await;
        let noted = campus.owner().await.get("/api/audit?limit=100").await.expect(200).json();
        let ends = noted["items"].as_array().unwrap().iter().filter(|it| it["action"] == "institute.deleted");
        assert_eq!(ends.count(), 1);
    }
}
