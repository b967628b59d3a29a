//! The server as a program: prints where it listens as one line of JSON, and runs until it is stopped.

use std::net::SocketAddr;

use clap::{Parser, ValueEnum};
use serde_json::json;
use simulator_mail::{Credentials, MailSimulator, Options, Security};
use tokio::net::TcpListener;

/// A real SMTP server that keeps what it is given in memory and shows it over HTTP.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where SMTP is spoken; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    smtp: SocketAddr,
    /// Where the letters are shown: `GET /letters?to=ADDRESS`.
    #[arg(long, default_value = "127.0.0.1:0")]
    http: SocketAddr,
    /// How clients reach safety.
    #[arg(long, value_enum, default_value = "plain")]
    security: Safety,
    /// The user name that clients have to sign in with.
    #[arg(long, requires = "password")]
    username: Option<String>,
    /// Its password.
    #[arg(long, requires = "username")]
    password: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Safety {
    Plain,
    Starttls,
    Tls,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let options = Options {
        security: match arguments.security {
            Safety::Plain => Security::Plain,
            Safety::Starttls => Security::StartTls,
            Safety::Tls => Security::Tls,
        },
        credentials: arguments
            .username
            .zip(arguments.password)
            .map(|(username, password)| Credentials { username, password }),
        ..Options::default()
    };
    let simulator = MailSimulator::listen(arguments.smtp, options).await?;
    let listener = TcpListener::bind(arguments.http).await?;
    let places = json!({
        "smtp": simulator.address().to_string(),
        "http": listener.local_addr()?.to_string(),
        "certificate": simulator.certificate_pem(),
    });
    println!("{places}");
    axum::serve(listener, simulator.view()).await?;
    Ok(())
}
