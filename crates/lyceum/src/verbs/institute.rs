//! `lyceum institute`: opens institutes and helps those that lost their owners. Works beside a running server, which
//! notices within a second.

use std::{process::ExitCode, sync::Arc};

use audit::Audit;
use base::World;
use clap::Subcommand;
use institutes::{
    Color, Directory, Institute as Found, InstituteName, Settings as Said, TimeZone,
    admin::{self, Added},
};
use kernel::{Cursor, InstituteId, Limit, Locale, NoVolumes, People, Problem, Volumes};

use crate::{application, settings::Settings};

/// What to do with institutes.
#[derive(Debug, Subcommand)]
pub enum Institute {
    /// List the institutes, by name.
    List,
    /// Open an institute. It has no owner until `add-owner` gives it one.
    Create {
        /// What it is called.
        name: String,
        /// Where its days begin: a name such as `Asia/Kolkata`.
        #[arg(long, default_value = "UTC")]
        time_zone: String,
        /// The language of its letters: `en` or `hi`.
        #[arg(long, default_value = "en")]
        language: Locale,
    },
    /// Make somebody an owner: at once when they have an account, otherwise with a link, which is printed this once.
    AddOwner {
        /// The id or the name of the institute.
        institute: String,
        /// The e-mail address of the owner to be.
        email: String,
    },
    /// Show an institute and how many people it has.
    Show {
        /// The id or the name of the institute.
        institute: String,
    },
}

impl Institute {
    /// Does it.
    ///
    /// # Errors
    /// What was given is refused, or the database's trouble.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let world = World::real();
        let database = application::open_existing_database(settings).await?;
        let directory = Directory::new(database.clone(), world.clone(), Audit::new(world.clone()));
        match self {
            Institute::List => list(&directory).await?,
            Institute::Create {
                name,
                time_zone,
                language,
            } => {
                let said = Said {
                    name: read::<InstituteName>(&name)?,
                    time_zone: read::<TimeZone>(&time_zone)?,
                    language,
                    color: Color::default(),
                    contact_email: None,
                };
                // The library is made when somebody first comes for it; the server holds the storage meanwhile.
                let volumes: Arc<dyn Volumes> = Arc::new(NoVolumes);
                println!("{}", admin::create(&directory, &volumes, said).await?);
            }
            Institute::AddOwner { institute, email } => {
                let accounts = application::accounts(settings, database.clone(), world)?;
                add_owner(settings, &directory, Arc::new(accounts), &institute, &email).await?;
            }
            Institute::Show { institute } => show(&directory, &find(&directory, &institute).await?).await?,
        }
        database.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn read<T: std::str::FromStr<Err = Problem>>(text: &str) -> anyhow::Result<T> {
    text.parse().map_err(|problem: Problem| anyhow::anyhow!(problem.detail))
}

async fn find(directory: &Directory, text: &str) -> anyhow::Result<Found> {
    admin::find(directory, text).await.map_err(|error| match error {
        institutes::Error::NotFound => {
            anyhow::anyhow!("there is no institute `{text}`, or several; `lyceum institute list` shows their ids")
        }
        error => error.into(),
    })
}

async fn list(directory: &Directory) -> anyhow::Result<()> {
    let mut after: Option<(String, InstituteId)> = None;
    loop {
        let page = admin::list(directory, after.take(), Limit::default()).await?;
        for found in &page.items {
            println!("{}  {:8}  {}", found.id, found.state.name(), found.name);
        }
        let Some(next) = page.next else {
            return Ok(());
        };
        after = Some(
            Cursor::from(next)
                .decode()
                .map_err(|problem| anyhow::anyhow!(problem.detail))?,
        );
    }
}

async fn add_owner(
    settings: &Settings,
    directory: &Directory,
    accounts: Arc<dyn People>,
    institute: &str,
    email: &str,
) -> anyhow::Result<()> {
    let found = find(directory, institute).await?;
    let added = admin::add_owner(directory, &accounts, &application::site(settings), found.id, email).await?;
    match added {
        Added::Joined => println!("{email} is an owner of {} now", found.name),
        Added::Invited(link) => {
            println!("{email} has no account yet. Give them this link; it works once, for 14 days:\n{link}");
        }
    }
    Ok(())
}

async fn show(directory: &Directory, found: &Found) -> anyhow::Result<()> {
    println!("{}  {}", found.id, found.name);
    println!(
        "time zone {}, language {}, opened {}",
        found.time_zone, found.language, found.created_at
    );
    for (role, state, count) in admin::count_people(directory, found.id).await? {
        println!("{count:6}  {role} ({})", state.name());
    }
    Ok(())
}
