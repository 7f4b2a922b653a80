//! What a change of a policy means, sentence by sentence.

use std::{collections::BTreeMap, io};

use clap::builder::styling::AnsiColor;
use sekisho_policy::{
    Document, RuleId,
    sentences::{About, render, rule_sentence},
};

use crate::Surroundings;

/// The texts by what they are about, in the order of a document, and by name.
type Sentences = BTreeMap<(u8, String), String>;

/// Writes the sentences that a change takes away and those it adds, each beside the one it replaces.
pub(crate) fn meaning(
    before: Option<&Document>,
    after: &Document,
    surroundings: &mut Surroundings<'_>,
) -> io::Result<()> {
    let old = before.map(|before| sentences(before, Some(after), surroundings)).unwrap_or_default();
    let new = sentences(after, before, surroundings);
    let mut about: Vec<_> = old.keys().chain(new.keys()).collect();
    about.sort_unstable();
    about.dedup();
    for about in about {
        let (old, new) = (old.get(about), new.get(about));
        if old == new {
            continue;
        }
        for (sign, colour, text) in [('-', AnsiColor::Red, old), ('+', AnsiColor::Green, new)] {
            if let Some(text) = text {
                let line = surroundings.paint(colour, format_args!("{sign} {text}"));
                surroundings.say(format_args!("  {line}"))?;
            }
        }
    }
    Ok(())
}

/// The sentences of a document, but not of the rules that it has in common with the other one: there
/// may be a hundred thousand.
fn sentences(
    document: &Document,
    other: Option<&Document>,
    surroundings: &Surroundings<'_>,
) -> Sentences {
    let language = surroundings.language.of_sentences();
    let mut all = Sentences::new();
    for sentence in render(document, language) {
        if sentence.about() == About::Rule {
            break;
        }
        // The first sentence counts the rules, which is no change of its own.
        if sentence.about() != About::Policy || !other.is_some_and(|other| alike(document, other)) {
            let key = (order(sentence.about()), sentence.name().to_owned());
            all.insert(key, sentence.text().to_owned());
        }
    }
    let others: BTreeMap<&RuleId, _> = other
        .filter(|other| other.utc_offset() == document.utc_offset())
        .into_iter()
        .flat_map(|other| other.rules().iter().map(|rule| (&rule.id, rule)))
        .collect();
    for rule in document.rules() {
        if others.get(&rule.id) != Some(&rule) {
            let text = rule_sentence(rule, document.utc_offset(), language).text().to_owned();
            all.insert((order(About::Rule), rule.id.to_string()), text);
        }
    }
    all
}

/// Whether two policies say the same of themselves, but for the number of their rules.
fn alike(one: &Document, other: &Document) -> bool {
    one.name() == other.name()
        && one.utc_offset() == other.utc_offset()
        && one.required_tags() == other.required_tags()
}

const fn order(about: About) -> u8 {
    match about {
        About::Policy => 0,
        About::Zone => 1,
        About::Calendar => 2,
        About::Schedule => 3,
        About::Rule => 4,
    }
}
