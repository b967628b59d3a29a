//! `lyceum verify` on installations that are well, and on some that are not.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use harness::{Api, Recipe};
use serde_json::Value;
use support::Site;

/// A stopped installation with a large and a few small files in it.
async fn stopped(more: &[(&str, &str)]) -> Site {
    let site = more
        .iter()
        .fold(Site::new(), |site, (name, value)| site.with(name, value));
    let server = site.start();
    let api = Api::register(server.base(), "asha@example.org").await.unwrap();
    let large = Recipe {
        seed: 1,
        length: 3_000_000,
    };
    api.put("/large.bin", large.bytes()).await.unwrap();
    for seed in 2..6 {
        api.put(&format!("/small {seed}"), Recipe { seed, length: 9000 }.bytes())
            .await
            .unwrap();
    }
    drop(api);
    server.stop().unwrap();
    site
}

fn verify(site: &Site) -> (bool, Value) {
    let output = site.settings.run(&["verify", "--all", "--json"]).unwrap();
    let findings = serde_json::from_slice(&output.stdout);
    (
        output.status.success(),
        findings.unwrap_or_else(|_| panic!("{}", support::said(&output))),
    )
}

/// All large shards of a target.
fn shards(target: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(target.join("large"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = folders
        .filter(|path| path.is_dir())
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "shard"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_well_kept_installation_is_clean() {
    let site = stopped(&[]).await;
    let (clean, findings) = verify(&site);
    assert!(clean, "{findings}");
    assert_eq!(findings["objects"], 15, "three copies of five files");
    for part in ["orphans", "missing", "corrupt", "used_mismatch", "unreachable"] {
        assert_eq!(findings[part].as_array().unwrap().len(), 0, "{part}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_be_mended_is_mended_first() {
    let site = stopped(&[]).await;
    let asia = site.data("targets/asia");
    let [lost] = shards(&asia).try_into().unwrap();
    fs::remove_file(lost).unwrap();
    let (clean, findings) = verify(&site);
    assert!(clean, "the missing copy was made again: {findings}");
    assert_eq!(shards(&asia).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_is_found_without_the_engine_s_help() {
    let site = stopped(&[]).await;
    // The same bit in every copy: nothing is left to repair from.
    for zone in ["us-east", "eu-west", "asia"] {
        let [shard] = shards(&site.data("targets").join(zone)).try_into().unwrap();
        let mut bytes = fs::read(&shard).unwrap();
        bytes[1_000_000] ^= 1;
        fs::write(&shard, bytes).unwrap();
    }
    let (clean, findings) = verify(&site);
    assert!(!clean);
    assert_eq!(findings["corrupt"].as_array().unwrap().len(), 3, "{findings}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_is_away_is_not_called_missing() {
    let site = stopped(&[]).await;
    fs::rename(site.data("targets/asia"), site.data("away")).unwrap();
    let (clean, findings) = verify(&site);
    assert!(!clean);
    assert_eq!(findings["unreachable"][0]["target"], "asia");
    assert_eq!(findings["missing"].as_array().unwrap().len(), 0, "{findings}");
}
