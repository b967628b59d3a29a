//! The testkit's own story: a campus with files stands, and each of its operations lets in whom the table says.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;
use testkit::on_each_campus;

on_each_campus! {
    async fn every_operation_lets_in_whom_the_table_says(campus: TestCampus) {
        campus.check_permissions().await;
    }

    async fn a_file_that_goes_in_through_one_server_comes_out_of_the_other(campus: TestCampus) {
        let asha = campus.member("asha").await;
        let content = "naïve 日本 ".repeat(20_000);
        let path = "/api/files/content?path=/notes/a.txt";
        let entry = asha.put(path).body(content.clone()).await.expect(201).json();
        assert_eq!((&entry["path"], &entry["size"]), (&json!("/notes/a.txt"), &json!(content.len())));
        let twin = campus.twin().await;
        let there = twin.member("asha").await;
        assert_eq!(there.get(path).await.expect(200).text(), content);
        assert_eq!(asha.get("/api/user/info").await.json()["allowance"]["used"], content.len());
        twin.member("ravi").await.get(path).await.expect_problem(404, "NOT_FOUND");
    }
}
