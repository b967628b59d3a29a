//! ARCHITECTURE.md against the workspace: the crates it lists, and the arrows between them.

#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

type Arrows = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn manifest(path: &Path) -> toml::Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Every crate of the workspace with the crates of the workspace it uses, tests not counted.
fn workspace() -> Arrows {
    let manifests = manifest(&root().join("Cargo.toml"))["workspace"]["members"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|member| directories(member.as_str().unwrap()))
        .map(|directory| manifest(&directory.join("Cargo.toml")))
        .collect::<Vec<_>>();
    let name = |manifest: &toml::Table| manifest["package"]["name"].as_str().unwrap().to_owned();
    let names: BTreeSet<String> = manifests.iter().map(name).collect();
    let keys = dependency_keys(&names);
    let uses = |manifest: &toml::Table| -> BTreeSet<String> {
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        dependencies
            .into_iter()
            .flat_map(toml::Table::keys)
            .filter_map(|key| keys.get(key).cloned())
            .collect()
    };
    manifests
        .iter()
        .map(|manifest| (name(manifest), uses(manifest)))
        .collect()
}

fn directories(member: &str) -> Vec<PathBuf> {
    let Some(parent) = member.strip_suffix("/*") else {
        return vec![root().join(member)];
    };
    let entries = fs::read_dir(root().join(parent))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries.filter(|path| path.join("Cargo.toml").is_file()).collect()
}

/// Dependencies go by short names: `engine` is `storage-engine`.
fn dependency_keys(names: &BTreeSet<String>) -> BTreeMap<String, String> {
    let root = manifest(&root().join("Cargo.toml"));
    let shared = root["workspace"]["dependencies"].as_table().unwrap();
    let package = |key: &String, value: &toml::Value| {
        value
            .get("package")
            .and_then(toml::Value::as_str)
            .unwrap_or(key)
            .to_owned()
    };
    shared
        .iter()
        .map(|(key, value)| (key.clone(), package(key, value)))
        .filter(|(_, name)| names.contains(name))
        .collect()
}

fn page() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// The section below a heading.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let start = page.find(&format!("\n## {heading}\n")).unwrap();
    let rest = &page[start + 4..];
    rest.find("\n## ").map_or(rest, |end| &rest[..end])
}

/// Words between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_crate_has_its_paragraph_and_no_paragraph_is_about_nothing() {
    let page = page();
    let paragraphs = section(&page, "Crates")
        .lines()
        .filter(|line| line.starts_with('`') && line.contains("` — "));
    let described: BTreeSet<String> = paragraphs
        .filter_map(|line| line.split('`').nth(1).map(str::to_owned))
        .collect();
    assert_eq!(described, workspace().into_keys().collect());
}

#[test]
fn the_arrows_are_the_manifests_arrows() {
    let page = page();
    let rows = section(&page, "Arrows").lines().filter(|line| line.starts_with("| `"));
    let allowed: Arrows = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').collect();
            (quoted(cells[1]).into_iter().next().unwrap(), quoted(cells[2]))
        })
        .collect();
    let found = workspace();
    assert_eq!(found.keys().collect::<Vec<_>>(), allowed.keys().collect::<Vec<_>>());
    for (name, uses) in found {
        let surplus: Vec<_> = uses.difference(&allowed[&name]).collect();
        assert!(
            surplus.is_empty(),
            "{name} uses {surplus:?}, which ARCHITECTURE.md does not allow: is the arrow wanted?"
        );
    }
}

#[test]
fn arrows_never_run_in_a_circle_and_storage_knows_no_campus() {
    let arrows = workspace();
    let mut left = arrows.clone();
    while !left.is_empty() {
        let free: Vec<String> = left
            .iter()
            .filter(|(_, uses)| uses.iter().all(|it| !left.contains_key(it)))
            .map(|(name, _)| name.clone())
            .collect();
        assert!(!free.is_empty(), "a circle among {:?}", left.keys());
        free.iter().for_each(|name| drop(left.remove(name)));
    }
    for (name, uses) in arrows.iter().filter(|(name, _)| name.starts_with("storage-")) {
        assert!(
            uses.iter().all(|it| !it.starts_with("campus-")),
            "{name} must not know the campus"
        );
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/operating/install.md",
        "docs/operating/institutes.md",
        "docs/operating/security.md",
    ] {
        let path = root().join(page);
        let text = fs::read_to_string(&path).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        // Pictures and measurements are made by programs, after the pages.
        let made = |target: &&str| !target.ends_with(".png") && !target.ends_with("benchmarks.md");
        for target in targets.filter(|target| !target.starts_with("http")).filter(made) {
            let linked = path.parent().unwrap().join(target);
            assert!(
                linked.try_exists().unwrap(),
                "{page} links to {target}, which is not there"
            );
        }
    }
}

/// Every text of the project below a directory whose name ends like this.
fn texts(directory: &Path, ending: &str) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "node_modules" {
            all.push_str(&texts(&path, ending));
        } else if name.ends_with(ending) {
            all.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    all
}

#[test]
fn the_tests_that_the_security_page_names_exist() {
    let page = fs::read_to_string(root().join("docs/operating/security.md")).unwrap();
    let (rust, browser) = (
        texts(&root().join("crates"), ".rs"),
        texts(&root().join("web/e2e"), ".mjs"),
    );
    let rows = page.lines().filter(|line| line.starts_with("| ")).skip(1);
    for row in rows {
        let shown = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let ours = shown.split('`').skip(1).step_by(2).filter(|name| !name.contains('/'));
        for name in ours {
            assert!(rust.contains(&format!("fn {name}(")), "{name} is named in: {row}");
        }
        for name in shown.split('"').skip(1).step_by(2) {
            assert!(browser.contains(&format!("test('{name}'")), "{name} is named in: {row}");
        }
    }
}
