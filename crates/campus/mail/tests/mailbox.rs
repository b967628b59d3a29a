//! Stories about the mailbox page, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use mail::{MailServer, Message, Security};
use serde_json::json;
use support::{ASHA, code, draft, draft_to, options};
use testkit::on_each_campus;

/// A server that is never asked anything.
fn somewhere() -> MailServer {
    MailServer {
        host: "localhost".into(),
        port: 25,
        security: Security::None,
        credentials: None,
        from_address: "campus@example.org".into(),
        from_name: String::new(),
        certificate: None,
    }
}

on_each_campus! {
    async fn without_a_mail_server_the_owner_reads_the_letters(campus: TestCampus) {
        let (owner, asha) = (campus.owner().await, campus.member("asha").await);
        assert!(!campus.post.can_deliver());
        campus.post.send(draft(code("123456"))).await.unwrap();
        campus.wait(Duration::from_secs(1));
        campus.post.send(draft_to("ravi@example.org", Message::Test)).await.unwrap();
        assert_eq!(campus.deliver_letters().await, 2);
        let page = owner.get("/api/mailbox?limit=1").await.expect(200).json();
        assert_eq!(page["items"][0]["to"], "ravi@example.org");
        let next = page["next"].as_str().unwrap();
        let page = owner.get(&format!("/api/mailbox?limit=1&after={next}")).await.expect(200).json();
        let letter = &page["items"][0];
        assert_eq!((&letter["to"], &letter["state"], &letter["problem"]), (&json!(ASHA), &json!("kept"), &json!(null)));
        assert!(letter["text"].as_str().unwrap().starts_with("123456"), "{letter}");
        assert!(letter["html"].as_str().unwrap().contains("123456"));
        assert_eq!(letter["created_at"], "2026-11-20T06:00:00.000000Z");
        assert_eq!(page["next"], json!(null));

        asha.get("/api/mailbox").await.expect_problem(404, "NOT_FOUND");
        campus.stranger().get("/api/mailbox").await.expect_problem(401, "UNAUTHENTICATED");
        owner.get("/api/mailbox?after=nonsense").await.expect_problem(400, "VALIDATION");
    }

    #[options(options(Some(somewhere())))]
    async fn with_a_mail_server_there_is_no_such_page(campus: TestCampus) {
        assert!(campus.post.can_deliver());
        let owner = campus.owner().await;
        let nowhere = owner.get("/api/institutes/institute_7zzzzzzzzzzzzzzzzzzzzzzzzz/mail").await;
        let hidden = owner.get("/api/mailbox").await.expect_problem(404, "NOT_FOUND");
        assert_eq!(hidden.json(), nowhere.json(), "it looks like what does not exist");
    }
}
