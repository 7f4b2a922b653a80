//! A document as rows of a table: the shape of `DynamoDB`, without its SDK.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

/// One item of the policy table without its keys: attribute name to value.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row is a sort key and attributes")]
pub struct Row {
    /// What the row holds, unique within the policy: `POLICY`, `ZONE#city-hall`,
    /// `CALENDAR#closed`, `SCHEDULE#office-hours`, `RULE#own-department-nonprod`,
    /// `INVARIANT#production-stays-up`.
    pub key: String,
    /// The attributes.
    pub attributes: BTreeMap<String, Attribute>,
}

/// A `DynamoDB` attribute value. Numbers stay text, as on the wire.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "DynamoDB has these ten types")]
pub enum Attribute {
    /// `B`
    Binary(Vec<u8>),
    /// `BOOL`
    Bool(bool),
    /// `BS`
    BinarySet(BTreeSet<Vec<u8>>),
    /// `L`
    List(Vec<Attribute>),
    /// `M`
    Map(BTreeMap<String, Attribute>),
    /// `N`
    Number(String),
    /// `NS`
    NumberSet(BTreeSet<String>),
    /// `NULL`
    Null,
    /// `S`
    String(String),
    /// `SS`
    StringSet(BTreeSet<String>),
}
