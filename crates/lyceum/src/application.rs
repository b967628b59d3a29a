//! Opening everything in order: database, root key, storage, kernel, slices, worker. And closing it again.

use std::sync::Arc;

use accounts::{Accounts, Parts};
use anyhow::Context;
use audit::Audit;
use axum::Router;
use base::World;
use crypto::RootKey;
use database::{Database, DatabaseError, Query, values};
use drive::{Drive, DriveSettings, DriveVolumes};
use engine::{Change, Engine, OpenError, Redundancy, TargetSpec};
use institutes::{Directory, Institutes};
use kernel::{
    Events, Kernel, NoInstitutes, NoSealing, NoVolumes, Permission, Ports, Sealing, Site, Topic, jobs::Worker,
};
use mail::{Post, Postman};
use tokio::sync::broadcast::{self, error::RecvError};
use utoipa::openapi::OpenApi;

use crate::{
    document,
    keys::{self, KeyFileError},
    places,
    sealing::RootSealing,
    settings::{self, Settings, StorageClass},
    slices,
};

/// An open installation that works on its jobs but serves nobody yet.
pub struct Application {
    /// What handlers share; its `stopping` ends the worker.
    pub kernel: Kernel,
    /// The storage.
    pub engine: Engine,
    /// The routes of all slices.
    pub routes: Router,
    /// The document about them.
    pub document: OpenApi,
    /// Who may call what, one line per operation.
    pub permissions: Vec<Permission>,
    worker: Worker,
    postman: Postman,
}

impl Application {
    /// Opens the installation the settings describe. The first time, this makes it.
    ///
    /// # Errors
    /// The first thing that cannot be opened, in a sentence that says what to do.
    pub async fn open(settings: &Settings, world: World) -> anyhow::Result<Self> {
        let database = open_database(settings).await?;
        let applied = database.migrate(&slices::migrations(), &world).await?;
        if !applied.is_empty() {
            tracing::info!(steps = applied.len(), "the database was brought up to date");
        }
        let root = root_key(settings, &database, &world).await?;
        let sealing = Arc::new(RootSealing::new(&root, world.clone()));
        let engine = open_engine(settings, &database, root, places::specs(settings), &world).await?;
        Application::assemble(settings, database, engine, sealing, world)
    }

    /// Puts the parts above the storage together and starts the worker.
    ///
    /// # Errors
    /// Settings that a part does not accept.
    pub fn assemble(
        settings: &Settings,
        database: Database,
        engine: Engine,
        sealing: Arc<dyn Sealing>,
        world: World,
    ) -> anyhow::Result<Self> {
        let allowance = settings.default_allowance.0;
        let volumes = DriveVolumes::new(database.clone(), engine.clone(), world.clone(), allowance);
        let post = Post::new(database.clone(), world.clone(), sealing.clone(), settings.mail()?);
        let site = Arc::new(site(settings));
        let audit = Audit::new(world.clone());
        let directory = Directory::new(database.clone(), world.clone(), audit.clone());
        let events = Events::default();
        let mut accounts = Accounts::new(Parts {
            database: database.clone(),
            world: world.clone(),
            settings: accounts_settings(settings),
            volumes: Arc::new(volumes.clone()),
            institutes: Arc::new(directory.clone()),
            sealing: sealing.clone(),
            events: events.clone(),
            site: site.clone(),
            post: post.clone(),
            audit: audit.clone(),
        })?;
        if let Some(google) = settings.google() {
            accounts = accounts.with_google(google)?;
        }
        let ports = Ports {
            authenticator: Arc::new(accounts.clone()),
            institutes: Arc::new(directory.clone()),
            sealing,
            events,
        };
        let kernel = Kernel::new(database, world, ports, site);
        accounts.follow_endings(&kernel);
        let institutes = Institutes::new(
            kernel.clone(),
            directory,
            Arc::new(accounts.clone()),
            Arc::new(volumes.clone()),
            post.clone(),
        );
        let drive_settings = DriveSettings {
            trash_period: settings.trash_days.span(),
            ..DriveSettings::default()
        };
        let drive = Drive::new(kernel.clone(), engine.clone(), volumes, drive_settings);
        let slices = slices::all(&kernel, &audit, post.clone(), accounts, &institutes, &drive);
        let handlers = slices.iter().flat_map(|slice| slice.jobs.iter().cloned()).collect();
        let permissions: Vec<Permission> = slices
            .iter()
            .flat_map(|slice| slice.permissions.iter().copied())
            .collect();
        let (routes, mut document) = slices::join(slices);
        document::complete(&mut document, &permissions);
        let routes = kernel::guard(routes, &kernel, &permissions);
        let worker = Worker::start(kernel.clone(), handlers);
        let postman = Postman::start(post, kernel.stopping.clone());
        tokio::spawn(
            kernel
                .stopping
                .clone()
                .run_until_cancelled_owned(announce(engine.changes(), kernel.events.clone())),
        );
        Ok(Application {
            kernel,
            engine,
            routes,
            document,
            permissions,
            worker,
            postman,
        })
    }

    /// Ends the worker and the storage, and closes the database.
    pub async fn close(self) {
        self.kernel.stopping.cancel();
        self.worker.finished().await;
        self.postman.finished().await;
        self.engine.shut_down().await;
        self.kernel.database.close().await;
    }
}

/// Tells open browsers what changed in the storage, which knows no browsers.
async fn announce(mut changes: broadcast::Receiver<Change>, events: Events) {
    loop {
        match changes.recv().await {
            Ok(Change::Nodes) => events.publish(Topic::Nodes),
            Ok(Change::Health) => events.publish(Topic::Health),
            Err(RecvError::Lagged(_)) => {
                events.publish(Topic::Nodes);
                events.publish(Topic::Health);
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// The accounts of an installation, for a verb beside the server: without files, institutes and open browsers.
///
/// # Errors
/// When passwords cannot be hashed as wanted.
pub fn accounts(settings: &Settings, database: Database, world: World) -> anyhow::Result<Accounts> {
    let sealing: Arc<dyn Sealing> = Arc::new(NoSealing);
    let post = Post::new(
        database.clone(),
        world.clone(),
        sealing.clone(),
        mail::Settings::default(),
    );
    Ok(Accounts::new(Parts {
        audit: Audit::new(world.clone()),
        post,
        database,
        world,
        settings: accounts_settings(settings),
        volumes: Arc::new(NoVolumes),
        institutes: Arc::new(NoInstitutes),
        sealing,
        events: Events::default(),
        site: Arc::new(site(settings)),
    })?)
}

fn accounts_settings(settings: &Settings) -> accounts::Settings {
    let registration = match settings.registration {
        settings::Registration::Open => accounts::Registration::Open,
        settings::Registration::Closed => accounts::Registration::Closed,
    };
    accounts::Settings {
        registration,
        ..accounts::Settings::default()
    }
}

/// Where this installation stands on the net.
pub fn site(settings: &Settings) -> Site {
    Site {
        public_url: settings.public_url.as_ref().map(|url| url.as_str().to_owned()),
        local_url: format!("http://{}", settings.listen),
        trusted_proxies: settings.trusted_proxies.0.clone(),
    }
}

/// Opens the database the settings name. Its URL may hold a password and is never shown.
///
/// # Errors
/// When it cannot be reached or is damaged.
pub async fn open_database(settings: &Settings) -> anyhow::Result<Database> {
    let database = Database::open(&settings.database_url()).await;
    database.with_context(|| match settings.sqlite_path() {
        Some(path) => format!("the database {} cannot be opened", path.display()),
        None => "the PostgreSQL database cannot be opened".to_owned(),
    })
}

/// Opens the database of an installation that exists, for a verb that works beside the server.
///
/// # Errors
/// When there is none, or its schema is not this program's.
pub async fn open_existing_database(settings: &Settings) -> anyhow::Result<Database> {
    if let Some(path) = settings.sqlite_path() {
        let there = path.try_exists().unwrap_or(true);
        anyhow::ensure!(
            there,
            "there is no database at {}; `lyceum serve` makes it at its first start",
            path.display()
        );
    }
    let database = open_database(settings).await?;
    let state = database.migration_state(&slices::migrations()).await?;
    let current = state.pending.is_empty();
    anyhow::ensure!(
        current,
        "the database is older than this program; start `lyceum serve` once, or run `lyceum migrate`"
    );
    Ok(database)
}

/// Opens the storage.
///
/// # Errors
/// Settings out of bounds, a wrong root key, a target that changed its place, the database's trouble.
pub async fn open_engine(
    settings: &Settings,
    database: &Database,
    root: RootKey,
    specs: Vec<TargetSpec>,
    world: &World,
) -> anyhow::Result<Engine> {
    let opened = Engine::open(engine_settings(settings), database.clone(), root, specs, world.clone()).await;
    opened.map_err(|error| match error {
        OpenError::Settings(problem) => anyhow::anyhow!("the storage settings cannot be used: {problem}"),
        error => error.into(),
    })
}

fn engine_settings(settings: &Settings) -> engine::Settings {
    let mut wanted = engine::Settings::default();
    // Bounded to 4 MiB when the settings were read.
    wanted.chunk_size = u32::try_from(settings.chunk_size.0).unwrap_or(wanted.chunk_size);
    wanted.default_class = match settings.storage_class {
        StorageClass::Replicated => "replicated".to_owned(),
        StorageClass::Coded => "coded".to_owned(),
    };
    for class in wanted.classes.iter_mut().filter(|class| class.name == "coded") {
        class.redundancy = Redundancy::coded(settings.coded_k, settings.coded_m);
    }
    wanted
}

/// The root key of the installation. Made at the very first start; never made again over sealed data.
///
/// # Errors
/// See [`KeyFileError`].
pub async fn root_key(settings: &Settings, database: &Database, world: &World) -> anyhow::Result<RootKey> {
    let path = settings.root_key_path();
    let expected = root_fingerprint(database).await?;
    match (keys::read(&path)?, expected) {
        (Some(key), Some(expected)) if key.fingerprint() != expected => Err(KeyFileError::Wrong {
            path,
            expected,
            found: key.fingerprint(),
        }
        .into()),
        (Some(key), _) => Ok(key),
        (None, Some(_)) => Err(KeyFileError::Missing(path).into()),
        (None, None) => {
            let (key, sheet) = keys::create(&path, world)?;
            println!(
                "A new root key was made. Print the recovery sheet and put it away safely: {}",
                sheet.display()
            );
            Ok(key)
        }
    }
}

/// The fingerprint of the root key this installation was made with; nothing before its first start.
///
/// # Errors
/// The database's.
pub async fn root_fingerprint(database: &Database) -> Result<Option<[u8; 8]>, DatabaseError> {
    let row = database
        .one("SELECT root_fingerprint FROM installation", values![])
        .await?;
    row.map(|row| row.get(0)).transpose()
}
