//! What is wrong with a file of cases.

use super::Phrase;

/// What was found.
pub(super) const FOUND: &[Phrase] = &[
    ("no `cases`", "`cases` がありません"),
    ("a case without `name`", "`name` のない事例"),
    ("a case without `expect`", "`expect` のない事例"),
    ("a `code` of what is allowed", "許可されるものの `code`"),
    ("a `before_stop` of what is denied", "拒否されるものの `before_stop`"),
    ("the name {} a second time", "二つ目の名前 {}"),
    ("more", "組み合わせが多すぎます"),
];

/// What was required.
pub(super) const REQUIRED: &[Phrase] = &[
    (
        "a table: a mapping with `cases`, and perhaps `policy` and `defaults`",
        "`cases` と、必要なら `policy` と `defaults` を持つマッピング",
    ),
    ("{}, the name of the policy that is tested", "テストするポリシーの名前 {}"),
    ("a mapping with facts", "事実のマッピング"),
    ("a list of cases", "事例の一覧"),
    ("a list of cases, at least one", "一件以上の事例の一覧"),
    (
        "a case: a mapping with `name`, `expect`, and the facts that differ",
        "`name`、`expect`、既定値と異なる事実を持つマッピング(事例)",
    ),
    ("a name for each case", "事例ごとの名前"),
    (
        "a name for each case: line {} has this one",
        "事例ごとに別の名前(この名前は {} 行目にあります)",
    ),
    ("one line that names the case", "事例の名前(一行)"),
    ("`code` with `expect: deny` only", "`code` は `expect: deny` のときだけ書けます"),
    (
        "`before_stop` with `expect: allow` only",
        "`before_stop` は `expect: allow` のときだけ書けます",
    ),
    ("a list of the names of SSM documents", "SSM ドキュメントの名前の一覧"),
    ("each document at most once", "ドキュメントは一度ずつ書いてください"),
    ("the name of an SSM document", "SSM ドキュメントの名前"),
    ("a list of the ids of rules, at least one", "一つ以上のルールの id の一覧"),
    ("each rule at most once", "ルールは一度ずつ書いてください"),
    ("the id of a rule", "ルールの id"),
    ("a mapping from facts to lists of their values", "事実から値の一覧へのマッピング"),
    ("a list of values, at least one", "一つ以上の値の一覧"),
    ("at most {} combinations of `each`", "`each` の組み合わせは {} 通りまでです"),
    ("each fact at most once in a case", "一つの事例に、事実は一度ずつ書いてください"),
];
