//! From a message to a subject, a plain text and HTML.
//!
//! Each message is written once per language (`templates/<language>/<kind>.jinja`) and rendered twice: into `frame.txt`,
//! where a code is the very first line, and into `frame.html`, where everything is escaped. The subject never contains a
//! code: it is what a locked screen shows to strangers.

use std::sync::LazyLock;

use base::Timestamp;
use kernel::{Branding, Locale};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value, context};

use crate::{Message, words};

/// The colour of letters that come from no institute, or from one with a colour that is none.
const COLOR: &str = "#3b5bdb";

/// A letter as people see it.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without a code.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as a whole HTML page that loads nothing.
    pub html: String,
}

macro_rules! templates {
    ($($kind:literal),+ $(,)?) => {
        &[$(
            (concat!("en/", $kind), include_str!(concat!("../templates/en/", $kind, ".jinja"))),
            (concat!("hi/", $kind), include_str!(concat!("../templates/hi/", $kind, ".jinja"))),
        )+]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "footer",
    "sign_in_code",
    "address_code",
    "confirmation_code",
    "address_taken",
    "password_reset",
    "invitation",
    "new_device",
    "password_changed",
    "factor_added",
    "factor_removed",
    "recovery_codes_low",
    "account_reset",
    "session_taken_over",
    "passkey_refused",
    "test",
];

static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(environment);

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    environment.add_filter("line", |text: String| one_line(&text));
    environment.add_filter("paragraphs", |state: &minijinja::State<'_, '_>, text: String| {
        blocks(state.auto_escape(), paragraphs(&text))
    });
    environment.add_filter("lines", |state: &minijinja::State<'_, '_>, text: String| {
        blocks(state.auto_escape(), lines(state.auto_escape(), &text))
    });
    environment.add_template("frame.html", include_str!("../templates/frame.html"))?;
    environment.add_template("frame.txt", include_str!("../templates/frame.txt"))?;
    for (name, source) in TEMPLATES {
        environment.add_template_owned(format!("{name}.html"), *source)?;
        environment.add_template_owned(format!("{name}.txt"), *source)?;
    }
    Ok(environment)
}

/// The text in one line: what goes into a header, and what stands on a line of its own.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(one_line);
    parts.filter(|part| !part.is_empty()).collect()
}

/// All lines as one block.
fn lines(escape: &AutoEscape, text: &str) -> Vec<String> {
    let kept: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).collect();
    let between = if matches!(escape, AutoEscape::Html) {
        "<br>"
    } else {
        "\n"
    };
    if kept.is_empty() {
        Vec::new()
    } else {
        vec![kept.join(between)]
    }
}

/// What stands in the parts was escaped when it was rendered.
fn blocks(escape: &AutoEscape, parts: Vec<String>) -> Value {
    let shown = parts.into_iter().map(|part| match escape {
        AutoEscape::Html => format!("<p style=\"margin:0 0 16px;\">{part}</p>\n"),
        _ => format!("{part}\n\n"),
    });
    Value::from_safe_string(shown.collect())
}

/// Writes a message out in a language, in the name of `brand`.
pub(crate) fn render(message: &Message, locale: Locale, brand: &Branding) -> Result<Rendered, Error> {
    let environment = ENVIRONMENT
        .as_ref()
        .map_err(|error| Error::new(minijinja::ErrorKind::BadInclude, error.to_string()))?;
    let name = format!("{locale}/{}", message.kind());
    let written = |form: &str| {
        let frame = context! {
            frame => format!("frame.{form}"),
            locale => locale.tag(),
            brand => one_line(&brand.name),
            ..colors(&brand.color)
        };
        let template = environment.get_template(&format!("{name}.{form}"))?;
        template.render(context! { ..facts(message, locale), ..frame })
    };
    let (text, html) = (written("txt")?, written("html")?);
    let (subject, text) = text.split_once('\n').unwrap_or((&text, ""));
    Ok(Rendered {
        subject: subject.to_owned(),
        text: format!("{}\n", text.trim_end()),
        html,
    })
}

/// What the templates know. Every one knows `code` and `link`, which may be nothing.
fn facts(message: &Message, locale: Locale) -> Value {
    let specific = match message {
        Message::SignInCode {
            code,
            minutes,
            device,
            place,
        } => {
            context! { code, minutes, device, place }
        }
        Message::AddressCode { code, minutes } | Message::ConfirmationCode { code, minutes } => {
            context! { code, minutes }
        }
        Message::AddressTaken { link } => context! { link },
        Message::PasswordReset { link, minutes } => context! { link, minutes },
        Message::Invitation {
            institute,
            inviter,
            role,
            link,
            days,
        } => {
            context! { institute, inviter, role => words::role(locale, *role), link, days }
        }
        Message::NewDevice { seen, link } | Message::SessionTakenOver { seen, link } => {
            context! { device => &seen.device, place => &seen.place, time => time(seen.at), link }
        }
        Message::PasskeyRefused { name, seen, link } => {
            context! { name, device => &seen.device, place => &seen.place, time => time(seen.at), link }
        }
        Message::PasswordChanged { at, link } => context! { time => time(*at), link },
        Message::FactorAdded { factor, at, link } | Message::FactorRemoved { factor, at, link } => {
            context! { factor => words::factor(locale, *factor), time => time(*at), link }
        }
        Message::RecoveryCodesLow { left, link } => context! { left, link },
        Message::AccountReset {
            institute,
            link,
            minutes,
            stripped,
        } => {
            context! { institute, link, minutes, stripped }
        }
        Message::Test => context! {},
    };
    context! { ..specific, ..context! { code => Value::from(()), link => Value::from(()) } }
}

fn time(moment: Timestamp) -> String {
    moment.to_chrono().format("%Y-%m-%d %H:%M UTC").to_string()
}

/// The colour, and black or white, whichever reads better on it.
fn colors(color: &str) -> Value {
    let digits = color.strip_prefix('#').unwrap_or_default();
    let parts = base::hex::decode::<3>(digits);
    let color = parts.map_or(COLOR, |_| color);
    let dark = parts.is_none_or(|parts| luminance(parts) < 0.179);
    context! { color, on_color => if dark { "#ffffff" } else { "#000000" } }
}

/// Relative luminance of WCAG 2.2. Above 0.179 black has more contrast than white.
fn luminance(parts: [u8; 3]) -> f64 {
    let linear = parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[cfg(test)]
mod tests {
    use kernel::Role;

    use super::*;
    use crate::{Seen, message::FACTORS};

    const AT: Timestamp = Timestamp(1_795_154_400_000_000);

    fn every_message() -> Vec<Message> {
        let seen = Seen {
            device: "Chrome on Android".into(),
            place: "Kota, India".into(),
            at: AT,
        };
        let (code, link) = (
            "123456".to_owned(),
            "https://campus.example.org/reset#s3cret".to_owned(),
        );
        let invitation = |inviter: Option<&str>, role| Message::Invitation {
            institute: "Kota Classes".into(),
            inviter: inviter.map(str::to_owned),
            role,
            link: link.clone(),
            days: 7,
        };
        let reset = |stripped| Message::AccountReset {
            institute: "Kota Classes".into(),
            link: link.clone(),
            minutes: 30,
            stripped,
        };
        let mut all = vec![
            Message::SignInCode {
                code: code.clone(),
                minutes: 10,
                device: seen.device.clone(),
                place: seen.place.clone(),
            },
            Message::AddressCode {
                code: code.clone(),
                minutes: 10,
            },
            Message::ConfirmationCode { code, minutes: 10 },
            Message::AddressTaken { link: link.clone() },
            Message::PasswordReset {
                link: link.clone(),
                minutes: 30,
            },
            invitation(None, Role::Student),
            Message::NewDevice {
                seen: seen.clone(),
                link: link.clone(),
            },
            Message::PasswordChanged {
                at: AT,
                link: link.clone(),
            },
            Message::RecoveryCodesLow {
                left: 1,
                link: link.clone(),
            },
            reset(true),
            reset(false),
            Message::SessionTakenOver {
                seen: seen.clone(),
                link: link.clone(),
            },
            Message::PasskeyRefused {
                name: "Asha's phone".to_owned(),
                seen,
                link: link.clone(),
            },
            Message::Test,
        ];
        all.extend(Role::ALL.map(|role| invitation(Some("Asha Rao"), role)));
        all.extend(FACTORS.map(|factor| Message::FactorAdded {
            factor,
            at: AT,
            link: link.clone(),
        }));
        all.extend(FACTORS.map(|factor| Message::FactorRemoved {
            factor,
            at: AT,
            link: link.clone(),
        }));
        all
    }

    fn brand(name: &str, color: &str) -> Branding {
        Branding {
            name: name.into(),
            color: color.into(),
        }
    }

    #[test]
    fn every_message_is_written_in_every_language() {
        for (message, locale) in every_message()
            .iter()
            .flat_map(|it| Locale::ALL.map(|locale| (it, locale)))
        {
            let written = render(message, locale, &brand("Kota Classes", "#0a7d4f")).unwrap();
            let Rendered { subject, text, html } = &written;
            assert!(
                (5..=78).contains(&subject.chars().count()),
                "{message:?} {locale}: {subject}"
            );
            assert!(
                text.contains("Kota Classes") && html.contains("Kota Classes"),
                "{message:?} {locale}"
            );
            assert!(
                !text.contains("{{") && !text.contains("\n\n\n"),
                "{message:?} {locale}:\n{text}"
            );
            assert_eq!(
                subject.chars().any(|it| ('ऀ'..='ॿ').contains(&it)),
                locale == Locale::Hi,
                "{subject}"
            );
            assert!(html.contains(&format!("<html lang=\"{locale}\"")), "{message:?}");
            for outside in ["<img", "src=", "url(", "<script", "<link"] {
                assert!(!html.contains(outside), "{message:?} loads something: {outside}");
            }
        }
    }

    #[test]
    fn a_code_is_the_first_line_and_not_in_the_subject() {
        for message in every_message()
            .iter()
            .filter(|message| message.kind().ends_with("_code"))
        {
            for locale in Locale::ALL {
                let written = render(message, locale, &brand("Lyceum", "")).unwrap();
                assert_eq!(written.text.lines().next(), Some("123456"), "{message:?}");
                assert!(!written.subject.contains("123456"));
                assert!(written.html.contains(">123456<"));
            }
        }
    }

    #[test]
    fn a_letter_reads_well() {
        let message = Message::Invitation {
            institute: "Kota Classes".into(),
            inviter: Some("Asha Rao".into()),
            role: Role::Teacher,
            link: "https://campus.example.org/join#abc".into(),
            days: 7,
        };
        let written = render(&message, Locale::En, &brand("Kota Classes", "#0a7d4f")).unwrap();
        assert_eq!(written.subject, "Kota Classes invites you");
        assert_eq!(
            written.text,
            "Kota Classes\n\nAsha Rao invites you to Kota Classes as teacher. The link is for you alone, works once and for \
             7 days.\n\nJoin Kota Classes:\nhttps://campus.example.org/join#abc\n\nIf you do not know Kota Classes, do \
             nothing.\n\n-- \nKota Classes sends this letter by itself. Nobody reads answers to it.\n"
        );
        assert!(written.html.contains("background:#0a7d4f;color:#ffffff"));
    }

    #[test]
    fn what_people_call_things_breaks_nothing() {
        let message = Message::Invitation {
            institute: "<b>A & \"B\"</b>\r\nBcc: evil@example.org".into(),
            inviter: Some("</p><script>alert(1)</script>".into()),
            role: Role::Student,
            link: "https://campus.example.org/join#abc".into(),
            days: 1,
        };
        let written = render(&message, Locale::En, &brand("x\r\ny", "red;}</style>")).unwrap();
        assert!(!written.subject.contains(['\r', '\n']), "{}", written.subject);
        assert!(
            !written.html.contains("<script") && !written.html.contains("<b>"),
            "{}",
            written.html
        );
        assert!(!written.html.contains("red;") && written.html.contains(COLOR));
        assert!(written.text.contains("1 day."), "{}", written.text);
        assert!(!written.text.contains('\r') && written.text.lines().all(|line| !line.starts_with("Bcc")));
    }

    #[test]
    fn letters_can_be_read_on_every_colour() {
        let on = |color: &str| colors(color).get_attr("on_color").unwrap().to_string();
        assert_eq!(
            (on("#000080"), on("#ffff00"), on("#777777")),
            ("#ffffff".into(), "#000000".into(), "#000000".into())
        );
    }
}
