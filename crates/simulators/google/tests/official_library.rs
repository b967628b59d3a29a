//! Google's own Node library against the simulator: what it accepts and refuses at Google, it accepts and refuses here.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]
#![allow(
    clippy::disallowed_methods,
    reason = "the library runs in a process of its own, reaped by the harness"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use harness::Process;
use serde_json::json;
use simulator_google::{Account, GoogleSimulator, Options};

/// Fetching two dozen small packages.
const INSTALLING: Duration = Duration::from_secs(240);
/// A few dozen calls over the loopback.
const DRIVING: Duration = Duration::from_secs(60);
const FILES: [&str; 4] = ["package.json", "package-lock.json", ".npmrc", "drive.mjs"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn google_s_own_library_cannot_tell_the_difference() {
    let home = install();
    let simulator = GoogleSimulator::start(Options::default()).await.unwrap();
    let asha = Account::new("asha@school.example", "Asha Rao").of_domain("school.example");
    let redirect_uri = "http://localhost:8080/api/auth/google/callback";
    simulator.add_client("lyceum-client", "a secret + signs", [redirect_uri]);
    simulator.add_account(asha.clone());
    simulator.add_account(Account::new("ravi@example.org", "Ravi"));
    let world = json!({
        "issuer": simulator.issuer(),
        "client_id": "lyceum-client",
        "client_secret": "a secret + signs",
        "redirect_uri": redirect_uri,
        "email": asha.email,
        "sub": asha.sub,
        "name": asha.name,
        "hd": asha.hd,
    });
    let mut command = Command::new("node");
    command.arg("drive.mjs").arg(world.to_string()).current_dir(&home);
    tokio::task::spawn_blocking(move || run(&mut command, &home.join("drive.log"), DRIVING))
        .await
        .unwrap();
}

/// Installs the library outside of the checkout, once for each lock file.
fn install() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official");
    fs::create_dir_all(&home).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official");
    for name in FILES {
        fs::copy(source.join(name), home.join(name)).unwrap();
    }
    let (lock, installed) = (
        home.join("package-lock.json"),
        home.join("node_modules/.installed-lock"),
    );
    if fs::read(&installed).ok() != fs::read(&lock).ok() {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&home);
        run(&mut npm, &home.join("npm.log"), INSTALLING);
        fs::copy(&lock, &installed).unwrap();
    }
    home
}

fn run(command: &mut Command, log: &Path, patience: Duration) {
    // From an earlier run, if at all.
    let _ = fs::remove_file(log);
    let program = command.get_program().to_string_lossy().into_owned();
    let Ok(mut process) = Process::spawn(command, log) else {
        panic!("`{program}` cannot be started: this test needs Node 20 with npm, as the web app does");
    };
    let status = process.wait(patience).unwrap();
    let said = fs::read_to_string(log).unwrap();
    match status {
        Some(status) => assert!(status.success(), "`{program}` failed ({status}):\n{said}"),
        None => panic!("`{program}` did not end within {patience:?}:\n{said}"),
    }
}
