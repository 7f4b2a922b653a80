//! Invariants of a document, of every kind, in the words of its rules.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use proptest::{
    collection::vec,
    option::weighted,
    prelude::Just,
    sample::select,
    strategy::{BoxedStrategy, Strategy, Union},
};

use crate::{Clause, Document, Invariant, InvariantId, Invariants, RulePrefix, Statement};

use super::{
    atoms::Atoms,
    rules::{Part, clause, operators},
    vocabulary::{Shape, Vocabulary},
};

/// Up to four invariants of this document, in the words of its rules: the check accepts each. They are
/// as often false as true.
pub fn invariants_for(document: &Document) -> BoxedStrategy<Invariants> {
    let words = words(document);
    let utc_offset = document.utc_offset;
    let said = weighted(0.2, Just("what must be true".to_string()));
    vec((statement(document, &words), said), 0..=4)
        .prop_map(move |statements| {
            let list = statements.into_iter().enumerate().filter_map(
                |(number, (statement, description))| {
                    let id = InvariantId::parse(&format!("invariant-{number}")).ok()?;
                    Some(Invariant { id, description, statement })
                },
            );
            Invariants { list: list.collect(), utc_offset, warnings: Vec::new() }
        })
        .boxed()
}

fn statement(document: &Document, words: &Vocabulary) -> BoxedStrategy<Statement> {
    let requests = || clause(Part::Invariant, words);
    let bound = || requests().prop_map(|it| if it == Clause::default() { operators() } else { it });
    Union::new_weighted(vec![
        (3, requests().prop_map(Statement::Never).boxed()),
        (1, requests().prop_map(Statement::Always).boxed()),
        (
            3,
            (requests(), bound())
                .prop_map(|(clause, within)| Statement::Only { clause, within })
                .boxed(),
        ),
        (
            1,
            (prefix(document), bound())
                .prop_map(|(rules, within)| Statement::Delegation { rules, within })
                .boxed(),
        ),
    ])
    .boxed()
}

/// The beginning of one rule's id, of several, or of none.
fn prefix(document: &Document) -> BoxedStrategy<RulePrefix> {
    let ids = document.rules.iter().map(|rule| rule.id.as_str().to_string());
    let shorter = document.rules.iter().filter_map(|rule| {
        let id = rule.id.as_str();
        id.char_indices().last().and_then(|(at, _)| id.get(..at)).map(ToString::to_string)
    });
    let texts: Vec<String> = ids.chain(shorter).chain(["other-".to_string()]).collect();
    let prefixes: Vec<RulePrefix> =
        texts.iter().filter_map(|text| RulePrefix::parse(text).ok()).collect();
    select(prefixes).boxed()
}

/// The words of a document; of each kind but zones and schedules one that it does not name.
fn words(document: &Document) -> Vocabulary {
    let atoms = Atoms::of(document);
    let keys = atoms.tags.into_iter().map(|(key, _)| key);
    Vocabulary {
        groups: atoms.groups,
        users: atoms.users,
        values: atoms.values,
        keys: keys.chain(["Other".to_string()]).collect(),
        accounts: atoms.accounts,
        regions: atoms.regions,
        ids: atoms.ids,
        endpoints: atoms.endpoints,
        zones: document.zones.keys().cloned().collect(),
        schedules: document.schedules.keys().cloned().collect(),
        calendars: Vec::new(),
        shape: Shape::small(),
    }
}
