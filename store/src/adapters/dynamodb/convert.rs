//! Items of the SDK and items of ours.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use sekisho_policy::Attribute;

use crate::{TableError, item::Item, layout};

/// An item of the SDK as it comes.
pub(super) type Raw = HashMap<String, AttributeValue>;

/// The whole item of these keys and attributes.
pub(super) fn write_item(partition: &str, sort: &str, item: &Item) -> Raw {
    let mut raw: Raw = item.iter().map(|(name, value)| (name.clone(), write(value))).collect();
    // INVARIANT (keys last): an attribute that is called like a key cannot move an item elsewhere.
    raw.insert(layout::PARTITION.to_owned(), AttributeValue::S(partition.to_owned()));
    raw.insert(layout::SORT.to_owned(), AttributeValue::S(sort.to_owned()));
    raw
}

/// The sort key and the attributes of an item.
pub(super) fn read_item(mut raw: Raw) -> Result<(String, Item), TableError> {
    raw.remove(layout::PARTITION);
    let Some(AttributeValue::S(sort)) = raw.remove(layout::SORT) else {
        return Err(TableError::Malformed {
            key: layout::SORT.to_owned(),
            found: "no string".to_owned(),
            required: "a sort key of type S: is this the policy table?",
        });
    };
    let item = raw
        .into_iter()
        .map(|(name, value)| match read(value) {
            Some(value) => Ok((name, value)),
            None => Err(TableError::Malformed {
                key: format!("{sort}.{name}"),
                found: "a type this program does not know".to_owned(),
                required: "one of the ten types of DynamoDB",
            }),
        })
        .collect::<Result<_, _>>()?;
    Ok((sort, item))
}

fn write(attribute: &Attribute) -> AttributeValue {
    match attribute {
        Attribute::Binary(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
        Attribute::Bool(value) => AttributeValue::Bool(*value),
        Attribute::BinarySet(set) => {
            AttributeValue::Bs(set.iter().cloned().map(Blob::new).collect())
        }
        Attribute::List(list) => AttributeValue::L(list.iter().map(write).collect()),
        Attribute::Map(map) => AttributeValue::M(
            map.iter().map(|(name, value)| (name.clone(), write(value))).collect(),
        ),
        Attribute::Number(digits) => AttributeValue::N(digits.clone()),
        Attribute::NumberSet(set) => AttributeValue::Ns(set.iter().cloned().collect()),
        Attribute::Null => AttributeValue::Null(true),
        Attribute::String(text) => AttributeValue::S(text.clone()),
        Attribute::StringSet(set) => AttributeValue::Ss(set.iter().cloned().collect()),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is open: an unknown type is refused")]
fn read(value: AttributeValue) -> Option<Attribute> {
    Some(match value {
        AttributeValue::B(bytes) => Attribute::Binary(bytes.into_inner()),
        AttributeValue::Bool(value) => Attribute::Bool(value),
        AttributeValue::Bs(set) => {
            Attribute::BinarySet(set.into_iter().map(Blob::into_inner).collect())
        }
        AttributeValue::L(list) => {
            Attribute::List(list.into_iter().map(read).collect::<Option<_>>()?)
        }
        AttributeValue::M(map) => Attribute::Map(
            map.into_iter()
                .map(|(name, value)| Some((name, read(value)?)))
                .collect::<Option<_>>()?,
        ),
        AttributeValue::N(digits) => Attribute::Number(digits),
        AttributeValue::Ns(set) => Attribute::NumberSet(BTreeSet::from_iter(set)),
        AttributeValue::Null(_) => Attribute::Null,
        AttributeValue::S(text) => Attribute::String(text),
        AttributeValue::Ss(set) => Attribute::StringSet(BTreeSet::from_iter(set)),
        _ => return None,
    })
}
