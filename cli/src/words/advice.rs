//! The help of the commands that say what is wrong with a policy and what would have to change.

use super::Phrase;

/// Of `sekisho lint`.
pub(super) const LINT: &[Phrase] = &[
    (
        "Find what is legal in a policy and looks wrong: rules that do nothing, that others undo, whose time is over",
        "ポリシーの誤りではないものの、疑わしいところを探します。何もしないルール、ほかのルールに打ち消される\nルール、期間の終わったルールなどです",
    ),
    (
        "Every rule is held against all others together, and every finding is proved: `redundant` names the rules that say the same, `overridden` the deny rules that leave nothing, none of them too many. What `sekisho check` warns of is told too; and of the instances and people that there are, if they are given, which values the rules ask for that none of them has. Ends with 0 whatever is found, with 2 if --deny names some of it, with 3 if the document has problems, with 4 if a search took more steps than it may.",
        "各ルールを、ほかのすべてのルールを合わせたものと照らし合わせます。示すものはすべて証明済みです。\n`redundant` では同じことを定めるルールを、`overridden` では打ち消す拒否ルールを、過不足なく挙げます。\n`sekisho check` の警告も示します。インスタンスと人の一覧があれば、ルールが求めているのにどれも、だれも\n持たない値も示します。何が見つかっても 0 で、--deny に挙げたものが見つかれば 2 で、文書に誤りがあれば\n3 で、探索が決められたステップ数に収まらなければ 4 で終わります。",
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

/// Of `sekisho why-not`.
pub(super) const WHY_NOT: &[Phrase] = &[
    (
        "Say the least that would have to change for a denied request to be allowed, and whom to ask for it",
        "拒否されるリクエストが許可されるには最低限何が変わればよいか、だれに頼めばよいかを示します",
    ),
    (
        "Who it is, what is to be done and to which instance stays as it is; time only goes on. What the caller can do alone comes first: sign in again, wait, go elsewhere; then groups and claims, then tags. Each way is enough, as the engine confirms, and no part of it is. If none is found, no change of these facts helps: the rules that would have to change are shown. Allowed or denied, it ends with 0; with 4 if the search took more steps than it may. `sekisho explain` says why a request is denied.",
        "本人、操作、インスタンスは変えず、時刻は先に進むだけです。本人だけでできること(サインインし直す、\n待つ、場所を変える)を先に、グループとクレーム、タグの順に示します。どの方法も、それで足りることを\nエンジンが確かめており、一部だけでは足りません。方法がなければ、事実をどう変えても許可されないので、\n変える必要のあるルールを示します。許可でも拒否でも 0 で、探索が決められたステップ数に収まらなければ\n4 で終わります。拒否される理由は `sekisho explain` が示します。",
    ),
    ("How many ways to show at most, the easiest first", "示す方法の数の上限。容易なものから示す"),
    ("How many steps the search may take", "探索のステップ数の上限"),
    (
        "One JSON object: outcome, code, rules, missing, remedies, unknown, barred, nearest, undecided, steps",
        "一つの JSON で出力:\noutcome、code、rules、missing、remedies、unknown、barred、nearest、\nundecided、steps",
    ),
];
