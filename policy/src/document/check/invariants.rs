//! Invariants: statements in the conditions of rules, about the document that is named.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Check, Kind,
    clause::{CONDITIONS, Role},
    did_you_mean,
    fields::{Fields, describe, one_of},
    sections::Section,
    sightings::Domain,
};
use crate::{
    Invariant, InvariantId, Limits, RulePrefix, Statement, UtcOffset,
    document::{
        model::{Clause, Document, TagCondition},
        node::{Entry, Node, Spot, Value, quote},
        problem::{Problem, Problems},
        report::{Fault, Report},
        trail::Trail,
    },
};

/// What was read, by id, and what is legal but looks wrong.
type Checked = (Vec<Invariant>, Vec<Problem>);

/// Checks the tree of a file of invariants of this document.
pub(crate) fn check_invariants(
    (root, report): (Option<Node>, Report),
    document: &Document,
) -> Result<Checked, Problems> {
    let mut check = Check::of(document, report);
    let list = root.and_then(|root| check.invariant_file(&root, document));
    check.report.finish(list)
}

/// Checks the trees of rows of invariants of this document.
pub(crate) fn check_invariant_rows(
    (rows, report): (Option<Vec<Node>>, Report),
    document: &Document,
) -> Result<Checked, Problems> {
    let mut check = Check::of(document, report);
    let list = rows.and_then(|rows| check.invariants(&rows, document));
    check.report.finish(list)
}

impl Check {
    /// A check of what refers to the names of this document.
    fn of(document: &Document, report: Report) -> Self {
        let mut check = Self::new(report);
        let spot = Spot { trail: Trail::ROOT, position: None, order: 0 };
        for section in Section::ALL {
            let names: Vec<_> = match section {
                Section::Calendars => document.calendars.keys().collect(),
                Section::Schedules => document.schedules.keys().collect(),
                Section::Zones => document.zones.keys().collect(),
            };
            let names = names.into_iter().map(|name| (name.as_str().into(), (spot, true)));
            check.declared.insert(section, names.collect());
        }
        check.names_of = Some(document.name.clone());
        check
    }

    fn invariant_file(&mut self, root: &Node, document: &Document) -> Option<Vec<Invariant>> {
        let fields = self.fields(root, &["version", "invariants"], FILE)?;
        if !self.version(&fields) {
            return None;
        }
        let node = self.required(&fields, "invariants", LIST)?;
        let Value::List(nodes) = &node.value else {
            self.refuse_kind(node, LIST);
            return None;
        };
        // None at all is said by an empty list: a file without one might be another kind of file.
        if nodes.len() > Limits::VERSION_1.invariants {
            let found = format!("a list of {} items", nodes.len());
            let required = format!("at most {}", Limits::VERSION_1.invariants);
            self.report.refuse(&node.spot, Fault::new("limit", found, required));
            return None;
        }
        self.invariants(nodes, document)
    }

    /// The invariants, by id.
    fn invariants(&mut self, nodes: &[Node], document: &Document) -> Option<Vec<Invariant>> {
        if !nodes.is_empty() {
            self.see_all(document);
        }
        let mut first = BTreeMap::new();
        let mut list = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            list.extend(self.invariant(node, index, &mut first, document.utc_offset));
        }
        list.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        (list.len() == nodes.len()).then_some(list)
    }

    /// Notes what the document names, so that an invariant about something that only looks the same
    /// is not taken for one about that.
    fn see_all(&mut self, document: &Document) {
        let sightings = &mut self.sightings;
        for key in &document.required_tags {
            sightings.first(Domain::TagKey, key);
        }
        let clauses = document.rules.iter().flat_map(|rule| rule.unless.iter().chain([&rule.when]));
        for clause in clauses {
            if let Some(who) = &clause.who {
                for (domain, names) in [(Domain::Group, &who.groups), (Domain::User, &who.users)] {
                    for name in names.iter().flatten() {
                        sightings.first(domain, name);
                    }
                }
            }
            for (key, condition) in clause.instances.iter().flat_map(|it| &it.tags) {
                sightings.first(Domain::TagKey, key);
                if let TagCondition::In(values) = condition {
                    let domain = sightings.values_of(key);
                    for value in values {
                        sightings.first(domain, value);
                    }
                }
            }
        }
    }

    fn invariant(
        &mut self,
        node: &Node,
        index: usize,
        first: &mut BTreeMap<InvariantId, usize>,
        offset: UtcOffset,
    ) -> Option<Invariant> {
        let fields = self.fields(node, &KEYS, INVARIANT)?;
        let id = self.required(&fields, "id", "the id of the invariant, unique among them");
        let id = id.and_then(|node| {
            let id = self.id(node, InvariantId::parse)?;
            if let Some(earlier) = first.get(&id) {
                let found = format!("the id {} a second time", quote(id.as_str()));
                let fault =
                    Fault::new("duplicate_id", found, "an id of its own for each invariant")
                        .help(format!("`invariants[{earlier}]` has it already"));
                self.report.refuse(&node.spot, fault);
                return None;
            }
            first.insert(id.clone(), index);
            Some(id)
        });
        let description =
            fields.find("description").map(|node| self.words(node, Kind::Description));
        let statement = self.statement(&fields, offset);
        Some(Invariant {
            id: id?,
            description: description.map_or(Some(None), |it| it.map(Some))?,
            statement: statement?,
        })
    }

    /// The one statement that there has to be.
    fn statement(&mut self, fields: &Fields<'_>, offset: UtcOffset) -> Option<Statement> {
        let given: Vec<&Entry> = STATEMENTS.iter().filter_map(|key| fields.entry(key)).collect();
        let Some((said, more)) = given.split_first() else {
            if !STATEMENTS.iter().any(|key| fields.is_misspelt(key)) {
                let fault = Fault::new("missing_statement", "no statement", one_of(&STATEMENTS));
                self.report.refuse(fields.spot, fault);
            }
            return None;
        };
        for entry in more {
            let found = format!("`{}` beside `{}`", entry.key, said.key);
            let fault = Fault::new("two_statements", found, "one statement in each invariant");
            self.report.refuse(&entry.spot, fault.help("write another invariant for the other"));
        }
        let bounded = given.iter().any(|entry| matches!(entry.key.as_str(), "only" | "rules"));
        let within = if bounded {
            let within = self.required(fields, "within", WITHIN);
            within.and_then(|node| self.bound(node, offset))
        } else {
            if let Some(entry) = fields.entry("within") {
                let found = format!("`within` beside `{}`", said.key);
                let required = "`within` beside `only` or `rules` only";
                let fault = Fault::new("misplaced_key", found, required)
                    .help(format!("write all conditions under `{}`", said.key));
                self.report.refuse(&entry.spot, fault);
                return None;
            }
            None
        };
        let statement = match said.key.as_str() {
            "never" => Statement::Never(self.requests(&said.value, offset)?),
            "always" => Statement::Always(self.requests(&said.value, offset)?),
            "only" => {
                let clause = self.requests(&said.value, offset);
                Statement::Only { clause: clause?, within: within? }
            }
            _ => {
                let rules = self.prefix(&said.value);
                Statement::Delegation { rules: rules?, within: within? }
            }
        };
        more.is_empty().then_some(statement)
    }

    /// Requests: all that meet some conditions, or `any`.
    fn requests(&mut self, node: &Node, offset: UtcOffset) -> Option<Clause> {
        let Value::Text(word) = &node.value else {
            return self.conditions(node, REQUESTS, EVERY_REQUEST, offset);
        };
        if word == "any" {
            return Some(Clause::default());
        }
        let help = match word.as_str() {
            "everyone" => Some(EVERY_REQUEST.to_string()),
            word => did_you_mean(word, ["any"]),
        };
        let fault = Fault::new("wrong_kind", quote(word), REQUESTS).maybe(help);
        self.report.refuse(&node.spot, fault);
        None
    }

    /// Requests to keep to: not all there are, to which everything keeps.
    fn bound(&mut self, node: &Node, offset: UtcOffset) -> Option<Clause> {
        let found = if let Value::Text(word) = &node.value
            && word == "any"
        {
            quote(word)
        } else {
            let bound = self.conditions(node, "a mapping of conditions", NO_BOUND, offset)?;
            if bound != Clause::default() {
                return Some(bound);
            }
            "conditions that every request meets".to_string()
        };
        let fault = Fault::new("empty_condition", found, "a real condition").help(NO_BOUND);
        self.report.refuse(&node.spot, fault);
        None
    }

    fn conditions(
        &mut self,
        node: &Node,
        required: &str,
        empty: &str,
        offset: UtcOffset,
    ) -> Option<Clause> {
        let fields = self.fields(node, &CONDITIONS, required)?;
        if fields.is_empty() {
            let fault = Fault::new("empty_condition", "an empty mapping", required).help(empty);
            self.report.refuse(&node.spot, fault);
            return None;
        }
        self.clause(&fields, Role::Invariant, offset)
    }

    fn prefix(&mut self, node: &Node) -> Option<RulePrefix> {
        let text = self.text(node, RULES)?;
        let prefix = text.strip_suffix('*').and_then(|text| RulePrefix::parse(text).ok());
        if prefix.is_none() {
            let help = if text == "*" {
                Some("for what all rules allow together, write `only: any`".to_string())
            } else {
                meant(text).map(|meant| format!("did you mean `{meant}*`?"))
            };
            let fault = Fault::new("invalid_prefix", describe(node), RULES).maybe(help);
            self.report.refuse(&node.spot, fault);
        }
        prefix
    }
}

/// The beginning of ids that is probably meant.
fn meant(text: &str) -> Option<String> {
    let lower = text.trim_end_matches('*').trim().to_lowercase().replace([' ', '_', '.'], "-");
    RulePrefix::parse(&lower).ok().map(|_| lower)
}

/// What an invariant says, one of them.
const STATEMENTS: [&str; 4] = ["never", "only", "always", "rules"];
const KEYS: [&str; 7] = ["id", "description", "never", "only", "always", "rules", "within"];
const FILE: &str = "a file of invariants: a mapping that starts with `version: 1`";
const LIST: &str = "a list of invariants, or `[]` for none";
const INVARIANT: &str =
    "an invariant: a mapping with `id` and one of `never`, `only`, `always` or `rules`";
const REQUESTS: &str = "`any`, or a mapping of conditions";
const EVERY_REQUEST: &str = "for every request write `any`";
const NO_BOUND: &str = "everything that is allowed would be within it";
const WITHIN: &str = "the conditions to keep within";
const RULES: &str = "a beginning of rule ids and `*`, such as `vendor-a-*`";
