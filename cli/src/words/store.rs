//! What went wrong in a policy table.

use super::Phrase;

/// With drafts.
pub(super) const DRAFTS: &[Phrase] = &[
    (
        "policy `{}` has no draft: import one, or write its rows",
        "ポリシー `{}` に下書きはありません。`sekisho draft import` で取り込むか、行を書いてください",
    ),
    (
        "the draft of policy `{}` was edited by somebody else meanwhile: read it again",
        "ポリシー `{}` の下書きは、その間にほかの人が編集しました。読み直してください",
    ),
    (
        "the document is policy `{}`, required `{}`",
        "文書はポリシー `{}` のものですが、`{}` のものが必要です",
    ),
    ("the draft is not a valid document: {}", "下書きに誤りがあります: {}"),
];

/// With what is or was in force.
pub(super) const VERSIONS: &[Phrase] = &[
    ("policy `{}` has nothing published", "ポリシー `{}` はまだ公開されていません"),
    (
        "policy `{}` has no version {} in its history: {p}",
        "ポリシー `{}` の履歴に版 {} はありません({p})",
    ),
    ("it is empty", "履歴は空です"),
    ("it has {} to {}", "あるのは版 {} から {} までです"),
    ("it has {}", "あるのは版 {} だけです"),
    (
        "policy `{}` had nothing in force then",
        "ポリシー `{}` は、その時刻には何も有効になっていませんでした",
    ),
    (
        "the invariants of version {} of policy `{}` cannot be read: {p}",
        "版 {} (ポリシー `{}`)の不変条件を読めません: {p}",
    ),
    ("policy `{}` cannot be published: {p}", "ポリシー `{}` は公開できません: {p}"),
    (
        "the invariant `{}` does not hold, and {} more are not proved",
        "不変条件 `{}` が成り立ちません。ほかに {} 件が証明されていません",
    ),
    (
        "the invariant `{}` is not decided, and {} more are not proved",
        "不変条件 `{}` を判定できません。ほかに {} 件が証明されていません",
    ),
    ("the invariant `{}` does not hold", "不変条件 `{}` が成り立ちません"),
    ("the invariant `{}` is not decided", "不変条件 `{}` を判定できません"),
    ("version {} of policy `{}` cannot be used: {p}", "版 {} (ポリシー `{}`)は使えません: {p}"),
    (
        "policy `{}`: found nothing active, required version {}: look at what is active, then publish again",
        "ポリシー `{}`: まだ何も有効になっていません(指定は版 {})。有効な内容を確かめてから、公開し直してください",
    ),
    (
        "policy `{}`: found version {} active, required nothing: look at what is active, then publish again",
        "ポリシー `{}`: 版 {} がすでに有効です(指定は「なし」)。有効な内容を確かめてから、公開し直してください",
    ),
    (
        "policy `{}`: found version {} active, required version {}: look at what is active, then publish again",
        "ポリシー `{}`: 有効なのは版 {} です(指定は版 {})。有効な内容を確かめてから、公開し直してください",
    ),
    ("policy `{}` has no version left", "ポリシー `{}` の版の番号を使い切りました"),
    (
        "policy `{}`: the draft, or what is in force ({p} now), is not what it was when this was planned: plan again, and look at what it says",
        "ポリシー `{}`: 下書きか有効な内容(現在は {p})が、計画したときから変わりました。もう一度 `sekisho plan` を実行し、内容を確かめてください",
    ),
    ("version {}", "版 {}"),
    ("nothing", "なし"),
    (
        "version {} may or may not be active: {p}: look at what is active before publishing again",
        "版 {} が有効になったかどうか分かりません: {p}。公開し直す前に、有効な内容を確かめてください",
    ),
    ("`{}` is not one line of 1 to {} characters", "`{}` は 1〜{} 文字の一行で書いてください"),
    (
        "the snapshot written as version {} reads back wrong: {p}: delete its chunks and publish again",
        "版 {} として書いたスナップショットを正しく読み戻せません: {p}。そのチャンクを削除して、公開し直してください",
    ),
];

/// With snapshots.
pub(super) const SNAPSHOTS: &[Phrase] = &[
    (
        "chunk `{}` says it is piece {} of {} of version {}, SHA-256 `{}`, required piece {} of {} of what its key says",
        "チャンク `{}` の内容は {} 個目(全 {} 個、版 {}、SHA-256 `{}`)ですが、{} 個目(全 {} 個)で、キーのとおりである必要があります",
    ),
    ("chunk `{}` is missing ({} of {})", "チャンク `{}` がありません({} 個目、全 {} 個)"),
    (
        "the snapshot is not gzip of UTF-8 text: {}",
        "スナップショットが gzip で圧縮した UTF-8 の文字列ではありません: {}",
    ),
    (
        "the snapshot is of policy `{}`, required `{}`",
        "スナップショットはポリシー `{}` のものですが、`{}` のものが必要です",
    ),
    ("the snapshot is not a valid document: {}", "スナップショットの文書に誤りがあります: {}"),
    (
        "the snapshot has {p}, required at most {}",
        "スナップショットが大きすぎます: {p} (上限は {})",
    ),
    ("{} bytes of invariants", "不変条件が {} バイト"),
    ("more bytes of JSON than fit", "JSON のバイト数が上限を超えています"),
    (
        "the document that reads back is not the one that was written",
        "読み戻した文書が、書いたものと異なります",
    ),
    (
        "the snapshot is written in policy language {}, required {}: update the program",
        "スナップショットはポリシー言語 {} で書かれていますが、読めるのは {} です。プログラムを更新してください",
    ),
    (
        "the snapshot has SHA-256 `{}`, required `{}`: a chunk was replaced",
        "スナップショットの SHA-256 は `{}` ですが、`{}` である必要があります。チャンクが差し替えられています",
    ),
    (
        "the snapshot has {} bytes, required {}: a chunk was cut or replaced",
        "スナップショットは {} バイトですが、{} バイトである必要があります。チャンクが欠けたか、差し替えられています",
    ),
];

/// With the table itself.
pub(super) const TABLES: &[Phrase] = &[
    ("cannot open the directory `{}`: {p}", "フォルダー `{}` を開けません: {p}"),
    ("cannot make the directory `{}`: {p}", "フォルダー `{}` を作れません: {p}"),
    ("cannot open `{}`: {p}", "`{}` を開けません: {p}"),
    ("cannot lock `{}`: {p}", "`{}` をロックできません: {p}"),
    ("cannot read `{}`: {p}", "`{}` を読めません: {p}"),
    ("cannot write `{}`: {p}", "`{}` に書き込めません: {p}"),
    ("cannot replace `{}`: {p}", "`{}` を置き換えられません: {p}"),
    ("cannot flush `{}`: {p}", "`{}` をディスクに書き出せません: {p}"),
    ("cannot delete `{}`: {p}", "`{}` を削除できません: {p}"),
    ("cannot reach `{}`: {p}", "`{}` に届きません: {p}"),
    ("the program is stopping", "プログラムが終了するところです"),
    (
        "`{}` is held by another process: try again when it is done",
        "`{}` はほかのプロセスが使っています。終わってからやり直してください",
    ),
    (
        "item `{}`: found {}, required {}",
        "項目 `{}` の内容が正しくありません({} でなく {} が必要です)",
    ),
    ("{} on table `{}` was refused: {}: {}", "{} がテーブル `{}` に拒否されました: {}: {}"),
    ("{} on table `{}` got no answer: {}", "{} にテーブル `{}` から返答がありません: {}"),
];
