//! Reads what the drive holds, through the API, into the words of the model.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};
use harness::{Api, Entry, Print};

use super::FOLDERS;
use crate::model::{File, Tree};

/// Everything in the trash, by id.
pub(crate) type Trash = BTreeMap<String, (String, File)>;

/// The whole trash of the account.
pub(crate) async fn trash(api: &Api) -> anyhow::Result<Trash> {
    let mut trash = Trash::new();
    for entry in api.trash().await? {
        let file = file(api, &entry).await?;
        trash.insert(entry.id, (entry.path, file));
    }
    Ok(trash)
}

/// The folders of one worker. What it has in the trash is taken out of `trash` by the ids in `known`.
pub(crate) async fn tree(api: &Api, home: &str, known: &Tree, trash: &mut Trash) -> anyhow::Result<Tree> {
    let mut tree = Tree::default();
    let folders = api.list(home).await?;
    let names: Vec<&str> = folders.iter().map(|entry| entry.name.as_str()).collect();
    ensure!(
        names == FOLDERS,
        "{home} should hold the folders {FOLDERS:?} but holds {names:?}"
    );
    for folder in FOLDERS {
        for entry in api.list(&format!("{home}/{folder}")).await? {
            ensure!(entry.kind == "file", "{} is a {}", entry.path, entry.kind);
            let file = file(api, &entry).await?;
            if tree
                .live
                .insert(format!("{home}/{folder}/{}", entry.name), file)
                .is_some()
            {
                bail!("{} is listed twice", entry.path);
            }
        }
    }
    let own = known.live.values().map(|file| &file.id).chain(known.trash.keys());
    for id in own {
        if let Some(found) = trash.remove(id) {
            tree.trash.insert(id.clone(), found);
        }
    }
    Ok(tree)
}

/// A file with all its versions, the oldest first.
async fn file(api: &Api, entry: &Entry) -> anyhow::Result<File> {
    let versions = versions(api, &entry.id).await?;
    let current = entry.print().with_context(|| format!("{} has no hash", entry.path))?;
    ensure!(
        versions.last() == Some(&current),
        "{} is {current:?} but its versions are {versions:?}",
        entry.path
    );
    Ok(File {
        id: entry.id.clone(),
        versions,
    })
}

/// The prints of the versions, the oldest first.
pub(crate) async fn versions(api: &Api, id: &str) -> anyhow::Result<Vec<Print>> {
    let mut versions = api
        .versions(id)
        .await
        .with_context(|| format!("the versions of {id}"))?;
    versions.sort_by_key(|version| version.version);
    let prints = versions
        .iter()
        .map(|version| Print::told(version.size, &version.sha256));
    prints
        .collect::<Option<_>>()
        .with_context(|| format!("a version of {id} has no hash"))
}
