//! Facts and answers as audit lines hold them.
//!
//! A fact that is known is its value, one that is absent is `null`, one that is unknown is
//! `{"unknown": true}`: the three stay apart, so that a line can be decided again later. Every fact
//! is there, also those that no rule of today looks at. Times are whole seconds since 1970.

use alloc::{collections::BTreeMap, string::ToString, vec::Vec};

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeStruct},
};

use crate::{
    Attempt, Caller, Decision, Denial, DenialReason, Fact, Grant, Groups, Instance, RuleId,
    RunbookName, Source, Tags,
};

/// Something as an audit line holds it.
///
/// ```
/// use sekisho_policy::{Fact, Record, Source};
///
/// let source = Source::new(Fact::Known([10, 20, 3, 4].into()), Fact::Absent);
///
/// assert_eq!(
///     serde_json::to_string(&Record::of(&source)).unwrap(),
///     r#"{"address":"10.20.3.4","vpc_endpoint":null}"#,
/// );
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Record<'a, T>(&'a T);

impl<'a, T> Record<'a, T> {
    /// The record of this.
    #[must_use]
    pub const fn of(value: &'a T) -> Self {
        Self(value)
    }

    pub(crate) const fn get(&self) -> &'a T {
        self.0
    }
}

/// `{"caller": {…}, "action": "start", "source": {…}, "at": 1793000000}`
impl Serialize for Record<'_, Attempt> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Attempt", 4)?;
        fields.serialize_field("caller", &Record(&self.0.caller))?;
        fields.serialize_field("action", self.0.action.name())?;
        fields.serialize_field("source", &Record(&self.0.source))?;
        fields.serialize_field("at", &self.0.at.seconds())?;
        fields.end()
    }
}

/// `{"subject": …, "user": …, "groups": […], "claims": {…}, "signed_in_at": …, "issued_at": …}`.
/// A claim that is not listed is unknown.
impl Serialize for Record<'_, Caller> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let caller = self.0;
        let claims: BTreeMap<_, _> = caller.claims().collect();
        let claims: BTreeMap<_, _> =
            claims.iter().map(|(name, value)| (name, Record(value))).collect();
        let mut fields = serializer.serialize_struct("Caller", 6)?;
        fields.serialize_field("subject", &Record(&caller.subject()))?;
        fields.serialize_field("user", &Record(&caller.user()))?;
        fields.serialize_field("groups", &Record(&caller.groups().map(Record)))?;
        fields.serialize_field("claims", &claims)?;
        let signed_in_at = caller.signed_in_at().map(crate::UnixTime::seconds);
        fields.serialize_field("signed_in_at", &Record(&signed_in_at))?;
        let issued_at = caller.issued_at().map(crate::UnixTime::seconds);
        fields.serialize_field("issued_at", &Record(&issued_at))?;
        fields.end()
    }
}

/// A list of the names.
impl Serialize for Record<'_, Groups> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

/// `{"address": "10.20.3.4", "vpc_endpoint": "vpce-…"}`
impl Serialize for Record<'_, Source> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Source", 2)?;
        let address = self.0.address().map(|address| address.to_string());
        fields.serialize_field("address", &Record(&address))?;
        let endpoint = self.0.vpc_endpoint().map(crate::VpcEndpointId::as_str);
        fields.serialize_field("vpc_endpoint", &Record(&endpoint))?;
        fields.end()
    }
}

/// `{"account": …, "region": …, "id": …, "tags": {…}}`
impl Serialize for Record<'_, Instance> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let instance = self.0;
        let mut fields = serializer.serialize_struct("Instance", 4)?;
        let account = instance.account.as_ref().map(crate::AccountId::as_str);
        fields.serialize_field("account", &Record(&account))?;
        let region = instance.region.as_ref().map(crate::Region::as_str);
        fields.serialize_field("region", &Record(&region))?;
        let id = instance.id.as_ref().map(crate::InstanceId::as_str);
        fields.serialize_field("id", &Record(&id))?;
        fields.serialize_field("tags", &Record(&instance.tags.as_ref().map(Record)))?;
        fields.end()
    }
}

/// An object from key to value.
impl Serialize for Record<'_, Tags> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

/// `{"outcome": "allow", "code": "allow", "rules": […], "missing": []}`, or as the record of the
/// denial. The four fields are always there; `"obligations": {"before_stop": ["Drain"]}` only where
/// the grant is bound by some.
impl Serialize for Record<'_, Decision> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Decision::Allow(grant) if grant.runbooks().is_empty() => {
                answer(serializer, "allow", "allow", grant.rules(), &[])
            }
            Decision::Allow(grant) => bound(serializer, grant),
            Decision::Deny(denial) => Record(denial).serialize(serializer),
        }
    }
}

/// `{"outcome": "deny", "code": "indeterminate", "rules": ["office-hours"], "missing": ["address"]}`.
/// What is missing are unknown facts, or for `missing_required_tag` the tags, as `tag:KEY`.
impl Serialize for Record<'_, Denial> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let none: &[RuleId] = &[];
        let (rules, missing) = match self.0.reason() {
            DenialReason::MissingRequiredTag { tags } => {
                (none, tags.iter().map(|key| alloc::format!("tag:{key}")).collect())
            }
            DenialReason::Explicit { rules } => (&**rules, Vec::new()),
            DenialReason::Indeterminate { rules, missing } => {
                (&**rules, missing.iter().map(ToString::to_string).collect())
            }
            DenialReason::Default => (none, Vec::new()),
        };
        answer(serializer, "deny", self.0.code(), rules, &missing)
    }
}

/// The value, `null`, or `{"unknown": true}`.
impl<T: Serialize> Serialize for Record<'_, Fact<T>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Fact::Known(value) => value.serialize(serializer),
            Fact::Absent => serializer.serialize_unit(),
            Fact::Unknown => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("unknown", &true)?;
                map.end()
            }
        }
    }
}

/// What is allowed once its obligations are met.
fn bound<S: Serializer>(serializer: S, grant: &Grant) -> Result<S::Ok, S::Error> {
    let rules: Vec<_> = grant.rules().iter().map(RuleId::as_str).collect();
    let runbooks: Vec<_> = grant.runbooks().iter().map(RunbookName::as_str).collect();
    let missing: &[&str] = &[];
    let mut fields = serializer.serialize_struct("Answer", 5)?;
    fields.serialize_field("outcome", "allow")?;
    fields.serialize_field("code", "allow")?;
    fields.serialize_field("rules", &rules)?;
    fields.serialize_field("missing", missing)?;
    fields.serialize_field("obligations", &BTreeMap::from([("before_stop", runbooks)]))?;
    fields.end()
}

fn answer<S: Serializer>(
    serializer: S,
    outcome: &'static str,
    code: &'static str,
    rules: &[RuleId],
    missing: &[alloc::string::String],
) -> Result<S::Ok, S::Error> {
    let rules: Vec<_> = rules.iter().map(RuleId::as_str).collect();
    let mut fields = serializer.serialize_struct("Answer", 4)?;
    fields.serialize_field("outcome", outcome)?;
    fields.serialize_field("code", code)?;
    fields.serialize_field("rules", &rules)?;
    fields.serialize_field("missing", missing)?;
    fields.end()
}
