//! Reading settings as a person would set them.

use std::{ffi::OsString, fs, path::Path};

use super::*;

fn load(variables: &[(&str, &str)], flags: &[(&'static str, String)]) -> Result<Loaded, String> {
    let variables = variables
        .iter()
        .map(|(name, text)| (OsString::from(name), OsString::from(text)));
    Loaded::new(variables, flags).map_err(|error| base::chain(&error))
}

fn in_directory(directory: &Path, more: &[(&str, &str)]) -> Result<Loaded, String> {
    let data = directory.display().to_string();
    load(&[&[("LYCEUM_DATA_DIR", data.as_str())], more].concat(), &[])
}

#[test]
fn defaults_are_the_documented_ones() {
    let settings = load(&[], &[]).unwrap().settings;
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.zones.0, ["us-east", "eu-west", "asia"]);
    assert_eq!(settings.default_allowance.0, 5 * base::GIB);
    assert_eq!(settings.database_url(), "sqlite:./data/lyceum.sqlite");
    assert_eq!(settings.root_key_path(), Path::new("./data/keys/root.key"));
}

#[test]
fn flags_win_over_environment_over_file_over_default() {
    let directory = tempfile::tempdir().unwrap();
    let text = "listen = \"127.0.0.1:1\"\ntrash_days = 7\nzones = [\"a\", \"b\"]\nchunk_size = \"64 KiB\"\n";
    fs::write(directory.path().join("lyceum.toml"), text).unwrap();
    let data = directory.path().display().to_string();
    let variables = [
        ("LYCEUM_DATA_DIR", data.as_str()),
        ("LYCEUM_LISTEN", "127.0.0.1:2"),
        ("LYCEUM_CHUNK_SIZE", "131072"),
    ];
    let loaded = load(&variables, &[("listen", "127.0.0.1:3".to_owned())]).unwrap();
    assert_eq!(loaded.settings.listen.port(), 3);
    assert_eq!(loaded.settings.chunk_size.0, 128 * base::KIB);
    assert_eq!(loaded.settings.trash_days, Days(7));
    assert_eq!(loaded.settings.zones.0, ["a", "b"]);
    assert_eq!(loaded.sources.origin("listen"), Origin::Flag);
    assert_eq!(loaded.sources.origin("trash_days"), Origin::File);
    assert_eq!(loaded.sources.origin("log"), Origin::Default);
}

#[test]
fn a_slip_is_refused_with_the_name_that_was_meant() {
    let error = load(&[("LYCEUM_LISTN", "127.0.0.1:2")], &[]).unwrap_err();
    assert!(
        error.contains("`LYCEUM_LISTN` does not exist; did you mean `LYCEUM_LISTEN`?"),
        "{error}"
    );

    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("lyceum.toml"), "trash_day = 3\n").unwrap();
    let error = in_directory(directory.path(), &[]).unwrap_err();
    assert!(
        error.contains("`trash_day` does not exist; did you mean `trash_days`?"),
        "{error}"
    );

    let error = load(&[("LYCEUM_SOMETHING_ELSE", "1")], &[]).unwrap_err();
    assert!(!error.contains("did you mean"), "{error}");
}

#[test]
fn what_others_put_into_the_environment_is_left_alone() {
    let others = [
        ("LYCEUM_TEST_POSTGRES_URL", "x"),
        ("LYCEUM_SERVICE_HOST", "10.0.0.1"),
        ("LYCEUM_PORT_80_TCP", "x"),
    ];
    assert!(load(&others, &[]).is_ok());
}

#[test]
fn a_bad_value_names_its_setting_and_what_it_takes() {
    let error = load(&[("LYCEUM_LISTEN", "8080")], &[]).unwrap_err();
    assert!(error.contains("`LYCEUM_LISTEN` takes an address and port"), "{error}");
    let error = load(&[("LYCEUM_STORAGE_CLASS", "raid")], &[]).unwrap_err();
    assert!(error.contains("`replicated` or `coded`"), "{error}");
    assert!(load(&[("LYCEUM_CHUNK_SIZE", "100000")], &[]).is_err());
    assert!(
        load(&[("LYCEUM_STORAGE_CLASS", "coded")], &[]).is_err(),
        "three zones cannot hold 4 + 2 pieces"
    );
    assert!(
        load(
            &[("LYCEUM_STORAGE_CLASS", "coded"), ("LYCEUM_ZONES", "a,b,c,d,e,f")],
            &[]
        )
        .is_ok()
    );
}

#[test]
fn mail_settings_have_to_go_together() {
    let host = ("LYCEUM_MAIL_HOST", "smtp.example.org");
    let from = ("LYCEUM_MAIL_FROM", "Lyceum <campus@example.org>");
    let none = ("LYCEUM_MAIL_SECURITY", "none");
    let server = |variables: &[(&str, &str)]| load(variables, &[]).unwrap().settings.mail().unwrap().server;
    assert_eq!(server(&[]), None);
    let usual = server(&[host, from]).unwrap();
    assert_eq!((usual.port, usual.security), (587, mail::Security::Starttls));
    assert_eq!(
        (usual.from_name.as_str(), usual.from_address.as_str()),
        ("Lyceum", "campus@example.org")
    );
    assert_eq!(
        server(&[host, from, ("LYCEUM_MAIL_SECURITY", "tls")]).unwrap().port,
        465
    );

    for (wrong, named) in [
        (vec![host], "mail_from"),
        (vec![host, from, ("LYCEUM_MAIL_USERNAME", "asha")], "mail_password"),
        (vec![host, from, none], "mail_unencrypted"),
    ] {
        let error = load(&wrong, &[]).unwrap_err();
        assert!(error.contains(named), "{error}");
    }
    assert!(server(&[host, from, none, ("LYCEUM_MAIL_UNENCRYPTED", "yes")]).is_some());
    assert!(server(&[("LYCEUM_MAIL_HOST", "127.0.0.1"), from, none]).is_some());
    let absent = [host, from, ("LYCEUM_MAIL_CA_FILE", "/no/such/file")];
    let error = load(&absent, &[]).unwrap().settings.mail().unwrap_err();
    assert!(base::chain(&error).contains("mail_ca_file"), "{error}");
}

#[test]
fn google_settings_have_to_go_together() {
    let id = ("LYCEUM_GOOGLE_CLIENT_ID", "id.apps.googleusercontent.com");
    let secret = ("LYCEUM_GOOGLE_CLIENT_SECRET", "hush");
    let loaded = |variables: &[(&str, &str)]| load(variables, &[]).unwrap().settings.google();
    assert_eq!(loaded(&[]), None);
    let google = loaded(&[id, secret]).unwrap();
    assert_eq!(
        (google.client_id.as_str(), google.issuer.as_str()),
        (id.1, "https://accounts.google.com")
    );
    let simulator = ("LYCEUM_GOOGLE_ISSUER", "http://127.0.0.1:9000");
    assert_eq!(loaded(&[id, secret, simulator]).unwrap().issuer, simulator.1);
    for (wrong, named) in [
        (vec![id], "google_client_secret"),
        (vec![secret], "google_client_id"),
        (
            vec![id, secret, ("LYCEUM_GOOGLE_ISSUER", "http://accounts.google.com")],
            "google_issuer",
        ),
    ] {
        let error = load(&wrong, &[]).unwrap_err();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_named_file_must_be_there_and_be_toml() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("my.toml");
    let named = path.display().to_string();
    let error = load(&[("LYCEUM_CONFIG", &named)], &[]).unwrap_err();
    assert!(error.contains("cannot be read"), "{error}");
    fs::write(&path, "listen = ").unwrap();
    let error = load(&[("LYCEUM_CONFIG", &named)], &[]).unwrap_err();
    assert!(error.contains("not valid TOML"), "{error}");
    fs::write(&path, "[server]\nlisten = 1\n").unwrap();
    assert!(load(&[("LYCEUM_CONFIG", &named)], &[]).is_err());
}

#[test]
fn a_secret_may_come_from_a_file_and_is_never_shown() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("url");
    fs::write(&path, "postgres://u:hunter2@db/lyceum\n").unwrap();
    let named = path.display().to_string();
    let loaded = load(&[("LYCEUM_DATABASE_URL_FILE", &named)], &[]).unwrap();
    assert_eq!(loaded.settings.database_url(), "postgres://u:hunter2@db/lyceum");
    assert!(!format!("{:?}{}", loaded.settings, effective(&loaded)).contains("hunter2"));

    let both = [
        ("LYCEUM_DATABASE_URL_FILE", named.as_str()),
        ("LYCEUM_DATABASE_URL", "sqlite:x"),
    ];
    assert!(load(&both, &[]).unwrap_err().contains("both set"));
    assert!(
        load(&[("LYCEUM_LISTEN_FILE", &named)], &[]).is_err(),
        "only secrets come from files"
    );
}

#[test]
fn the_page_is_up_to_date() {
    let committed = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating/settings.md"));
    let command = "cargo run -p lyceum -- settings --markdown > docs/operating/settings.md";
    assert_eq!(committed.unwrap_or_default(), markdown(), "run `{command}`");
}
