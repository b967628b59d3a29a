//! Without the right root key nothing can be opened, and nothing new may be sealed under another one.

use harness::Dice;

use super::{Claims, refuses_to_start, used};
use crate::options::Options;
use crate::site::Site;

const WORDS: [&str; 3] = ["root key", "root.key", "root_key"];

pub(super) async fn missing(options: &Options) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let mut site = Site::prepare(options, "key", None)?;
    let (_, mut crew) = used(&mut site, options, &mut dice).await?;
    site.stop()?;
    let key = site.settings.data().join("keys/root.key");
    let aside = site.beside("root.key");
    std::fs::rename(&key, &aside)?;
    claims.judge(
        "the server says that the root key is missing",
        refuses_to_start(&site.settings, &WORDS)?,
    );
    let made = std::fs::exists(&key)?;
    claims.judge(
        "no new key is made over existing data",
        if made { Err("it was".into()) } else { Ok(()) },
    );
    std::fs::rename(&aside, &key)?;
    let api = site.start().await?;
    claims
        .drive("everything is there when the key is back", &mut crew, &api, &mut dice)
        .await?;
    Ok(claims)
}

pub(super) async fn wrong(options: &Options) -> anyhow::Result<Claims> {
    let mut claims = Claims::default();
    let mut dice = Dice::new(options.seed);
    let mut site = Site::prepare(options, "key", None)?;
    let (_, mut crew) = used(&mut site, options, &mut dice).await?;
    site.stop()?;
    let mut other = Site::prepare(options, "key", None)?;
    other.start().await?;
    other.stop()?;
    let key = site.settings.data().join("keys/root.key");
    let aside = site.beside("root.key");
    std::fs::rename(&key, &aside)?;
    std::fs::copy(other.settings.data().join("keys/root.key"), &key)?;
    claims.judge(
        "the server says that the root key is the wrong one",
        refuses_to_start(&site.settings, &WORDS)?,
    );
    std::fs::rename(&aside, &key)?;
    let api = site.start().await?;
    claims
        .drive(
            "everything is there when the right key is back",
            &mut crew,
            &api,
            &mut dice,
        )
        .await?;
    Ok(claims)
}
