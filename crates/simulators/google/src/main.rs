//! The simulator as a program, for tests from outside and for trying things by hand.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::Parser;
use serde::Deserialize;
use serde_json::json;
use simulator_google::{Account, Client, GoogleSimulator, Options};
use tokio::signal::unix::{SignalKind, signal};

/// Google sign-in on one machine. Prints one line of JSON with its address and runs until it is told to end.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// What it calls itself, if that is not where it listens.
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// A JSON file: {"accounts": [{"email", "name", "sub"?, "hd"?, "email_verified"?}],
    /// "clients": [{"id", "secret", "redirect_uris"}]}.
    #[arg(long, value_name = "FILE")]
    setup: Option<PathBuf>,
    /// An account; may be repeated.
    #[arg(long, value_name = "EMAIL=NAME", value_parser = account)]
    account: Vec<Account>,
    /// A client; may be repeated.
    #[arg(long, value_name = "ID,SECRET,REDIRECT_URI", value_parser = client)]
    client: Vec<Client>,
}

/// What the file of `--setup` holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Setup {
    accounts: Vec<Account>,
    clients: Vec<Client>,
}

fn account(text: &str) -> Result<Account, &'static str> {
    let (email, name) = text.split_once('=').ok_or("takes EMAIL=NAME")?;
    Ok(Account::new(email, name))
}

fn client(text: &str) -> Result<Client, &'static str> {
    let parts: Vec<&str> = text.splitn(3, ',').collect();
    let [id, secret, redirect_uri] = parts[..] else {
        return Err("takes ID,SECRET,REDIRECT_URI");
    };
    Ok(Client {
        id: id.to_owned(),
        secret: secret.to_owned(),
        redirect_uris: vec![redirect_uri.to_owned()],
    })
}

fn read_setup(path: &PathBuf) -> anyhow::Result<Setup> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no setup", path.display()))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let setup = arguments
        .setup
        .as_ref()
        .map(read_setup)
        .transpose()?
        .unwrap_or_default();
    let simulator = GoogleSimulator::start(Options {
        listen: arguments.listen,
        issuer: arguments.issuer,
        ..Options::default()
    })
    .await
    .with_context(|| format!("{} cannot be listened on", arguments.listen))?;
    for account in setup.accounts.into_iter().chain(arguments.account) {
        simulator.add_account(account);
    }
    for client in setup.clients.into_iter().chain(arguments.client) {
        simulator.add_client(
            &client.id,
            &client.secret,
            client.redirect_uris.iter().map(String::as_str),
        );
    }
    println!(
        "{}",
        json!({"issuer": simulator.issuer(), "address": simulator.address()})
    );
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        () = simulator.run() => {}
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
