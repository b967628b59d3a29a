//! `lyceum token`: makes a token for a program. Works beside a running server.

use std::{process::ExitCode, time::Duration};

use accounts::{Email, admin};
use base::World;
use clap::Args;
use kernel::{Scope, Scopes};

use crate::{application, settings::Settings};

/// The flags of `lyceum token`.
#[derive(Debug, Args)]
pub struct Token {
    /// The e-mail address of the account the program acts as.
    email: String,
    /// What the token is for, as its owner will see it in the profile.
    #[arg(long, default_value = "command line")]
    name: String,
    /// After how many days it ends; without it, it lasts until it is revoked.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: Option<u32>,
    /// What it is good for: everything, files_read, files_write, people_read, people_write or audit_read. May be given
    /// several times; without it, everything that programs may do.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = scope)]
    scopes: Vec<Scope>,
}

fn scope(text: &str) -> Result<Scope, String> {
    let known = Scope::ALL.into_iter().find(|scope| scope.name() == text);
    known.ok_or_else(|| format!("known are {}", Scope::ALL.map(Scope::name).join(", ")))
}

impl Token {
    /// Prints the token, and nothing else, on standard output.
    ///
    /// # Errors
    /// No such account, too many tokens, the database's trouble.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let world = World::real();
        let email: Email = self
            .email
            .parse()
            .map_err(|problem: kernel::Problem| anyhow::anyhow!(problem.detail))?;
        let database = application::open_existing_database(settings).await?;
        let accounts = application::accounts(settings, database.clone(), world.clone())?;
        let account = admin::find(&accounts, &email).await?;
        let ends = self
            .days
            .map(|days| world.now().after(Duration::from_secs(u64::from(days) * 24 * 3600)));
        let scopes = match self.scopes.as_slice() {
            [] => Scopes::EVERYTHING,
            named => named.iter().copied().collect(),
        };
        println!(
            "{}",
            admin::create_token(&accounts, account.id, &self.name, ends, scopes).await?
        );
        database.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
