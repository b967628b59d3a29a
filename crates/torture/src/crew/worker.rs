//! One client: takes steps, believes what it is told, and remembers the one thing it does not know.

use std::collections::BTreeMap;
use std::sync::Arc;

use harness::{Api, Dice, Entry, Failure, Print, Recipe, Upload};

use super::Signals;
use super::shared::{self, Shared};
use super::steps::{Step, choose};
use crate::model::{Change, Tree};

/// How big files are, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) small: u64,
    pub(crate) large: u64,
}

impl Sizes {
    pub(crate) const SHORT: Self = Self {
        small: 40_000,
        large: 3 << 20,
    };
    pub(crate) const FULL: Self = Self {
        small: 70_000,
        large: 20 << 20,
    };
}

/// A client and what it was promised.
#[derive(Debug)]
pub(crate) struct Worker {
    /// The folder that only this worker writes to.
    pub(crate) home: String,
    /// What the server has acknowledged.
    pub(crate) tree: Tree,
    /// The change that was asked for but never answered.
    pub(crate) in_doubt: Option<Change>,
    /// The resumable upload that is not finished.
    pub(crate) open: Option<Open>,
    /// Lengths of resumable uploads that may exist without a name for them having arrived.
    pub(crate) ghosts: Vec<u64>,
    /// Wrong answers, in words.
    pub(crate) offences: Vec<String>,
    /// Acknowledged steps.
    pub(crate) acknowledged: u64,
    /// How to make the bytes of everything ever sent.
    recipes: BTreeMap<Print, Recipe>,
    sizes: Sizes,
    dice: Dice,
}

/// A resumable upload under way.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) upload: Upload,
    pub(crate) path: String,
    pub(crate) recipe: Recipe,
    /// Bytes that the server has acknowledged.
    pub(crate) acknowledged: u64,
    /// Bytes that were ever sent.
    pub(crate) sent: u64,
}

/// How a step ended.
enum End {
    /// Acknowledged; the change is a fact.
    Changed(Change, Option<String>),
    /// Acknowledged; the tree is as before.
    Same,
    /// Not known whether it happened.
    InDoubt(Option<Change>, Failure),
    /// The server broke a promise.
    Offence(String),
}

impl Worker {
    pub(crate) fn new(home: String, sizes: Sizes, dice: Dice) -> Self {
        Self {
            home,
            tree: Tree::default(),
            in_doubt: None,
            open: None,
            ghosts: Vec::new(),
            offences: Vec::new(),
            acknowledged: 0,
            recipes: BTreeMap::new(),
            sizes,
            dice,
        }
    }

    /// Works until it is called off or something is in doubt.
    pub(super) async fn work(mut self, api: Api, shared: Arc<Shared>, signals: Arc<Signals>) -> Self {
        while !signals.stopped() && self.in_doubt.is_none() && self.offences.is_empty() {
            let step = choose(&mut self.dice, &self.home, &self.tree, self.open.as_ref(), self.sizes);
            let told = format!("{step:?}");
            let end = self.take(&api, &shared, &signals, step).await;
            if self.conclude(end, &told, &signals) {
                break;
            }
        }
        self
    }

    /// Believes or doubts; answers whether the worker must stop.
    fn conclude(&mut self, end: End, step: &str, signals: &Signals) -> bool {
        match end {
            End::Changed(change, _) if signals.frozen() => {
                self.in_doubt = Some(change);
                true
            }
            End::Changed(change, id) => {
                self.tree.apply(&change);
                if let (Change::Write { path: at, .. } | Change::Copy { to: at, .. }, Some(id)) = (&change, id) {
                    self.named(at, id);
                }
                self.acknowledged += 1;
                false
            }
            End::Same => {
                self.acknowledged += 1;
                false
            }
            End::InDoubt(change, failure) => {
                self.in_doubt = change;
                if !signals.lenient() {
                    self.offences.push(format!("{step}: {failure}"));
                }
                true
            }
            End::Offence(what) => {
                self.offences.push(format!("{step}: {what}"));
                true
            }
        }
    }

    /// The server has said the id of the file at `path`.
    fn named(&mut self, path: &str, id: String) {
        if let Some(file) = self.tree.live.get_mut(path) {
            if !file.id.is_empty() && file.id != id {
                self.offences.push(format!("{path} was {} and is {id}", file.id));
            }
            file.id = id;
        }
    }

    async fn take(&mut self, api: &Api, shared: &Shared, signals: &Signals, step: Step) -> End {
        match step {
            Step::Put { path, recipe } => self.put(api, path, recipe).await,
            Step::PutShared { recipe } => put_shared(api, shared, signals, recipe).await,
            Step::Begin { path, recipe } => self.begin(api, path, recipe).await,
            Step::Continue { length } => self.carry_on(api, length).await,
            Step::Abandon => self.abandon(api).await,
            Step::Arrange(change) => self.arrange(api, change).await,
            Step::Read { path } => self.read(api, &path).await,
            Step::ReadRange { path, offset, length } => self.read_range(api, &path, offset, length).await,
        }
    }

    async fn put(&mut self, api: &Api, path: String, recipe: Recipe) -> End {
        let bytes = recipe.bytes();
        let print = Print::of(&bytes);
        self.recipes.insert(print, recipe);
        let answer = api.put(&path, bytes).await;
        let change = Change::Write { path, print };
        match answer {
            Ok(entry) if entry.print() != Some(print) => wrong_entry(&entry, print),
            Ok(entry) => End::Changed(change, Some(entry.id)),
            Err(failure) => End::InDoubt(Some(change), failure),
        }
    }

    async fn begin(&mut self, api: &Api, path: String, recipe: Recipe) -> End {
        let (folder, name) = split(&path);
        match api.begin_upload(folder, name, recipe.length).await {
            Ok(upload) => {
                self.recipes.insert(recipe.print(), recipe);
                self.open = Some(Open {
                    upload,
                    path,
                    recipe,
                    acknowledged: 0,
                    sent: 0,
                });
                End::Same
            }
            Err(failure) => {
                self.ghosts.push(recipe.length);
                End::InDoubt(None, failure)
            }
        }
    }

    pub(crate) async fn carry_on_to_the_end(&mut self, api: &Api) -> Result<(), Failure> {
        while let Some(open) = &self.open {
            let length = open.recipe.length;
            match self.carry_on(api, length).await {
                End::Changed(change, id) => {
                    self.tree.apply(&change);
                    if let (Change::Write { path, .. }, Some(id)) = (&change, id) {
                        self.named(path, id);
                    }
                }
                End::InDoubt(_, failure) => return Err(failure),
                End::Same => {}
                End::Offence(what) => return Err(Failure::Nonsense(what)),
            }
        }
        Ok(())
    }

    async fn carry_on(&mut self, api: &Api, length: u64) -> End {
        let Some(open) = &mut self.open else { return End::Same };
        let bytes = open.recipe.range(open.acknowledged, length);
        let reached = open.acknowledged + bytes.len() as u64;
        let last = reached == open.recipe.length;
        open.sent = open.sent.max(reached);
        let change = Change::Write {
            path: open.path.clone(),
            print: open.recipe.print(),
        };
        match api.continue_upload(&open.upload, open.acknowledged, bytes).await {
            Ok((offset, _)) if offset != reached => End::Offence(format!("offset {offset} instead of {reached}")),
            Ok((_, None)) if last => End::Offence("a finished upload without the id of a file".into()),
            Ok((_, id)) if last => {
                self.open = None;
                End::Changed(change, id)
            }
            Ok((offset, _)) => {
                open.acknowledged = offset;
                End::Same
            }
            Err(failure) => End::InDoubt(last.then_some(change), failure),
        }
    }

    /// The change in doubt has happened: if it was the end of the open upload, that is over.
    pub(super) fn forget_finished_upload(&mut self, change: &Change) {
        let Change::Write { path, .. } = change else { return };
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.path == *path && open.sent == open.recipe.length)
        {
            self.open = None;
        }
    }

    async fn abandon(&mut self, api: &Api) -> End {
        let Some(open) = self.open.take() else { return End::Same };
        match api.abandon_upload(&open.upload).await {
            Ok(()) => End::Same,
            Err(failure) => {
                self.ghosts.push(open.recipe.length);
                End::InDoubt(None, failure)
            }
        }
    }

    async fn arrange(&self, api: &Api, change: Change) -> End {
        match perform(api, &self.tree, &change).await {
            Ok(id) => End::Changed(change, id),
            Err(failure) => End::InDoubt(Some(change), failure),
        }
    }

    async fn read_range(&self, api: &Api, path: &str, offset: u64, length: u64) -> End {
        let print = self.tree.live.get(path).and_then(|file| file.versions.last());
        let wanted = print
            .and_then(|print| self.recipes.get(print))
            .map(|recipe| recipe.range(offset, length));
        match api.get_range(path, offset, length).await {
            Ok(bytes) if Some(&bytes) == wanted.as_ref() => End::Same,
            Ok(bytes) => End::Offence(format!("WRONG BYTES: {} of them, of {print:?}", bytes.len())),
            Err(failure) => End::InDoubt(None, failure),
        }
    }

    async fn read(&self, api: &Api, path: &str) -> End {
        let wanted = self.tree.live.get(path).and_then(|file| file.versions.last().copied());
        match api.get(path).await {
            Ok(print) if Some(print) == wanted => End::Same,
            Ok(print) => End::Offence(format!("WRONG BYTES: {print:?} instead of {wanted:?}")),
            Err(failure) => End::InDoubt(None, failure),
        }
    }
}

fn wrong_entry(entry: &Entry, sent: Print) -> End {
    End::Offence(format!("the answer tells of {:?}, sent was {sent:?}", entry.print()))
}

async fn put_shared(api: &Api, shared: &Shared, signals: &Signals, recipe: Recipe) -> End {
    let print = recipe.print();
    match api.put(shared::PATH, recipe.bytes()).await {
        Ok(entry) if entry.print() != Some(print) => wrong_entry(&entry, print),
        Ok(_) if signals.frozen() => {
            shared.doubt(print);
            End::Same
        }
        Ok(_) => {
            shared.promise(print);
            End::Same
        }
        Err(failure) => {
            shared.doubt(print);
            End::InDoubt(None, failure)
        }
    }
}

/// Makes a change that carries no bytes; answers the id of a file that it makes.
async fn perform(api: &Api, tree: &Tree, change: &Change) -> Result<Option<String>, Failure> {
    let id = |path: &String| tree.live.get(path).map(|file| file.id.clone()).unwrap_or_default();
    match change {
        Change::Move { from, to } => {
            let (folder, name) = split(to);
            api.relocate(&id(from), folder, name).await.map(|_| None)
        }
        Change::Trash { path } => api.delete(&id(path), false).await.map(|()| None),
        Change::Destroy { path } => api.delete(&id(path), true).await.map(|()| None),
        Change::Purge { id } => api.delete(id, true).await.map(|()| None),
        Change::Restore { id } => api.restore(id).await.map(|_| None),
        Change::Copy { from, to } => {
            let (folder, name) = split(to);
            api.copy(&id(from), Some(folder), name)
                .await
                .map(|entry| Some(entry.id))
        }
        Change::Revive { path, version } => {
            let id = id(path);
            let mut versions = api.versions(&id).await?;
            versions.sort_by_key(|version| version.version);
            let number = versions.get(*version).map(|version| version.version);
            let number = number.ok_or_else(|| Failure::Nonsense(format!("{path} has no version {version}")))?;
            api.restore_version(&id, number).await.map(|_| None)
        }
        Change::Write { path, .. } => Err(Failure::Nonsense(format!("{path} needs bytes"))),
    }
}

/// Folder and name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
