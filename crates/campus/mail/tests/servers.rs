//! Stories about mail servers of institutes, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use database::{on_each_database, testing::TestDatabase};
use kernel::{Branding, Role};
use mail::{Draft, Message, Security, Sender, State};
use serde_json::{Value, json};
use simulator_mail::{MailSimulator, Trouble};
use support::{ASHA, PASSWORD, draft_to, options, server, simulator};
use testkit::{TestCampus, TestInstitute};

const PATIENCE: Duration = Duration::from_secs(10);

/// How an institute describes a simulator.
fn described(simulator: &MailSimulator) -> Value {
    json!({
        "host": "LOCALHOST.", "port": simulator.port(), "security": "none", "username": "campus",
        "password": PASSWORD, "from_address": "office@kota.example", "from_name": "Kota Office",
    })
}

fn letter_of(institute: &TestInstitute<'_>) -> Draft {
    let brand = Branding {
        name: institute.name.clone(),
        color: "#123456".into(),
    };
    Draft {
        sender: Sender::Institute(institute.id, brand),
        ..draft_to(ASHA, Message::Test)
    }
}

/// A campus with a mail server, and an institute with one of its own.
async fn with_two_servers(test: TestDatabase) -> (TestCampus, MailSimulator, MailSimulator) {
    let (common, own) = (simulator(Security::None).await, simulator(Security::None).await);
    let campus = TestCampus::with(test, options(Some(server(&common, Security::None)))).await;
    (campus, common, own)
}

on_each_database! {
    async fn an_institute_s_letters_go_through_its_own_server(test: TestDatabase) {
        let (campus, common, own) = with_two_servers(test).await;
        let institute = campus.institute("Kota").await;
        let path = institute.path("/mail");
        let before = institute.owner.get(&path).await.expect(200).json();
        assert_eq!((&before["own"], &before["installation"], &before["host"]), (&json!(false), &json!(true), &Value::Null));

        let saved = institute.owner.put(&path).json(described(&own)).await.expect(200).json();
        assert_eq!((&saved["own"], &saved["host"]), (&json!(true), &json!("localhost")));
        assert_eq!(saved["password_stored"], true);
        assert!(!saved.to_string().contains(PASSWORD));
        assert_eq!(institute.owner.get(&path).await.expect(200).json(), saved);

        campus.post.send(letter_of(&institute)).await.unwrap();
        campus.deliver_letters().await;
        let letter = own.wait_for(ASHA, PATIENCE).await.expect("a letter");
        assert_eq!(letter.header("From").as_deref(), Some("\"Kota Office\" <office@kota.example>"));
        assert_eq!(letter.username.as_deref(), Some("campus"));
        assert!(common.letters_to(ASHA).is_empty());

        // Another institute, and this one once its server is gone, go through that of the installation.
        institute.owner.delete(&path).await.expect(204);
        institute.owner.delete(&path).await.expect(204);
        let other = campus.institute("Pune").await;
        campus.post.send(letter_of(&other)).await.unwrap();
        campus.post.send(letter_of(&institute)).await.unwrap();
        campus.deliver_letters().await;
        assert_eq!((own.letters_to(ASHA).len(), common.letters_to(ASHA).len()), (1, 2));
        assert_eq!(common.letters_to(ASHA)[0].header("From").as_deref(), Some("Pune <campus@example.org>"));
    }

    async fn every_change_is_on_the_record_without_the_password(test: TestDatabase) {
        let (campus, _common, own) = with_two_servers(test).await;
        let institute = campus.institute("Kota").await;
        let path = institute.path("/mail");
        institute.owner.put(&path).json(described(&own)).await.expect(200);
        institute.owner.delete(&path).await.expect(204);
        let record = institute.owner.get(&institute.path("/audit")).await.expect(200).json();
        let actions: Vec<&str> = record["items"].as_array().unwrap().iter()
            .filter_map(|entry| entry["action"].as_str().filter(|action| action.starts_with("mail."))).collect();
        assert_eq!(actions, ["mail.server.removed", "mail.server.changed"]);
        assert!(record.to_string().contains("office@kota.example"));
        assert!(!record.to_string().contains(PASSWORD));
    }

    async fn a_password_stays_only_with_the_server_it_was_typed_for(test: TestDatabase) {
        let (campus, _common, own) = with_two_servers(test).await;
        let institute = campus.institute("Kota").await;
        let path = institute.path("/mail");
        let mut request = described(&own);
        institute.owner.put(&path).json(request.clone()).await.expect(200);
        request.as_object_mut().unwrap().remove("password");
        request["from_name"] = json!("Kota");
        let saved = institute.owner.put(&path).json(request.clone()).await.expect(200).json();
        assert_eq!(saved["password_stored"], true);
        // Somebody who may change the host must not have the password sent to their own machine.
        for (field, value) in [("host", json!("127.0.0.1")), ("port", json!(2525)), ("username", json!("other"))] {
            let mut elsewhere = request.clone();
            elsewhere[field] = value;
            let refused = institute.owner.put(&path).json(elsewhere).await.expect_problem(400, "VALIDATION").json();
            assert_eq!(refused["field"], "password", "{field}");
        }
        request["username"] = json!("");
        let saved = institute.owner.put(&path).json(request).await.expect(200).json();
        assert_eq!(saved["password_stored"], false);
    }

    async fn a_test_letter_says_how_it_went(test: TestDatabase) {
        let (campus, common, own) = with_two_servers(test).await;
        let institute = campus.institute("Kota").await;
        let path = institute.path("/mail/test");
        // The letters of those who registered.
        campus.deliver_letters().await;
        let to_asha = json!({"to": ASHA});
        let try_it = || institute.owner.post(&path).json(to_asha.clone());
        assert_eq!(try_it().await.expect(200).json()["delivered"], true);
        assert_eq!(common.letters_to(ASHA).len(), 1);
        institute.owner.put(&institute.path("/mail")).json(described(&own)).await.expect(200);
        assert_eq!(try_it().await.expect(200).json()["delivered"], true);
        assert_eq!(own.letters_to(ASHA).len(), 1);

        own.make(Trouble::Never { to: ASHA.into() });
        let refused = try_it().await.expect(200).json();
        assert_eq!(refused["delivered"], false);
        assert!(refused["message"].as_str().unwrap().contains("550"), "{refused}");
        let wrong = json!({"to": "asha"});
        institute.owner.post(&path).json(wrong).await.expect_problem(400, "VALIDATION");
        assert_eq!(campus.deliver_letters().await, 0, "a test is tried once");

        for _ in 0..7 {
            try_it().await.expect(200);
        }
        try_it().await.expect_problem(429, "RATE_LIMITED");
        campus.wait(Duration::from_secs(3601));
        try_it().await.expect(200);
    }

    async fn only_managers_come_near_it(test: TestDatabase) {
        let (campus, _common, own) = with_two_servers(test).await;
        let institute = campus.institute("Kota").await;
        let stranger = campus.institute("Pune").await;
        let staff = institute.person(Role::Staff, "staff").await;
        let administrator = institute.person(Role::Administrator, "admin").await;
        let path = institute.path("/mail");
        administrator.put(&path).json(described(&own)).await.expect(200);
        for client in [&staff, &stranger.owner] {
            client.get(&path).await.expect_problem(404, "NOT_FOUND");
            client.put(&path).json(described(&own)).await.expect_problem(404, "NOT_FOUND");
            client.delete(&path).await.expect_problem(404, "NOT_FOUND");
            client.post(&institute.path("/mail/test")).json(json!({"to": ASHA})).await.expect_problem(404, "NOT_FOUND");
        }
    }

    async fn nobody_looks_around_in_the_operator_s_network(test: TestDatabase) {
        let own = simulator(Security::None).await;
        let mut settings = options(None);
        settings.mail.private_hosts = false;
        let campus = TestCampus::with(test, settings).await;
        let institute = campus.institute("Kota").await;
        let path = institute.path("/mail");
        let request = |host: &str, port: u16, security: &str| {
            let mut request = described(&own);
            (request["host"], request["port"], request["security"]) = (json!(host), json!(port), json!(security));
            institute.owner.put(&path).json(request)
        };
        for host in ["localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "0.0.0.0"] {
            let refused = request(host, 587, "starttls").await.expect_problem(400, "VALIDATION").json();
            assert_eq!(refused["field"], "host", "{host}: {refused}");
        }
        let refused = request("localhost", own.port(), "starttls").await.expect_problem(400, "VALIDATION").json();
        assert_eq!(refused["field"], "port");
        let refused = request("localhost", 587, "none").await.expect_problem(400, "VALIDATION").json();
        assert_eq!(refused["field"], "security");
        assert_eq!(own.connections(), 0);
    }

    async fn a_name_that_turns_private_later_leads_nowhere(test: TestDatabase) {
        let own = simulator(Security::None).await;
        let campus = TestCampus::with(test, options(None)).await;
        let institute = campus.institute("Kota").await;
        institute.owner.put(&institute.path("/mail")).json(described(&own)).await.expect(200);
        campus.post.send(letter_of(&institute)).await.unwrap();
        // The operator closes the door after the server was saved, as when a public name is pointed inwards.
        let settings = mail::Settings::default();
        let sealing = campus.kernel.sealing.clone();
        let strict = mail::Post::new(campus.kernel.database.clone(), campus.kernel.world.clone(), sealing, settings);
        assert_eq!(strict.deliver_due().await.unwrap(), 1);
        let letter = campus.last_letter(ASHA).await.unwrap();
        assert_eq!(letter.state, State::Queued);
        assert!(letter.problem.unwrap().contains("private network"));
        assert_eq!(own.connections(), 0);
    }

    async fn an_institute_that_ends_takes_its_letters_along(test: TestDatabase) {
        let (campus, _common, own) = with_two_servers(test).await;
        let institute = campus.institute("Kota").await;
        institute.owner.put(&institute.path("/mail")).json(described(&own)).await.expect(200);
        campus.post.send(letter_of(&institute)).await.unwrap();
        let name = json!({"name": institute.name});
        institute.owner.delete(&institute.path("")).json(name).await.expect(202);
        campus.run_jobs().await;
        assert!(campus.last_letter(ASHA).await.is_none());
        let inside = campus.kernel.database.tenant(*institute.id.as_bytes());
        let rows = database::Query::all(&inside, "SELECT host FROM mail_servers", vec![]);
        assert!(rows.await.unwrap().is_empty());
    }
}
