//! The program as an operator meets it: starting, refusing to start, ending, and what it writes down.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod support;

use std::{fs, net::TcpListener, process::Output};

use harness::Api;
use support::{Site, said};

#[test]
fn it_starts_twice_on_the_same_data_but_not_at_once() {
    let site = Site::new();
    let first = site.start();
    assert!(site.refusal().contains("another Lyceum process"));
    first.stop().unwrap();
    site.start().stop().unwrap();
}

#[test]
fn hashing_a_password_leaves_no_memory_behind() {
    let site = Site::new();
    let server = site.start();
    let before = server.memory().unwrap().resident;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let register = async { Api::register(server.base(), "asha@example.org").await.unwrap() };
    drop(runtime.block_on(register));
    let after = server.memory().unwrap().resident;
    assert!(
        after < before + (16 << 20),
        "19 MiB were needed for a moment; resident {before} bytes before, {after} after"
    );
    server.stop().unwrap();
}

#[test]
fn a_killed_server_leaves_no_lock_behind() {
    let site = Site::new();
    site.start().kill().unwrap();
    site.start().stop().unwrap();
}

#[test]
fn an_address_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let site = Site::new().with("LYCEUM_LISTEN", &address);
    let refusal = site.refusal();
    assert!(refusal.contains(&address) && refusal.contains("`listen`"), "{refusal}");
}

#[test]
fn the_root_key_is_never_made_again_over_sealed_data() {
    let site = Site::new();
    site.start().stop().unwrap();
    let key = site.data("keys/root.key");
    let kept = fs::read_to_string(&key).unwrap();

    fs::remove_file(&key).unwrap();
    let refusal = site.refusal();
    assert!(refusal.contains("put the key back"), "{refusal}");
    assert!(!key.try_exists().unwrap(), "no new key was made");

    fs::write(&key, &kept[..kept.len() - 4]).unwrap();
    assert!(site.refusal().contains("damaged"));

    let other = Site::new();
    other.start().stop().unwrap();
    fs::copy(other.data("keys/root.key"), &key).unwrap();
    assert!(site.refusal().contains("belongs to another installation"));

    fs::write(&key, kept).unwrap();
    site.start().stop().unwrap();
}

#[test]
fn a_damaged_database_is_told_and_left_alone() {
    let site = Site::new();
    site.start().stop().unwrap();
    let files = ["lyceum.sqlite", "lyceum.sqlite-wal", "lyceum.sqlite-shm"].map(|name| site.data(name));
    let kept = files.clone().map(|path| fs::read(path).ok());
    files.iter().for_each(|path| drop(fs::remove_file(path)));
    let broken = b"this is no database ".repeat(5000);
    fs::write(&files[0], &broken).unwrap();
    let refusal = site.refusal();
    assert!(refusal.contains("damaged"), "{refusal}");
    assert!(fs::read(&files[0]).unwrap() == broken, "nothing was written over it");
    for (path, bytes) in files.iter().zip(kept) {
        bytes.map_or_else(|| drop(fs::remove_file(path)), |bytes| fs::write(path, bytes).unwrap());
    }
    site.start().stop().unwrap();
}

#[test]
fn a_slip_in_the_environment_keeps_it_from_starting() {
    let site = Site::new().with("LYCEUM_CHUNKSIZE", "1 MiB");
    assert!(site.refusal().contains("did you mean `LYCEUM_CHUNK_SIZE`?"));
}

#[test]
fn the_doctor_says_what_to_do() {
    let site = Site::new();
    let doctor = || site.settings.run(&["doctor", "--json"]).unwrap();
    let report = |output: &Output| serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    let before = doctor();
    assert!(
        before.status.success(),
        "nothing is wrong with an empty place: {}",
        said(&before)
    );
    assert!(!site.settings.data().try_exists().unwrap(), "looking makes nothing");

    let server = site.start();
    assert!(
        doctor().status.success(),
        "it works beside the server: {}",
        said(&doctor())
    );
    server.stop().unwrap();
    assert!(doctor().status.success(), "{}", said(&doctor()));

    fs::rename(site.data("targets/asia"), site.data("away")).unwrap();
    fs::rename(site.data("keys/root.key"), site.data("key")).unwrap();
    let output = doctor();
    assert_eq!(output.status.code(), Some(1));
    let failed: Vec<String> = report(&output)["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["state"] == "fail" && !check["advice"].as_str().unwrap().is_empty())
        .map(|check| check["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(failed, ["root key", "target asia"]);
}

#[test]
fn a_directory_that_went_missing_is_not_made_again() {
    let site = Site::new();
    site.start().stop().unwrap();
    fs::remove_dir_all(site.data("targets/asia")).unwrap();
    site.start().stop().unwrap();
    assert!(
        !site.data("targets/asia").try_exists().unwrap(),
        "an unmounted disk must not be replaced by a folder"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_and_tokens_from_the_command_line() {
    let site = Site::new().with("LYCEUM_REGISTRATION", "closed");
    let server = site.start();
    let owner = Api::register(server.base(), "owner@example.org").await.unwrap();
    assert!(
        Api::register(server.base(), "late@example.org").await.is_err(),
        "registration is closed"
    );
    let token = site
        .settings
        .run(&["token", "owner@example.org", "--name", "backup script"])
        .unwrap();
    assert!(token.status.success(), "{}", said(&token));
    let token = String::from_utf8(token.stdout).unwrap().trim().to_owned();
    let info = plain_get(server.base(), "/api/user/info", &token);
    assert!(info.contains("owner@example.org"), "{info}");
    let unknown = site.settings.run(&["token", "nobody@example.org"]).unwrap();
    assert!(
        said(&unknown).contains("There is no such account"),
        "{}",
        said(&unknown)
    );
    let listed = site.settings.run(&["user", "list"]).unwrap();
    assert!(said(&listed).contains("owner@example.org"));
    drop(owner);
    server.stop().unwrap();
}

/// One plain request with a token.
fn plain_get(base: &str, path: &str, token: &str) -> String {
    use std::io::{Read, Write};
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nX-Request-Id: from-outside\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_are_json_with_request_ids_and_hold_no_secret() {
    let site = Site::new()
        .with("LYCEUM_LOG", "trace")
        .with("LYCEUM_LOG_FORMAT", "json");
    let server = site.start();
    let api = Api::register(server.base(), "asha@example.org").await.unwrap();
    let made = site.settings.run(&["token", "asha@example.org"]).unwrap();
    let token = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    plain_get(server.base(), "/api/user/info", &token);
    let session = api.token().to_owned();
    drop(api);
    server.stop().unwrap();

    let log = fs::read_to_string(site.settings.log()).unwrap();
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
    }
    assert!(
        log.contains("\"id\":\"from-outside\""),
        "requests are logged with their id"
    );
    let key = fs::read_to_string(site.data("keys/root.key")).unwrap();
    let key = key.trim().split(':').nth(1).unwrap().to_owned();
    for (what, secret) in [("session", session), ("token", token), ("root key", key)] {
        assert!(!secret.is_empty() && !log.contains(&secret), "the {what} is in the log");
    }
}
