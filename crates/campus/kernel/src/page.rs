//! Long lists in pages: `{items, next}`, where `next` is an opaque cursor or null.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use crate::Problem;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The entries, in the list's order.
    pub items: Vec<T>,
    /// Give it as `after` to get the next page; null on the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` entries: the surplus one only tells that there is more. `cursor` names the
    /// last entry that is on the page.
    pub fn from_surplus<K: Serialize>(mut items: Vec<T>, limit: Limit, cursor: impl FnOnce(&T) -> K) -> Self {
        let more = items.len() > limit.get();
        items.truncate(limit.get());
        let next = items
            .last()
            .filter(|_| more)
            .map(|last| Cursor::encode(&cursor(last)).0);
        Page { items, next }
    }

    /// The same page of other things.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(turn).collect(),
            next: self.next,
        }
    }
}

/// How many entries a page may have: 1 to 1,000, unless said otherwise 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(try_from = "u32", into = "u32")]
#[schema(value_type = u32, minimum = 1, maximum = 1000, default = 200)]
pub struct Limit(u16);

impl Limit {
    /// The most a page may have.
    pub const MAX: Limit = Limit(1000);

    /// The number.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }

    /// What to ask the database for: one more, which tells whether there is a next page.
    pub fn with_surplus(self) -> usize {
        self.get() + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Limit(200)
    }
}

impl TryFrom<u32> for Limit {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        match u16::try_from(number) {
            Ok(number @ 1..=1000) => Ok(Limit(number)),
            _ => Err("limit must be between 1 and 1000"),
        }
    }
}

impl From<Limit> for u32 {
    fn from(limit: Limit) -> u32 {
        u32::from(limit.0)
    }
}

/// Where the next page starts. Opaque to clients: base64url over what the list's order needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct Cursor(String);

/// Longer cursors were not made by us.
const LONGEST: usize = 4096;

impl Cursor {
    /// Wraps the position after which the next page starts.
    pub fn encode<K: Serialize>(position: &K) -> Self {
        // A position is a tuple of strings and numbers: serialising it cannot fail, and an empty cursor is refused later.
        Cursor(URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).unwrap_or_default()))
    }

    /// Unwraps the position.
    ///
    /// # Errors
    /// 400 for a text that is not a cursor of this list.
    pub fn decode<K: DeserializeOwned>(&self) -> Result<K, Problem> {
        let refuse = || Problem::validation("after", "Use the `next` value of the previous page, unchanged.");
        if self.0.len() > LONGEST {
            return Err(refuse());
        }
        let bytes = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| refuse())?;
        serde_json::from_slice(&bytes).map_err(|_| refuse())
    }

    /// The text as it goes over the wire.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Cursor(text)
    }
}

/// The two query parameters of a plain list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// The `next` of the previous page.
    #[param(value_type = Option<String>)]
    pub after: Option<Cursor>,
    /// How many entries: 1 to 1,000.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    pub limit: Limit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surplus_entry_becomes_a_cursor() {
        let limit = Limit::try_from(2).unwrap();
        let page = Page::from_surplus(vec![10, 20, 30], limit, |last| *last);
        assert_eq!(page.items, [10, 20]);
        assert_eq!(Cursor(page.next.unwrap()).decode::<i32>().unwrap(), 20);
        assert_eq!(Page::from_surplus(vec![10, 20], limit, |last| *last).next, None);
    }

    #[test]
    fn cursors_of_strangers_are_refused() {
        for text in ["", "!!", "aGVsbG8", &"A".repeat(LONGEST + 1)] {
            assert!(Cursor(text.to_owned()).decode::<(String, i64)>().is_err(), "{text}");
        }
    }

    #[test]
    fn limits_have_limits() {
        assert!(Limit::try_from(0).is_err());
        assert!(Limit::try_from(1001).is_err());
        assert_eq!(Limit::try_from(1000), Ok(Limit::MAX));
    }
}
