//! The command line: one verb, and the few flags all verbs share.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    settings::Loaded,
    verbs::{doctor, institute, migrate, openapi, serve, settings, token, user, verify},
};

/// A self-hosted campus whose files are sealed and spread over many places.
#[derive(Debug, Parser)]
#[command(name = "lyceum", version)]
pub struct Cli {
    /// The directory everything lies in; wins over `LYCEUM_DATA_DIR` and the settings file.
    #[arg(long, global = true, value_name = "DIRECTORY")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the server.
    Serve(serve::Serve),
    /// Bring the database up to date and stop.
    Migrate(migrate::Migrate),
    /// Look over everything and say what to do.
    Doctor(doctor::Doctor),
    /// Make a token for a program.
    Token(token::Token),
    /// Make and change accounts.
    #[command(subcommand)]
    User(user::User),
    /// Open institutes, and help those that lost their owners.
    #[command(subcommand)]
    Institute(institute::Institute),
    /// Print the OpenAPI document.
    Openapi,
    /// Print who may call what.
    Permissions,
    /// Print the settings in force, or their documentation.
    Settings(settings::Show),
    /// Read and check everything that is stored, and remove what nothing refers to. The server must not run.
    Verify(verify::Verify),
}

impl Cli {
    /// Whether this process is going to be a server.
    pub fn serves(&self) -> bool {
        matches!(self.verb, Verb::Serve(_))
    }

    /// Runs the verb. The exit code is 0 when all is well and 1 when it is not.
    ///
    /// # Errors
    /// Whatever went wrong, with a sentence that says what to do.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let mut flags = Vec::new();
        if let Some(path) = &self.data_dir {
            flags.push(("data_dir", path.display().to_string()));
        }
        if let Verb::Serve(serve) = &self.verb {
            flags.extend(serve.flags());
        }
        match self.verb {
            Verb::Openapi => return openapi::print_document().await,
            Verb::Permissions => return openapi::print_permissions().await,
            _ => {}
        }
        if let Verb::Settings(show) = &self.verb {
            return show.run(&flags);
        }
        let loaded = Loaded::from_process(&flags)?;
        crate::logs::start(&loaded.settings)?;
        match self.verb {
            Verb::Serve(_) => serve::run(&loaded.settings).await,
            Verb::Migrate(migrate) => migrate.run(&loaded.settings).await,
            Verb::Doctor(doctor) => doctor.run(&loaded.settings).await,
            Verb::Token(token) => token.run(&loaded.settings).await,
            Verb::User(user) => user.run(&loaded.settings).await,
            Verb::Institute(institute) => institute.run(&loaded.settings).await,
            Verb::Verify(verify) => verify.run(&loaded.settings).await,
            Verb::Openapi | Verb::Permissions | Verb::Settings(_) => Ok(ExitCode::SUCCESS),
        }
    }
}
