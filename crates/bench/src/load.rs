//! Many small requests, sent so cheaply that the server stays what is measured.
//!
//! One thread, one connection per client, the next request as soon as the last answer is read: no pool, no retry,
//! no header that is not needed.

use std::time::Instant;

use anyhow::{Context as _, bail};
use bytes::Bytes;
use futures::future::try_join_all;
use harness::Dice;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::contestants::Running;

/// Length of a small file.
const LENGTH: usize = 4096;

/// Requests per second for writing and for reading the same files.
pub(crate) struct Rates {
    pub(crate) put: f64,
    pub(crate) get: f64,
}

/// What to send where.
#[derive(Clone)]
struct Place {
    host: String,
    authorization: Option<String>,
    addresses: Vec<String>,
}

/// Writes `files` files of 4 KiB with `clients` clients, then reads them in another order.
///
/// # Errors
/// When any request fails or a file comes back with another length.
pub(crate) fn small_files(server: &Running, clients: usize, files: usize) -> anyhow::Result<Rates> {
    let places = places(server, clients, files)?;
    // A thread of its own, because the caller runs inside another runtime.
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?
                .block_on(async {
                    let put = rate(&places, Method::PUT).await.context("writing small files")?;
                    let get = rate(&shuffled(&places), Method::GET)
                        .await
                        .context("reading small files")?;
                    Ok(Rates { put, get })
                })
        });
        work.join().unwrap_or_else(|_| bail!("the load generator panicked"))
    })
}

fn places(server: &Running, clients: usize, files: usize) -> anyhow::Result<Vec<Place>> {
    let each = files / clients.max(1);
    let place = |client: usize| {
        let folder = format!("/small{client:02}");
        server.make_folder(&folder)?;
        Ok(Place {
            host: server.host(),
            authorization: server.authorization().map(str::to_owned),
            addresses: (0..each)
                .map(|file| server.place(&format!("{folder}/{file:06}.bin")))
                .collect(),
        })
    };
    (0..clients).map(place).collect()
}

/// The same clients, reading in another order than was written.
fn shuffled(places: &[Place]) -> Vec<Place> {
    let mut dice = Dice::new(1);
    let mut places = places.to_vec();
    for place in &mut places {
        dice.shuffle(&mut place.addresses);
    }
    places
}

async fn rate(places: &[Place], method: Method) -> anyhow::Result<f64> {
    let mut connections = Vec::with_capacity(places.len());
    for place in places {
        connections.push(connect(&place.host).await?);
    }
    let begun = Instant::now();
    let clients = places.iter().zip(connections).enumerate();
    try_join_all(clients.map(|(client, (place, connection))| run(place, connection, &method, client))).await?;
    let requests: usize = places.iter().map(|place| place.addresses.len()).sum();
    Ok(requests as f64 / begun.elapsed().as_secs_f64())
}

async fn connect(host: &str) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn run(
    place: &Place,
    mut sender: SendRequest<Full<Bytes>>,
    method: &Method,
    client: usize,
) -> anyhow::Result<()> {
    let mut dice = Dice::new(client as u64);
    let reading = method == Method::GET;
    for address in &place.addresses {
        let body = if reading { Bytes::new() } else { content(&mut dice) };
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header("Host", &place.host);
        if let Some(value) = &place.authorization {
            request = request.header("Authorization", value);
        }
        sender.ready().await?;
        let answer = sender.send_request(request.body(Full::new(body))?).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            bail!(
                "{method} {address} was answered with {status}: {}",
                String::from_utf8_lossy(&body)
            );
        }
        if reading && body.len() != LENGTH {
            bail!("{address} came back with {} bytes", body.len());
        }
    }
    Ok(())
}

/// Another 4 KiB each time, so that nobody gains by finding copies.
fn content(dice: &mut Dice) -> Bytes {
    let mut bytes = Vec::with_capacity(LENGTH);
    while bytes.len() < LENGTH {
        bytes.extend_from_slice(&dice.next().to_le_bytes());
    }
    bytes.into()
}
