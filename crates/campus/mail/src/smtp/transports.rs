//! Lines to mail servers, kept open for a while so that the next letter goes quickly.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        self, PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use tokio::{net::TcpStream, time::Instant};

use super::{MailServer, Reach, Security, resolve};
use crate::MailError;

/// How long one letter may take, from looking up the server to its last word. Shorter than any lease.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one address of a server may take to answer.
const KNOCK: Duration = Duration::from_secs(5);
/// How long one step of the conversation may take.
const STEP: Duration = Duration::from_secs(20);
/// Lines to one server at the same time.
const LINES: u32 = 4;
/// How long an unused line stays open.
const IDLE: Duration = Duration::from_secs(30);
/// How long a server's address is believed.
const FRESH: Duration = Duration::from_secs(300);
/// Servers whose lines are kept.
const SERVERS: usize = 64;

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// Why a letter did not go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It may go later.
    Passing(String),
    /// It will never go.
    Lasting(String),
}

/// The open lines of this process.
#[derive(Debug, Default)]
pub(crate) struct Transports(Mutex<HashMap<(MailServer, Reach), Known>>);

#[derive(Clone, Debug)]
struct Known {
    line: Smtp,
    since: Instant,
}

impl Transports {
    /// Hands a message to a server.
    pub(crate) async fn send(&self, message: Message, server: &MailServer, reach: Reach) -> Result<(), Failure> {
        let slow = |_| Failure::Passing("the mail server took too long".to_owned());
        tokio::time::timeout(PATIENCE, self.try_send(message, server, reach))
            .await
            .map_err(slow)?
    }

    async fn try_send(&self, message: Message, server: &MailServer, reach: Reach) -> Result<(), Failure> {
        let line = self.line(server, reach).await;
        let line = line.map_err(|error| Failure::Passing(base::chain(&error)))?;
        match line.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => {
                // The server may have moved.
                self.with(|known| known.remove(&(server.clone(), reach)));
                Err(of(&error))
            }
        }
    }

    async fn line(&self, server: &MailServer, reach: Reach) -> Result<Smtp, MailError> {
        let key = (server.clone(), reach);
        let known = self.with(|known| known.get(&key).filter(|known| known.since.elapsed() < FRESH).cloned());
        if let Some(known) = known {
            return Ok(known.line);
        }
        let address = knock(resolve(&server.host, server.port, reach).await?).await?;
        let line = open(server, address)?;
        let found = Known {
            line: line.clone(),
            since: Instant::now(),
        };
        self.with(|known| {
            if known.len() >= SERVERS {
                known.retain(|_, known| known.since.elapsed() < FRESH);
            }
            if known.len() < SERVERS {
                known.insert(key, found);
            }
        });
        Ok(line)
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<(MailServer, Reach), Known>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The first address where somebody answers. Often only one of a server's addresses can be reached from here.
async fn knock(addresses: Vec<SocketAddr>) -> Result<SocketAddr, MailError> {
    for address in addresses {
        if let Ok(Ok(_)) = tokio::time::timeout(KNOCK, TcpStream::connect(address)).await {
            return Ok(address);
        }
    }
    Err(MailError::Server {
        field: "host",
        problem: "The mail server does not answer. Check its name and its port.".to_owned(),
    })
}

/// A pool of lines to exactly this address. What the certificate has to say is the server's name.
fn open(server: &MailServer, address: SocketAddr) -> Result<Smtp, MailError> {
    let refuse = |field, error: smtp::Error| MailError::Server {
        field,
        problem: format!("The mail server cannot be used: {}.", base::chain(&error)),
    };
    let parameters = || {
        let mut builder = TlsParameters::builder(server.host.clone());
        if let Some(pem) = &server.certificate {
            builder = builder.add_root_certificate(Certificate::from_pem(pem.as_bytes())?);
        }
        builder.build()
    };
    let tls = match server.security {
        Security::Tls => Tls::Wrapper(parameters().map_err(|error| refuse("host", error))?),
        Security::Starttls => Tls::Required(parameters().map_err(|error| refuse("host", error))?),
        Security::None => Tls::None,
    };
    // What we call ourselves: the domain of our address says nothing about this machine.
    let domain = server
        .from_address
        .parse::<Address>()
        .map(|from| from.domain().to_owned());
    let mut builder = Smtp::builder_dangerous(address.ip().to_string())
        .port(address.port())
        .tls(tls)
        .timeout(Some(STEP))
        .hello_name(domain.map_or_else(|_| ClientId::default(), ClientId::Domain))
        .pool_config(PoolConfig::new().max_size(LINES).idle_timeout(IDLE));
    if let Some(known) = &server.credentials {
        builder = builder.credentials(Credentials::new(known.username.clone(), known.password.to_string()));
    }
    Ok(builder.build())
}

/// Codes with which a server refuses us, not the letter: signing in is wanted, has failed, or needs something else. They
/// end in 5 but go away when somebody corrects the settings.
const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];

fn of(error: &smtp::Error) -> Failure {
    let problem = base::chain(error);
    let about_us = error
        .status()
        .is_some_and(|code| ABOUT_US.contains(&code.to_string().as_str()));
    if error.is_permanent() && !about_us {
        Failure::Lasting(problem)
    } else {
        Failure::Passing(problem)
    }
}
