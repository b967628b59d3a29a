//! How long a person waits after starting the server.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::bail;
use harness::{Process, Scratch, Settings, free_port};

use crate::options::Options;
use crate::report::{Bound, Section};
use crate::samples::Samples;
use crate::tools;

pub(super) async fn run(options: &Options) -> anyhow::Result<Vec<Section>> {
    let binary = tools::lyceum()?;
    let (mut fresh, mut again) = (Samples::default(), Samples::default());
    for _ in 0..options.rounds {
        let data = Scratch::under(&options.room, "bench-ready")?;
        let settings = Settings::new(&binary, &data.join("data"), &data.join("log"));
        fresh.add(start(&settings)?);
        again.add(start(&settings)?);
    }
    let mut section = Section::new(
        "Start",
        "seconds",
        "From starting the process to the first 200 of `/readyz`: on an empty data folder (schema, keys and directories \
         are made) and on one that exists.",
    );
    section.row("empty data folder", fresh.clone());
    section.row("existing data folder", again.clone());
    section.target("ready after start, empty folder (s)", Bound::AtMost, 1.0, fresh);
    section.target("ready after start, existing folder (s)", Bound::AtMost, 1.0, again);
    Ok(vec![section])
}

/// Seconds until ready; the server is ended in an orderly way afterwards.
fn start(settings: &Settings) -> anyhow::Result<f64> {
    let port = free_port()?;
    let settings = settings.clone().with("LYCEUM_LISTEN", format!("127.0.0.1:{port}"));
    let begun = Instant::now();
    let mut process = settings.launch()?;
    wait_until_ready(&mut process, port, &settings)?;
    let seconds = begun.elapsed().as_secs_f64();
    process.terminate(Duration::from_secs(30))?;
    Ok(seconds)
}

fn wait_until_ready(process: &mut Process, port: u16, settings: &Settings) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !ready(port).unwrap_or(false) {
        if process.ended()?.is_some() || Instant::now() >= deadline {
            bail!("the server does not get ready:\n{}", settings.log_tail(20));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn ready(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    Ok(start.ends_with(b"200"))
}
