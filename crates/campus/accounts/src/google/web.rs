//! HTTP to Google: no redirects, little patience, and no answer longer than it has to be.

use std::{pin::Pin, time::Duration};

use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Response, header, redirect::Policy};

use super::{error::GoogleError, settings::GoogleSettings};

const CONNECTING: Duration = Duration::from_secs(5);
/// For the whole of a call.
const CALLING: Duration = Duration::from_secs(10);
/// Google's longest answer of interest, its keys, has about 2 KiB.
const LONGEST: usize = 128 * 1024;

#[derive(Debug)]
pub(crate) struct Web(Client);

impl Web {
    pub fn new(settings: &GoogleSettings) -> Result<Self, reqwest::Error> {
        let builder = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECTING)
            .timeout(CALLING)
            .user_agent(concat!("Lyceum/", env!("CARGO_PKG_VERSION")));
        // A proxy of the operator's, if the environment names one, leads out of the house and not to this machine.
        let builder = if settings.is_local() {
            builder.no_proxy()
        } else {
            builder.https_only(true)
        };
        builder.build().map(Web)
    }

    /// Reads a document, and for how long it may be kept.
    pub async fn get(&self, url: &str) -> Result<(Vec<u8>, Option<Duration>), GoogleError> {
        let response = self.0.get(url).send().await.map_err(unreachable)?;
        if !response.status().is_success() {
            return Err(GoogleError::Status(response.status().as_u16()));
        }
        let kept = max_age(&response);
        Ok((whole(response).await?, kept))
    }

    async fn post(&self, request: HttpRequest) -> Result<HttpResponse, GoogleError> {
        let request = reqwest::Request::try_from(request).map_err(unreachable)?;
        let response = self.0.execute(request).await.map_err(unreachable)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_redirection() || status.is_server_error() {
            return Err(GoogleError::Status(status.as_u16()));
        }
        let mut answer = HttpResponse::new(whole(response).await?);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

/// Makes the calls of the `oauth2` crate.
impl<'c> AsyncHttpClient<'c> for Web {
    type Error = GoogleError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, GoogleError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.post(request))
    }
}

/// The address may hold a code, and stays out of logs.
fn unreachable(error: reqwest::Error) -> GoogleError {
    GoogleError::Unreachable(error.without_url())
}

async fn whole(mut response: Response) -> Result<Vec<u8>, GoogleError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LONGEST {
            return Err(GoogleError::TooLong(LONGEST));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn max_age(response: &Response) -> Option<Duration> {
    let policy = response.headers().get(header::CACHE_CONTROL)?.to_str().ok()?;
    let mut words = policy.split(',').map(str::trim);
    let seconds = words.find_map(|word| word.strip_prefix("max-age="))?;
    seconds.parse().ok().map(Duration::from_secs)
}
