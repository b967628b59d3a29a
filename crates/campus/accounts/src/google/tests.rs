//! The provider against a simulator of Google, without accounts.

use std::time::Duration;

use base::{ManualClock, SystemEntropy, Timestamp, World};
use simulator_google::{Account, Endpoint, GoogleSimulator, Misbehaviour, Options};

use super::{
    error::GoogleError,
    flow::Flow,
    identity::Identity,
    provider::{Hints, Provider},
    settings::GoogleSettings,
};

const BACK: &str = "http://localhost/api/auth/google/callback";
const START: Timestamp = Timestamp(1_795_154_400_000_000);

struct Stage {
    google: GoogleSimulator,
    provider: Provider,
    clock: ManualClock,
    world: World,
}

impl Stage {
    async fn new() -> Self {
        let clock = ManualClock::at(START);
        let world = World::new(clock.clone(), SystemEntropy);
        let options = Options {
            world: world.clone(),
            ..Options::default()
        };
        let google = GoogleSimulator::start(options).await.unwrap();
        google.add_client("us", "a secret", [BACK]);
        google.add_account(Account::new("asha@school.example", "Asha Rao").of_domain("school.example"));
        let settings = GoogleSettings {
            client_id: "us".into(),
            client_secret: "a secret".into(),
            issuer: google.issuer().to_owned(),
        };
        Stage {
            provider: Provider::new(settings, world.clone()).unwrap(),
            google,
            clock,
            world,
        }
    }

    fn flow(&self) -> Flow {
        Flow::begin(&self.world, None).unwrap()
    }

    /// The code Asha comes back with.
    async fn code(&self, flow: &Flow) -> String {
        let page = self.provider.page(flow, BACK, Hints::default()).await.unwrap();
        let back = self.google.choose(&page, "asha@school.example").unwrap();
        let url = reqwest::Url::parse(&back).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert!(pairs.contains(&("state".to_owned(), flow.state())));
        pairs.into_iter().find(|(name, _)| name == "code").unwrap().1
    }

    async fn sign_in(&self) -> Result<Identity, GoogleError> {
        let flow = self.flow();
        let code = self.code(&flow).await;
        self.provider.identify(&flow, code, BACK).await
    }
}

#[tokio::test]
async fn google_says_who_it_is() {
    let stage = Stage::new().await;
    let asha = stage.sign_in().await.unwrap();
    assert_eq!(asha.sub, Account::new("asha@school.example", "").sub);
    assert_eq!(
        (asha.email.as_str(), asha.email_verified),
        ("asha@school.example", true)
    );
    assert_eq!(
        (asha.name.as_deref(), asha.domain.as_deref()),
        (Some("Asha Rao"), Some("school.example"))
    );
}

#[tokio::test]
async fn the_page_asks_for_no_more_than_who_it_is() {
    let stage = Stage::new().await;
    let hints = Hints {
        email: Some("asha@school.example"),
        domain: Some("school.example"),
    };
    let page = stage.provider.page(&stage.flow(), BACK, hints).await.unwrap();
    let url = reqwest::Url::parse(&page).unwrap();
    let value = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    assert_eq!(value("scope").as_deref(), Some("openid email profile"));
    assert_eq!(value("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(value("hd").as_deref(), Some("school.example"));
    assert_eq!(value("login_hint").as_deref(), Some("asha@school.example"));
    assert_eq!(value("access_type"), None);
}

#[tokio::test]
async fn no_forged_token_is_believed() {
    use Misbehaviour::*;
    let stage = Stage::new().await;
    stage.sign_in().await.unwrap();
    for how in [
        WrongAudience,
        WrongAuthorizedParty,
        WrongNonce,
        NoNonce,
        WrongIssuer,
        Expired,
        FromTheFuture,
        AlgorithmNone,
        AlgorithmConfusion,
        UnknownKey,
        WrongSignature,
    ] {
        stage.google.misbehave(how);
        let found = stage.sign_in().await;
        assert!(matches!(found, Err(GoogleError::Untrusted(_))), "{how:?}: {found:?}");
        stage.google.behave();
        stage.clock.advance(Duration::from_secs(1));
    }
    assert!(stage.sign_in().await.is_ok());
}

#[tokio::test]
async fn no_trouble_at_the_token_endpoint_gets_further_than_an_error() {
    use Misbehaviour::*;
    let stage = Stage::new().await;
    for how in [TokenErrors, TokenRedirects, TokenFloods, TokenNotJson, NoIdToken] {
        stage.google.misbehave(how);
        let found = stage.sign_in().await;
        let expected = match how {
            TokenErrors => matches!(found, Err(GoogleError::Status(500))),
            TokenRedirects => matches!(found, Err(GoogleError::Status(307))),
            TokenFloods => matches!(found, Err(GoogleError::TooLong(_))),
            _ => matches!(found, Err(GoogleError::Malformed(_))),
        };
        assert!(expected, "{how:?}: {found:?}");
        stage.google.behave();
    }
    assert_eq!(stage.google.calls(Endpoint::Userinfo), 0, "a redirect is not followed");
}

#[tokio::test]
async fn a_code_works_once_and_only_for_the_browser_that_asked() {
    let stage = Stage::new().await;
    let (mine, other) = (stage.flow(), stage.flow());
    let code = stage.code(&mine).await;
    let found = stage.provider.identify(&other, code.clone(), BACK).await;
    assert!(matches!(found, Err(GoogleError::CodeRefused(_))), "{found:?}");
    let code = stage.code(&mine).await;
    stage.provider.identify(&mine, code.clone(), BACK).await.unwrap();
    let found = stage.provider.identify(&mine, code, BACK).await;
    assert!(matches!(found, Err(GoogleError::CodeRefused(_))), "{found:?}");
}

#[tokio::test]
async fn keys_are_kept_and_read_again_for_an_unknown_one_once_a_minute() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        stage.sign_in().await.unwrap();
    }
    assert_eq!(
        (
            stage.google.calls(Endpoint::Certs),
            stage.google.calls(Endpoint::Discovery)
        ),
        (1, 1)
    );

    stage.clock.advance(Duration::from_secs(60));
    stage.google.rotate_keys();
    stage.sign_in().await.unwrap();
    assert_eq!(stage.google.calls(Endpoint::Certs), 2);

    stage.google.misbehave(Misbehaviour::UnknownKey);
    for _ in 0..5 {
        stage.sign_in().await.unwrap_err();
    }
    assert_eq!(stage.google.calls(Endpoint::Certs), 2);
    stage.clock.advance(Duration::from_secs(60));
    stage.sign_in().await.unwrap_err();
    assert_eq!(stage.google.calls(Endpoint::Certs), 3);
}

#[tokio::test]
async fn what_is_known_bridges_an_outage_of_a_day_and_not_more() {
    let stage = Stage::new().await;
    stage.sign_in().await.unwrap();
    stage.google.misbehave(Misbehaviour::KeysUnavailable);
    stage.google.misbehave(Misbehaviour::DiscoveryUnavailable);
    stage.clock.advance(Duration::from_secs(23 * 3600));
    stage.sign_in().await.unwrap();
    stage.clock.advance(Duration::from_secs(3600));
    let flow = stage.flow();
    assert!(stage.provider.page(&flow, BACK, Hints::default()).await.is_err());
    stage.google.behave();
    stage.sign_in().await.unwrap();
}

#[tokio::test]
async fn a_failed_read_of_the_keys_is_soon_forgotten() {
    let stage = Stage::new().await;
    stage.google.misbehave(Misbehaviour::KeysUnavailable);
    stage.sign_in().await.unwrap_err();
    stage.google.behave();
    stage.clock.advance(Duration::from_secs(5));
    stage.sign_in().await.unwrap();
}

#[tokio::test]
async fn another_issuer_s_document_is_not_read() {
    let stage = Stage::new().await;
    stage.google.misbehave(Misbehaviour::DiscoveryOfAnother);
    let found = stage.provider.page(&stage.flow(), BACK, Hints::default()).await;
    assert!(matches!(found, Err(GoogleError::Malformed(_))), "{found:?}");
}
