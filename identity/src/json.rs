//! Strict JSON: one value, UTF-8 throughout, no duplicate member, bounded depth.

use std::{collections::BTreeMap, fmt};

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value. Numbers are kept as integers or not at all: no claim that is read is a fraction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Json {
    Bool(bool),
    /// A number with a fraction, an exponent, or outside the range of `i64`.
    Fraction,
    Integer(i64),
    List(Vec<Self>),
    Null,
    Object(Object),
    Text(String),
}

/// The members of a JSON object, by name.
pub(crate) type Object = BTreeMap<String, Json>;

/// The text is not one strict JSON object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NotStrict;

impl Json {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bool(_)
            | Self::Fraction
            | Self::Integer(_)
            | Self::List(_)
            | Self::Null
            | Self::Object(_) => None,
        }
    }

    pub(crate) const fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Bool(_)
            | Self::Fraction
            | Self::List(_)
            | Self::Null
            | Self::Object(_)
            | Self::Text(_) => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            Self::Bool(_)
            | Self::Fraction
            | Self::Integer(_)
            | Self::Null
            | Self::Object(_)
            | Self::Text(_) => None,
        }
    }
}

/// Reads one object: UTF-8 in every member, no duplicate member at any depth, nothing behind it, at
/// most [`MAX_DEPTH`] deep.
pub(crate) fn object(bytes: &[u8]) -> Result<Object, NotStrict> {
    let text = core::str::from_utf8(bytes).map_err(|_| NotStrict)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Value { depth: MAX_DEPTH }.deserialize(&mut reader).map_err(|_| NotStrict)?;
    reader.end().map_err(|_| NotStrict)?;
    match value {
        Json::Object(members) => Ok(members),
        Json::Bool(_)
        | Json::Fraction
        | Json::Integer(_)
        | Json::List(_)
        | Json::Null
        | Json::Text(_) => Err(NotStrict),
    }
}

/// One value, at most `depth` deep.
#[derive(Clone, Copy)]
struct Value {
    depth: usize,
}

impl Value {
    fn inner<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("too deep"))?;
        Ok(Self { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Fraction, Json::Integer))
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<Json, E> {
        Ok(Json::Fraction)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut reader: A) -> Result<Json, A::Error> {
        let inner = self.inner()?;
        let mut items = Vec::new();
        while let Some(item) = reader.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut reader: A) -> Result<Json, A::Error> {
        let inner = self.inner()?;
        let mut members = Object::new();
        while let Some(name) = reader.next_key::<String>()? {
            let value = reader.next_value_seed(inner)?;
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate member"));
            }
        }
        Ok(Json::Object(members))
    }
}

/// Deeper nesting than this is refused: no issuer nests more than a few levels, and the reader's
/// stack stays small.
const MAX_DEPTH: usize = 64;
