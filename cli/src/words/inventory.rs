//! What is said of instances and people, and of what they may do.

use super::Phrase;

/// What was found in their files.
pub(super) const FOUND: &[Phrase] = &[
    ("`{}`, which says that there is more", "続きがあることを示す `{}`"),
    ("the instance {} with other facts than at {}", "インスタンス {} の内容が {} と異なります"),
    ("{} with other facts than at {}", "{} の内容が {} と異なります"),
    ("no output of `list-groups`", "`list-groups` の出力がありません"),
    ("the group {} and nothing of who is in it", "グループ {} に所属する利用者が書かれていません"),
    ("the group {} a second time", "二つ目のグループ {}"),
    ("a second output of `list-groups`", "二つ目の `list-groups` の出力"),
    ("the group {}", "グループ {}"),
    ("the user {}", "利用者 {}"),
];

/// What was required of them.
pub(super) const REQUIRED: &[Phrase] = &[
    (
        "an instance: a mapping with what is known of `account`, `region`, `id` and `tags`",
        "`account`、`region`、`id`、`tags` のうち分かっているものを持つマッピング(インスタンス)",
    ),
    (
        "a caller: a mapping with what is known of `user`, `groups`, `claims` and more, and perhaps a `name`",
        "`user`、`groups`、`claims` などのうち分かっているものと、必要なら `name` を持つマッピング(人)",
    ),
    ("a text that names the caller", "その人に付ける名前の文字列"),
    ("a `name` or a `user`", "`name` または `user`"),
    ("the id of the instance, by which it is told apart", "インスタンスを見分けるための ID"),
    (
        "each instance once, or with the same facts each time",
        "同じインスタンスは一度だけ書くか、毎回同じ内容にしてください",
    ),
    (
        "each person once, or with the same facts each time",
        "同じ人は一度だけ書くか、毎回同じ内容にしてください",
    ),
    ("a list of reservations", "予約の一覧"),
    ("a list of instances", "インスタンスの一覧"),
    ("a list of resources", "リソースの一覧"),
    ("a list of tags", "タグの一覧"),
    ("a list of users", "利用者の一覧"),
    ("a list of groups", "グループの一覧"),
    ("a list of attributes", "属性の一覧"),
    ("a list of claims", "クレームの一覧"),
    ("a state", "状態"),
    ("a text", "文字列"),
    ("the key of a tag", "タグのキー"),
    ("the name of a group", "グループの名前"),
    ("the name of an attribute", "属性の名前"),
    ("the value of an attribute", "属性の値"),
    ("the name of a claim", "クレームの名前"),
    ("the prefix of the issuer", "発行元の接頭辞"),
    ("`true` or `false`", "`true` または `false`"),
    (
        "a zone such as `ap-northeast-1a`, or the region with `--region`",
        "`ap-northeast-1a` のようなゾーンか、`--region` によるリージョンの指定",
    ),
    (
        "an ARN such as `arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0`",
        "`arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0` のような ARN",
    ),
    (
        "everything: `aws` without `--max-items` and `--no-paginate`",
        "全件が必要です。`aws` に `--max-items` と `--no-paginate` を付けずに出力してください",
    ),
    (
        "the outputs of `list-users`, `list-groups` and, for each group, `list-users-in-group`",
        "`list-users`、`list-groups` と、グループごとの `list-users-in-group` の出力",
    ),
    (
        "each output once: those of another user pool stand in a file of their own",
        "それぞれの出力は一度だけ書いてください。別のユーザープールの出力は別のファイルにしてください",
    ),
    ("a group that `list-groups` names", "`list-groups` にあるグループ"),
    ("users that `list-users` names", "`list-users` にある利用者"),
];

/// The help of what asks for them.
pub(super) const HELP: &[Phrase] = &[
    ("The inventory", "インスタンスと人"),
    (
        "Instances, as for `decide` or as AWS prints them; `-` is the standard input. May be given several times",
        "インスタンス(`decide` と同じ形、または AWS の出力)。`-` は標準入力。繰り返し指定できます",
    ),
    (
        "People, as for `decide` with a name or as Amazon Cognito prints them; may be given several times",
        "人(`decide` と同じ形に名前を加えたもの、または Amazon Cognito の出力)。繰り返し指定できます",
    ),
    (
        "The region of what `aws ec2 describe-instances` printed; that of each zone unless given",
        "`aws ec2 describe-instances` の出力のリージョン。省くと各ゾーンのリージョン",
    ),
    (
        "Show what each of the people may do to each of the instances: always, never, or when exactly",
        "だれがどのインスタンスに何をできるか(常に可、不可、または正確な条件)を示します",
    ),
    (
        "Place, time, sign-in and token are left open: `all` holds for every one of them, `none` for none, and a condition says exactly for which, by the rules that are left. People who may do the same, and instances with the same tags, are shown together; --format csv has a row for each of them. Whoever may do what, it ends with 0.",
        "場所、時刻、サインイン、トークンは定めません。「常に可」はそのすべてで、「不可」はそのどれでも\nない場合で、条件は、残ったルールから求めた正確な範囲です。できることが同じ人、タグが同じ\nインスタンスはまとめて示します。--format csv では一組ずつ一行にします。結果によらず 0 で終わります。",
    ),
    (
        "Only this person, by the name or the user name; may be given several times",
        "この人だけ(名前または利用者名)。繰り返し指定できます",
    ),
    (
        "Only this instance; may be given several times",
        "このインスタンスだけ。繰り返し指定できます",
    ),
    ("Only this action; may be given several times", "この操作だけ。繰り返し指定できます"),
    ("What to write", "出力する形式"),
    ("The same as --format json", "--format json と同じ"),
    ("Columns for a screen", "画面用の表"),
    ("A row for each person, instance and action", "人、インスタンス、操作の組ごとに一行"),
    ("One object", "一つのオブジェクト"),
    (
        "A page to read and to print, which needs nothing beside it",
        "読んで印刷できる、一つで完結したページ",
    ),
];
