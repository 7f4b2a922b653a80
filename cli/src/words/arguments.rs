//! Why the arguments of a command cannot be taken.

use super::Phrase;

/// Why the value of an option cannot be taken: said by the library of the arguments, by those of numbers,
/// addresses and URLs, and by the options themselves.
pub(super) const VALUES: &[Phrase] = &[
    ("{} is not in {}", "{} は範囲 {} にありません"),
    ("invalid digit found in string", "整数が必要です"),
    ("cannot parse integer from empty string", "整数が必要です"),
    ("number too large to fit in target type", "数が大きすぎます"),
    ("number too small to fit in target type", "数が小さすぎます"),
    ("number would be zero for non-zero type", "1 以上の整数が必要です"),
    ("invalid IP address syntax", "IPv4 または IPv6 のアドレスが必要です"),
    (
        "relative URL without a base",
        "`http://127.0.0.1:8787` のように `http://` か `https://` で始まる URL が必要です",
    ),
    ("empty host", "URL にホストの名前がありません"),
    ("invalid international domain name", "URL のホストの名前が正しくありません"),
    ("invalid domain character", "URL のホストの名前に使えない文字があります"),
    ("invalid port number", "URL のポート番号が正しくありません"),
    ("invalid IPv4 address", "URL の IPv4 アドレスが正しくありません"),
    ("invalid IPv6 address", "URL の IPv6 アドレスが正しくありません"),
    ("required a name, `=` and a value", "名前、`=`、値の順に書いてください"),
    ("required a number from 0 to 100", "0〜100 の数が必要です"),
    ("required a version number, or `none`", "版の番号または `none` が必要です"),
    (
        "required the 64 hexadecimal digits that `sekisho plan` printed",
        "`sekisho plan` が表示した 64 桁の 16 進数が必要です",
    ),
    (
        "required rules, conditions or boundaries before `=`",
        "`=` の前に rules、conditions、boundaries のいずれかが必要です",
    ),
    (
        "required `all`, `warnings` or one of {}",
        "`all`、`warnings`、または次のいずれかが必要です: {}",
    ),
    ("required one of {}", "次のいずれかが必要です: {}"),
    ("found {}, required one of {}", "{} がありますが、次のいずれかが必要です: {}"),
    (
        "found {}, required a time with an offset, such as {}",
        "{} がありますが、{} のように時差の付いた時刻が必要です",
    ),
    ("required instance, database or service", "instance、database、service のいずれかが必要です"),
    (
        "required an AWS partition, such as aws, aws-cn or aws-us-gov",
        "aws、aws-cn、aws-us-gov のような AWS のパーティションが必要です",
    ),
];

/// What else might have been meant.
// SOURCE: clap_builder 4.6, `error/mod.rs`, which puts straight quotation marks around what was written.
pub(super) const HINTS: &[Phrase] = &[
    ("to pass '{}' as a value, use '{}'", "`{}` を値として渡すには、`{}` と書いてください"),
    (
        "subcommand '{}' exists; to use it, remove the '{}' before it",
        "`{}` というコマンドはあります。使うには、前の `{}` を除いてください",
    ),
    ("'{}' exists", "`{}` ならあります"),
];
