//! Rules.

use alloc::{format, string::String, vec::Vec};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{
    Check,
    clause::Role,
    did_you_mean,
    fields::Fields,
    text::{self, Kind},
    values::List,
};
use crate::{
    Limits, Obligations, RuleId, UtcOffset,
    document::{
        forms::Later,
        model::{Effect, Rule},
        node::{Form, Node, Value, quote},
        report::Fault,
        trail::Trail,
    },
};

impl Check {
    /// The rules, by id.
    pub(super) fn rules(
        &mut self,
        fields: &Fields<'_>,
        unread: &[Later<'_>],
        offset: UtcOffset,
    ) -> Option<Vec<Rule>> {
        let list = List {
            required: "a list of at least one rule",
            most: Limits::VERSION_1.rules,
            empty: "a policy without a rule denies everything, which needs no policy",
        };
        let Some(node) = fields.find("rules") else {
            let fault = Fault::new("missing_key", "nothing", list.required);
            let fault = match self.report.form {
                Form::Rows => fault.help("add a row whose key is `RULE#` and the id of the rule"),
                Form::Json | Form::Yaml => fault,
            };
            let spot = self.report.missing(fields.spot, "rules");
            self.report.refuse(&spot, fault);
            return None;
        };
        let mut rules = if matches!(node.value, Value::Unread) {
            self.unread_rules(unread, node.spot.trail, offset)?
        } else {
            let nodes = self.list(node, &list)?;
            let mut rules = Rules::room_for(nodes.len());
            for node in nodes {
                self.next_rule(node, offset, &mut rules);
            }
            rules.list
        };
        rules.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        if !rules.iter().any(|rule| rule.effect == Effect::Allow && rule.enabled) {
            let fault = Fault::new(
                "nothing_allowed",
                "no allow rule that is enabled",
                "at least one: without it every request is denied",
            );
            self.report.warn(&node.spot, || fault);
        }
        Some(rules)
    }

    /// The rules that are still text. Where they cannot be read or are too many, the reader of whole
    /// documents says so.
    fn unread_rules(
        &mut self,
        unread: &[Later<'_>],
        trail: Trail,
        offset: UtcOffset,
    ) -> Option<Vec<Rule>> {
        if unread.is_empty() || unread.len() > Limits::VERSION_1.rules {
            return None;
        }
        let mut rules = Rules::room_for(unread.len());
        for (index, later) in unread.iter().enumerate() {
            let mark = self.report.enter(later.reserved());
            let trail = self.report.index(trail, index);
            let node = later.read(trail, &mut self.report)?;
            self.next_rule(&node, offset, &mut rules);
            self.report.leave(mark);
        }
        Some(rules.list)
    }

    fn next_rule(&mut self, node: &Node, offset: UtcOffset, rules: &mut Rules) {
        let index = rules.seen;
        rules.seen = index.saturating_add(1);
        let Some(fields) = self.fields(
            node,
            &KEYS,
            "a rule: a mapping with `id`, `effect`, `who`, `actions` and `instances`",
        ) else {
            return;
        };
        let id = self.rule_id(&fields, index, &mut rules.first);
        self.report.within(id.clone());
        rules.list.extend(self.rule(&fields, id, offset));
        self.report.within(None);
    }

    fn rule_id(
        &mut self,
        fields: &Fields<'_>,
        index: usize,
        first: &mut HashMap<RuleId, usize, FixedState>,
    ) -> Option<RuleId> {
        let node = self.required(fields, "id", "the id of the rule, unique in the document")?;
        let id = self.id(node, RuleId::parse)?;
        if let Some(earlier) = first.get(&id) {
            let found = format!("the id {} a second time", quote(id.as_str()));
            let fault = Fault::new("duplicate_id", found, "an id of its own for each rule");
            self.report
                .refuse(&node.spot, fault.help(format!("`rules[{earlier}]` has it already")));
            return None;
        }
        first.insert(id.clone(), index);
        Some(id)
    }

    fn rule(&mut self, fields: &Fields<'_>, id: Option<RuleId>, offset: UtcOffset) -> Option<Rule> {
        let effect = self.required(fields, "effect", "`allow` or `deny`");
        let effect = effect.and_then(|node| self.effect(node));
        let enabled = fields.find("enabled").map_or(Some(true), |node| self.truth(node));
        let description =
            fields.find("description").map(|node| self.words(node, Kind::Description));
        let approved_by = fields.find("approved_by").map(|node| self.words(node, Kind::ApprovedBy));
        for (key, required) in REQUIRED {
            self.required(fields, key, required);
        }
        let when = self.clause(fields, Role::Rule(effect), offset);
        let unless = match fields.entry("unless") {
            None => Some(Vec::new()),
            Some(entry) if effect == Some(Effect::Allow) => {
                let fault = Fault::new(
                    "misplaced_key",
                    "`unless` in an allow rule",
                    "exceptions in a deny rule only",
                );
                let help = "write a deny rule for what is to be refused";
                self.report.refuse(&entry.spot, fault.help(help));
                None
            }
            Some(entry) => self.unless(&entry.value, offset),
        };
        let obligations = match fields.entry("obligations") {
            None => Some(Obligations::default()),
            Some(entry) => self.obligations(entry, effect, when.as_ref()),
        };
        self.require_approval(fields);
        let rule = Rule {
            id: id?,
            effect: effect?,
            enabled: enabled?,
            description: description.map_or(Some(None), |it| it.map(Some))?,
            approved_by: approved_by.map_or(Some(None), |it| it.map(Some))?,
            when: when?,
            unless: unless?,
            obligations: obligations?,
        };
        self.warn_of_escapes(fields, &rule);
        Some(rule)
    }

    fn effect(&mut self, node: &Node) -> Option<Effect> {
        let required = "`allow` or `deny`";
        let text = self.text(node, required)?;
        match text {
            "allow" => Some(Effect::Allow),
            "deny" => Some(Effect::Deny),
            _ => {
                let near = did_you_mean(text, ["allow", "deny"]);
                self.report.refuse(
                    &node.spot,
                    Fault::new("unknown_word", quote(text), required).maybe(near),
                );
                None
            }
        }
    }

    pub(super) fn words(&mut self, node: &Node, kind: Kind) -> Option<String> {
        let text = self.text(node, kind.required())?;
        let parsed = text::clean(text, kind);
        self.accept(&node.spot, parsed)
    }

    /// A rule for everyone on any instance needs somebody who answers for it.
    fn require_approval(&mut self, fields: &Fields<'_>) {
        let is = |key: &str, word: &str| {
            fields
                .find(key)
                .is_some_and(|node| matches!(&node.value, Value::Text(text) if text == word))
        };
        if is("who", "everyone") && is("instances", "any") && fields.find("approved_by").is_none() {
            let fault = Fault::new(
                "missing_approval",
                "nothing",
                "the name of who approved it, since the rule is for everyone on any instance",
            );
            let spot = self.report.missing(fields.spot, "approved_by");
            self.report.refuse(&spot, fault);
        }
    }
}

/// The rules so far.
struct Rules {
    list: Vec<Rule>,
    /// How many were looked at, those included that are wrong.
    seen: usize,
    /// Which of them had each id first.
    first: HashMap<RuleId, usize, FixedState>,
}

impl Rules {
    fn room_for(count: usize) -> Self {
        let first = HashMap::with_capacity_and_hasher(count, FixedState::default());
        Self { list: Vec::with_capacity(count), seen: 0, first }
    }
}

const KEYS: [&str; 16] = [
    "id",
    "effect",
    "description",
    "enabled",
    "approved_by",
    "who",
    "actions",
    "from",
    "during",
    "not_before",
    "not_after",
    "signed_in_within",
    "issued_before",
    "instances",
    "unless",
    "obligations",
];

/// What every rule says, so that nothing is implied.
const REQUIRED: [(&str, &str); 3] = [
    ("who", "who the rule is for: `everyone`, or a mapping with `groups` or `users`"),
    ("actions", "what the rule is about: `any`, or a list such as `[start, stop]`"),
    (
        "instances",
        "which instances: `any`, or a mapping with `accounts`, `regions`, `ids` or `tags`",
    ),
];
