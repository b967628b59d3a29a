//! Resumable uploads (tus 1.0), driven by hand so that a test decides where they break.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::{Method, Response};

use crate::api::{Api, Failure, accept};

/// One resumable upload on the server.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Path of the upload on the server, whatever address the server has after a restart.
    pub address: String,
}

impl Api {
    /// Begins a resumable upload of `length` bytes that becomes the file `name` in the folder with the path `folder`.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn begin_upload(&self, folder: &str, name: &str, length: u64) -> Result<Upload, Failure> {
        let metadata = format!("filename {},folder {}", STANDARD.encode(name), STANDARD.encode(folder));
        let request = self
            .request(Method::POST, "/api/uploads")
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", length)
            .header("Upload-Metadata", metadata);
        let answer = accept(request).await?;
        let location = header(&answer, "location")?;
        let address = match location.split_once("/api/uploads/") {
            Some((_, rest)) => format!("/api/uploads/{rest}"),
            None => return Err(Failure::Nonsense(format!("an upload at {location}"))),
        };
        Ok(Upload { address })
    }

    /// Sends bytes at `offset`; answers the new offset and, when that was the end, the id of the file.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn continue_upload(
        &self,
        upload: &Upload,
        offset: u64,
        bytes: Bytes,
    ) -> Result<(u64, Option<String>), Failure> {
        let request = self
            .request(Method::PATCH, &upload.address)
            .header("Tus-Resumable", "1.0.0")
            .header("Content-Type", "application/offset+octet-stream")
            .header("Upload-Offset", offset)
            .body(bytes);
        let answer = accept(request).await?;
        let file = header(&answer, "lyceum-file-id").ok();
        Ok((number(&answer, "upload-offset")?, file))
    }

    /// How far the server has got.
    ///
    /// # Errors
    /// [`Failure`]; 404 or 410 when the upload is no more.
    pub async fn upload_offset(&self, upload: &Upload) -> Result<u64, Failure> {
        let request = self
            .request(Method::HEAD, &upload.address)
            .header("Tus-Resumable", "1.0.0");
        number(&accept(request).await?, "upload-offset")
    }

    /// Gives the upload up.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn abandon_upload(&self, upload: &Upload) -> Result<(), Failure> {
        accept(
            self.request(Method::DELETE, &upload.address)
                .header("Tus-Resumable", "1.0.0"),
        )
        .await?;
        Ok(())
    }
}

fn header(answer: &Response, name: &str) -> Result<String, Failure> {
    let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
    value
        .map(str::to_owned)
        .ok_or_else(|| Failure::Nonsense(format!("no header {name}")))
}

fn number(answer: &Response, name: &str) -> Result<u64, Failure> {
    let text = header(answer, name)?;
    text.parse().map_err(|_| Failure::Nonsense(format!("{name} is {text}")))
}
