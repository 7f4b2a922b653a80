//! From the text of a file to its cases, or to everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{Document, NamedRequest, RuleId, RunbookName};
use serde_json::{Map, Value};

use super::{
    Case, Cases,
    expectation::{CODES, Expectation},
    facts::Facts,
    problem::{CaseProblem, Fault},
    tree::{Entry, Node, Place, Tree},
};
use crate::scenario::Answer;

/// The table, or at least one problem.
pub(super) fn cases(text: &str, document: &Document) -> Result<Cases, Vec<CaseProblem>> {
    let root: Node = match serde_saphyr::from_str(text) {
        Ok(root) => root,
        Err(error) => return Err([malformed(&error)].into()),
    };
    let mut reader = Reader::default();
    let mut cases = reader.root(&root, document);
    if reader.problems.is_empty() {
        cases.names = reader.names.into_keys().collect();
        return Ok(cases);
    }
    // What is wrong with a default is wrong in every case.
    let problems: BTreeSet<CaseProblem> = reader.problems.into_iter().collect();
    Err(problems.into_iter().collect())
}

/// The text is no YAML.
fn malformed(error: &serde_saphyr::Error) -> CaseProblem {
    let place = error.location().map(Place::from);
    let plain = error.without_snippet();
    let form = |found: String, required: &str| CaseProblem {
        place,
        fault: Fault::Form { found, required: required.to_owned() },
    };
    if let serde_saphyr::Error::DuplicateMappingKey { key, .. } = plain {
        let key = key.as_deref().unwrap_or_default().escape_debug();
        return form(format!("the key `{key}` a second time"), "each key at most once");
    }
    if let serde_saphyr::Error::MultipleDocuments { .. } = plain {
        return form("a second document (after `---`)".to_owned(), "one document");
    }
    let message = plain.to_string().lines().next().unwrap_or_default().to_owned();
    // The place is said before the message.
    let said = place.map(|at| format!(" at line {}, column {}", at.line, at.column));
    let message = said.and_then(|said| message.strip_suffix(&said)).unwrap_or(&message);
    CaseProblem { place, fault: Fault::Unreadable(message.to_owned()) }
}

#[derive(Default)]
struct Reader {
    problems: Vec<CaseProblem>,
    /// The lines on which names were given.
    names: BTreeMap<String, u64>,
}

impl Reader {
    fn root(&mut self, root: &Node, document: &Document) -> Cases {
        let required = "a table: a mapping with `cases`, and perhaps `policy` and `defaults`";
        let mut table = Cases::default();
        let Some(entries) = self.entries(root, required) else { return table };
        self.known(entries, &ROOT_KEYS, &[]);
        if let Some(policy) = find(entries, "policy")
            && policy.node.text() != Some(document.name().as_str())
        {
            let required = format!("`{}`, the name of the policy that is tested", document.name());
            self.refuse(policy.node.place, policy.node.described(), &required);
        }
        if let Some(entry) = find(entries, "defaults")
            && let Some(entries) = self.entries(&entry.node, "a mapping with facts")
        {
            self.known(entries, &[], &FACTS);
            self.facts(entries, &mut table.defaults);
        }
        let Some(cases) = find(entries, "cases") else {
            self.refuse(root.place, "no `cases`", "a list of cases");
            return table;
        };
        let Some(items) = cases.node.items() else {
            self.refuse(cases.node.place, cases.node.described(), "a list of cases, at least one");
            return table;
        };
        table.indent = items.first().map_or(0, indent);
        table.list = items.iter().flat_map(|item| self.case(item, &table.defaults)).collect();
        table
    }

    /// The case, or if it has `each`, one for each combination of the values.
    fn case(&mut self, item: &Node, defaults: &Facts) -> Vec<Case> {
        let required = "a case: a mapping with `name`, `expect`, and the facts that differ";
        let Some(entries) = self.entries(item, required) else { return Vec::new() };
        self.known(entries, &CASE_KEYS, &FACTS);
        let name = self.name(item, entries);
        let expected = self.expectation(item, entries);
        let mut facts = Facts::default();
        self.facts(entries, &mut facts);
        let mut variants = vec![(String::new(), facts)];
        if let Some(each) = find(entries, "each") {
            variants = self.each(&each.node, variants);
        }
        let mut cases = Vec::new();
        for (said, facts) in variants {
            let request = facts.over(defaults);
            let Some(request) = self.request(item, &facts, defaults, request) else { continue };
            if let (Some(name), Some(expected)) = (&name, &expected) {
                let line = item.place.line;
                let said = if said.is_empty() { said } else { format!(" [{said}]") };
                let name = format!("{name}{said}");
                cases.push(Case { name, line, request, expected: expected.clone() });
            }
        }
        cases
    }

    fn name(&mut self, item: &Node, entries: &[Entry]) -> Option<String> {
        let Some(entry) = find(entries, "name") else {
            self.refuse(item.place, "a case without `name`", "a name for each case");
            return None;
        };
        let place = entry.node.place;
        let fits = |name: &&str| !name.trim().is_empty() && !name.contains(char::is_control);
        let Some(name) = entry.node.text().filter(fits) else {
            self.refuse(place, entry.node.described(), "one line that names the case");
            return None;
        };
        if let Some(line) = self.names.insert(name.to_owned(), place.line) {
            let found = format!("the name {} a second time", entry.node.described());
            let required = format!("a name for each case: line {line} has this one");
            self.refuse(place, found, &required);
        }
        Some(name.to_owned())
    }

    fn expectation(&mut self, item: &Node, entries: &[Entry]) -> Option<Expectation> {
        let answer = match find(entries, "expect") {
            None => {
                // Whoever misspelt the key is told of that.
                if self.known(entries, &CASE_KEYS, &FACTS) {
                    self.refuse(item.place, "a case without `expect`", "`allow` or `deny`");
                }
                None
            }
            Some(entry) => match entry.node.text() {
                Some("allow") => Some(Answer::Allow),
                Some("deny") => Some(Answer::Deny),
                _ => {
                    self.refuse(entry.node.place, entry.node.described(), "`allow` or `deny`");
                    None
                }
            },
        };
        let code = find(entries, "code").and_then(|entry| self.code(&entry.node, answer));
        let rules = find(entries, "rules").map(|entry| self.rules(&entry.node));
        let before_stop =
            find(entries, "before_stop").map(|entry| self.runbooks(&entry.node, answer));
        Some(Expectation { answer: answer?, code, rules, before_stop })
    }

    /// The runbooks of `before_stop`. An empty list says that there are none.
    fn runbooks(&mut self, node: &Node, answer: Option<Answer>) -> BTreeSet<RunbookName> {
        if answer == Some(Answer::Deny) {
            self.refuse(
                node.place,
                "a `before_stop` of what is denied",
                "`before_stop` with `expect: allow` only",
            );
        }
        let mut runbooks = BTreeSet::new();
        let Tree::List(items) = &node.tree else {
            self.refuse(node.place, node.described(), "a list of the names of SSM documents");
            return runbooks;
        };
        for item in items {
            match item.text().and_then(|text| RunbookName::parse(text).ok()) {
                Some(runbook) if runbooks.insert(runbook.clone()) => {}
                Some(_) => {
                    let found = format!("{} a second time", item.described());
                    self.refuse(item.place, found, "each document at most once");
                }
                None => self.refuse(item.place, item.described(), "the name of an SSM document"),
            }
        }
        runbooks
    }

    fn code(&mut self, node: &Node, answer: Option<Answer>) -> Option<&'static str> {
        if answer == Some(Answer::Allow) {
            self.refuse(
                node.place,
                "a `code` of what is allowed",
                "`code` with `expect: deny` only",
            );
        }
        let code = CODES.into_iter().find(|code| node.text() == Some(code));
        if code.is_none() {
            self.refuse(node.place, node.described(), &listed(&CODES));
        }
        code
    }

    fn rules(&mut self, node: &Node) -> BTreeSet<RuleId> {
        let Some(items) = node.items() else {
            self.refuse(node.place, node.described(), "a list of the ids of rules, at least one");
            return BTreeSet::new();
        };
        let mut rules = BTreeSet::new();
        for item in items {
            match item.text().and_then(|text| RuleId::parse(text).ok()) {
                Some(rule) if rules.insert(rule.clone()) => {}
                Some(_) => {
                    let found = format!("{} a second time", item.described());
                    self.refuse(item.place, found, "each rule at most once");
                }
                None => self.refuse(item.place, item.described(), "the id of a rule"),
            }
        }
        rules
    }

    /// Every combination of what there is with one of each list of values.
    fn each(&mut self, node: &Node, mut variants: Vec<(String, Facts)>) -> Vec<(String, Facts)> {
        let required = "a mapping from facts to lists of their values";
        let Some(entries) = self.entries(node, required) else { return Vec::new() };
        self.known(entries, &[], &FACTS);
        for entry in entries {
            let Some(items) = entry.node.items() else {
                let required = "a list of values, at least one";
                self.refuse(entry.node.place, entry.node.described(), required);
                continue;
            };
            if variants.len().saturating_mul(items.len()) > MOST_VARIANTS {
                let required = format!("at most {MOST_VARIANTS} combinations of `each`");
                self.refuse(entry.place, "more", &required);
                return Vec::new();
            }
            let mut more = Vec::new();
            for (said, facts) in &variants {
                for item in items {
                    let mut facts = facts.clone();
                    if let Err(problem) = facts.add(&entry.key, item.place, item) {
                        self.problems.push(problem);
                    }
                    let value = item.json();
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    let comma = if said.is_empty() { "" } else { ", " };
                    more.push((format!("{said}{comma}{}: {value}", entry.key), facts));
                }
            }
            variants = more;
        }
        variants
    }

    /// The request, as the engine reads it.
    fn request(
        &mut self,
        item: &Node,
        facts: &Facts,
        defaults: &Facts,
        request: Map<String, Value>,
    ) -> Option<sekisho_policy::Request> {
        let read = NamedRequest::from_json(&Value::Object(request).to_string());
        let refused = match read {
            Ok(named) => return Some(named.request),
            Err(refused) => refused,
        };
        for problem in refused.problems() {
            let path = problem.place.path.as_str();
            let place = facts.place(path).or_else(|| defaults.place(path)).unwrap_or(item.place);
            let fault = Fault::Request {
                path: path.to_owned(),
                found: problem.found.clone(),
                required: problem.required.clone(),
                help: problem.help.clone(),
            };
            self.problems.push(CaseProblem { place: Some(place), fault });
        }
        None
    }

    fn facts(&mut self, entries: &[Entry], facts: &mut Facts) {
        for entry in entries.iter().filter(|entry| is_fact(&entry.key)) {
            if let Err(problem) = facts.add(&entry.key, entry.place, &entry.node) {
                self.problems.push(problem);
            }
        }
    }

    fn entries<'a>(&mut self, node: &'a Node, required: &str) -> Option<&'a [Entry]> {
        let entries = node.entries();
        if entries.is_none() {
            self.refuse(node.place, node.described(), required);
        }
        entries
    }

    /// Whether all keys are known: these, or those of facts.
    fn known(&mut self, entries: &[Entry], keys: &[&str], facts: &[&str]) -> bool {
        let unknown = |entry: &&Entry| {
            let is_fact = !facts.is_empty() && is_fact(&entry.key);
            !keys.contains(&entry.key.as_str()) && !is_fact
        };
        let mut all = true;
        for entry in entries.iter().filter(unknown) {
            let found = format!("the unknown key `{}`", entry.key.escape_debug());
            self.refuse(entry.place, found, &listed(&[keys, facts].concat()));
            all = false;
        }
        all
    }

    fn refuse(&mut self, place: Place, found: impl Into<String>, required: &str) {
        self.problems.push(CaseProblem::new(place, found, required));
    }
}

fn find<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.key == key)
}

/// Whether a key is that of a fact, or of a part of one. What is behind the first dot the engine judges.
fn is_fact(key: &str) -> bool {
    FACTS.contains(&key.split_once('.').map_or(key, |(first, _)| first))
}

/// How many spaces stand before an item: before its dash and the space behind that.
fn indent(item: &Node) -> usize {
    usize::try_from(item.place.column.saturating_sub(3)).unwrap_or_default()
}

/// `a`, `b` or `c`.
fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

const ROOT_KEYS: [&str; 3] = ["policy", "defaults", "cases"];
const CASE_KEYS: [&str; 6] = ["name", "expect", "code", "rules", "before_stop", "each"];
const FACTS: [&str; 5] = ["caller", "action", "source", "at", "instance"];
/// More would take longer than anybody waits for a table of cases.
const MOST_VARIANTS: usize = 10_000;
