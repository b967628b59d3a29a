//! The servers that are compared, each started afresh with its data in a folder of its own.

mod juicefs;
mod lyceum;
mod nginx;
mod rclone;
mod seaweedfs;

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use harness::{Process, Scratch};

pub(crate) use self::nginx::nginx;
use crate::tools::run;

/// A server that keeps files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Contestant {
    Lyceum,
    #[value(name = "juicefs")]
    JuiceFs,
    #[value(name = "seaweedfs")]
    SeaweedFs,
    Rclone,
}

/// A running server. Dropping it ends the server, then removes its data.
pub(crate) struct Running {
    server: Server,
    port: u16,
    /// Value of the header `Authorization`, if the server wants one.
    authorization: Option<String>,
    folders: Folders,
    #[expect(dead_code, reason = "holds the data until the server is gone")]
    data: Scratch,
}

enum Server {
    Lyceum(#[expect(dead_code, reason = "held so that it lives")] harness::Lyceum),
    Other(#[expect(dead_code, reason = "held so that it lives")] Process),
}

/// How folders come into being.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Folders {
    /// With the first file in them.
    ByThemselves,
    /// By the method MKCOL.
    Mkcol,
}

impl Contestant {
    pub(crate) const ALL: [Self; 4] = [Self::Lyceum, Self::JuiceFs, Self::SeaweedFs, Self::Rclone];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Lyceum => "Lyceum (3 synced copies, encrypted)",
            Self::JuiceFs => "JuiceFS 1.4.2 (1 copy, encrypted, SQLite, WebDAV)",
            Self::SeaweedFs => "SeaweedFS 4.48 filer (1 copy, plain)",
            Self::Rclone => "rclone 1.75.2 (1 copy, crypt, WebDAV)",
        }
    }

    /// Starts it with its data under `room`; it answers requests when this returns.
    pub(crate) async fn start(self, room: &Path) -> anyhow::Result<Running> {
        let running = match self {
            Self::Lyceum => lyceum::start(room).await,
            Self::JuiceFs => juicefs::start(room),
            Self::SeaweedFs => seaweedfs::start(room),
            Self::Rclone => rclone::start(room),
        };
        running.with_context(|| format!("{} does not start", self.name()))
    }
}

impl Running {
    /// Host and port.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Path and query under which the file at `path` (`/a/b`) is written and read.
    pub(crate) fn place(&self, path: &str) -> String {
        match self.server {
            Server::Lyceum(_) => format!("/api/files/content?path={path}"),
            Server::Other(_) => path.to_owned(),
        }
    }

    pub(crate) fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// Makes a folder, where the server wants that said.
    pub(crate) fn make_folder(&self, path: &str) -> anyhow::Result<()> {
        if self.folders == Folders::Mkcol {
            run(Command::new("curl")
                .args(["-sS", "--fail", "-X", "MKCOL"])
                .arg(format!("http://{}{path}/", self.host())))?;
        }
        Ok(())
    }

    /// Uploads `file` with curl; answers the seconds.
    pub(crate) fn put(&self, file: &Path, path: &str) -> anyhow::Result<f64> {
        // Without the empty header curl waits for a permission to send that not every server gives.
        self.curl(path, |curl| curl.args(["-H", "Expect:", "--upload-file"]).arg(file))
    }

    /// Downloads to nowhere with curl; answers the seconds.
    pub(crate) fn get(&self, path: &str) -> anyhow::Result<f64> {
        self.curl(path, |curl| curl)
    }

    /// Downloads into `file`, to look at what came.
    pub(crate) fn fetch(&self, path: &str, file: &Path) -> anyhow::Result<()> {
        self.curl(path, |curl| curl.arg("-o").arg(file)).map(|_| ())
    }

    fn curl(&self, path: &str, more: impl FnOnce(&mut Command) -> &mut Command) -> anyhow::Result<f64> {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--fail", "-w", "\n%{time_total}"]);
        if let Some(value) = &self.authorization {
            curl.arg("-H").arg(format!("Authorization: {value}"));
        }
        more(&mut curl);
        if !curl.get_args().any(|argument| argument == "-o") {
            curl.args(["-o", "/dev/null"]);
        }
        let out = run(curl.arg(format!("http://{}{}", self.host(), self.place(path))))?;
        let seconds = out.lines().last().context("curl says nothing")?;
        Ok(seconds.parse()?)
    }
}
