//! The tags of an instance.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use unicode_normalization::UnicodeNormalization;

use crate::{Caller, CallerFact, Fact, TagCondition, Tags};

use super::{
    aim::Aim,
    atoms::Atoms,
    draw::{Choice, Draw, How, Slot},
};

/// Tags that a rule does not ask for: no more of them than this, of a policy that names thousands.
const BESIDES: usize = 12;

pub(crate) fn tags(atoms: &Atoms, aim: &Aim<'_>, draw: &Draw, caller: &Caller) -> Fact<Tags> {
    let whole = draw.choice(Slot::Tags);
    match draw.how(whole) {
        How::Absent => return Fact::Absent,
        How::Unknown => return Fact::Unknown,
        How::Pool | How::Aimed => {}
    }
    if whole.next().below(24) == 23 {
        return Tags::collect([]);
    }
    let mut typed: BTreeMap<&str, String> = BTreeMap::new();
    let first = whole.below(atoms.tags.len());
    let besides =
        atoms.tags.iter().enumerate().cycle().skip(first).take(BESIDES.min(atoms.tags.len()));
    let asked = atoms.tags.iter().enumerate().filter(|(_, (key, _))| aim.tag(key).is_some());
    for (number, (key, pool)) in besides.chain(asked) {
        let choice = draw.tag(number);
        if let Some(value) = value(key, pool, aim.tag(key), atoms, choice, draw, caller) {
            typed.insert(key, spelled(&value, choice));
        }
    }
    let unnamed = [("no-policy-names-this", "at-all")].into_iter().filter(|_| whole.how >= 70);
    Tags::collect(typed.iter().map(|(key, value)| (*key, &**value)).chain(unnamed))
}

fn value(
    key: &str,
    pool: &[String],
    asked: Option<&TagCondition>,
    atoms: &Atoms,
    choice: Choice,
    draw: &Draw,
    caller: &Caller,
) -> Option<String> {
    let required = atoms.document.required_tags.contains(key);
    let wanted: Vec<String> = match (draw.how(choice), asked) {
        (How::Pool, _) | (How::Aimed, Some(TagCondition::Present)) => Vec::new(),
        (How::Aimed, Some(TagCondition::In(values))) => values.iter().cloned().collect(),
        (How::Aimed, Some(TagCondition::EqualsCaller(fact))) => own(fact, caller),
        (How::Aimed, None) if required || choice.how < 70 => Vec::new(),
        (How::Aimed, None) | (How::Absent | How::Unknown, _) => return None,
    };
    choice.of(if wanted.is_empty() { pool } else { &wanted }).cloned()
}

/// The values of a fact of the caller.
fn own(fact: &CallerFact, caller: &Caller) -> Vec<String> {
    match fact {
        CallerFact::Groups => caller
            .groups()
            .known()
            .into_iter()
            .flat_map(|it| it.iter())
            .map(ToString::to_string)
            .collect(),
        CallerFact::User => caller.user().known().into_iter().map(ToString::to_string).collect(),
        CallerFact::Claim(name) => {
            caller.claim(name).known().into_iter().map(ToString::to_string).collect()
        }
    }
}

/// Canonically the same text, perhaps typed letter by letter.
fn spelled(value: &str, choice: Choice) -> String {
    if choice.next().below(3) == 2 { value.nfd().collect() } else { value.to_string() }
}
