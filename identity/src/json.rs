//! Strict JSON: one value, UTF-8 throughout, no duplicate member, bounded depth.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// A JSON value, its texts borrowed where they are written without escapes. Numbers are kept as
/// integers or not at all: no claim that is read is a fraction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Json<'a> {
    Bool(bool),
    /// A number with a fraction, an exponent, or outside the range of `i64`.
    Fraction,
    Integer(i64),
    List(Vec<Self>),
    Null,
    Object(Object<'a>),
    Text(Cow<'a, str>),
}

/// The members of a JSON object, each of another name.
// INVARIANT (order): in the order of their names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

/// The text is not one strict JSON object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NotStrict;

impl Json<'_> {
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) const fn integer(&self) -> Option<i64> {
        if let Self::Integer(integer) = self { Some(*integer) } else { None }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }
}

impl<'a> Object<'a> {
    /// `None` if two members have one name.
    fn of(mut members: Vec<(Cow<'a, str>, Json<'a>)>) -> Option<Self> {
        members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let names = members.iter().map(|(name, _)| name);
        let repeated = names.clone().zip(names.skip(1)).any(|(one, other)| one == other);
        (!repeated).then_some(Self(members))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json<'a>> {
        let at = self.0.binary_search_by(|(found, _)| found.as_ref().cmp(name)).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The value of the member of this name, and nothing else.
    pub(crate) fn into_member(self, name: &str) -> Option<Json<'a>> {
        self.0.into_iter().find_map(|(found, value)| (found == name).then_some(value))
    }
}

/// Reads one object: UTF-8 in every member, no duplicate member at any depth, nothing behind it, at
/// most [`MAX_DEPTH`] deep.
pub(crate) fn object(bytes: &[u8]) -> Result<Object<'_>, NotStrict> {
    let text = core::str::from_utf8(bytes).map_err(|_| NotStrict)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Value { depth: MAX_DEPTH }.deserialize(&mut reader).map_err(|_| NotStrict)?;
    reader.end().map_err(|_| NotStrict)?;
    if let Json::Object(members) = value { Ok(members) } else { Err(NotStrict) }
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
    type Value = Json<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Json<'de>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Json<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(i64::try_from(value).map_or(Json::Fraction, Json::Integer))
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Fraction)
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut reader: A) -> Result<Json<'de>, A::Error> {
        let inner = self.inner()?;
        let mut items = Vec::new();
        while let Some(item) = reader.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut reader: A) -> Result<Json<'de>, A::Error> {
        let inner = self.inner()?;
        let mut members = Vec::with_capacity(USUAL_MEMBERS);
        while let Some(name) = reader.next_key_seed(Name)? {
            members.push((name, reader.next_value_seed(inner)?));
        }
        Object::of(members).map(Json::Object).ok_or_else(|| A::Error::custom("duplicate member"))
    }
}

/// The name of a member.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

/// Cognito's tokens have up to 18 members: one block of memory does for them.
const USUAL_MEMBERS: usize = 20;
/// Deeper nesting than this is refused: no issuer nests more than a few levels, and the reader's
/// stack stays small.
const MAX_DEPTH: usize = 64;
