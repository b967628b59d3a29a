//! What a client says it is, in words: `Chrome on Android`. Pure.
//!
//! Programs lie in their user agent and always have; this is for people who look at a list of their own devices and want
//! to know them again. Nothing is decided by it. A small table of what is common reads well for ten years; a database of
//! every device ever sold does not.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of thing a session lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// Held in one hand.
    Phone,
    /// Held in two.
    Tablet,
    /// Stands or lies on a table.
    Desktop,
    /// Not a browser: a script, a client, a crawler.
    Program,
    /// It did not say.
    Unknown,
}

/// What a client says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The kind of thing.
    pub kind: DeviceKind,
    /// What people call it, in English: names of products are the same in every language.
    pub name: String,
}

/// Browsers by a word of their user agent. The first match counts: whoever imitates another says that name as well, so
/// imitators stand before what they imitate.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("YaBrowser/", "Yandex Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("Vivaldi/", "Vivaldi"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("Trident/", "Internet Explorer"),
    ("MSIE", "Internet Explorer"),
];

/// Systems by a word of the user agent; the first match counts.
const SYSTEMS: &[(&str, &str, DeviceKind)] = &[
    ("iPad", "iPad", DeviceKind::Tablet),
    ("iPhone", "iPhone", DeviceKind::Phone),
    ("iPod", "iPod", DeviceKind::Phone),
    ("KAIOS", "KaiOS", DeviceKind::Phone),
    ("Windows Phone", "Windows Phone", DeviceKind::Phone),
    ("Android", "Android", DeviceKind::Phone),
    ("CrOS", "ChromeOS", DeviceKind::Desktop),
    ("Windows", "Windows", DeviceKind::Desktop),
    ("Macintosh", "Mac", DeviceKind::Desktop),
    ("Linux", "Linux", DeviceKind::Desktop),
];

/// Words by which crawlers and automata give themselves away although they call themselves Mozilla.
const AUTOMATA: &[&str] = &["bot", "crawler", "spider", "Headless"];

/// A longer first word is no name.
const LONGEST_PROGRAM: usize = 40;

impl Device {
    /// Reads a `User-Agent`.
    pub fn of(agent: &str) -> Device {
        let agent = agent.trim();
        if agent.is_empty() {
            return Device::named(DeviceKind::Unknown, "Unknown device");
        }
        if !agent.starts_with("Mozilla/") && !agent.starts_with("Opera/") {
            return Device::named(DeviceKind::Program, program(agent));
        }
        let says = |word: &&str| agent.contains(*word);
        let browser = BROWSERS
            .iter()
            .find(|(word, _)| agent.contains(word))
            .map(|(_, name)| *name);
        let system = SYSTEMS.iter().find(|(word, _, _)| agent.contains(word));
        let kind = match system {
            _ if AUTOMATA.iter().any(says) => DeviceKind::Program,
            Some(("Android", _, _)) if !agent.contains("Mobile") => DeviceKind::Tablet,
            Some((_, _, kind)) => *kind,
            None => DeviceKind::Unknown,
        };
        let name = match (browser, system) {
            (Some(browser), Some((_, system, _))) => format!("{browser} on {system}"),
            (Some(browser), None) => browser.to_owned(),
            (None, Some((_, system, _))) => (*system).to_owned(),
            (None, None) => "Unknown device".to_owned(),
        };
        Device { kind, name }
    }

    fn named(kind: DeviceKind, name: impl Into<String>) -> Device {
        Device {
            kind,
            name: name.into(),
        }
    }
}

/// `curl/8.5.0` is called curl.
fn program(agent: &str) -> String {
    let first = agent.split(['/', ' ']).next().unwrap_or_default();
    let name: String = first
        .chars()
        .filter(|it| !it.is_control())
        .take(LONGEST_PROGRAM)
        .collect();
    if name.is_empty() { "A program".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(agent: &str) -> (DeviceKind, String) {
        let device = Device::of(agent);
        (device.kind, device.name)
    }

    #[test]
    fn knows_what_people_use() {
        for (agent, kind, name) in [
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                DeviceKind::Phone,
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0 Safari/537.36",
                DeviceKind::Tablet,
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                DeviceKind::Phone,
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
                DeviceKind::Tablet,
                "Chrome on iPad",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                DeviceKind::Desktop,
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
                DeviceKind::Desktop,
                "Safari on Mac",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                DeviceKind::Desktop,
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
                DeviceKind::Phone,
                "Firefox on Android",
            ),
            (
                "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
                DeviceKind::Phone,
                "Firefox on KaiOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
                DeviceKind::Program,
                "Chrome on Linux",
            ),
            ("curl/8.5.0", DeviceKind::Program, "curl"),
            ("python-requests/2.32.3", DeviceKind::Program, "python-requests"),
            ("Firefox", DeviceKind::Program, "Firefox"),
            ("", DeviceKind::Unknown, "Unknown device"),
            ("Mozilla/5.0", DeviceKind::Unknown, "Unknown device"),
        ] {
            assert_eq!(told(agent), (kind, name.to_owned()), "{agent}");
        }
    }

    #[test]
    fn nonsense_stays_short_and_in_one_line() {
        let (kind, name) = told(&"x".repeat(500));
        assert_eq!((kind, name.len()), (DeviceKind::Program, LONGEST_PROGRAM));
        assert_eq!(told("/\u{7}").1, "A program");
    }
}
