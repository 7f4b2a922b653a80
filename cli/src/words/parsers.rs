//! What the parsers of YAML and JSON have to say. They are not ours: of what they say, this is what
//! people meet, and the rest stays in English.

use super::Phrase;

/// SOURCE: saphyr-parser 0.3, its scanner and its parser, without what each was about.
pub(super) const YAML: &[Phrase] = &[
    ("did not find expected '-' indicator", "`-` がありません"),
    ("did not find expected key", "キーがありません"),
    ("did not find expected ',' or '}'", "`,` または `}` がありません"),
    ("expected ',' or ']'", "`,` または `]` がありません"),
    ("did not find expected node content", "値がありません"),
    ("did not find expected <document start>", "文書の始まりがありません"),
    ("did not find expected <document-start>", "文書の始まりがありません"),
    ("did not find expected hexadecimal number", "16 進数がありません"),
    ("did not find expected comment or line break", "改行がありません"),
    (
        "did not find expected alphabetic or numeric character",
        "`*` や `&` の後に英数字がありません",
    ),
    ("found unknown escape character", "知らないエスケープ文字があります"),
    ("found invalid Unicode character escape code", "正しくない文字番号があります"),
    ("found unexpected end of stream", "引用符が閉じられていません"),
    ("found unexpected document indicator", "引用符の中に `---` か `...` があります"),
    ("found unknown anchor", "知らないアンカーです"),
    ("found duplicated anchor", "アンカーが二つあります"),
    ("found a tab", "タブがあります"),
    ("found unprintable character", "表示できない文字があります"),
    ("block sequence entries are not allowed in this context", "ここに `-` の項目は書けません"),
    ("mapping keys are not allowed in this context", "ここにキーは書けません"),
    ("mapping values are not allowed in this context", "ここに `:` と値は書けません"),
    ("illegal placement of ':' indicator", "`:` の位置が正しくありません"),
    ("invalid content after document end marker", "文書の終わりの後に内容があります"),
    ("invalid indentation", "字下げが正しくありません"),
    ("invalid indentation in flow construct", "括弧の中の字下げが正しくありません"),
    ("invalid indentation in quoted scalar", "引用符の中の字下げが正しくありません"),
    ("wrongly indented line in block scalar", "複数行の文字列の字下げが正しくありません"),
    (
        "invalid trailing content after double-quoted scalar",
        "閉じた引用符の後に余分な内容があります",
    ),
    ("misplaced bracket", "括弧の位置が正しくありません"),
    ("recursion limit exceeded", "入れ子が深すぎます"),
    ("simple key expect ':'", "キーの後に `:` がありません"),
    ("simple key expected", "キーがありません"),
    ("tab cannot be used as indentation", "字下げにタブは使えません"),
    ("tabs disallowed in this context", "ここにタブは使えません"),
    ("tabs disallowed within this context (block indentation)", "字下げにタブは使えません"),
    (
        "a block scalar content cannot start with a tab",
        "複数行の文字列をタブで始めることはできません",
    ),
    (
        "a byte order mark must not appear inside a document",
        "文書の途中に BOM(バイト順マーク)があります",
    ),
    (
        "plain scalar cannot start with '-' followed by {}",
        "引用符のない文字列の始まりの `-` の後に {} は書けません",
    ),
    ("unexpected character: `{}'", "使えない文字 {} があります"),
    ("unexpected end of plain scalar", "文字列が途中で終わっています"),
    ("unexpected eof", "文書が途中で終わっています"),
    // SOURCE: serde-saphyr 2.1 and its granit-parser 2.1, where they say it in other words
    ("unclosed bracket '{}'", "括弧 `{}` が閉じられていません"),
    ("unclosed quote", "引用符が閉じられていません"),
    ("alias references unknown anchor", "知らないアンカーです"),
    ("invalid indentation in multiline quoted scalar", "引用符の中の字下げが正しくありません"),
    ("invalid !!binary base64", "`!!binary` の値が base64 ではありません"),
    ("expected string scalar", "キーが文字列ではありません"),
    ("unexpected end of input", "文書が途中で終わっています"),
];

/// What serde-saphyr says of a text that is YAML, and not of the form that is read.
// SOURCE: serde-saphyr 2.1, `message_formatters.rs`
pub(super) const FORM: &[Phrase] = &[
    ("unknown field {}, expected one of {}", "知らないキー {} があります。書けるのは {} です"),
    ("unknown variant {}, expected one of {}", "{} がありますが、{} のいずれかが必要です"),
    ("missing field {}", "キー {} がありません"),
    ("duplicate mapping key: {}", "キー {} が二つあります"),
    ("invalid type: {}, expected {}", "値の種類が違います({} でなく {} が必要です)"),
    ("invalid value: {}, expected {}", "値が正しくありません({} でなく {} が必要です)"),
    ("invalid {}", "{} として読めない値があります"),
    ("expected {}", "値の種類が違います({} が必要です)"),
    ("unexpected end of input", "何も書かれていません"),
];

/// SOURCE: `serde_json` 1.0, `ErrorCode`.
pub(super) const JSON: &[Phrase] = &[
    ("EOF while parsing a list", "一覧が途中で終わっています"),
    ("EOF while parsing an object", "オブジェクトが途中で終わっています"),
    ("EOF while parsing a string", "文字列が途中で終わっています"),
    ("EOF while parsing a value", "値が途中で終わっています"),
    ("expected `:`", "`:` がありません"),
    ("expected `,` or `]`", "`,` または `]` がありません"),
    ("expected `,` or `}`", "`,` または `}` がありません"),
    ("expected ident", "知らない単語です"),
    ("expected value", "値がありません"),
    ("expected `\"`", "`\"` がありません"),
    ("invalid escape", "正しくないエスケープです"),
    ("invalid number", "正しくない数値です"),
    ("number out of range", "数値が大きすぎます"),
    ("invalid unicode code point", "正しくない文字番号です"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "文字列の中に改行などの制御文字があります",
    ),
    ("the member {} twice", "メンバー {} が二つあります"),
    ("key must be a string", "キーが文字列ではありません"),
    ("lone leading surrogate in hex escape", "サロゲートの片方だけがあります"),
    ("trailing comma", "余分な `,` があります"),
    ("trailing characters", "終わりの後に余分な内容があります"),
    ("unexpected end of hex escape", "`\\u` が途中で終わっています"),
];
