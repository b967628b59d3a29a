//! Stories about the kernel's own routes and about who may call what, told to both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use axum::body::BodyDataStream;
use futures::StreamExt;
use kernel::{AccountId, Topic};
use serde_json::{Value, json};
use testkit::{Client, on_each_campus};

async fn id_of(client: &Client) -> AccountId {
    serde_json::from_value(client.get("/api/user/info").await.expect(200).json()["id"].clone()).unwrap()
}

/// Reads until the text has come, or gives up.
async fn heard(stream: &mut BodyDataStream, wanted: &str) -> String {
    let mut text = String::new();
    while !text.contains(wanted) {
        let next = tokio::time::timeout(Duration::from_secs(10), stream.next())
            .await
            .expect("news in time");
        text.push_str(std::str::from_utf8(&next.expect("an open stream").unwrap()).unwrap());
    }
    text
}

on_each_campus! {
    async fn every_operation_lets_in_whom_the_table_says(campus: TestCampus) {
        campus.check_permissions().await;
    }

    async fn a_job_is_seen_by_whoever_asked_for_it_and_by_owners(campus: TestCampus) {
        let (owner, asha, ravi) = (campus.owner().await, campus.member("asha").await, campus.member("ravi").await);
        let job = campus.kernel.jobs.prepare("test.nothing", Value::Null).on_behalf_of(id_of(&asha).await);
        let path = format!("/api/jobs/{}", campus.kernel.jobs.start(job).await.unwrap().id);
        let seen = asha.get(&path).await.expect(200).json();
        assert_eq!((&seen["kind"], &seen["state"]), (&json!("test.nothing"), &json!("waiting")));
        assert_eq!((&seen["progress"], &seen["finished_at"]), (&json!({"done": 0, "total": 0}), &Value::Null));
        assert_eq!(owner.get(&path).await.expect(200).json(), seen);
        ravi.get(&path).await.expect_problem(404, "NOT_FOUND");
        asha.get("/api/jobs/job_7zzzzzzzzzzzzzzzzzzzzzzzzz").await.expect_problem(404, "NOT_FOUND");
        asha.get("/api/jobs/nonsense").await.expect_problem(404, "NOT_FOUND");
    }

    async fn news_reaches_those_it_concerns_until_the_server_stops(campus: TestCampus) {
        let (asha, ravi) = (campus.member("asha").await, campus.member("ravi").await);
        let response = asha.get("/api/events").streamed().await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = response.into_body().into_data_stream();
        campus.kernel.events.publish(Topic::Usage(id_of(&ravi).await));
        campus.kernel.events.publish(Topic::Files(id_of(&asha).await));
        let first = heard(&mut stream, "event: files\ndata: {}\n\n").await;
        assert!(!first.contains("usage"), "{first}");
        campus.kernel.events.publish(Topic::Nodes);
        heard(&mut stream, "event: nodes\n").await;
        campus.kernel.stopping.cancel();
        let rest = tokio::time::timeout(Duration::from_secs(10), stream.collect::<Vec<_>>()).await;
        assert!(rest.is_ok(), "the stream outlives the server");
    }
}
