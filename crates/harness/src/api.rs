//! The HTTP API as any program sees it: a bearer token and JSON.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::recipe::Print;

/// A signed-in caller of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    base: String,
    token: String,
}

/// Why a call gave no answer worth having.
#[derive(Debug)]
pub enum Failure {
    /// The connection broke: nobody knows whether the server did it.
    Broken(String),
    /// The server said no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code of the problem, such as `NAME_TAKEN`; empty when the answer was no problem document.
        code: String,
        /// What the server said, for people.
        detail: String,
    },
    /// The server said something that breaks its contract.
    Nonsense(String),
}

impl Failure {
    /// Whether the server refused with this code.
    #[must_use]
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Broken(_) | Self::Nonsense(_) => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => write!(out, "the connection broke: {why}"),
            Self::Refused { status, code, detail } => write!(out, "refused with {status} {code}: {detail}"),
            Self::Nonsense(what) => write!(out, "the answer breaks the contract: {what}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            text = format!("{text}: {inner}");
            source = inner.source();
        }
        if error.is_decode() {
            Self::Nonsense(text)
        } else {
            Self::Broken(text)
        }
    }
}

/// A file or a folder.
#[derive(Clone, Debug, Deserialize)]
#[expect(
    missing_docs,
    reason = "the fields of the API's entry, described in its OpenAPI document"
)]
pub struct Entry {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub size: u64,
    pub sha256: Option<String>,
    pub path: String,
    pub trashed_at: Option<String>,
}

impl Entry {
    /// Size and hash as told by the server.
    #[must_use]
    pub fn print(&self) -> Option<Print> {
        Print::told(self.size, self.sha256.as_deref()?)
    }
}

/// One version of a file.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's version")]
pub struct Version {
    pub version: u64,
    pub size: u64,
    pub sha256: String,
    pub current: bool,
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// What an account may keep and does keep, in bytes.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's usage")]
pub struct Usage {
    pub limit: u64,
    pub used: u64,
    pub reserved: u64,
}

/// A storage target.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's node")]
pub struct Node {
    pub id: String,
    pub name: String,
    pub role: String,
    pub state: String,
    pub message: Option<String>,
    pub shards: u64,
}

/// Where the pieces of a file lie.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's placement")]
pub struct Placement {
    pub state: String,
    pub segments: Vec<Segment>,
}

/// One segment of a placement.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's placement")]
pub struct Segment {
    pub number: u64,
    pub needed: u64,
    pub healthy: u64,
    pub shards: Vec<Shard>,
}

/// One shard of a placement.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's placement")]
pub struct Shard {
    pub shard_id: String,
    pub target: String,
    pub role: String,
    pub state: String,
}

/// Background work.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's job")]
pub struct Job {
    pub id: String,
    pub state: String,
    pub message: Option<String>,
}

/// How the storage is doing.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's health")]
pub struct Health {
    pub repairs: Repairs,
    pub scrub: Value,
    pub sweep: Value,
}

/// The repair queue.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the API's health")]
pub struct Repairs {
    pub waiting: u64,
    pub running: u64,
}

const PASSWORD: &str = "correct horse battery staple 9";

impl Api {
    /// Makes the account `email`, signs in and answers its caller.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn register(base: &str, email: &str) -> Result<Self, Failure> {
        let api = Self::unsigned(base)?;
        let body = json!({"email": email, "password": PASSWORD, "name": "Tester"});
        accept(api.request(Method::POST, "/api/auth/register").json(&body)).await?;
        Self::login(base, email).await
    }

    /// Signs in as `email`, an account made by [`Api::register`].
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn login(base: &str, email: &str) -> Result<Self, Failure> {
        let mut api = Self::unsigned(base)?;
        let body = json!({"email": email, "password": PASSWORD});
        let answer: Value = api
            .json(api.request(Method::POST, "/api/auth/login").json(&body))
            .await?;
        let token = answer.get("token").and_then(Value::as_str);
        token
            .ok_or_else(|| Failure::Nonsense("no token in the answer to a login".into()))?
            .clone_into(&mut api.token);
        Ok(api)
    }

    fn unsigned(base: &str) -> Result<Self, Failure> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(120)).build()?;
        Ok(Self {
            http,
            base: base.to_owned(),
            token: String::new(),
        })
    }

    /// The same caller at the same server under another address, as after a restart.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self {
            http: self.http.clone(),
            base: base.to_owned(),
            token: self.token.clone(),
        }
    }

    /// The address, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The bearer token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A request with the token; `path` begins with a slash.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let request = self.http.request(method, address);
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }

    /// Sends and reads a JSON answer.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let bytes = accept(request).await?.bytes().await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
            Failure::Nonsense(format!("{error} in {start}"))
        })
    }

    /// Uploads in one request.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn put(&self, path: &str, bytes: Bytes) -> Result<Entry, Failure> {
        self.json(self.request(Method::PUT, &content(path)).body(bytes)).await
    }

    /// Reads a whole file and answers what it looks like. `address` is `/api/files/…`.
    ///
    /// # Errors
    /// [`Failure`]; a body that ends early is a broken connection.
    pub async fn fetch(&self, address: &str) -> Result<Print, Failure> {
        let answer = accept(self.request(Method::GET, address)).await?;
        let mut body = answer.bytes_stream();
        let (mut hash, mut length) = (Sha256::new(), 0);
        while let Some(piece) = body.next().await {
            let piece = piece?;
            length += piece.len() as u64;
            hash.update(&piece);
        }
        Ok(Print {
            length,
            sha256: hash.finalize().into(),
        })
    }

    /// Reads the current version of the file at `path`.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn get(&self, path: &str) -> Result<Print, Failure> {
        self.fetch(&content(path)).await
    }

    /// Reads `length` bytes from `offset` on.
    ///
    /// # Errors
    /// [`Failure`], also when the server does not answer 206.
    pub async fn get_range(&self, path: &str, offset: u64, length: u64) -> Result<Bytes, Failure> {
        let range = format!("bytes={offset}-{}", offset + length.saturating_sub(1));
        let answer = accept(self.request(Method::GET, &content(path)).header("Range", range)).await?;
        if answer.status() != StatusCode::PARTIAL_CONTENT {
            return Err(Failure::Nonsense(format!(
                "a range was answered with {}",
                answer.status()
            )));
        }
        Ok(answer.bytes().await?)
    }

    /// All pages of the list at `address`, which must carry a query already.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn all<T: DeserializeOwned>(&self, address: &str) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut after = String::new();
        loop {
            let page: Page<T> = self
                .json(self.request(Method::GET, &format!("{address}&limit=1000{after}")))
                .await?;
            items.extend(page.items);
            match page.next {
                Some(next) => after = format!("&after={}", escape(&next)),
                None => return Ok(items),
            }
        }
    }

    /// Everything directly in a folder; the path `/` is the top.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn list(&self, folder: &str) -> Result<Vec<Entry>, Failure> {
        let folder = if folder == "/" { "" } else { folder };
        self.all(&format!("/api/files?folder={}", escape(folder))).await
    }

    /// Everything in the trash.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn trash(&self) -> Result<Vec<Entry>, Failure> {
        self.all("/api/trash?").await
    }

    /// The versions of a file.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn versions(&self, id: &str) -> Result<Vec<Version>, Failure> {
        let request = self.request(Method::GET, &format!("/api/files/{id}/versions"));
        self.json::<Page<Version>>(request).await.map(|page| page.items)
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn make_folder(&self, folder: Option<&str>, name: &str) -> Result<Entry, Failure> {
        let body = json!({"folder": folder, "name": name});
        self.json(self.request(Method::POST, "/api/folders").json(&body)).await
    }

    /// Moves a file to another folder under another name.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn relocate(&self, id: &str, folder: &str, name: &str) -> Result<Entry, Failure> {
        let body = json!({"folder": folder, "name": name});
        self.json(self.request(Method::PATCH, &format!("/api/files/{id}")).json(&body))
            .await
    }

    /// Copies by reference.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn copy(&self, id: &str, folder: Option<&str>, name: &str) -> Result<Entry, Failure> {
        let body = json!({"folder": folder, "name": name});
        self.json(self.request(Method::POST, &format!("/api/files/{id}/copy")).json(&body))
            .await
    }

    /// Deletes to the trash, or for good.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn delete(&self, id: &str, permanent: bool) -> Result<(), Failure> {
        accept(self.request(Method::DELETE, &format!("/api/files/{id}?permanent={permanent}"))).await?;
        Ok(())
    }

    /// Brings a file back from the trash.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn restore(&self, id: &str) -> Result<Entry, Failure> {
        self.json(self.request(Method::POST, &format!("/api/files/{id}/restore")))
            .await
    }

    /// Makes an old version the newest.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn restore_version(&self, id: &str, version: u64) -> Result<Entry, Failure> {
        self.json(self.request(Method::POST, &format!("/api/files/{id}/versions/{version}/restore")))
            .await
    }

    /// What the account keeps.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn usage(&self) -> Result<Usage, Failure> {
        self.json(self.request(Method::GET, "/api/storage/usage")).await
    }

    /// The storage targets.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn nodes(&self) -> Result<Vec<Node>, Failure> {
        let request = self.request(Method::GET, "/api/nodes");
        self.json::<Page<Node>>(request).await.map(|page| page.items)
    }

    /// Where the first page of segments of a file lies.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn placement(&self, id: &str) -> Result<Placement, Failure> {
        self.json(self.request(Method::GET, &format!("/api/files/{id}/placement")))
            .await
    }

    /// Repair queue, scrub and sweep.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn health(&self) -> Result<Health, Failure> {
        self.json(self.request(Method::GET, "/api/storage/health")).await
    }

    /// Starts background work with a POST to `address`.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn begin(&self, address: &str) -> Result<Job, Failure> {
        self.json(self.request(Method::POST, address)).await
    }

    /// The state of background work.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn job(&self, id: &str) -> Result<Job, Failure> {
        self.json(self.request(Method::GET, &format!("/api/jobs/{id}"))).await
    }
}

/// Sends, and turns an answer outside 2xx into a failure.
pub(crate) async fn accept(request: RequestBuilder) -> Result<Response, Failure> {
    let answer = request.send().await?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let text = answer.text().await.unwrap_or_default();
    let problem: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let field = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let detail = if problem.is_null() {
        text.chars().take(300).collect()
    } else {
        field("detail")
    };
    Err(Failure::Refused {
        status: status.as_u16(),
        code: field("code"),
        detail,
    })
}

/// The address of the bytes at `path`.
fn content(path: &str) -> String {
    format!("/api/files/content?path={}", escape(path))
}

/// Percent-encodes what may not stand in a query.
pub(crate) fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn queries_are_escaped() {
        assert_eq!(escape("/a b/ü&c.txt"), "/a%20b/%C3%BC%26c.txt");
    }
}
