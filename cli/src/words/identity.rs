//! What went wrong with issuers, with their keys and with what runs on this machine.

use super::Phrase;

/// With issuers and their keys.
pub(super) const ISSUERS: &[Phrase] = &[
    (
        "found client id `{}`, required 1 to 128 letters, digits, `_`, `+` or `-`",
        "クライアント ID `{}` は、英数字、`_`、`+`、`-` の 1〜128 文字で書いてください",
    ),
    (
        "found issuer `{}` twice, required once, with all its client ids together",
        "発行元 `{}` が二つあります。一つにまとめ、クライアント ID をすべてそこに書いてください",
    ),
    (
        "the HTTPS client could not be made: required a set of trusted TLS roots on this system",
        "HTTPS の準備ができません。信頼するルート証明書がこのシステムに必要です",
    ),
    (
        "found issuer `{}`, required an https URL (http for a loopback host) of at most 256 bytes without user information, query and fragment",
        "発行元 `{}` は、利用者情報、クエリー、フラグメントのない 256 バイトまでの https の URL で書いてください(ループバックなら http も使えます)",
    ),
    ("the list of issuers is not valid: {}", "発行元の一覧が正しくありません: {}"),
    (
        "found key ages out of order, required whole seconds with 1 s <= penalty <= refresh_after <= hard_limit <= 7 days",
        "鍵の期限の順序が正しくありません。1 秒 <= penalty <= refresh_after <= hard_limit <= 7 日の秒数で書いてください",
    ),
    (
        "found key address `{}`, required an https URL, or http to 127.0.0.0/8, [::1] or localhost, without user information and fragment",
        "鍵のアドレス `{}` は、利用者情報とフラグメントのない https の URL で書いてください(127.0.0.0/8、[::1]、localhost なら http も使えます)",
    ),
    (
        "found no client id, required at least one: a token of any other client is refused",
        "クライアント ID が一つ以上必要です。ほかのクライアントのトークンはすべて拒否します",
    ),
    ("found no issuer, required at least one", "発行元が一つ以上必要です"),
    (
        "found issuer `{}` without a prefix beside other issuers, required a prefix for each of them: add `prefix` to its entry, and write its groups and users with it in the rules",
        "発行元 `{}` に接頭辞がありません。発行元が複数あるときは、それぞれに `prefix` を付け、ルールのグループと利用者も接頭辞から書いてください",
    ),
    (
        "found prefix `{}`, required 1 to 32 ASCII letters, digits, `-`, `_`, `.`, `:` or `/`",
        "接頭辞 `{}` は、英数字、`-`、`_`、`.`、`:`、`/` の 1〜32 文字で書いてください",
    ),
    (
        "found prefix `{}` of issuer `{}` and prefix `{}` of issuer `{}`, required prefixes of which none begins with another: choose another one, such as one that ends in `:`",
        "接頭辞 `{}` (発行元 `{}`)と接頭辞 `{}` (発行元 `{}`)の一方が他方で始まっています。`:` で終わるものなど、別の接頭辞にしてください",
    ),
    (
        "found a leeway of {} s, required at most {} s: set the clock right instead",
        "猶予 {} 秒は長すぎます。上限は {} 秒です。時計の方を合わせてください",
    ),
    (
        "found trusted claim `{}`, required a name of 1 to 128 bytes without control characters",
        "信頼するクレーム `{}` は、制御文字のない 1〜128 バイトの名前で書いてください",
    ),
    (
        "the key document is not strict JSON with a list `keys` of objects",
        "鍵の文書が、オブジェクトの一覧 `keys` を持つ厳密な JSON ではありません",
    ),
    (
        "found no RSA key for RS256 signatures in the key document, required at least one",
        "鍵の文書に、RS256 の署名に使う RSA 鍵が一つ以上必要です",
    ),
    (
        "found a key document of {} bytes, required at most {}",
        "鍵の文書は {} バイトですが、上限は {} バイトです",
    ),
    (
        "found {} keys in the key document, required at most {}",
        "鍵の文書に鍵が {} 個ありますが、上限は {} 個です",
    ),
];

/// With the checkpoint on one machine, and with the scenarios that are played against it.
pub(super) const LOCAL: &[Phrase] = &[
    (
        "found the address {}, required a loopback address such as 127.0.0.1: the local issuer gives a token to whoever asks",
        "アドレス {} は使えません。ローカルの発行元はだれにでもトークンを渡すので、127.0.0.1 のようなループバックアドレスを指定してください",
    ),
    (
        "cannot listen on {}: {p}; choose another port with --port (0 takes one that is free)",
        "{} で待ち受けることができません: {p}。--port で別のポートを指定してください(0 なら空いているポートを使います)",
    ),
    (
        "the dev issuer could not make an RSA-2048 key pair",
        "ローカルの発行元が RSA-2048 の鍵の組を作れませんでした",
    ),
    ("the dev issuer could not sign the token", "ローカルの発行元がトークンに署名できませんでした"),
    (
        "step {} is earlier than the one before it: write the steps in the order of time",
        "手順 {} が一つ前の手順より早い時刻です。時刻の順に書いてください",
    ),
    ("step {}: {p}", "手順 {}: {p}"),
    ("found the user `{}`, required one of the town: {}", "利用者 `{}` は町にいません。町の人: {}"),
    ("`none` is no token", "`none` はトークンではありません"),
    ("no reason given", "理由の説明がありません"),
    ("found person `{}`, required one of the town: {}", "人 `{}` は町にいません。町の人: {}"),
    ("found place `{}`, required one of the town: {}", "場所 `{}` は町にありません。町の場所: {}"),
    (
        "found instance `{}`, required one of the town: {}",
        "インスタンス `{}` は町にありません。町のインスタンス: {}",
    ),
    ("found {} `{}`, required one of the town: {}", "{} `{}` は町にありません。町にあるもの: {}"),
];
