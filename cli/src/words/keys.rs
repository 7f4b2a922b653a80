//! The signing keys of issuers: the help of `keys`, and what goes wrong with documents of keys.

use super::Phrase;

/// What `keys` is told to do.
pub(super) const HELP: &[Phrase] = &[
    (
        "Keep the signing keys of an issuer in the policy table, for functions that cannot reach the issuer",
        "発行元に接続できない関数のために、発行元の署名鍵をポリシーテーブルに置きます",
    ),
    ("Copy the keys of an issuer into the table", "発行元の鍵をテーブルに写します"),
    (
        "They are fetched from ISSUER/.well-known/jwks.json, or read from a file. Each id is shown: `+` comes in, `-` goes, `=` stays, `~` is another key than before. A document without a key that can be used, or with a private one, is refused (3). One that keeps none of the keys that are there, or has another key under an id that is there, is refused too (2), unless --replace says that it is meant. Functions take the new keys when they next refresh them.",
        "発行元の ISSUER/.well-known/jwks.json から取得するか、ファイルから読みます。鍵の ID を、追加は `+`、\n削除は `-`、変わらないものは `=`、同じ ID で鍵が変わったものは `~` で示します。使える鍵のない文書と\n秘密鍵を含む文書は拒みます(3)。今ある鍵を一つも残さない文書と、今ある ID の鍵が違う文書も、\n--replace がなければ拒みます(2)。関数が新しい鍵を使うのは、次に鍵を更新したときからです。",
    ),
    (
        "Read them from this file instead; `-` is the standard input",
        "代わりにこのファイルから読む。`-` は標準入力",
    ),
    (
        "Write them even if no token that was signed before is accepted after",
        "これまでに署名されたトークンが一つも使えなくなる場合でも書き込む",
    ),
    ("Say what would be written, and write nothing", "書き込む内容を示すだけで、書き込まない"),
    (
        "Show the ids of the keys that the table has for an issuer",
        "テーブルにある発行元の鍵の ID を示します",
    ),
    (
        "Ends with 2 if it has none, with 3 if what it has cannot be used.",
        "鍵がなければ 2 で、使えない内容なら 3 で終わります。",
    ),
    (
        "The key document instead, as it is in the table",
        "代わりに、テーブルにある鍵の文書をそのまま出力",
    ),
];

/// What goes wrong with a document, and on the way to it.
pub(super) const DOCUMENTS: &[Phrase] = &[
    (
        "key {} has the private member `{}`, required public keys only: replace it at its issuer, it is no longer a secret",
        "{} 番目の鍵に秘密の値 `{}` があります。公開鍵だけが必要です。この鍵はもう秘密ではないので、発行元で取り替えてください",
    ),
    (
        "found no key document at `{}`; publish the issuer's JWKS there",
        "`{}` に鍵の文書がありません。発行元の JWKS をそこに置いてください",
    ),
    (
        "found status {} at `{}`, required 200 without a redirect",
        "ステータス {} が `{}` から返りました。転送のない 200 が必要です",
    ),
    (
        "the key document at `{}` did not arrive within {} ms",
        "`{}` の鍵の文書が {} ミリ秒以内に届きませんでした",
    ),
    (
        "the key document at `{}` is larger than the limit of {} bytes",
        "`{}` の鍵の文書は上限の {} バイトを超えています",
    ),
    ("the key document at `{}` could not be read: {p}", "`{}` の鍵の文書を読めません: {p}"),
    (
        "no connection; is there a route to the issuer from here?",
        "接続できません。ここから発行元への経路はありますか",
    ),
    (
        "no TLS connection; is the server's certificate for this name and in date, and of an authority \
         that is trusted here?",
        "TLS で接続できません。サーバーの証明書は、この名前のもので、期限内で、ここで信頼される認証局のものですか",
    ),
    ("the answer broke off", "返答が途中で切れました"),
    ("the request failed", "要求が失敗しました"),
];
