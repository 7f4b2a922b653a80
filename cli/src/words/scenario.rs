//! What a scenario has and needs, and what became of its steps.

use super::Phrase;

/// What was found.
pub(super) const FOUND: &[Phrase] = &[
    ("`do: {}` to {} instances", "`do: {}` の対象 {} 台"),
    ("default_target {}", "default_target の {}"),
];

/// What was required.
pub(super) const REQUIRED: &[Phrase] = &[
    ("no `to` with describe", "describe に `to` は書けません"),
    ("one instance in `to`, or `door: actions`", "`to` に一台、または `door: actions`"),
    ("no dry run", "ここに dry_run は書けません"),
    ("describe without `door`", "describe に `door` は書けません"),
    ("at least one instance in `to`", "`to` に一台以上のインスタンス"),
    (
        "start or stop: the script knows no other",
        "start または stop (スクリプトにほかの操作はありません)",
    ),
    (
        "no `to`: the script acts on the town's default target",
        "`to` は書けません。スクリプトは町の default_target を操作します",
    ),
    ("a tag written as Key=Value", "Key=Value と書いたタグ"),
];

/// Why a request was allowed or denied, in a word or two.
pub(super) const CAUSES: &[Phrase] = &[
    ("no such method", "そのメソッドはない"),
    ("no reason", "理由なし"),
    ("entitled", "許可された範囲"),
    ("no rule", "許可するルールなし"),
    ("explicit deny", "拒否ルール"),
    ("unknown fact", "不明な事実"),
    ("unknown instance", "存在しないインスタンス"),
    ("missing required tag", "必須のタグなし"),
    ("group", "グループ"),
    ("address", "アドレス"),
    ("schedule", "時間帯"),
    ("old sign-in", "古いサインイン"),
    ("tag", "タグ"),
    ("instance", "インスタンス"),
];

/// What was wrong with a token: the codes of refusals, with spaces.
pub(super) const TOKENS: &[Phrase] = &[
    ("ambiguous authorization", "Authorization が複数"),
    ("bad auth time", "auth_time が不正"),
    ("bad encoding", "トークンの符号化が不正"),
    ("bad expiry", "exp が不正"),
    ("bad groups", "cognito:groups が不正"),
    ("bad issued at", "iat が不正"),
    ("bad key id", "kid が不正"),
    ("bad not before", "nbf が不正"),
    ("bad signature", "署名が不正"),
    ("bad subject", "sub が不正"),
    ("bad user", "利用者名が不正"),
    ("expired", "トークンの期限切れ"),
    ("forbidden header", "使えないヘッダー"),
    ("issued in future", "未来の iat"),
    ("keys unavailable", "発行元の鍵を取得できない"),
    ("malformed claims", "クレームの形式が不正"),
    ("malformed header", "ヘッダーの形式が不正"),
    ("malformed token", "トークンの形式が不正"),
    ("missing token", "トークンなし"),
    ("mistyped claim", "クレームの型が不正"),
    ("not bearer", "Bearer がない"),
    ("not yet valid", "有効期間の前"),
    ("too large", "トークンが長すぎる"),
    ("too long lived", "有効期間が長すぎる"),
    ("unknown issuer", "知らない発行元"),
    ("unknown key", "知らない鍵"),
    ("wrong algorithm", "署名の方式が違う"),
    ("wrong client", "ほかのクライアントのトークン"),
    ("wrong token use", "トークンの用途が違う"),
    ("token expired", "トークンの期限切れ"),
    ("token forged", "トークンの偽造"),
    ("no token", "トークンなし"),
    ("token of another client", "ほかのクライアントのトークン"),
];

/// Why the two Lambdas refuse a request as a whole: the codes of refusals, with spaces.
pub(super) const REQUESTS: &[Phrase] = &[
    ("arn too long", "ARN が長すぎる"),
    ("inconsistent event", "矛盾したイベント"),
    ("malformed event", "読めないイベント"),
    ("method override", "メソッドの上書き"),
    ("not entitled", "許可されていない"),
    ("policy unavailable", "ポリシーを取得できない"),
    ("timed out", "時間切れ"),
    ("unknown route", "知らないパス"),
    ("unsupported event", "対応していないイベント"),
    ("unusable subject", "使えない sub"),
    ("wrong api", "ほかの API の呼び出し"),
    ("bad body", "本文が不正"),
    ("body too large", "本文が長すぎる"),
    ("audit unavailable", "監査ログを書けない"),
    ("fleet unavailable", "インスタンスを取得できない"),
    ("inconsistent call", "矛盾した呼び出し"),
    ("no authorizer", "オーソライザーを通っていない"),
    ("no default target", "既定の対象なし"),
    ("bad instance id", "インスタンスの id が不正"),
    ("nothing selected", "該当するインスタンスなし"),
    ("wrong method", "メソッドが違う"),
    ("unexpected query", "余分なクエリー"),
    ("unauthorized", "認証されていない"),
    ("too many selected", "該当するインスタンスが多すぎる"),
];

/// What a machine does, as EC2 calls it.
pub(super) const STATES: &[Phrase] = &[
    ("pending", "起動中"),
    ("running", "実行中"),
    ("shutting-down", "終了処理中"),
    ("stopped", "停止"),
    ("stopping", "停止中"),
    ("terminated", "終了済み"),
    ("unknown", "不明"),
];

/// What differs from what a step expects.
pub(super) const COMPARED: &[Phrase] = &[
    ("answer", "答え"),
    ("reason", "理由"),
    ("machines", "インスタンス"),
    ("states", "状態"),
    ("status", "ステータス"),
];
