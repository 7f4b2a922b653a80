//! Decisions in words.

use std::fmt::Display;

use sekisho_policy::DenialReason;

/// Why it is denied, in both languages.
pub(crate) fn reason(reason: &DenialReason) -> (String, String) {
    match reason {
        DenialReason::MissingRequiredTag { tags } => {
            let tags = quoted(tags);
            (
                format!("the instance lacks {tags}, which the policy requires of every instance"),
                format!("インスタンスに必須のタグ {tags} がありません"),
            )
        }
        DenialReason::Explicit { rules } => {
            let rules = quoted(rules);
            (format!("by {rules}"), format!("拒否ルール {rules} に該当します"))
        }
        DenialReason::Indeterminate { rules, missing } => {
            let (rules, missing) = (quoted(rules), quoted(missing));
            let (by, by_ja) = if rules.is_empty() {
                ("the required tags".to_owned(), "必須のタグ".to_owned())
            } else {
                (rules.clone(), format!("ルール {rules} "))
            };
            (
                format!("{by} cannot be decided without knowing {missing}"),
                format!("{missing} が不明なため、{by_ja}を判断できません"),
            )
        }
        DenialReason::Default => {
            ("no rule allows it".to_owned(), "許可するルールがありません".to_owned())
        }
    }
}

/// `` `a`, `b` ``
pub(crate) fn quoted<'a, T: Display + 'a>(items: impl IntoIterator<Item = &'a T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| format!("`{item}`")).collect();
    items.join(", ")
}
