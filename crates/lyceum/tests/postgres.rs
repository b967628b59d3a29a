//! The same program on PostgreSQL. Run through `scripts/with-postgres`.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod support;

use std::fs;

use database::testing::TestDatabase;
use harness::{Api, Recipe};
use support::{Site, said};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_survives_a_restart_and_a_check() {
    let test = TestDatabase::postgres().await;
    let directory = tempfile::tempdir().unwrap();
    let url = directory.path().join("url");
    fs::write(&url, format!("{}\n", test.url)).unwrap();
    let site = Site::new().with("LYCEUM_DATABASE_URL_FILE", &url.display().to_string());

    let server = site.start();
    let api = Api::register(server.base(), "asha@example.org").await.unwrap();
    let recipe = Recipe {
        seed: 7,
        length: 2_500_000,
    };
    api.put("/lectures/one.bin", recipe.bytes()).await.unwrap();
    server.kill().unwrap();

    let server = site.start();
    let api = api.at(server.base());
    assert_eq!(api.get("/lectures/one.bin").await.unwrap(), recipe.print());
    drop(api);
    server.stop().unwrap();

    for verb in [["doctor"].as_slice(), &["verify", "--all"], &["migrate", "--dry-run"]] {
        let output = site.settings.run(verb).unwrap();
        assert!(output.status.success(), "{verb:?}: {}", said(&output));
        assert!(
            !said(&output).contains(&test.url),
            "the address of the database is nobody's business"
        );
    }
    assert!(!site.data("lyceum.sqlite").try_exists().unwrap());
}
