//! `lyceum user`: makes and changes accounts. Works beside a running server, which notices within a second.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    process::ExitCode,
};

use accounts::{Account, Accounts, Email, Password, PersonName, admin};
use anyhow::Context;
use base::{ByteSize, World};
use clap::{Subcommand, ValueEnum};
use database::{Database, DatabaseError, Query, values};
use engine::AllowanceId;
use kernel::{Cursor, InstallationRole, Limit, Problem};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::{application, settings::Settings};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Make an account. The password is read from standard input, one line.
    Add {
        /// The e-mail address people sign in with.
        email: String,
        /// The name others see.
        #[arg(long)]
        name: String,
        /// What the account is to the installation. The first account is an owner whatever this says.
        #[arg(long, value_enum, default_value_t = Role::Member)]
        role: Role,
    },
    /// List all accounts.
    List,
    /// Set a password, read from standard input, and end all sessions and tokens of the account.
    Password {
        /// The account's e-mail address.
        email: String,
    },
    /// Print a link to set a password, good once and for 30 minutes: for somebody whom no letter reaches.
    ResetLink {
        /// The account's e-mail address.
        email: String,
    },
    /// Take away the authenticator app, the passkeys, the recovery codes and the remembered browsers, and end all
    /// sessions: for somebody who has lost them.
    ResetFactors {
        /// The account's e-mail address.
        email: String,
    },
    /// Forget the wrong passwords and codes that were counted against an account.
    Unlock {
        /// The account's e-mail address.
        email: String,
    },
    /// Make somebody an owner or a member.
    Role {
        /// The account's e-mail address.
        email: String,
        /// What it shall be.
        #[arg(value_enum)]
        role: Role,
    },
    /// Change how many bytes somebody may keep.
    Allowance {
        /// The account's e-mail address.
        email: String,
        /// For example `50 GiB`.
        size: ByteSize,
    },
}

/// What an account is to the installation.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Role {
    /// Runs it.
    Owner,
    /// Everybody else.
    Member,
}

impl From<Role> for InstallationRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => InstallationRole::Owner,
            Role::Member => InstallationRole::Member,
        }
    }
}

impl User {
    /// Does it.
    ///
    /// # Errors
    /// What was given is refused, or the database's trouble.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let database = application::open_existing_database(settings).await?;
        // A volume is made when somebody first comes for it; the server holds the storage meanwhile.
        let accounts = application::accounts(settings, database.clone(), World::real())?;
        match self {
            User::Add { email, name, role } => {
                let (email, name) = (read::<Email>(&email)?, read::<PersonName>(&name)?);
                let password = password(&email, &name)?;
                let account = admin::create_user(&accounts, email, name, password, role.into()).await?;
                println!("{}", line(&account));
            }
            User::List => list(&accounts).await?,
            User::Password { email } => {
                let account = find(&accounts, &email).await?;
                let password = password(&read(&account.email)?, &read(&account.name)?)?;
                admin::set_password(&accounts, account.id, password).await?;
                println!("{email} has a new password; all sessions and tokens have ended");
            }
            User::ResetLink { email } => {
                let account = find(&accounts, &email).await?;
                println!("{}", admin::reset_link(&accounts, account.id).await?);
            }
            User::ResetFactors { email } => {
                let account = find(&accounts, &email).await?;
                admin::reset_factors(&accounts, account.id).await?;
                println!("{email} signs in with the password alone again; all sessions have ended");
            }
            User::Unlock { email } => {
                admin::unlock(&accounts, &read(&email)?).await?;
                println!("nothing is counted against {email} any more");
            }
            User::Role { email, role } => {
                let account = find(&accounts, &email).await?;
                admin::set_role(&accounts, account.id, role.into()).await?;
                println!("{}", line(&find(&accounts, &email).await?));
            }
            User::Allowance { email, size } => {
                set_allowance(&database, &find(&accounts, &email).await?, size).await?;
                println!("{email} may keep {size}");
            }
        }
        database.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn read<T: std::str::FromStr<Err = Problem>>(text: &str) -> anyhow::Result<T> {
    text.parse().map_err(|problem: Problem| anyhow::anyhow!(problem.detail))
}

async fn find(accounts: &Accounts, email: &str) -> anyhow::Result<Account> {
    Ok(admin::find(accounts, &read(email)?).await?)
}

async fn list(accounts: &Accounts) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let page = admin::list(accounts, after.as_ref(), Limit::default()).await?;
        page.items.iter().for_each(|account| println!("{}", line(account)));
        after = page.next.map(Cursor::from);
        if after.is_none() {
            return Ok(());
        }
    }
}

fn line(account: &Account) -> String {
    let role = match account.role {
        InstallationRole::Owner => "owner",
        InstallationRole::Member => "member",
    };
    format!("{}  {role:6}  {}  {}", account.id, account.email, account.name)
}

async fn set_allowance(database: &Database, account: &Account, size: ByteSize) -> anyhow::Result<()> {
    let query = "SELECT allowance_id FROM volumes WHERE owner_id = $1";
    let row = database.one(query, values![account.id]).await?;
    let allowance: AllowanceId = row
        .context("this account has no drive yet; it gets one when its owner first opens it")?
        .get(0)?;
    database
        .write::<_, DatabaseError, _>(move |tx| Box::pin(engine::allowances::set_limit(tx, allowance, size.0)))
        .await?;
    Ok(())
}

/// One line of standard input. On a terminal it asks, and does not show what is typed.
fn password(email: &Email, name: &PersonName) -> anyhow::Result<Password> {
    let input = io::stdin();
    let mut line = String::new();
    if input.is_terminal() {
        eprint!("Password: ");
        io::stderr().flush()?;
        let before = tcgetattr(&input)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&input, OptionalActions::Now, &silent)?;
        let typed = input.lock().read_line(&mut line);
        tcsetattr(&input, OptionalActions::Now, &before)?;
        eprintln!();
        typed?;
    } else {
        input.lock().read_line(&mut line)?;
    }
    let chosen = Password::chosen(line.trim_end_matches(['\r', '\n']), email, name);
    chosen.map_err(|problem| anyhow::anyhow!(problem.detail))
}
