//! What the instances and the people do not have, in words.

use std::fmt::Display;

use sekisho_policy::{CallerFact, Condition, InstanceId, MissingFact, RuleId};

use super::words::{Both, both};
use crate::report::count;

/// So many rules, or instances, are named.
const NAMED: usize = 5;

/// A value that nothing and nobody has.
pub(super) fn absent(
    condition: &Condition,
    value: Option<&str>,
    rules: &[RuleId],
    meant: Option<&str>,
) -> (Both, Both) {
    let of_people = matches!(condition, Condition::Groups | Condition::Users);
    let (what, what_ja) = what(condition, value);
    let (rules, rules_ja) = some(rules);
    let message = (
        format!("{what}: asked for by {rules}"),
        format!("{what_ja}(求めているルール: {rules_ja})"),
    );
    let help = match meant {
        Some(meant) => did_you_mean(meant),
        None if of_people => both(
            "correct it, or remove it if it is about nobody any more",
            "直すか、もうだれにも当てはまらないなら取り除いてください",
        ),
        None => both(
            "correct it, or remove it if it is about nothing any more",
            "直すか、もう何にも当てはまらないなら取り除いてください",
        ),
    };
    (message, help)
}

fn what(condition: &Condition, value: Option<&str>) -> Both {
    match (condition, value) {
        (Condition::Tag(key), None) => (
            format!("no instance has the tag `{key}`"),
            format!("タグ `{key}` のあるインスタンスがありません"),
        ),
        (Condition::Tag(key), Some(value)) => (
            format!("no instance has the tag `{key}` with the value `{value}`"),
            format!("タグ `{key}` の値が `{value}` のインスタンスがありません"),
        ),
        (Condition::Accounts, Some(value)) => (
            format!("no instance is in the account `{value}`"),
            format!("アカウント `{value}` のインスタンスがありません"),
        ),
        (Condition::Regions, Some(value)) => (
            format!("no instance is in the region `{value}`"),
            format!("リージョン `{value}` のインスタンスがありません"),
        ),
        (Condition::InstanceIds, Some(value)) => (
            format!("no instance has the id `{value}`"),
            format!("ID が `{value}` のインスタンスがありません"),
        ),
        (Condition::Groups, Some(value)) => (
            format!("nobody is in the group `{value}`"),
            format!("グループ `{value}` に入っている人がいません"),
        ),
        (Condition::Users, Some(value)) => {
            (format!("nobody is the user `{value}`"), format!("利用者 `{value}` がいません"))
        }
        // No other condition asks for a value.
        (condition, value) => {
            let value = value.unwrap_or_default();
            (format!("no `{condition}` `{value}`"), format!("`{condition}` `{value}` がありません"))
        }
    }
}

/// A required tag that instances lack.
pub(super) fn missing_tag(
    tag: &str,
    (lacking, of): (usize, usize),
    instances: &[InstanceId],
    meant: Option<&str>,
) -> (Both, Both) {
    let (named, named_ja) = if instances.is_empty() {
        (String::new(), String::new())
    } else {
        let (named, named_ja) = some(instances);
        (format!(": {named}"), format!(": {named_ja}"))
    };
    let (all, all_ja) = (count(of, "instance"), format!("インスタンス {of} 台のうち {lacking} 台"));
    let lack = if lacking == 1 { "lacks" } else { "lack" };
    let message = (
        format!("{lacking} of {all} {lack} the required tag `{tag}`{named}"),
        format!("{all_ja}に必須タグ `{tag}` がありません{named_ja}"),
    );
    let help = match meant {
        Some(meant) => did_you_mean(meant),
        None => both(
            "set the tag: without it every request about the instance is denied",
            "タグを付けてください。ないかぎり、そのインスタンスへのリクエストはすべて拒否されます",
        ),
    };
    (message, help)
}

/// A tag that is never equal to a fact of the caller.
pub(super) fn never_equal(
    tag: &str,
    fact: &CallerFact,
    rules: &[RuleId],
    alike: Option<&(String, String)>,
) -> (Both, Both) {
    let (what, what_ja) = match fact {
        CallerFact::Groups => ("group".to_owned(), "だれかのグループ".to_owned()),
        CallerFact::User => ("user name".to_owned(), "だれかの利用者名".to_owned()),
        CallerFact::Claim(name) => {
            (format!("claim `{name}`"), format!("だれかのクレーム `{name}` "))
        }
    };
    let (rules, rules_ja) = some(rules);
    let message = (
        format!("no instance has a tag `{tag}` that is anybody's {what}: asked for by {rules}"),
        format!(
            "タグ `{tag}` が{what_ja}と一致するインスタンスがありません(求めているルール: {rules_ja})"
        ),
    );
    let help = match alike {
        Some((value, fact)) => (
            format!(
                "the tag has `{value}`, the caller `{fact}`: every letter counts, its case and its width too"
            ),
            format!(
                "タグは `{value}`、呼び出し元は `{fact}` です。大文字と小文字、全角と半角も区別されます"
            ),
        ),
        None => both(
            "use the same texts for the tag and for the caller",
            "タグの値と呼び出し元の値を、同じ文字列にそろえてください",
        ),
    };
    (message, help)
}

/// A fact that is unknown of some.
pub(super) fn unknown(fact: &MissingFact, number: usize) -> (Both, Both) {
    let of_people = matches!(fact, MissingFact::Claim(_) | MissingFact::Groups | MissingFact::User);
    let (each, of, of_ja) = match (of_people, number) {
        (true, 1) => ("person", "1 person".to_owned(), "人が 1 人います".to_owned()),
        (true, _) => ("person", format!("{number} people"), format!("人が {number} 人います")),
        (false, _) => {
            ("instance", count(number, "instance"), format!("インスタンスが {number} 台あります"))
        }
    };
    let each_ja = if of_people { "人" } else { "インスタンス" };
    let message = (
        format!("`{fact}` is unknown for {of}: a value that only they could have is not reported"),
        format!("`{fact}` の分からない{of_ja}。それだけが持つかもしれない値は報告しません"),
    );
    let help = (
        format!("give `{fact}` for each {each}"),
        format!("どの{each_ja}にも `{fact}` を記してください"),
    );
    (message, help)
}

fn did_you_mean(meant: &str) -> Both {
    (
        format!("did you mean `{meant}`? every letter counts, its case and its width too"),
        format!("もしかして `{meant}` ですか。大文字と小文字、全角と半角も区別されます"),
    )
}

/// `` `a`, `b` and 3 more ``
fn some<T: Display>(items: &[T]) -> Both {
    let named: Vec<String> = items.iter().take(NAMED).map(|item| format!("`{item}`")).collect();
    match items.len().saturating_sub(NAMED) {
        0 => (named.join(", "), named.join("、")),
        more => (
            format!("{} and {more} more", named.join(", ")),
            format!("{} ほか {more} 件", named.join("、")),
        ),
    }
}
