//! What another engine's language cannot say.

use sekisho_policy::{CedarLoss, LossKind};

use super::{Phrase, what_went_wrong};

/// One condition that does not translate, and what became of its rule.
pub(crate) fn loss(loss: &CedarLoss) -> String {
    let CedarLoss { rule, condition, reason, kind, .. } = loss;
    let outcome = match kind {
        LossKind::AllowLeftOut => {
            "このルールは除かれ、このルールだけが許可していたものは拒否されます"
        }
        LossKind::DeniesMore => "このルールはその条件なしで書かれ、拒否が広がります",
        LossKind::Unbound => {
            "ルールの注釈としてだけ書かれ、判定に従って操作する側が実行しなければなりません"
        }
        LossKind::ExceptionLeftOut => "この例外は除かれ、ルールの拒否が広がります",
    };
    let reason = what_went_wrong(reason);
    format!("ルール `{rule}`: `{condition}` は Cedar では表せません({reason})。{outcome}")
}

/// Why Cedar cannot say it.
pub(super) const REASONS: &[Phrase] = &[
    ("which knows neither days of the week nor calendars", "Cedar に曜日とカレンダーはありません"),
    ("which has no obligations", "Cedar に義務(obligations)はありません"),
];
