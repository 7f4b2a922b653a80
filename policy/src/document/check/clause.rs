//! Clauses: the conditions of a rule, and of its `unless`.

use alloc::{collections::BTreeSet, format, vec::Vec};

use super::{
    Check, Reported, clock, did_you_mean,
    fields::{Fields, one_of},
    instances::list,
    sections::Section,
    sightings::Domain,
    text::Kind,
    values::List,
};
use crate::{
    Action, Limits, UnixTime, UtcOffset,
    document::{
        model::{Clause, Effect, Who},
        node::{Node, Value, quote},
        report::Fault,
    },
};

/// Where a clause stands: some conditions belong to some places only.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// The requests that an invariant is about.
    Invariant,
    /// The own conditions of a rule; `None` where the effect is not readable.
    Rule(Option<Effect>),
    /// A clause of `unless`.
    Unless,
}

/// The keys of a clause.
pub(super) const CONDITIONS: [&str; 9] = [
    "who",
    "actions",
    "from",
    "during",
    "not_before",
    "not_after",
    "signed_in_within",
    "issued_before",
    "instances",
];

impl Check {
    /// The conditions among the fields. The places that `who`, `actions` and `instances` are needed
    /// in are the rule's business.
    pub(super) fn clause(
        &mut self,
        fields: &Fields<'_>,
        role: Role,
        offset: UtcOffset,
    ) -> Option<Clause> {
        self.refuse_misplaced(fields, role);
        let who = fields.find("who").map(|node| self.who(node));
        let actions = fields.find("actions").map(|node| self.actions(node));
        let from = fields.find("from").map(|node| {
            self.references(node, Section::Zones, "leave `from` out if the place does not matter")
        });
        let during = fields.find("during").map(|node| {
            self.references(
                node,
                Section::Schedules,
                "leave `during` out if the time does not matter",
            )
        });
        let not_before = fields.find("not_before").map(|node| self.instant(node, offset));
        let not_after = fields.find("not_after").map(|node| self.instant(node, offset));
        if let (Some(Some(start)), Some(Some(end)), Some(node)) =
            (not_before, not_after, fields.find("not_after"))
            && end <= start
        {
            let fault =
                Fault::new("empty_window", "an end that is not after `not_before`", "a later time");
            self.report.refuse(&node.spot, fault.help("as it stands this never applies"));
        }
        let signed_in_within = fields.find("signed_in_within").map(|node| {
            let text = self.notation(node, "a span of time such as `8h`")?;
            let parsed = clock::span(text);
            self.accept(&node.spot, parsed)
        });
        let issued_before = fields.find("issued_before").map(|node| self.instant(node, offset));
        let instances = fields.find("instances").map(|node| self.instances(node));
        Some(Clause {
            who: who.unwrap_or(Ok(None)).ok()?,
            actions: actions.unwrap_or(Ok(None)).ok()?,
            from: from.map_or(Some(None), |it| it.map(Some))?,
            during: during.map_or(Some(None), |it| it.map(Some))?,
            not_before: not_before.map_or(Some(None), |it| it.map(Some))?,
            not_after: not_after.map_or(Some(None), |it| it.map(Some))?,
            signed_in_within: signed_in_within.map_or(Some(None), |it| it.map(Some))?,
            issued_before: issued_before.map_or(Some(None), |it| it.map(Some))?,
            instances: instances.unwrap_or(Ok(None)).ok()?,
        })
    }

    fn refuse_misplaced(&mut self, fields: &Fields<'_>, role: Role) {
        let misplaced = match role {
            Role::Rule(Some(Effect::Allow)) => ("issued_before", "in an allow rule", ISSUED_BEFORE),
            Role::Rule(Some(Effect::Deny)) => {
                ("signed_in_within", "in a deny rule", SIGNED_IN_WITHIN)
            }
            Role::Invariant | Role::Rule(None) | Role::Unless => return,
        };
        let (key, place, (required, help)) = misplaced;
        if let Some(entry) = fields.entry(key) {
            let fault = Fault::new("misplaced_key", format!("`{key}` {place}"), required);
            self.report.refuse(&entry.spot, fault.help(help));
        }
    }

    /// Conditions on the caller; `None` for `everyone`.
    fn who(&mut self, node: &Node) -> Result<Option<Who>, Reported> {
        if let Value::Text(word) = &node.value {
            if word == "everyone" {
                return Ok(None);
            }
            let group = format!("for a group write {}", quote(&format!("{{ groups: [{word}] }}")));
            let help = did_you_mean(word, ["everyone"]).unwrap_or(group);
            self.report.refuse(&node.spot, Fault::new("wrong_kind", quote(word), WHO).help(help));
            return Err(Reported);
        }
        let fields = self.fields(node, &["groups", "users"], WHO).ok_or(Reported)?;
        if fields.is_empty() {
            let fault = Fault::new("empty_condition", "an empty mapping", WHO);
            self.report.refuse(&node.spot, fault.help("for all callers write `everyone`"));
            return Err(Reported);
        }
        let groups = fields.find("groups").map(|node| {
            let list = list("a list of groups", "leave `groups` out if the group does not matter");
            self.texts(node, &list, Kind::Group, Some(Domain::Group))
        });
        let users = fields.find("users").map(|node| {
            let list =
                list("a list of user names", "leave `users` out if the user does not matter");
            self.texts(node, &list, Kind::User, Some(Domain::User))
        });
        Ok(Some(Who {
            groups: groups.map(|it| it.ok_or(Reported)).transpose()?,
            users: users.map(|it| it.ok_or(Reported)).transpose()?,
        }))
    }

    /// The actions; `None` for `any`.
    fn actions(&mut self, node: &Node) -> Result<Option<BTreeSet<Action>>, Reported> {
        if matches!(&node.value, Value::Text(word) if word == "any") {
            return Ok(None);
        }
        if let Value::Text(word) = &node.value
            && let Some(help) = every(word)
        {
            self.report
                .refuse(&node.spot, Fault::new("wrong_kind", quote(word), ACTIONS).help(help));
            return Err(Reported);
        }
        let list = list(ACTIONS, "for every action write `any`");
        self.set(node, &list, Self::action).map(Some).ok_or(Reported)
    }

    fn action(&mut self, node: &Node) -> Option<Action> {
        if let Value::Text(text) = &node.value
            && let Ok(action) = text.parse()
        {
            return Some(action);
        }
        let names = Action::ALL.map(Action::name);
        let required = one_of(&names);
        let text = self.text(node, &required)?;
        let help = every(text).or_else(|| did_you_mean(text, names));
        let fault = Fault::new("unknown_word", quote(text), required).maybe(help);
        self.report.refuse(&node.spot, fault);
        None
    }

    fn instant(&mut self, node: &Node, offset: UtcOffset) -> Option<UnixTime> {
        let text = self.notation(node, "a date such as `\"2027-04-01\"`")?;
        let parsed = clock::instant(text, offset);
        self.accept(&node.spot, parsed)
    }

    /// The clauses of `unless`: one mapping, or a list of them.
    pub(super) fn unless(&mut self, node: &Node, offset: UtcOffset) -> Option<Vec<Clause>> {
        if matches!(node.value, Value::Map(_)) {
            return self.unless_clause(node, offset).map(|clause| [clause].into());
        }
        let list = List {
            required: "a mapping of conditions, or a list of such mappings",
            most: Limits::VERSION_1.unless,
            empty: "leave `unless` out if there is no exception",
        };
        self.sorted(node, &list, |check, node| check.unless_clause(node, offset))
    }

    fn unless_clause(&mut self, node: &Node, offset: UtcOffset) -> Option<Clause> {
        let known: Vec<&str> =
            CONDITIONS.into_iter().filter(|condition| *condition != "issued_before").collect();
        let fields = self.fields(node, &known, "a mapping of conditions")?;
        if fields.is_empty() {
            let fault = Fault::new("empty_condition", "an empty mapping", "at least one condition");
            self.report
                .refuse(&node.spot, fault.help("an exception for everything would undo the rule"));
            return None;
        }
        for (key, word) in [("who", "everyone"), ("actions", "any"), ("instances", "any")] {
            if let Some(node) = fields.find(key)
                && matches!(&node.value, Value::Text(text) if text == word)
            {
                let fault = Fault::new("empty_condition", format!("`{word}`"), "a real condition");
                let help = format!("leave `{key}` out: an exception is narrow by what it names");
                self.report.refuse(&node.spot, fault.help(help));
            }
        }
        self.clause(&fields, Role::Unless, offset)
    }
}

/// What to write instead of a word that means everything.
fn every(word: &str) -> Option<alloc::string::String> {
    let everything =
        matches!(word.to_lowercase().as_str(), "*" | "all" | "any" | "every" | "everything");
    everything.then(|| "for every action write `actions: any`".into())
}

const WHO: &str = "`everyone`, or a mapping with `groups` or `users`";
const ACTIONS: &str = "`any`, or a list such as `[start, stop]`";
const ISSUED_BEFORE: (&str, &str) = (
    "this condition in a deny rule only",
    "to revoke tokens, write a deny rule with `issued_before`",
);
const SIGNED_IN_WITHIN: (&str, &str) = (
    "this condition in an allow rule or under `unless` only",
    "move it under `unless`: then it spares those who signed in lately",
);
