//! The root key: there, whole, private, and the right one.

use ::database::Database;
use base::{chain, hex};

use super::Check;
use crate::{application, keys, settings::Settings};

const NAME: &str = "root key";

pub(super) async fn examine(settings: &Settings, database: Option<&Database>) -> Check {
    let path = settings.root_key_path();
    let shown = path.display();
    let expected = match database {
        Some(database) => application::root_fingerprint(database).await.ok().flatten(),
        None => None,
    };
    let key = match keys::read(&path) {
        Ok(Some(key)) => key,
        Ok(None) if expected.is_some() => {
            let advice = "put it back from a backup or from the recovery sheet; without it no file can be opened";
            return Check::fail(NAME, format!("{shown} is missing"), advice);
        }
        Ok(None) => {
            return Check::warn(
                NAME,
                format!("{shown} does not exist yet"),
                "the first `lyceum serve` makes it",
            );
        }
        Err(error) => {
            return Check::fail(
                NAME,
                chain(&error),
                "restore it from a backup or from the recovery sheet",
            );
        }
    };
    let found = hex::encode(&key.fingerprint());
    if expected.is_some_and(|expected| expected != key.fingerprint()) {
        let detail = format!("{shown} holds the key of another installation ({found})");
        return Check::fail(NAME, detail, "put the right key back");
    }
    match keys::open_to_others(&path) {
        Ok(true) => Check::warn(
            NAME,
            format!("{shown} can be read by others on this machine"),
            format!("chmod 600 {shown}"),
        ),
        Ok(false) => Check::ok(NAME, format!("{shown}, fingerprint {found}")),
        Err(error) => Check::fail(NAME, format!("{shown}: {error}"), "check its permissions"),
    }
}
