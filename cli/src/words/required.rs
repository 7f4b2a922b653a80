//! What was required: something that is named, or a whole sentence.

use super::Phrase;

/// Of the document and its sections.
pub(super) const DOCUMENT: &[Phrase] = &[
    ("a policy", "ポリシー"),
    ("a policy document", "ポリシーの文書"),
    (
        "a policy document: a mapping that starts with `version: 1`",
        "`version: 1` で始まるマッピング(ポリシーの文書)",
    ),
    ("`version: 1`, the version of the language", "ポリシー言語のバージョン `version: 1`"),
    ("the number 1", "数値の 1"),
    ("the name of the policy", "ポリシーの名前"),
    ("a list of tag keys", "タグのキーの一覧"),
    ("a mapping from the name of each zone to what it is", "ゾーンの名前と内容のマッピング"),
    (
        "a mapping from the name of each calendar to what it is",
        "カレンダーの名前と内容のマッピング",
    ),
    (
        "a mapping from the name of each schedule to what it is",
        "スケジュールの名前と内容のマッピング",
    ),
    (
        "a mapping with `vpce`, `cidrs` or both",
        "`vpce` と `cidrs` の一方または両方を持つマッピング",
    ),
    ("a list of VPC endpoint ids", "VPC エンドポイント ID の一覧"),
    ("a list of networks", "ネットワークの一覧"),
    ("a network such as `10.20.0.0/16`", "`10.20.0.0/16` のようなネットワーク"),
    ("a network narrower than everything", "すべてのアドレスには及ばないネットワーク"),
    ("an IPv4 network in its own notation", "IPv4 の書き方のネットワーク"),
    ("the address of the network itself", "ネットワークそのもののアドレス"),
    (
        "also `vpce`, the VPC endpoints its calls come through",
        "呼び出しが通る VPC エンドポイントを `vpce` にも書いてください",
    ),
    ("a list of at least one rule", "一つ以上のルールの一覧"),
    (
        "a rule: a mapping with `id`, `effect`, `who`, `actions` and `instances`",
        "`id`、`effect`、`who`、`actions`、`instances` を持つマッピング(ルール)",
    ),
    ("the id of the rule, unique in the document", "文書の中で重複しないルールの id"),
    ("an id of its own for each rule", "ルールごとに異なる id"),
    (
        "at least one: without it every request is denied",
        "許可ルールがなければ、すべてのリクエストが拒否されます",
    ),
    ("something that refers to it", "これを使うルールなど"),
    ("one spelling of one name", "同じものなら書き方を揃えてください"),
    ("a tag that every instance must carry", "どのインスタンスにも必要なタグ"),
    ("a region that exists", "実在するリージョン"),
    ("none", "残さないようにしてください"),
    ("nothing", "何も書かないでください"),
];

/// Of invariants.
pub(super) const INVARIANTS: &[Phrase] = &[
    ("a file of invariants", "不変条件のファイル"),
    (
        "a file of invariants: a mapping that starts with `version: 1`",
        "`version: 1` で始まるマッピング(不変条件のファイル)",
    ),
    ("a list of invariants, or `[]` for none", "不変条件の一覧(一つもなければ `[]`)"),
    (
        "an invariant: a mapping with `id` and one of `never`, `only`, `always` or `rules`",
        "`id` と、`never`、`only`、`always`、`rules` のいずれか一つを持つマッピング(不変条件)",
    ),
    ("the id of the invariant, unique among them", "ほかの不変条件と重複しない id"),
    ("an id of its own for each invariant", "不変条件ごとに異なる id"),
    ("one statement in each invariant", "一つの不変条件に書ける内容は一つだけです"),
    (
        "`within` beside `only` or `rules` only",
        "`within` は `only` か `rules` と一緒にだけ書けます",
    ),
    ("`any`, or a mapping of conditions", "`any`、または条件のマッピング"),
    ("the conditions to keep within", "収めるべき範囲の条件"),
    (
        "a beginning of rule ids and `*`, such as `vendor-a-*`",
        "`vendor-a-*` のような、ルールの id の始まりと `*`",
    ),
    ("the name of a zone of policy {}", "ポリシー {} にあるゾーンの名前"),
    ("the name of a calendar of policy {}", "ポリシー {} にあるカレンダーの名前"),
    ("the name of a schedule of policy {}", "ポリシー {} にあるスケジュールの名前"),
];

/// Of the conditions of rules.
pub(super) const CONDITIONS: &[Phrase] = &[
    (
        "who the rule is for: `everyone`, or a mapping with `groups` or `users`",
        "だれについてのルールかを、`everyone`、または `groups` か `users` を持つマッピングで書いてください",
    ),
    (
        "what the rule is about: `any`, or a list such as `[start, stop]`",
        "どの操作についてのルールかを、`any`、または `[start, stop]` のような一覧で書いてください",
    ),
    (
        "which instances: `any`, or a mapping with `accounts`, `regions`, `ids` or `tags`",
        "どのインスタンスについてのルールかを、`any`、または `accounts`、`regions`、`ids`、`tags` のいずれかを持つマッピングで書いてください",
    ),
    (
        "`everyone`, or a mapping with `groups` or `users`",
        "`everyone`、または `groups` か `users` を持つマッピング",
    ),
    ("`any`, or a list such as `[start, stop]`", "`any`、または `[start, stop]` のような一覧"),
    (
        "`any`, or a mapping with `accounts`, `regions`, `ids` or `tags`",
        "`any`、または `accounts`、`regions`、`ids`、`tags` のいずれかを持つマッピング",
    ),
    ("a list of groups", "グループの一覧"),
    ("a list of user names", "利用者名の一覧"),
    ("a list of account ids", "アカウント ID の一覧"),
    ("a list of regions", "リージョンの一覧"),
    ("a list of instance ids", "インスタンス ID の一覧"),
    ("a mapping from tag keys to conditions", "タグのキーと条件のマッピング"),
    (
        "a list of values, `{ present: true }`, or `{ equals_caller: groups }`",
        "値の一覧、`{ present: true }`、`{ equals_caller: groups }` のいずれか",
    ),
    (
        "`groups`, `user`, or `claim:` and the name of a claim",
        "`groups`、`user`、または `claim:` とクレームの名前",
    ),
    ("`true`: this language has no negation", "`true` だけを書けます。この言語に否定はありません"),
    ("one of them", "どちらか一方"),
    ("a mapping of conditions, or a list of such mappings", "条件のマッピング、またはその一覧"),
    ("a mapping of conditions", "条件のマッピング"),
    ("at least one condition", "一つ以上の条件"),
    ("a real condition", "範囲を狭める条件"),
    ("this condition in a deny rule only", "この条件は拒否ルールだけに書けます"),
    (
        "this condition in an allow rule or under `unless` only",
        "この条件は許可ルールか `unless` の中だけに書けます",
    ),
    ("obligations in an allow rule only", "義務(obligations)は許可ルールだけに書けます"),
    (
        "`before_stop` where `actions` has `stop` or is `any`",
        "`before_stop` は、`actions` に `stop` があるか `any` のルールだけに書けます",
    ),
    (
        "obligations: a mapping with `before_stop`, the name of an SSM document",
        "SSM ドキュメントの名前を `before_stop` に持つマッピング(義務)",
    ),
    ("exceptions in a deny rule only", "例外は拒否ルールだけに書けます"),
    (
        "the name of who approved it, since the rule is for everyone on any instance",
        "全員とすべてのインスタンスに及ぶルールなので、承認者の名前",
    ),
    ("a list of names of zones", "ゾーンの名前の一覧"),
    ("a list of names of calendars", "カレンダーの名前の一覧"),
    ("a list of names of schedules", "スケジュールの名前の一覧"),
    ("the name of a zone under {}", "{} にあるゾーンの名前"),
    ("the name of a calendar under {}", "{} にあるカレンダーの名前"),
    ("the name of a schedule under {}", "{} にあるスケジュールの名前"),
    ("the name of a zone that has a row", "行のあるゾーンの名前"),
    ("the name of a calendar that has a row", "行のあるカレンダーの名前"),
    ("the name of a schedule that has a row", "行のあるスケジュールの名前"),
];

/// Of dates, times and what lies between them.
pub(super) const TIMES: &[Phrase] = &[
    (
        "the distance from UTC in which times are read, such as `\"+09:00\"`",
        "時刻を読むときの UTC との時差(`\"+09:00\"` など)",
    ),
    ("a distance from UTC such as `+09:00`", "`+09:00` のような UTC との時差"),
    ("a list of dates and ranges of dates", "日付と期間の一覧"),
    (
        "a date such as `2026-12-29`, or a first and a last one: `2026-12-29/2027-01-03`",
        "`2026-12-29` のような日付、または `2026-12-29/2027-01-03` のような期間",
    ),
    ("a date that exists, such as `2027-04-01`", "`2027-04-01` のような実在する日付"),
    ("the first day and then the last", "最初の日、最後の日の順に書いてください"),
    ("a date such as `\"2027-04-01\"`", "`\"2027-04-01\"` のような日付"),
    (
        "a date such as `2027-04-01`, or a time such as `2027-04-01T09:00:00+09:00`",
        "`2027-04-01` のような日付、または `2027-04-01T09:00:00+09:00` のような時刻",
    ),
    (
        "whole seconds since 1970-01-01T00:00:00Z or a time such as `2026-11-24T09:00:00+09:00`",
        "1970-01-01T00:00:00Z からの秒数、または `2026-11-24T09:00:00+09:00` のような時刻",
    ),
    ("a later time", "それより後の時刻"),
    ("a span of time such as `8h`", "`8h` のような長さの時間"),
    ("a span of time such as `8h`, `30m` or `1d`", "`8h`、`30m`、`1d` のような長さの時間"),
    ("a span longer than nothing", "0 より長い時間"),
    (
        "a mapping with `weekly` and perhaps `except`",
        "`weekly`(と、あれば `except`)を持つマッピング",
    ),
    (
        "a list of windows, such as `{ days: [mon], from: \"08:30\", to: \"17:15\" }`",
        "`{ days: [mon], from: \"08:30\", to: \"17:15\" }` のような時間帯の一覧",
    ),
    ("a mapping with `days`, `from` and `to`", "`days`、`from`、`to` を持つマッピング"),
    ("a list of days, such as `[mon, tue]`", "`[mon, tue]` のような曜日の一覧"),
    ("the time the window starts at", "時間帯が始まる時刻"),
    ("the time the window ends before", "時間帯が終わる時刻"),
    ("a time such as `\"08:30\"`", "`\"08:30\"` のような時刻"),
    (
        "a time from `00:00` to `24:00`, such as `08:30`",
        "`08:30` のような `00:00` から `24:00` までの時刻",
    ),
    ("a time from `00:00` to `23:59` to start at", "`00:00` から `23:59` までの始まりの時刻"),
    ("an end after the day has begun", "`00:00` より後の終わりの時刻"),
    ("an end that differs from it", "始まりと異なる終わり"),
];

/// Of texts, identifiers and how much there may be.
pub(super) const TEXTS: &[Phrase] = &[
    ("a text", "文字列"),
    ("an identifier", "識別子"),
    ("the name of who approved it", "承認者の名前"),
    ("the name of a claim", "クレームの名前"),
    ("the name of a group", "グループの名前"),
    ("a tag key", "タグのキー"),
    ("a tag value", "タグの値"),
    ("a user name", "利用者名"),
    ("a text, or `{ literal: \"…\" }`", "文字列、または `{ literal: \"…\" }`"),
    ("{p} without spaces at its ends", "前後に空白のない {p}"),
    ("{p} without invisible characters", "見えない文字のない {p}"),
    ("{p}; this language has no patterns", "{p} が必要です。この言語でワイルドカードは使えません"),
    ("an account id of 12 digits", "12 桁の数字のアカウント ID"),
    (
        "a region in lower case, such as ap-northeast-1",
        "`ap-northeast-1` のような小文字のリージョン",
    ),
    (
        "an instance id: i- and 8 or 17 hexadecimal digits in lower case, db: and a database's name, or service: and the names of a cluster and of a service in it with : between them",
        "インスタンス ID(`i-` と 8 桁または 17 桁の小文字の 16 進数)、`db:` とデータベース名、または `service:` に続けてクラスター名とサービス名を `:` でつないだもの",
    ),
    (
        "a VPC endpoint id: vpce- and 8 or 17 hexadecimal digits in lower case",
        "VPC エンドポイント ID(`vpce-` と 8 桁または 17 桁の小文字の 16 進数)",
    ),
    (
        "an AWS partition, such as aws, aws-cn or aws-us-gov",
        "`aws`、`aws-cn`、`aws-us-gov` のような AWS パーティション",
    ),
    (
        "a policy name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
        "ポリシーの名前(`a-z`、`0-9`、`-` の 1〜64 文字で、先頭は英字)",
    ),
    (
        "the name of an SSM document: 3 to 128 of A-Z, a-z, 0-9, _, . and -",
        "SSM ドキュメントの名前(A-Z、a-z、0-9、_、.、- の 3 文字以上 128 文字以内)",
    ),
    (
        "a rule id: 1 to 64 of a-z, 0-9 and -, starting with a letter",
        "ルールの id(`a-z`、`0-9`、`-` の 1〜64 文字で、先頭は英字)",
    ),
    (
        "an invariant id: 1 to 64 of a-z, 0-9 and -, starting with a letter",
        "不変条件の id(`a-z`、`0-9`、`-` の 1〜64 文字で、先頭は英字)",
    ),
    (
        "a beginning of rule ids: 1 to 64 of a-z, 0-9 and -, starting with a letter",
        "ルールの id の始まり(`a-z`、`0-9`、`-` の 1〜64 文字で、先頭は英字)",
    ),
    (
        "a name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
        "名前(`a-z`、`0-9`、`-` の 1〜64 文字で、先頭は英字)",
    ),
    ("each value once", "値はそれぞれ一度だけ書けます"),
    ("each key at most once", "キーはそれぞれ一度だけ書けます"),
    ("each claim at most once", "クレームはそれぞれ一度だけ書けます"),
    ("a key that is known here", "ここに書けるキー"),
    ("lists and mappings at most {} deep", "一覧とマッピングの入れ子は {} 段までです"),
    ("at most {} bytes", "上限は {} バイトです"),
    ("at most {} rows", "上限は {} 行です"),
    ("at most {}", "上限は {} です"),
];

/// Of YAML, JSON and the rows of a table.
pub(super) const FORMS: &[Phrase] = &[
    ("YAML 1.2", "YAML 1.2 の文書"),
    ("JSON (RFC 8259)", "JSON(RFC 8259)の文書"),
    ("the value itself", "値そのもの"),
    ("the value by itself", "値だけを書いてください"),
    ("a value without a tag", "YAML のタグの付かない値"),
    ("one document", "一つのファイルに書ける文書は一つです"),
    ("a key that is text", "文字列のキー"),
    ("each key once", "キーはそれぞれ一度だけ使えます"),
    ("only the attribute `dates`", "書けるのは属性 `dates` だけです"),
    ("the id in the row's key only", "id は行のキーだけに書きます"),
    ("{} in rows of their own", "{} はそれぞれの行に書きます"),
    (
        "the key `POLICY`, or one that starts with `CALENDAR#`, `INVARIANT#`, `RULE#`, `SCHEDULE#` or `ZONE#`",
        "キーは `POLICY` か、`CALENDAR#`、`INVARIANT#`、`RULE#`、`SCHEDULE#`、`ZONE#` のいずれかで始まるものです",
    ),
    (
        "the row with the attributes `version`, `policy`, `utc_offset` and, where wanted, `required_tags`",
        "属性 `version`、`policy`、`utc_offset`(と、使うなら `required_tags`)を持つ行",
    ),
];

/// Of requests to decide.
pub(super) const REQUESTS: &[Phrase] = &[
    (
        "a request: a mapping with `action`, `at` and what is known of `caller`, `source` and `instance`",
        "`action`、`at` と、`caller`、`source`、`instance` のうち分かっているものを持つマッピング(リクエスト)",
    ),
    ("a text that names the request", "リクエストに付ける名前の文字列"),
    ("a mapping with any of {}", "{} を持てるマッピング"),
    ("the subject of the token", "トークンの subject"),
    ("the name of the user", "利用者の名前"),
    ("a list of the names of groups", "グループの名前の一覧"),
    (
        "a mapping from claim to value; leave out what is unknown",
        "クレームと値のマッピング(分からないものは省く)",
    ),
    ("the text of the claim", "クレームの文字列"),
    ("a mapping from tag key to tag value", "タグのキーと値のマッピング"),
    ("the value of a tag", "タグの値"),
    (
        "an IPv4 or IPv6 address such as `10.20.3.4`",
        "`10.20.3.4` のような IPv4 または IPv6 アドレス",
    ),
    (
        "{p}, `null` if there is none, or `{\"unknown\": true}`",
        "{p} (なければ `null`、不明なら `{\"unknown\": true}`)",
    ),
];
