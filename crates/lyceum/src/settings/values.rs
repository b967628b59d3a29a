//! How settings are read from text and shown again.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use base::ByteSize;

/// Something a setting can hold. `Err` is the end of a sentence that begins with the name of the setting.
pub trait SettingValue: Sized {
    /// What kind of text is expected, for the documentation.
    const KIND: &'static str;
    /// Whether the value must never be shown.
    const SECRET: bool = false;

    /// Reads the value.
    fn read(text: &str) -> Result<Self, String>;

    /// The value for people.
    fn shown(&self) -> String;
}

macro_rules! plain_values {
    ($($type:ty, $kind:literal;)+) => {$(
        impl SettingValue for $type {
            const KIND: &'static str = $kind;

            fn read(text: &str) -> Result<Self, String> {
                <$type>::from_str(text).map_err(|_| format!("takes {}, not `{text}`", $kind))
            }

            fn shown(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

plain_values! {
    SocketAddr, "an address and port such as `127.0.0.1:8080`";
    u8, "a whole number up to 255";
    u16, "a whole number up to 65535";
    u32, "a whole number";
    ByteSize, "a size such as `5 GiB`";
}

impl SettingValue for String {
    const KIND: &'static str = "text";

    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn shown(&self) -> String {
        self.clone()
    }
}

impl SettingValue for PathBuf {
    const KIND: &'static str = "a path";

    fn read(text: &str) -> Result<Self, String> {
        Ok(PathBuf::from(text))
    }

    fn shown(&self) -> String {
        self.display().to_string()
    }
}

impl<T: SettingValue> SettingValue for Option<T> {
    const KIND: &'static str = T::KIND;
    const SECRET: bool = T::SECRET;

    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Ok(None)
        } else {
            T::read(text).map(Some)
        }
    }

    fn shown(&self) -> String {
        self.as_ref().map_or_else(String::new, T::shown)
    }
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself. Its callers are the places to look at when secrets leak.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl SettingValue for Secret {
    const KIND: &'static str = "a secret text";
    const SECRET: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        Ok(Secret(text.to_owned()))
    }

    fn shown(&self) -> String {
        "(secret)".to_owned()
    }
}

/// A number of days, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(pub u32);

impl Days {
    /// The days as a span of time.
    pub fn span(self) -> Duration {
        Duration::from_secs(u64::from(self.0) * 24 * 60 * 60)
    }
}

impl SettingValue for Days {
    const KIND: &'static str = "a number of days";

    fn read(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(days @ 1..=36_500) => Ok(Days(days)),
            _ => Err(format!("takes a number of days from 1 to 36500, not `{text}`")),
        }
    }

    fn shown(&self) -> String {
        self.0.to_string()
    }
}

/// The address of the server as people type it: scheme and host, without a path and without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address, for example `https://campus.example.org`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether people reach the server over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl SettingValue for PublicUrl {
    const KIND: &'static str = "an address such as `https://campus.example.org`";

    fn read(text: &str) -> Result<Self, String> {
        let refuse = || format!("takes {}, without a path, not `{text}`", Self::KIND);
        let address: axum::http::Uri = text.parse().map_err(|_| refuse())?;
        match (
            address.scheme_str(),
            address.authority(),
            address.path_and_query().map(|rest| rest.as_str()),
        ) {
            (Some(scheme @ ("http" | "https")), Some(host), None | Some("/")) if !host.as_str().contains('@') => {
                Ok(PublicUrl(format!("{scheme}://{host}")))
            }
            _ => Err(refuse()),
        }
    }

    fn shown(&self) -> String {
        self.0.clone()
    }
}

/// Distinct names that can be directories: 1 to 64 of them, of lower-case letters, digits and `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl SettingValue for Names {
    const KIND: &'static str = "names with commas between";

    fn read(text: &str) -> Result<Self, String> {
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for (place, name) in names.iter().enumerate() {
            if name.is_empty() || name.len() > 40 || !name.chars().all(allowed) {
                return Err(format!(
                    "has the name `{name}`: use 1 to 40 lower-case letters, digits and `-`"
                ));
            }
            if names[..place].contains(name) {
                return Err(format!("names `{name}` twice"));
            }
        }
        if names.len() > 64 {
            Err("has more than 64 names".to_owned())
        } else {
            Ok(Names(names))
        }
    }

    fn shown(&self) -> String {
        self.0.join(",")
    }
}

/// Addresses of machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses(pub Vec<IpAddr>);

impl SettingValue for Addresses {
    const KIND: &'static str = "addresses with commas between";

    fn read(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let read = parts.map(|part| {
            part.parse()
                .map_err(|_| format!("has `{part}`, which is not an address"))
        });
        read.collect::<Result<_, _>>().map(Addresses)
    }

    fn shown(&self) -> String {
        self.0.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(",")
    }
}

/// An address letters come from, with the name they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFrom {
    /// The name; empty when there is none.
    pub name: String,
    /// The address.
    pub address: String,
}

impl SettingValue for MailFrom {
    const KIND: &'static str = "an address such as `Lyceum <campus@example.org>`";

    fn read(text: &str) -> Result<Self, String> {
        let (name, address) = match text.split_once('<') {
            Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix('>').unwrap_or_default()),
            None => ("", text.trim()),
        };
        let plain = !text.chars().any(char::is_control) && !address.contains([' ', '<', '>']);
        match address.rsplit_once('@') {
            Some((local, domain)) if plain && !local.is_empty() && !domain.is_empty() => Ok(MailFrom {
                name: name.trim_matches('"').to_owned(),
                address: address.to_owned(),
            }),
            _ => Err(format!("takes {}, not `{text}`", Self::KIND)),
        }
    }

    fn shown(&self) -> String {
        if self.name.is_empty() {
            self.address.clone()
        } else {
            format!("{} <{}>", self.name, self.address)
        }
    }
}

macro_rules! words {
    ($($(#[$about:meta])* $type:ident, $kind:literal { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$doc])* $variant,)+
        }

        impl SettingValue for $type {
            const KIND: &'static str = $kind;

            fn read(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok($type::$variant),)+
                    _ => Err(format!("takes {}, not `{text}`", $kind)),
                }
            }

            fn shown(&self) -> String {
                match self {
                    $($type::$variant => $word.to_owned(),)+
                }
            }
        }
    )+};
}

words! {
    /// The storage class of new files.
    StorageClass, "`replicated` or `coded`" {
        /// Whole copies.
        Replicated = "replicated",
        /// k + m pieces.
        Coded = "coded",
    }
    /// Who may make an account.
    Registration, "`open` or `closed`" {
        /// Everybody who reaches the server.
        Open = "open",
        /// Only the first person.
        Closed = "closed",
    }
    /// How the line to the mail server is made safe.
    MailSecurity, "`tls`, `starttls` or `none`" {
        /// TLS from the first byte.
        Tls = "tls",
        /// TLS after a greeting.
        Starttls = "starttls",
        /// Not at all.
        None = "none",
    }
    /// Whether something is allowed.
    YesNo, "`yes` or `no`" {
        /// It is.
        Yes = "yes",
        /// It is not.
        No = "no",
    }
    /// How the log looks.
    LogFormat, "`text` or `json`" {
        /// For people.
        Text = "text",
        /// One object a line.
        Json = "json",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses() {
        for (text, read) in [
            ("https://a.example/", "https://a.example"),
            ("http://127.0.0.1:81", "http://127.0.0.1:81"),
        ] {
            assert_eq!(PublicUrl::read(text), Ok(PublicUrl(read.to_owned())), "{text}");
        }
        for text in [
            "a.example",
            "ftp://a.example",
            "https://a.example/campus",
            "https://a:b@c.example",
            "/",
            "https://",
        ] {
            assert!(PublicUrl::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn zone_names_become_directories_and_must_be_harmless() {
        assert_eq!(Names::read("a, b-2"), Ok(Names(vec!["a".to_owned(), "b-2".to_owned()])));
        for text in ["", "a,,b", "a,a", "..", "a/b", "A"] {
            assert!(Names::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn senders_have_an_address_and_may_have_a_name() {
        for (text, name, address) in [
            ("campus@example.org", "", "campus@example.org"),
            ("Kota Classes <a@b>", "Kota Classes", "a@b"),
            ("\"Kota\" <a@b> ", "Kota", "a@b"),
        ] {
            let read = MailFrom::read(text).unwrap();
            assert_eq!((read.name.as_str(), read.address.as_str()), (name, address), "{text}");
            assert_eq!(MailFrom::read(&read.shown()), Ok(read));
        }
        for text in [
            "campus",
            "Kota <a@b",
            "a b@c",
            "@b",
            "a@",
            "Kota <a@b>\nBcc: c@d",
            "<a>@b",
        ] {
            assert!(MailFrom::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_secret_shows_nothing() {
        let secret = Secret::read("hunter2").unwrap();
        assert!(!format!("{secret:?} {}", secret.shown()).contains("hunter2"));
        assert_eq!(secret.expose(), "hunter2");
    }
}
