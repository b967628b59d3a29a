//! Google, as this installation talks to it.

use base::World;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, ExtraTokenFields, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType},
};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::{
    discovery::{Discovery, Endpoints},
    error::GoogleError,
    flow::Flow,
    identity::{self, Expected, Identity},
    keys::Keys,
    settings::GoogleSettings,
    web::Web,
};

/// People who may come back at once; each costs a call to Google that may take seconds.
const ROOM: usize = 32;
/// What is asked for: who somebody is, and nothing of what they have.
const SCOPES: [&str; 3] = ["openid", "email", "profile"];

/// The token endpoint's answer with the one field that matters here.
type Tokens = StandardTokenResponse<IdToken, BasicTokenType>;
type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

#[derive(Debug, Serialize, Deserialize)]
struct IdToken {
    id_token: String,
}

impl ExtraTokenFields for IdToken {}

/// What the consent page should suggest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hints<'a> {
    /// The account that is expected.
    pub email: Option<&'a str>,
    /// The only domain that will be accepted.
    pub domain: Option<&'a str>,
}

/// A Google that was configured.
#[derive(Debug)]
pub(crate) struct Provider {
    settings: GoogleSettings,
    world: World,
    web: Web,
    discovery: Discovery,
    keys: Keys,
    room: Semaphore,
}

impl Provider {
    pub fn new(settings: GoogleSettings, world: World) -> Result<Self, reqwest::Error> {
        Ok(Provider {
            web: Web::new(&settings)?,
            settings,
            world,
            discovery: Discovery::default(),
            keys: Keys::default(),
            room: Semaphore::new(ROOM),
        })
    }

    /// What it calls itself.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The address of the consent page.
    pub async fn page(&self, flow: &Flow, back: &str, hints: Hints<'_>) -> Result<String, GoogleError> {
        let endpoints = self.endpoints().await?;
        let verifier = PkceCodeVerifier::new(flow.verifier());
        let page = AuthUrl::new(endpoints.authorization_endpoint)
            .map_err(|_| GoogleError::Malformed("the discovery document"))?;
        let client = self.client().set_auth_uri(page).set_redirect_uri(redirect(back)?);
        let mut request = client
            .authorize_url(|| CsrfToken::new(flow.state()))
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_extra_param("nonce", flow.nonce())
            // On a shared computer the last person's account is not taken without asking.
            .add_extra_param("prompt", "select_account");
        for (name, value) in [("login_hint", hints.email), ("hd", hints.domain)] {
            if let Some(value) = value {
                request = request.add_extra_param(name, value.to_owned());
            }
        }
        let (url, _) = request.url();
        Ok(url.into())
    }

    /// Exchanges a code and says who it stands for.
    pub async fn identify(&self, flow: &Flow, code: String, back: &str) -> Result<Identity, GoogleError> {
        let _place = self.room.try_acquire().map_err(|_| GoogleError::Busy)?;
        let endpoints = self.endpoints().await?;
        let token = self.exchange(&endpoints, flow, code, back).await?;
        let now = self.world.now();
        let key = self
            .keys
            .find(&identity::key_name(&token)?, &self.web, &endpoints.jwks_uri, now)
            .await?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &flow.nonce(),
            now,
        };
        identity::verify(&token, &key, &expected)
    }

    /// Only the identity token is kept, for a moment: nothing is ever asked of Google in the person's name.
    async fn exchange(
        &self,
        endpoints: &Endpoints,
        flow: &Flow,
        code: String,
        back: &str,
    ) -> Result<String, GoogleError> {
        let endpoint = TokenUrl::new(endpoints.token_endpoint.clone())
            .map_err(|_| GoogleError::Malformed("the discovery document"))?;
        let client = self.client().set_token_uri(endpoint).set_redirect_uri(redirect(back)?);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier()))
            .request_async(&self.web)
            .await
            .map_err(of_exchange)?;
        Ok(tokens.extra_fields().id_token.clone())
    }

    async fn endpoints(&self) -> Result<Endpoints, GoogleError> {
        self.discovery
            .endpoints(&self.web, &self.settings.issuer, self.world.now())
            .await
    }

    fn client(&self) -> Client {
        Client::new(ClientId::new(self.settings.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.settings.client_secret.clone()))
    }
}

fn redirect(back: &str) -> Result<RedirectUrl, GoogleError> {
    RedirectUrl::new(back.to_owned()).map_err(|_| GoogleError::Malformed("the address of this installation"))
}

fn of_exchange(error: RequestTokenError<GoogleError, BasicErrorResponse>) -> GoogleError {
    match error {
        RequestTokenError::ServerResponse(refusal) => GoogleError::CodeRefused(refusal.error().to_string()),
        RequestTokenError::Request(error) => error,
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            GoogleError::Malformed("the answer with the tokens")
        }
    }
}
