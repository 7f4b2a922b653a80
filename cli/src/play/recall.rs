//! An attempt and an instance, recalled from an audit line.
//!
//! The engine's record of a fact is its value, `null` for one that is absent, and
//! `{"unknown": true}`; whatever is anything else is recalled as unknown.

use sekisho_policy::{
    AccountId, Action, Attempt, Caller, Fact, Instance, InstanceId, Region, Source, Tags, UnixTime,
    VpcEndpointId,
};
use serde_json::Value;

/// The attempt an executor's line is about.
pub(super) fn attempt(line: &Value) -> Option<Attempt> {
    let action: Action = line.get("action")?.as_str()?.parse().ok()?;
    let at = UnixTime::from_seconds(line.get("at")?.as_i64()?);
    let caller = line.get("caller").filter(|caller| caller.is_object())?;
    let source = line.get("source")?;
    let groups = fact(caller.get("groups"), |value| {
        value.as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>()
    });
    let time = |name| fact(caller.get(name), Value::as_i64).map(UnixTime::from_seconds);
    let mut known = Caller::unknown()
        .with_subject(fact(caller.get("subject"), Value::as_str))
        .with_user(fact(caller.get("user"), Value::as_str))
        .with_groups(groups)
        .with_signed_in_at(time("signed_in_at"))
        .with_issued_at(time("issued_at"));
    for (name, value) in caller.get("claims").and_then(Value::as_object).into_iter().flatten() {
        known = known.with_claim(name, fact(Some(value), Value::as_str));
    }
    let address = fact(source.get("address"), |value| value.as_str()?.parse().ok());
    let endpoint = parsed(source.get("vpc_endpoint"), VpcEndpointId::parse);
    Some(Attempt { caller: known, action, source: Source::new(address, endpoint), at })
}

/// The instance an executor's line is about.
pub(super) fn instance(line: &Value) -> Option<Instance> {
    let record = line.get("instance").filter(|record| record.is_object())?;
    let pairs = fact(record.get("tags"), |value| {
        let tags = value.as_object().filter(|tags| !tags.contains_key("unknown"))?;
        tags.iter().map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect()
    });
    let tags = match pairs {
        Fact::Known(pairs) => {
            let pairs: Vec<(&str, &str)> = pairs;
            Tags::collect(pairs)
        }
        Fact::Absent => Fact::Absent,
        Fact::Unknown => Fact::Unknown,
    };
    Some(Instance {
        account: parsed(record.get("account"), AccountId::parse),
        region: parsed(record.get("region"), Region::parse),
        id: parsed(record.get("id"), InstanceId::parse),
        tags,
    })
}

fn fact<'a, T>(record: Option<&'a Value>, read: impl FnOnce(&'a Value) -> Option<T>) -> Fact<T> {
    match record {
        None => Fact::Unknown,
        Some(Value::Null) => Fact::Absent,
        Some(value) => Fact::known_or_unknown(read(value)),
    }
}

fn parsed<T, E>(record: Option<&Value>, parse: impl FnOnce(&str) -> Result<T, E>) -> Fact<T> {
    fact(record, |value| parse(value.as_str()?).ok())
}
