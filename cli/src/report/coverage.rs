//! What the cases of a table have shown of a policy, in words.

use sekisho_policy::{Bound, Boundary, Document, Edge, UnixTime, UtcOffset};
use serde_json::{Value, json};

use super::local_time::{clock, date_and_time, length, local_time, week};
use crate::{
    Language,
    cases::{Coverage, Missing, Never, Share},
};

/// The coverage: how much, and line by line what is missing.
pub(crate) fn coverage(
    coverage: &Coverage,
    document: &Document,
    language: Language,
) -> Vec<String> {
    let (rules, conditions) = (coverage.rules(), coverage.conditions());
    let boundaries = coverage.boundaries();
    let mut lines = vec![language.pick(
        format!(
            "rules: {} of {} were true in one case and false in another",
            rules.shown, rules.of
        ),
        format!(
            "ルール: {} 件中 {} 件で、成り立つ事例と成り立たない事例の両方を確認しました",
            rules.of, rules.shown
        ),
    )];
    lines.extend(rules.missing.iter().map(|never| format!("  {}", never_said(never, language))));
    lines.push(language.pick(
        format!(
            "conditions: {} of {} alone decided about their rule in some case",
            conditions.shown, conditions.of
        ),
        format!(
            "条件: {} 件中 {} 件で、その条件だけがルールの成否を決める事例を確認しました",
            conditions.of, conditions.shown
        ),
    ));
    let missing = conditions.missing.iter();
    lines.extend(missing.map(|it| format!("  {}", condition_said(it, coverage, language))));
    lines.push(language.pick(
        format!("boundaries: {} of {} values were tried", boundaries.shown, boundaries.of),
        format!("境界: {} 個中 {} 個の値を確認しました", boundaries.of, boundaries.shown),
    ));
    let missing = boundaries.missing.iter();
    lines.extend(missing.map(|(boundary, sides)| {
        let tests = values(boundary, *sides, document.utc_offset());
        let bound = bound(boundary, document.utc_offset(), language);
        format!("  {bound}: {}", no_case(boundary, &tests, language))
    }));
    lines
}

/// The coverage as one object, the same in every language.
pub(crate) fn coverage_as_json(coverage: &Coverage, document: &Document) -> Value {
    let offset = document.utc_offset();
    let rules = share(
        &coverage.rules(),
        |never| json!({ "rule": never.rule.as_str(), "never_true": never.is_true, "never_false": never.is_false }),
    );
    let conditions = share(&coverage.conditions(), |missing| match missing {
        Missing::Condition(at) => {
            json!({ "rule": at.rule.as_str(), "condition": written(missing, coverage) })
        }
        Missing::Exception(rule, _) => {
            json!({ "rule": rule.as_str(), "exception": written(missing, coverage) })
        }
        Missing::RequiredTag(key) => json!({ "required_tag": key }),
    });
    let boundaries = share(
        &coverage.boundaries(),
        |(boundary, sides)| json!({ "boundary": bound(boundary, offset, Language::English), "test": values(boundary, *sides, offset) }),
    );
    json!({ "coverage": { "rules": rules, "conditions": conditions, "boundaries": boundaries } })
}

fn share<T>(share: &Share<T>, missing: impl Fn(&T) -> Value) -> Value {
    let missing: Vec<Value> = share.missing.iter().map(missing).collect();
    json!({ "shown": share.shown, "of": share.of, "missing": missing })
}

fn never_said(never: &Never<'_>, language: Language) -> String {
    let (said, said_ja) = match (never.is_true, never.is_false) {
        (true, true) => ("neither true nor false", "成り立つ事例も、成り立たない事例もありません"),
        (true, false) => ("never true", "成り立つ事例がありません"),
        (false, _) => ("never false", "成り立たない事例がありません"),
    };
    format!("`{}`: {}", never.rule, language.pick(said, said_ja))
}

fn condition_said(missing: &Missing<'_>, coverage: &Coverage, language: Language) -> String {
    let written = written(missing, coverage);
    match missing {
        Missing::Condition(at) => format!("`{}`: {written}", at.rule),
        Missing::Exception(rule, _) => {
            let never =
                language.pick("never lifted the denial", "拒否が解除された事例がありません");
            format!("`{rule}`: {written}: {never}")
        }
        Missing::RequiredTag(_) => {
            let never =
                language.pick("no case lacks this tag alone", "このタグだけがない事例がありません");
            format!("{written}: {never}")
        }
    }
}

fn written(missing: &Missing<'_>, coverage: &Coverage) -> String {
    match missing {
        Missing::Condition(at) => match at.exception {
            None => at.condition.to_string(),
            Some(number) => format!("{}.{}", coverage.exception(&at.rule, number), at.condition),
        },
        Missing::Exception(rule, number) => coverage.exception(rule, *number),
        Missing::RequiredTag(key) => format!("required_tags: {key}"),
    }
}

fn bound(boundary: &Boundary, offset: UtcOffset, language: Language) -> String {
    let rule = boundary.conditions.first().map(|at| at.rule.to_string()).unwrap_or_default();
    let of_rule = |name: &str, value: String| {
        language.pick(format!("`{rule}`: {name} {value}"), format!("`{rule}` の {name} {value}"))
    };
    let time = |at: UnixTime| date_and_time(at, offset);
    match &boundary.bound {
        Bound::Opens { schedule, minute, days } => {
            let (at, days) = (clock(*minute), week(days, language));
            language.pick(
                format!("schedule `{schedule}` opens at {at} ({days})"),
                format!("スケジュール `{schedule}` の開始 {at}({days})"),
            )
        }
        Bound::Closes { schedule, minute, days } => {
            let (at, days) = (clock(*minute), week(days, language));
            language.pick(
                format!("schedule `{schedule}` closes at {at} ({days})"),
                format!("スケジュール `{schedule}` の終了 {at}({days})"),
            )
        }
        Bound::FirstAddress { zone, network } => language.pick(
            format!("zone `{zone}` begins at {}", network.network()),
            format!("ゾーン `{zone}` の最初のアドレス {}", network.network()),
        ),
        Bound::LastAddress { zone, network } => language.pick(
            format!("zone `{zone}` ends at {}", network.broadcast()),
            format!("ゾーン `{zone}` の最後のアドレス {}", network.broadcast()),
        ),
        Bound::NotBefore(at) => of_rule("not_before", time(*at)),
        Bound::NotAfter(at) => of_rule("not_after", time(*at)),
        Bound::SignedInWithin(seconds) => of_rule("signed_in_within", length(i64::from(*seconds))),
        Bound::IssuedBefore(at) => of_rule("issued_before", time(*at)),
    }
}

/// The values of the sides that are asked for, the lower one first.
fn values(boundary: &Boundary, (inside, outside): (bool, bool), offset: UtcOffset) -> Vec<String> {
    let inner = inside.then_some(boundary.inside);
    let outer = outside.then_some(boundary.outside);
    let edges = match boundary.bound {
        Bound::Opens { .. } | Bound::FirstAddress { .. } | Bound::NotBefore(_) => [outer, inner],
        Bound::Closes { .. }
        | Bound::LastAddress { .. }
        | Bound::NotAfter(_)
        | Bound::SignedInWithin(_)
        | Bound::IssuedBefore(_) => [inner, outer],
    };
    let said = |edge| match edge {
        Edge::Minute(minute) => clock(minute),
        Edge::At(time) | Edge::IssuedAt(time) => local_time("%Y-%m-%d %H:%M:%S", time, offset),
        Edge::SignedInAgo(seconds) => length(i64::from(seconds)),
        Edge::Address(address) => address.to_string(),
    };
    edges.into_iter().flatten().map(said).collect()
}

fn no_case(boundary: &Boundary, tests: &[String], language: Language) -> String {
    let (first, or, after) = match boundary.inside {
        Edge::Minute(_) | Edge::At(_) => ("at ", " or at ", ""),
        Edge::SignedInAgo(_) => ("", " or ", " after the sign-in"),
        Edge::IssuedAt(_) => ("with a token issued at ", " or at ", ""),
        Edge::Address(_) => ("from ", " or from ", ""),
    };
    let (first_ja, and, after_ja) = match boundary.inside {
        Edge::Minute(_) | Edge::At(_) | Edge::Address(_) => ("", " と ", " の"),
        Edge::SignedInAgo(_) => ("サインインから ", " 後と ", " 後の"),
        Edge::IssuedAt(_) => ("トークンの発行が ", " と ", " の"),
    };
    language.pick(
        format!("no case {first}{}{after}", tests.join(or)),
        format!("{first_ja}{}{after_ja}事例がありません", tests.join(and)),
    )
}
