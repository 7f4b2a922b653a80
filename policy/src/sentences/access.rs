//! What somebody may do to something, in sentences.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{Language, form::Form, grammar::Grammar, say};
use crate::{Access, Attribute, Clause, RuleId, UtcOffset, document::clause_attributes};

/// Whether an action is allowed, in sentences: each allowance, then each denial, which beats every
/// allowance. Times are in this offset (of the [document](crate::Document::utc_offset)).
///
/// ```
/// use sekisho_policy::{
///     AccessMatrix, Action, Caller, Document, Fact, Instance,
///     sentences::{Language, access_sentences},
/// };
///
/// let document = Document::from_yaml(
///     "{ version: 1, policy: town, utc_offset: '+09:00', \
///      zones: { hall: { cidrs: [192.0.2.0/24] } }, rules: [{ id: staff, effect: allow, \
///      who: { groups: [staff] }, actions: [stop], from: [hall], instances: any }, \
///      { id: freeze, effect: deny, approved_by: the mayor, who: everyone, actions: any, \
///        instances: any, not_before: 2027-02-16, unless: { signed_in_within: 8h } }] }",
/// )
/// .unwrap();
/// let staff = Caller::unknown().with_groups(Fact::Known(["staff"]));
/// let matrix = AccessMatrix::new(&document, [&staff], [&Instance::default()], &[Action::Stop]);
///
/// let access = matrix.access(0, 0, Action::Stop).unwrap();
/// assert_eq!(
///     access_sentences(access, document.utc_offset(), Language::English),
///     [
///         "Allowed if the call comes from the zone \"hall\" (rule \"staff\").",
///         "Denied if the time is 2027-02-16 00:00 (UTC+09:00) or later, unless the caller signed in \
///          less than 8 hours ago (rule \"freeze\").",
///     ],
/// );
/// ```
#[must_use]
pub fn access_sentences(access: &Access, offset: UtcOffset, language: Language) -> Vec<String> {
    let Grammar { access: grammar, unsayable, .. } = language.grammar();
    let said = |form: &Form, fields: BTreeMap<String, Attribute>| {
        let mut text = String::new();
        if !say::say(form, &Attribute::Map(fields), &mut text) {
            text.push_str(unsayable);
        }
        text
    };
    match access {
        Access::All { rules } => [said(&grammar.all, fields(rules, None, offset))].into(),
        Access::None => [grammar.none.to_string()].into(),
        Access::Conditional(condition) => {
            let allowed = condition
                .allowed
                .iter()
                .map(|it| said(&grammar.allowed, fields(&it.rules, Some(&it.when), offset)));
            let denied = condition.denied.iter().map(|it| {
                let mut fields = fields(&it.rules, Some(&it.when), offset);
                if !it.unless.is_empty() {
                    fields.insert(UNLESS.to_string(), exceptions(&it.unless, offset));
                }
                said(&grammar.denied, fields)
            });
            allowed.chain(denied).collect()
        }
    }
}

fn fields(
    rules: &[RuleId],
    when: Option<&Clause>,
    offset: UtcOffset,
) -> BTreeMap<String, Attribute> {
    let mut fields = when.map(|it| clause_attributes(it, offset)).unwrap_or_default();
    let rules = rules.iter().map(|rule| Attribute::String(rule.to_string()));
    fields.insert(RULES.to_string(), Attribute::List(rules.collect()));
    fields
}

fn exceptions(unless: &[Arc<Clause>], offset: UtcOffset) -> Attribute {
    let exceptions = unless.iter().map(|it| Attribute::Map(clause_attributes(it, offset)));
    Attribute::List(exceptions.collect())
}

/// The keys of the rules and of the exceptions.
const RULES: &str = "rules";
const UNLESS: &str = "unless";
