//! What goes into a query and what comes out: bytes, integers, text, or nothing of a known kind.

use base::{Id, Timestamp};

/// A parameter of a query. Nothing (`None`) keeps its kind, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `BYTEA`
    Bytes(Option<Vec<u8>>),
    /// `BIGINT`
    Int(Option<i64>),
    /// `TEXT`
    Text(Option<String>),
}

macro_rules! into_value {
    ($($from:ty => |$it:ident| $value:expr;)+) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Value {
                $value
            }
        }
    )+};
}

into_value! {
    Vec<u8> => |it| Value::Bytes(Some(it));
    Option<Vec<u8>> => |it| Value::Bytes(it);
    &[u8] => |it| Value::Bytes(Some(it.to_vec()));
    &Vec<u8> => |it| Value::Bytes(Some(it.clone()));
    i64 => |it| Value::Int(Some(it));
    Option<i64> => |it| Value::Int(it);
    i32 => |it| Value::Int(Some(i64::from(it)));
    u32 => |it| Value::Int(Some(i64::from(it)));
    u8 => |it| Value::Int(Some(i64::from(it)));
    bool => |it| Value::Int(Some(i64::from(it)));
    // The databases count to 2^63; a size beyond that does not exist.
    u64 => |it| Value::Int(Some(i64::try_from(it).unwrap_or(i64::MAX)));
    Option<u64> => |it| Value::Int(it.map(|it| i64::try_from(it).unwrap_or(i64::MAX)));
    usize => |it| Value::Int(Some(i64::try_from(it).unwrap_or(i64::MAX)));
    Timestamp => |it| Value::Int(Some(it.0));
    Option<Timestamp> => |it| Value::Int(it.map(|it| it.0));
    &str => |it| Value::Text(Some(it.to_owned()));
    String => |it| Value::Text(Some(it));
    &String => |it| Value::Text(Some(it.clone()));
    Option<String> => |it| Value::Text(it);
    Option<&str> => |it| Value::Text(it.map(str::to_owned));
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Value {
        Value::Bytes(Some(bytes.to_vec()))
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Value {
        Value::Bytes(Some(bytes.to_vec()))
    }
}

impl<K> From<Id<K>> for Value {
    fn from(id: Id<K>) -> Value {
        Value::Bytes(Some(id.as_bytes().to_vec()))
    }
}

impl<K> From<Option<Id<K>>> for Value {
    fn from(id: Option<Id<K>>) -> Value {
        Value::Bytes(id.map(|id| id.as_bytes().to_vec()))
    }
}

/// The parameters of a query, in order: `values![id, name, 3_i64]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::Value::from($value)),*]
    };
}

/// A Rust type that a column can be read as.
pub trait FromColumn: Sized {
    /// Reads the value; `None` when it does not fit, for example a hash of the wrong length.
    fn from_value(value: Value) -> Option<Self>;

    /// Which kind the column has.
    const KIND: ColumnKind;
}

/// The three kinds of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// `BYTEA`
    Bytes,
    /// `BIGINT`
    Int,
    /// `TEXT`
    Text,
}

macro_rules! from_int {
    ($($to:ty),+) => {$(
        impl FromColumn for $to {
            const KIND: ColumnKind = ColumnKind::Int;
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Int(Some(it)) => it.try_into().ok(),
                    _ => None,
                }
            }
        }
    )+};
}
from_int!(i64, u64, u32, u8, usize);

impl FromColumn for bool {
    const KIND: ColumnKind = ColumnKind::Int;
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(|it| it != 0)
    }
}

impl FromColumn for Timestamp {
    const KIND: ColumnKind = ColumnKind::Int;
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Timestamp)
    }
}

impl FromColumn for String {
    const KIND: ColumnKind = ColumnKind::Text;
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(it) => it,
            _ => None,
        }
    }
}

impl FromColumn for Vec<u8> {
    const KIND: ColumnKind = ColumnKind::Bytes;
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bytes(it) => it,
            _ => None,
        }
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    const KIND: ColumnKind = ColumnKind::Bytes;
    fn from_value(value: Value) -> Option<Self> {
        Vec::from_value(value)?.try_into().ok()
    }
}

impl<K> FromColumn for Id<K> {
    const KIND: ColumnKind = ColumnKind::Bytes;
    fn from_value(value: Value) -> Option<Self> {
        <[u8; 16]>::from_value(value).map(Id::from_bytes)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    const KIND: ColumnKind = T::KIND;
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bytes(None) | Value::Int(None) | Value::Text(None) => Some(None),
            present => T::from_value(present).map(Some),
        }
    }
}
