//! From a text to a request.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{
    InvalidRequest, NamedCaller, NamedRequest,
    field::{TIME, or_none},
    reader::{Fields, Reader},
};
use crate::{
    AccountId, Action, Attempt, Caller, Fact, Instance, InstanceId, Limits, Region, Request,
    Source, Tags, VpcEndpointId,
    document::{
        check::{did_you_mean, one_of},
        forms::{blank, json_tree},
        node::{Form, Node, Value, quote},
        report::{Fault, Report},
    },
    text::nfc,
};

pub(super) fn named_request(text: &str) -> Result<NamedRequest, InvalidRequest> {
    let (name, request) = read(text, "the request", REQUEST, Reader::named_request)?;
    Ok(NamedRequest { name, request })
}

pub(super) fn named_caller(text: &str) -> Result<NamedCaller, InvalidRequest> {
    let (name, caller) = read(text, "the caller", CALLER, Reader::named_caller)?;
    Ok(NamedCaller { name, caller })
}

pub(super) fn instance(text: &str) -> Result<Instance, InvalidRequest> {
    let (_, instance) = read(text, "the instance", INSTANCE, |reader, root| {
        let fields = reader.fields(root, &INSTANCE_KEYS, INSTANCE);
        (None, fields.and_then(|fields| reader.instance(fields)))
    })?;
    Ok(instance)
}

/// What a text holds, and the name of it.
fn read<T>(
    text: &str,
    what: &'static str,
    required: &str,
    read: impl FnOnce(&mut Reader, &Node) -> (Option<String>, Option<T>),
) -> Result<(Option<String>, T), InvalidRequest> {
    let (root, report) = tree(text, required);
    let mut reader = Reader { report };
    let (name, found) = root.as_ref().map_or((None, None), |root| read(&mut reader, root));
    match reader.report.finish(found) {
        Ok((found, _)) => Ok((name, found)),
        Err(problems) => Err(InvalidRequest { what, name, problems }),
    }
}

/// The tree of the text, if it is short enough to be read and is JSON at all.
fn tree(text: &str, required: &str) -> (Option<Node>, Report) {
    let mut report = Report::new(Form::Json);
    let most = Limits::VERSION_1.request_bytes;
    let fault = if text.len() > most {
        let found = format!("a text of {} bytes", text.len());
        Fault::new("limit", found, format!("at most {most} bytes"))
    } else if blank(text) {
        Fault::new("empty_request", "nothing", required)
    } else {
        return json_tree(text, report);
    };
    report.refuse_whole(None, fault);
    (None, report)
}

impl Reader {
    fn named_request(&mut self, root: &Node) -> (Option<String>, Option<Request>) {
        let Some(fields) = self.fields(root, &REQUEST_KEYS, REQUEST) else {
            return (None, None);
        };
        let name = self.name(fields, "a text that names the request");
        let caller = self.part(fields, "caller", &CALLER_KEYS, Self::caller);
        let action = self.required(root, fields, "action", &REQUEST_KEYS, &actions());
        let action = action.and_then(|node| self.action(node));
        let source = self.part(fields, "source", &SOURCE_KEYS, Self::source);
        let at = self.required(root, fields, "at", &REQUEST_KEYS, TIME);
        let at = at.and_then(|node| self.time(node, TIME));
        let instance = self.part(fields, "instance", &INSTANCE_KEYS, Self::instance);
        let request = || {
            let attempt = Attempt { caller: caller?, action: action?, source: source?, at: at? };
            Some(Request { attempt: Arc::new(attempt), instance: Arc::new(instance?) })
        };
        (name, request())
    }

    fn named_caller(&mut self, root: &Node) -> (Option<String>, Option<Caller>) {
        let Some(fields) = self.fields(root, &NAMED_CALLER_KEYS, CALLER) else {
            return (None, None);
        };
        let name = self.name(fields, "a text that names the caller");
        let caller = self.caller(fields);
        (name, caller)
    }

    /// The name, if there is one.
    fn name(&mut self, fields: Fields<'_>, required: &str) -> Option<String> {
        let name = fields.find("name").and_then(|node| self.text(node, required));
        name.map(ToString::to_string)
    }

    /// One of the mappings of a request. One that is left out is one of which nothing is told.
    fn part<'a, T>(
        &mut self,
        fields: Fields<'a>,
        key: &str,
        known: &[&'static str],
        read: impl FnOnce(&mut Self, Fields<'a>) -> Option<T>,
    ) -> Option<T> {
        let part = match fields.find(key) {
            None => Fields::NONE,
            Some(node) => {
                let required = format!("a mapping with any of {}", listed(known));
                self.fields(node, known, &required)?
            }
        };
        read(self, part)
    }

    fn caller(&mut self, fields: Fields<'_>) -> Option<Caller> {
        let subject = self.text_fact(fields, "subject", "the subject of the token");
        let user = self.text_fact(fields, "user", "the name of the user");
        let groups = self.fact(fields, "groups", Self::groups);
        let claims = fields.find("claims").map_or(Some(Vec::new()), |node| self.claims(node));
        let signed_in_at = self.time_fact(fields, "signed_in_at");
        let issued_at = self.time_fact(fields, "issued_at");
        let caller = Caller::unknown()
            .with_subject(subject?)
            .with_user(user?)
            .with_groups(groups?)
            .with_signed_in_at(signed_in_at?)
            .with_issued_at(issued_at?);
        Some(
            claims?
                .into_iter()
                .fold(caller, |caller, (name, value)| caller.with_claim(name, value)),
        )
    }

    fn groups<'a>(&mut self, node: &'a Node) -> Option<Vec<&'a str>> {
        let Value::List(items) = &node.value else {
            return self.wrong(node, &or_none("a list of the names of groups"));
        };
        let read: Vec<_> =
            items.iter().map(|item| self.text(item, "the name of a group")).collect();
        read.into_iter().collect()
    }

    fn claims<'a>(&mut self, node: &'a Node) -> Option<Vec<(&'a str, Fact<&'a str>)>> {
        let entries =
            self.entries(node, "a mapping from claim to value; leave out what is unknown")?;
        let mut spelt: BTreeMap<String, &str> = BTreeMap::new();
        let mut claims = Some(Vec::new());
        for entry in entries {
            let read = |reader: &mut Self, node: &'a Node| {
                reader.text(node, &or_none("the text of the claim"))
            };
            let value = self.value(&entry.value, read);
            let twice = spelt.insert(nfc(&entry.key), &entry.key).is_some();
            if twice {
                let found = format!("the claim {} a second time", quote(&entry.key));
                let fault = Fault::new("duplicate_key", found, "each claim at most once")
                    .help("the other one is the same text, composed of other characters");
                self.refuse(&entry.spot, fault);
            }
            claims = match (claims, value) {
                (Some(mut claims), Some(value)) if !twice => {
                    claims.push((entry.key.as_str(), value));
                    Some(claims)
                }
                _ => None,
            };
        }
        claims
    }

    fn source(&mut self, fields: Fields<'_>) -> Option<Source> {
        let address = self.address_fact(fields, "address");
        let endpoint = self.id_fact(fields, "vpc_endpoint", VpcEndpointId::parse);
        Some(Source::new(address?, endpoint?))
    }

    fn instance(&mut self, fields: Fields<'_>) -> Option<Instance> {
        let account = self.id_fact(fields, "account", AccountId::parse);
        let region = self.id_fact(fields, "region", Region::parse);
        let id = self.id_fact(fields, "id", InstanceId::parse);
        let tags = self.fact(fields, "tags", Self::tags).map(|tags| match tags {
            Fact::Known(collected) => collected,
            Fact::Absent => Fact::Absent,
            Fact::Unknown => Fact::Unknown,
        });
        Some(Instance { account: account?, region: region?, id: id?, tags: tags? })
    }

    fn tags(&mut self, node: &Node) -> Option<Fact<Tags>> {
        let entries = self.entries(node, &or_none("a mapping from tag key to tag value"))?;
        let read: Vec<_> = entries
            .iter()
            .map(|entry| Some((entry.key.as_str(), self.text(&entry.value, "the value of a tag")?)))
            .collect();
        let pairs: Option<Vec<_>> = read.into_iter().collect();
        pairs.map(Tags::collect)
    }

    fn action(&mut self, node: &Node) -> Option<Action> {
        let text = self.text(node, &actions())?;
        let names = Action::ALL.map(Action::name);
        let parsed = text.parse().map_err(|_| {
            Fault::new("unknown_word", quote(text), actions()).maybe(did_you_mean(text, names))
        });
        self.accept(node, parsed)
    }
}

fn actions() -> String {
    one_of(&Action::ALL.map(Action::name))
}

fn listed(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    quoted.join(", ")
}

const REQUEST: &str = "a request: a mapping with `action`, `at` and what is known of `caller`, \
                       `source` and `instance`";
const REQUEST_KEYS: [&str; 6] = ["name", "caller", "action", "source", "at", "instance"];
const CALLER_KEYS: [&str; 6] = ["subject", "user", "groups", "claims", "signed_in_at", "issued_at"];
const CALLER: &str = "a caller: a mapping with what is known of `user`, `groups`, `claims` and more, \
                      and perhaps a `name`";
const NAMED_CALLER_KEYS: [&str; 7] =
    ["name", "subject", "user", "groups", "claims", "signed_in_at", "issued_at"];
const SOURCE_KEYS: [&str; 2] = ["address", "vpc_endpoint"];
const INSTANCE: &str = "an instance: a mapping with what is known of `account`, `region`, `id` and \
                        `tags`";
const INSTANCE_KEYS: [&str; 4] = ["account", "region", "id", "tags"];
