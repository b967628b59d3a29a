//! The simulator as a program.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]
#![allow(
    clippy::disallowed_methods,
    reason = "the program runs in a process of its own, reaped by the harness"
)]

use std::{
    io::{BufRead, BufReader},
    process::Command,
    time::Duration,
};

use harness::Process;
use serde_json::{Value, json};

#[tokio::test]
async fn it_says_where_it_is_and_ends_when_told_to() {
    let home = tempfile::tempdir().unwrap();
    let setup = home.path().join("setup.json");
    let text = json!({
        "accounts": [{"email": "asha@school.example", "name": "Asha Rao", "hd": "school.example"}],
        "clients": [{"id": "lyceum", "secret": "secret", "redirect_uris": ["http://localhost/back"]}],
    });
    std::fs::write(&setup, text.to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_simulator-google"));
    command.arg("--setup").arg(&setup);
    command.args([
        "--account",
        "ravi@example.org=Ravi",
        "--client",
        "other,hush,http://localhost/other",
    ]);
    let (mut process, stdout) = Process::spawn_piped(&mut command, &home.path().join("log")).unwrap();
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();

    let issuer = said["issuer"].as_str().unwrap();
    for (client, back) in [("lyceum", "http://localhost/back"), ("other", "http://localhost/other")] {
        let url =
            format!("{issuer}/o/oauth2/v2/auth?client_id={client}&redirect_uri={back}&response_type=code&scope=openid");
        let page = reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .get(url)
            .send()
            .await
            .unwrap();
        let html = page.text().await.unwrap();
        assert!(
            html.contains("asha@school.example") && html.contains("ravi@example.org"),
            "{html}"
        );
    }
    assert!(process.terminate(Duration::from_secs(10)).unwrap().success());
}
