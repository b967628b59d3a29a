//! What an entry says beyond its fields: JSON of bounded size, without secrets.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// The most a detail takes, in bytes. Longer ones are replaced by a note of their length.
const LARGEST: usize = 8 << 10;
/// Longer texts inside are cut to this many characters.
const LONGEST_TEXT: usize = 400;
/// Lists inside keep this many elements.
const LONGEST_LIST: usize = 50;
/// Deeper levels are dropped. Far below what would strain the stack.
const DEEPEST: usize = 6;
/// What stands where something secret would have stood.
const MASK: &str = "…";

/// The members of a detail.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Detail(Map<String, Value>);

impl Detail {
    /// Sets a member.
    pub(crate) fn set(&mut self, name: &str, value: &impl Serialize) {
        self.0.insert(name.to_owned(), tame(name, to_json(value), 0));
    }

    /// Sets `before` and `after`. Of two objects only the members that differ are kept.
    pub(crate) fn set_change(&mut self, before: &impl Serialize, after: &impl Serialize) {
        let (mut before, mut after) = (to_json(before), to_json(after));
        if let (Value::Object(old), Value::Object(new)) = (&mut before, &mut after) {
            let same = |(name, value): (&String, &Value)| (new.get(name) == Some(value)).then(|| name.clone());
            for name in old.iter().filter_map(same).collect::<Vec<_>>() {
                old.remove(&name);
                new.remove(&name);
            }
        }
        self.set("before", &before);
        self.set("after", &after);
    }

    /// The text that is recorded.
    pub(crate) fn into_text(self) -> String {
        let text = Value::Object(self.0).to_string();
        if text.len() <= LARGEST {
            return text;
        }
        json!({"too_long": text.len()}).to_string()
    }
}

/// What cannot be written as JSON is noted as such: a deed must not fail for a formality of its record.
fn to_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|_| json!("not shown"))
}

/// Cuts what is too long or too deep and masks what is named like a secret.
fn tame(name: &str, value: Value, depth: usize) -> Value {
    if secret(name) && !value.is_null() && !value.is_boolean() {
        return json!(MASK);
    }
    match value {
        Value::String(text) if text.chars().nth(LONGEST_TEXT).is_some() => {
            let cut: String = text.chars().take(LONGEST_TEXT).collect();
            json!(format!("{cut}{MASK}"))
        }
        Value::Array(_) | Value::Object(_) if depth == DEEPEST => json!(MASK),
        Value::Array(list) => list
            .into_iter()
            .take(LONGEST_LIST)
            .map(|it| tame("", it, depth + 1))
            .collect(),
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, it)| {
                let it = tame(&name, it, depth + 1);
                (name, it)
            });
            Value::Object(members.collect())
        }
        plain => plain,
    }
}

/// Whether a member is named like something that must not be written down. The second lock on the door: callers give no
/// secrets in the first place.
fn secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passphrase", "secret", "private_key", "recovery_code"]
        .iter()
        .any(|word| name.contains(word))
        || name == "token"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_kept() {
        let mut detail = Detail::default();
        detail.set_change(
            &json!({"name": "A", "color": "#000000"}),
            &json!({"name": "B", "color": "#000000"}),
        );
        let told: Value = serde_json::from_str(&detail.into_text()).unwrap();
        assert_eq!(told, json!({"before": {"name": "A"}, "after": {"name": "B"}}));
    }

    #[test]
    fn secrets_are_masked_at_every_depth_and_their_change_stays_visible() {
        let mut detail = Detail::default();
        let server =
            |password: &str| json!({"host": "mail", "smtp": {"password": password}, "client_secret": password});
        detail.set_change(&server("hunter2"), &server("hunter3"));
        let text = detail.into_text();
        assert!(!text.contains("hunter"), "{text}");
        assert!(text.contains("client_secret"), "{text}");
    }

    #[test]
    fn whatever_comes_the_size_has_a_bound() {
        let mut deep = json!(1);
        for _ in 0..100 {
            deep = json!([deep]);
        }
        for value in [json!("x".repeat(1 << 20)), json!(vec!["y".repeat(300); 1000]), deep] {
            let mut detail = Detail::default();
            detail.set("after", &value);
            assert!(detail.into_text().len() <= LARGEST);
        }
    }
}
