//! The help of the commands that say what is wrong with a policy and what would have to change.

use super::Phrase;

/// Of `sekisho lint`.
pub(super) const LINT: &[Phrase] = &[
    (
        "Find what is legal in a policy and looks wrong: rules that do nothing, that others undo, whose time is over",
        "ポリシーの誤りではないものの、疑わしいところを探します。何もしないルール、ほかのルールに打ち消される\nルール、期間の終わったルールなどです",
    ),
    (
        "Every rule is held against all others together, and every finding is proved: `redundant` names the rules that say the same, `overridden` the deny rules that leave nothing, none of them too many. What `sekisho check` warns of is told too. Ends with 0 whatever is found, with 2 if --deny names some of it, with 3 if the document has problems, with 4 if a search took more steps than it may.",
        "各ルールを、ほかのすべてのルールを合わせたものと照らし合わせます。示すものはすべて証明済みです。\n`redundant` では同じことを定めるルールを、`overridden` では打ち消す拒否ルールを、過不足なく挙げます。\n`sekisho check` の警告も示します。何が見つかっても 0 で、--deny に挙げたものが見つかれば 2 で、文書に\n誤りがあれば 3 で、探索が決められたステップ数に収まらなければ 4 で終わります。",
    ),
    (
        "End with 2 if this is found: the code of a finding, `warnings`, or `all`",
        "これが見つかれば 2 で終わる: 指摘のコード、`warnings`(すべての警告)、`all`(すべて)",
    ),
    ("How many steps of search each rule may take", "ルールごとの探索のステップ数の上限"),
    (
        "One JSON object a finding and line: severity, code, rule, message, help, and what its code has",
        "一行に一つの指摘を JSON で出力:\nseverity、code、rule、message、help と、コードごとの項目",
    ),
];
