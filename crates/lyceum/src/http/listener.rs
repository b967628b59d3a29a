//! Accepting connections: how many, how patient, and how they end.
//!
//! HTTP/1.1 and HTTP/2 without TLS share the port. A client is told apart by its first bytes before hyper sees it, with
//! a deadline, so that a connection that says nothing costs a socket for ten seconds and no more.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How long a client may take to say which protocol it speaks.
const GREETING: Duration = Duration::from_secs(10);
/// How long a client may take to send the head of a request, counted anew for each request of a connection.
const HEAD: Duration = Duration::from_secs(30);
/// How long bytes may wait for a client that takes none, before the system gives the connection up.
const UNACKNOWLEDGED: Duration = Duration::from_secs(120);
/// Silence after which the system asks whether the client is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// Requests under way on one HTTP/2 connection.
const STREAMS: u32 = 128;
/// What every HTTP/2 connection begins with (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Serves `router` until `stop` fires, then lets the requests under way end, for `patience` at most.
/// Returns whether all of them ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: u32,
    stop: CancellationToken,
    patience: Duration,
) -> bool {
    let places = Arc::new(Semaphore::new(usize::try_from(connections).unwrap_or(1024)));
    let graceful = GracefulShutdown::new();
    loop {
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = places.clone().acquire_owned() => match place {
                Ok(place) => place,
                Err(_) => break,
            },
        };
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, most likely: others have to end first.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let (router, watcher, stop) = (router.clone(), graceful.watcher(), stop.clone());
        tokio::spawn(async move {
            let greeted = tokio::select! {
                () = stop.cancelled() => return,
                greeted = tokio::time::timeout(GREETING, greet(&stream)) => greeted,
            };
            if let Ok(Ok(protocol)) = greeted {
                let connection = builder(protocol)
                    .serve_connection(TokioIo::new(stream), service(router, peer))
                    .into_owned();
                if let Err(error) = watcher.watch(connection).await {
                    tracing::debug!(%error, %peer, "a connection ended early");
                }
            }
            drop(place);
        });
    }
    drop(listener);
    tokio::time::timeout(patience, graceful.shutdown()).await.is_ok()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Http1,
    Http2,
}

/// Prepares the socket and waits until the client has said which protocol it speaks.
async fn greet(stream: &TcpStream) -> io::Result<Protocol> {
    use rustix::net::sockopt;
    stream.set_nodelay(true)?;
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, KEEP_ALIVE)?;
    sockopt::set_tcp_user_timeout(stream, u32::try_from(UNACKNOWLEDGED.as_millis()).unwrap_or(u32::MAX))?;
    let mut first = [0; PREFACE.len()];
    loop {
        let seen = stream.peek(&mut first).await?;
        if seen == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if first[..seen] != PREFACE[..seen] {
            return Ok(Protocol::Http1);
        }
        if seen == PREFACE.len() {
            return Ok(Protocol::Http2);
        }
        // The bytes so far would be ready again at once; give the rest a moment to arrive.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn builder(protocol: Protocol) -> Builder<TokioExecutor> {
    let mut builder = match protocol {
        Protocol::Http1 => Builder::new(TokioExecutor::new()).http1_only(),
        Protocol::Http2 => Builder::new(TokioExecutor::new()).http2_only(),
    };
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEP_ALIVE)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(64 << 10)
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20);
    builder
}

fn service(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future = impl Future<Output = Result<axum::response::Response, Infallible>> + Send + 'static,
> {
    hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(Arrived(Instant::now()));
        router.clone().oneshot(request)
    })
}

/// When the head of a request had arrived. Monotonic, for durations only.
#[derive(Clone, Copy, Debug)]
pub struct Arrived(pub Instant);

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn start(connections: u32) -> (SocketAddr, CancellationToken, tokio::task::JoinHandle<bool>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let slow = || async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "slow"
        };
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/slow", get(slow));
        let stop = CancellationToken::new();
        let served = tokio::spawn(serve(
            listener,
            router,
            connections,
            stop.clone(),
            Duration::from_secs(5),
        ));
        (address, stop, served)
    }

    async fn ask(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn both_protocols_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        for (said, expected) in [
            (&b"PUT / HTTP/1.1\r\n"[..], Protocol::Http1),
            (PREFACE, Protocol::Http2),
        ] {
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (server, _) = listener.accept().await.unwrap();
            client.write_all(&said[..2]).await.unwrap();
            let waiting = tokio::spawn(async move { (greet(&server).await, server) });
            tokio::time::sleep(Duration::from_millis(20)).await;
            client.write_all(&said[2..]).await.unwrap();
            let (protocol, _server) = waiting.await.unwrap();
            assert_eq!(protocol.unwrap(), expected);
        }
    }

    #[tokio::test]
    async fn a_request_under_way_ends_before_the_server_does() {
        let (address, stop, served) = start(10).await;
        let answer = tokio::spawn(async move { ask(address, "/slow").await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.cancel();
        assert!(served.await.unwrap());
        assert!(answer.await.unwrap().ends_with("slow"));
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    }

    #[tokio::test]
    async fn a_silent_connection_does_not_hold_up_the_end() {
        let (address, stop, served) = start(10).await;
        let _silent = TcpStream::connect(address).await.unwrap();
        assert!(ask(address, "/").await.ends_with("here"));
        stop.cancel();
        assert!(served.await.unwrap());
    }

    #[tokio::test]
    async fn more_connections_than_places_wait_their_turn() {
        let (address, stop, served) = start(1).await;
        let answers = futures(address, 3).await;
        assert!(answers.iter().all(|answer| answer.ends_with("slow")));
        stop.cancel();
        assert!(served.await.unwrap());
    }

    async fn futures(address: SocketAddr, count: usize) -> Vec<String> {
        let asked: Vec<_> = (0..count)
            .map(|_| tokio::spawn(async move { ask(address, "/slow").await }))
            .collect();
        let mut answers = Vec::new();
        for answer in asked {
            answers.push(answer.await.unwrap());
        }
        answers
    }
}
