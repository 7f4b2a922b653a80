//! Conditions on the instance.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
};

use super::{
    Check, Reported, did_you_mean, regions, sightings::Domain, text, text::Kind, values::List,
};
use crate::{
    AccountId, InstanceId, Limits, Region,
    document::{
        model::{CallerFact, Instances, TagCondition},
        node::{Node, Value, quote},
        report::Fault,
    },
};

impl Check {
    /// Conditions on the instance; `None` for `any`.
    pub(super) fn instances(&mut self, node: &Node) -> Result<Option<Instances>, Reported> {
        if let Value::Text(word) = &node.value {
            if word == "any" {
                return Ok(None);
            }
            let fault = Fault::new("wrong_kind", quote(word), REQUIRED);
            self.report.refuse(&node.spot, fault.maybe(did_you_mean(word, ["any"])));
            return Err(Reported);
        }
        let fields =
            self.fields(node, &["accounts", "regions", "ids", "tags"], REQUIRED).ok_or(Reported)?;
        if fields.is_empty() {
            let fault = Fault::new("empty_condition", "an empty mapping", REQUIRED);
            self.report.refuse(&node.spot, fault.help("for every instance write `any`"));
            return Err(Reported);
        }
        let accounts = fields.find("accounts").map(|node| {
            let list = list(
                "a list of account ids",
                "leave `accounts` out if the account does not matter",
            );
            self.set(node, &list, |check, node| check.id(node, AccountId::parse))
        });
        let regions = fields.find("regions").map(|node| {
            let list =
                list("a list of regions", "leave `regions` out if the region does not matter");
            self.set(node, &list, Self::region)
        });
        let ids = fields.find("ids").map(|node| {
            let list = list("a list of instance ids", "leave `ids` out if any instance will do");
            self.set(node, &list, |check, node| check.id(node, InstanceId::parse))
        });
        let tags = fields.find("tags").map(|node| self.tags(node));
        Ok(Some(Instances {
            accounts: accounts.map(|it| it.ok_or(Reported)).transpose()?,
            regions: regions.map(|it| it.ok_or(Reported)).transpose()?,
            ids: ids.map(|it| it.ok_or(Reported)).transpose()?,
            tags: tags.unwrap_or_else(|| Some(BTreeMap::new())).ok_or(Reported)?,
        }))
    }

    fn region(&mut self, node: &Node) -> Option<Region> {
        let region = self.id(node, Region::parse)?;
        if let Some(meant) = regions::meant(region.as_str()) {
            self.report.warn(&node.spot, || {
                let found = format!("the region {}, which is not known", quote(region.as_str()));
                Fault::new("unknown_region", found, "a region that exists")
                    .help(format!("did you mean `{meant}`?"))
            });
        }
        Some(region)
    }

    fn tags(&mut self, node: &Node) -> Option<BTreeMap<String, TagCondition>> {
        let entries = self.entries(node, TAGS)?;
        let most = Limits::VERSION_1.tags;
        if entries.is_empty() {
            let fault = Fault::new("empty_condition", "an empty mapping", TAGS);
            self.report.refuse(&node.spot, fault.help("leave `tags` out if no tag matters"));
            return None;
        }
        if entries.len() > most {
            let found = format!("{} tags", entries.len());
            self.report.refuse(&node.spot, Fault::new("limit", found, format!("at most {most}")));
            return None;
        }
        let mut tags = BTreeMap::new();
        let mut whole = true;
        for entry in entries {
            let key = text::clean(&entry.key, Kind::TagKey);
            let key = self.accept(&entry.spot, key);
            let condition = self.tag(&entry.value, key.as_deref());
            let (Some(key), Some(condition)) = (key, condition) else {
                whole = false;
                continue;
            };
            self.see(Domain::TagKey, &key, &entry.spot);
            if tags.insert(key, condition).is_some() {
                // Two spellings of one key that NFC makes the same.
                let found = format!("the key {} a second time", quote(&entry.key));
                self.report.refuse(
                    &entry.spot,
                    Fault::new("duplicate_key", found, "each key at most once"),
                );
                whole = false;
            }
        }
        whole.then_some(tags)
    }

    fn tag(&mut self, node: &Node, key: Option<&str>) -> Option<TagCondition> {
        if !matches!(node.value, Value::Map(_)) {
            let list = list(CONDITION, "for any value write `{ present: true }`");
            let domain = key.map(|key| self.sightings.values_of(key));
            return self.texts(node, &list, Kind::TagValue, domain).map(TagCondition::In);
        }
        let fields = self.fields(node, &["present", "equals_caller"], CONDITION)?;
        match (fields.find("present"), fields.find("equals_caller")) {
            (Some(present), None) => self.present(present),
            (None, Some(fact)) => self.caller_fact(fact).map(TagCondition::EqualsCaller),
            (None, None) => {
                if fields.is_empty() {
                    self.report.refuse(
                        &node.spot,
                        Fault::new("empty_condition", "an empty mapping", CONDITION),
                    );
                }
                None
            }
            (Some(_), Some(_)) => {
                let fault =
                    Fault::new("two_conditions", "`present` and `equals_caller`", "one of them");
                self.report.refuse(
                    &node.spot,
                    fault.help("`equals_caller` already needs the tag to be there"),
                );
                None
            }
        }
    }

    fn present(&mut self, node: &Node) -> Option<TagCondition> {
        if self.truth(node)? {
            return Some(TagCondition::Present);
        }
        let fault = Fault::new("negation", "`false`", "`true`: this language has no negation");
        let help = "to refuse instances without the tag, add it to `required_tags`";
        self.report.refuse(&node.spot, fault.help(help));
        None
    }

    fn caller_fact(&mut self, node: &Node) -> Option<CallerFact> {
        let text = self.text(node, FACT)?;
        match text {
            "groups" => Some(CallerFact::Groups),
            "user" => Some(CallerFact::User),
            _ => {
                let Some(claim) = text.strip_prefix("claim:") else {
                    let near = did_you_mean(text, ["groups", "user"]);
                    self.report.refuse(
                        &node.spot,
                        Fault::new("unknown_word", quote(text), FACT).maybe(near),
                    );
                    return None;
                };
                let claim = text::clean(claim, Kind::Claim);
                self.accept(&node.spot, claim).map(CallerFact::Claim)
            }
        }
    }

    /// A list of texts. One with `*` or `?` has to be marked as meant literally.
    pub(super) fn texts(
        &mut self,
        node: &Node,
        list: &List,
        kind: Kind,
        domain: Option<Domain>,
    ) -> Option<BTreeSet<String>> {
        self.set(node, list, |check, node| {
            let literal = if matches!(node.value, Value::Map(_)) {
                let required = "a text, or `{ literal: \"…\" }`";
                let fields = check.fields(node, &["literal"], required)?;
                Some(check.required(&fields, "literal", kind.required())?)
            } else {
                None
            };
            let text = check.text(literal.unwrap_or(node), kind.required())?;
            let parsed = text::clean(text, kind).and_then(|text| {
                if literal.is_none() && text.contains(['*', '?']) {
                    let help = if text == "*" {
                        "leave the condition out for any value, or write `{ literal: \"*\" }` for the sign itself"
                            .into()
                    } else {
                        format!("write each value out, or `{{ literal: \"{text}\" }}` for the sign itself")
                    };
                    return Err(text::pattern(&text, kind.required(), help));
                }
                Ok(text)
            });
            let text = check.accept(&node.spot, parsed)?;
            if let Some(domain) = domain {
                check.see(domain, &text, &node.spot);
            }
            Some(text)
        })
    }
}

pub(super) const fn list(required: &'static str, empty: &'static str) -> List {
    List { required, most: Limits::VERSION_1.values, empty }
}

const REQUIRED: &str = "`any`, or a mapping with `accounts`, `regions`, `ids` or `tags`";
const TAGS: &str = "a mapping from tag keys to conditions";
const CONDITION: &str = "a list of values, `{ present: true }`, or `{ equals_caller: groups }`";
const FACT: &str = "`groups`, `user`, or `claim:` and the name of a claim";
