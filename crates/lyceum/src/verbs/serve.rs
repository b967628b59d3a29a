//! `lyceum serve`: opens everything, says where it listens, and ends in order when asked to.

use std::{io, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use base::World;
use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{
    application::Application,
    data_dir::DataDir,
    http::{self, Metrics, WebApp, listener},
    settings::Settings,
};

/// How long requests under way may take to end once the server is asked to stop.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long everything else may take after that.
const CLOSING: Duration = Duration::from_secs(10);
/// Connections to the listener of the metrics.
const METRICS_CONNECTIONS: u32 = 16;

/// The flags of `lyceum serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address and port to listen on; wins over `LYCEUM_LISTEN` and the settings file.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Serve the built web app from this directory instead of the one inside the program.
    #[arg(long, value_name = "DIRECTORY")]
    web_dir: Option<PathBuf>,
}

impl Serve {
    /// The flags as settings.
    pub fn flags(&self) -> Vec<(&'static str, String)> {
        let listen = self.listen.map(|listen| ("listen", listen.to_string()));
        let web_dir = self
            .web_dir
            .as_ref()
            .map(|path| ("web_dir", path.display().to_string()));
        listen.into_iter().chain(web_dir).collect()
    }
}

/// Serves until a signal comes.
///
/// # Errors
/// Whatever keeps the server from starting.
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let world = World::real();
    let signals = Signals::listen()?;
    let _held = DataDir::take(&settings.data_dir)?;
    // Before anything is opened: an address in use is the most common trouble and the quickest to tell.
    let listener = bind(settings.listen, "listen").await?;
    let metrics_listener = match settings.metrics_listen {
        Some(address) => Some(bind(address, "metrics_listen").await?),
        None => None,
    };
    let address = listener.local_addr()?;
    // Port 0 lets the system choose; links in letters need the port it chose.
    let settings = &Settings {
        listen: address,
        ..settings.clone()
    };
    let application = Application::open(settings, world.clone()).await?;
    let stop = application.kernel.stopping.clone();
    let metrics = Metrics::install(application.engine.clone(), settings.metrics_token.clone(), stop.clone());
    let parts = http::Parts {
        routes: application.routes.clone(),
        document: application.document.clone(),
        kernel: application.kernel.clone(),
        engine: application.engine.clone(),
        metrics: metrics.clone(),
        web_app: WebApp::new(settings.web_dir.clone(), world),
    };
    let router = http::router(parts)?;
    let scheme_and_host = settings.public_url.as_ref().map(|url| url.as_str().to_owned());
    let aside = metrics_listener.map(|listener| {
        let router = metrics.open_router();
        tokio::spawn(listener::serve(
            listener,
            router,
            METRICS_CONNECTIONS,
            stop.clone(),
            Duration::ZERO,
        ))
    });
    println!("Lyceum is ready at http://{address}");
    tracing::info!(%address, public_url = scheme_and_host, version = env!("CARGO_PKG_VERSION"), "ready");

    tokio::spawn(signals.stop(stop.clone()));
    if !listener::serve(listener, router, settings.max_connections, stop, PATIENCE).await {
        tracing::warn!(
            "some requests did not end within {} seconds and were cut off",
            PATIENCE.as_secs()
        );
    }
    if let Some(aside) = aside {
        // Its requests are cut off at once; nothing to learn from how it ended.
        let _ = aside.await;
    }
    if tokio::time::timeout(CLOSING, application.close()).await.is_err() {
        tracing::warn!("not everything could be closed within {} seconds", CLOSING.as_secs());
    }
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn bind(address: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| {
        format!("the address {address} cannot be listened on; stop what uses it, or change the setting `{setting}`")
    })
}

/// The two signals that ask for the end. Heard from the very start, so that none is missed.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Ends the server in order at the first signal, and at once at the second.
    async fn stop(mut self, stop: CancellationToken) {
        self.next().await;
        tracing::info!("stopping; requests under way may end");
        stop.cancel();
        self.next().await;
        tracing::warn!("asked twice: ending at once");
        std::process::exit(1);
    }
}
