//! What to do next.

use super::Phrase;

/// About the conditions of rules and about sections.
pub(super) const CONDITIONS: &[Phrase] = &[
    ("did you mean {}?", "もしかして {} ですか"),
    ("remove the calendar if it has no days", "日付がないなら、このカレンダーを削除してください"),
    (
        "remove the schedule if it has no hours",
        "時間帯がないなら、このスケジュールを削除してください",
    ),
    ("leave `from` out if the place does not matter", "場所を問わないなら `from` を省いてください"),
    (
        "leave `during` out if the time does not matter",
        "時間を問わないなら `during` を省いてください",
    ),
    (
        "leave `groups` out if the group does not matter",
        "グループを問わないなら `groups` を省いてください",
    ),
    (
        "leave `users` out if the user does not matter",
        "利用者を問わないなら `users` を省いてください",
    ),
    (
        "leave `accounts` out if the account does not matter",
        "アカウントを問わないなら `accounts` を省いてください",
    ),
    (
        "leave `regions` out if the region does not matter",
        "リージョンを問わないなら `regions` を省いてください",
    ),
    (
        "leave `ids` out if any instance will do",
        "どのインスタンスでもよいなら `ids` を省いてください",
    ),
    ("leave `tags` out if no tag matters", "タグを問わないなら `tags` を省いてください"),
    (
        "leave `vpce` out if the endpoint does not matter",
        "エンドポイントを問わないなら `vpce` を省いてください",
    ),
    (
        "leave `cidrs` out if the address does not matter",
        "アドレスを問わないなら `cidrs` を省いてください",
    ),
    ("leave `unless` out if there is no exception", "例外がないなら `unless` を省いてください"),
    ("leave `except` out if every day counts", "除く日がないなら `except` を省いてください"),
    (
        "leave `required_tags` out if no tag is required",
        "必要なタグがないなら `required_tags` を省いてください",
    ),
    ("leave {} out if there are none", "一つもないなら {} を省いてください"),
    (
        "leave {} out: an exception is narrow by what it names",
        "{} を省いてください。例外は、書いた条件の分だけ狭くなります",
    ),
    (
        "for calls from anywhere, leave `from` out of the rule",
        "どこからの呼び出しでもよいなら、ルールの `from` を省いてください",
    ),
    ("as it stands this never applies", "このままでは、成り立つときがありません"),
    ("for a group write {}", "グループなら {} と書いてください"),
    ("for all callers write `everyone`", "全員なら `everyone` と書いてください"),
    ("for every action write `any`", "すべての操作なら `any` と書いてください"),
    ("for every action write `actions: any`", "すべての操作なら `actions: any` と書いてください"),
    ("for every instance write `any`", "すべてのインスタンスなら `any` と書いてください"),
    (
        "for any value write `{ present: true }`",
        "値を問わないなら `{ present: true }` と書いてください",
    ),
    (
        "an exception for everything would undo the rule",
        "すべてを例外にすると、ルールの意味がなくなります",
    ),
    (
        "to revoke tokens, write a deny rule with `issued_before`",
        "トークンを失効させるには、`issued_before` を持つ拒否ルールを書いてください",
    ),
    (
        "move it under `unless`: then it spares those who signed in lately",
        "`unless` の中に移してください。最近サインインした人が拒否から除かれます",
    ),
    ("write the conditions in the rule itself", "条件はルールに直接書いてください"),
    (
        "this language has no negation: write a deny rule for what is to be refused",
        "この言語に否定はありません。拒否したいものを拒否ルールに書いてください",
    ),
    (
        "write them in the rules that allow what is to be done after them",
        "その後に行う操作を許可するルールに書いてください",
    ),
    (
        "remove it here, and write it in the rules that allow the stop",
        "ここから削除し、停止を許可するルールに書いてください",
    ),
    (
        "leave `obligations` out if nothing must be done before",
        "先に行うことがなければ、`obligations` を書かないでください",
    ),
    ("write a deny rule for what is to be refused", "拒否したいものを拒否ルールに書いてください"),
    (
        "remove it: the order of rules never matters, and deny wins",
        "削除してください。ルールの順序に意味はなく、常に拒否が優先されます",
    ),
    (
        "`equals_caller` already needs the tag to be there",
        "`equals_caller` だけで、タグがあることも条件になります",
    ),
    (
        "to refuse instances without the tag, add it to `required_tags`",
        "このタグのないインスタンスを拒否するには、`required_tags` に加えてください",
    ),
    (
        "whoever deletes the tag escapes the rule: add it to `required_tags`",
        "タグを外せばこの拒否を逃れられます。`required_tags` に加えてください",
    ),
    (
        "another network may use the same private addresses",
        "ほかのネットワークも同じプライベートアドレスを使っているかもしれません",
    ),
    (
        "a policy without a rule denies everything, which needs no policy",
        "ルールのないポリシーはすべてを拒否します。それならポリシーは要りません",
    ),
    ("{} has it already", "同じ id がすでに {} にあります"),
    ("policy {} has no zones", "ポリシー {} にゾーンはありません"),
    ("policy {} has no calendars", "ポリシー {} にカレンダーはありません"),
    ("policy {} has no schedules", "ポリシー {} にスケジュールはありません"),
    ("this document has no zones", "この文書にはゾーンがありません"),
    ("this document has no calendars", "この文書にはカレンダーがありません"),
    ("this document has no schedules", "この文書にはスケジュールがありません"),
    (
        "remove it, or name it where it is meant to apply",
        "削除するか、使うべきところにこの名前を書いてください",
    ),
];

/// About invariants.
pub(super) const INVARIANTS: &[Phrase] = &[
    ("keep invariants in a file of their own", "不変条件は別のファイルに書いてください"),
    (
        "start with `version: 1` and `invariants:` with a list",
        "`version: 1` と、`invariants:` と一覧から書き始めてください",
    ),
    ("write another invariant for the other", "もう一方は、別の不変条件として書いてください"),
    ("write all conditions under {}", "条件はすべて {} の中に書いてください"),
    (
        "write the conditions under `never`, `only`, `within` or `always`",
        "条件は `never`、`only`、`within`、`always` のいずれかの中に書いてください",
    ),
    ("for every request write `any`", "すべてのリクエストなら `any` と書いてください"),
    (
        "everything that is allowed would be within it",
        "許可されるものはすべてその範囲に入り、何も確かめられません",
    ),
    (
        "for what all rules allow together, write `only: any`",
        "すべてのルールが許可する範囲についてなら、`only: any` と書いてください",
    ),
];

/// About single values.
pub(super) const VALUES: &[Phrase] = &[
    ("for this address alone write {}", "このアドレスだけなら {} と書いてください"),
    ("what follows `/` is at most {}", "`/` の後の数は {} までです"),
    ("the network is {}", "ネットワークは {} です"),
    ("Japan is `\"+09:00\"`", "日本は `\"+09:00\"` です"),
    ("UTC is `\"+00:00\"`", "UTC は `\"+00:00\"` です"),
    (
        "end it with `d`, `h`, `m` or `s`",
        "`d`(日)、`h`(時間)、`m`(分)、`s`(秒)のいずれかを末尾に付けてください",
    ),
    ("name the days on which the window starts", "時間帯が始まる曜日を書いてください"),
    ("write `\"00:00\"` and the next day", "次の曜日の `\"00:00\"` と書いてください"),
    (
        "for midnight at the end of the day write `\"24:00\"`",
        "その日の終わりなら `\"24:00\"` と書いてください",
    ),
    (
        "for the whole day write from `\"00:00\"` to `\"24:00\"`",
        "一日中なら `\"00:00\"` から `\"24:00\"` までと書いてください",
    ),
    (
        "upper and lower case, full and half width are different texts here",
        "大文字と小文字、全角と半角は別の文字として扱います",
    ),
    (
        "remove the character {}; typing the text anew is safest",
        "文字 {} を取り除いてください。入力し直すのが確実です",
    ),
    (
        "remove it: it is already item {} of this list",
        "削除してください。この一覧の項目 {} と同じです(先頭は [0])",
    ),
    (
        "leave the condition out for any value, or write `{ literal: \"*\" }` for the sign itself",
        "値を問わないなら条件を省いてください。文字としての `*` なら `{ literal: \"*\" }` と書いてください",
    ),
    (
        "this is the only version of the language so far",
        "ポリシー言語のバージョンは、今のところ 1 だけです",
    ),
    ("put quotes around it: {}", "引用符で囲んで {} と書いてください"),
    ("put quotes around it", "引用符で囲んでください"),
    ("put it in brackets: {}", "角括弧で囲んで {} と書いてください"),
    ("put it in brackets and quotes: {}", "角括弧と引用符で囲んで {} と書いてください"),
    (
        "remove it, or put quotes around it if it is text",
        "削除してください。文字列なら引用符で囲んでください",
    ),
    (
        "write a value after the colon, or remove the key",
        "コロンの後に値を書くか、キーを削除してください",
    ),
    (
        "the other one is the same text, composed of other characters",
        "もう一方は、文字の組み立て方が違うだけで同じ文字列です",
    ),
    ("correct the ones above and check again", "上のものを直してから、もう一度検査してください"),
];

/// About YAML, JSON and the rows of a table.
pub(super) const FORMS: &[Phrase] = &[
    ("store it as a string (S)", "文字列(S)で書いてください"),
    ("store it as a list (L) of strings (S)", "文字列(S)のリスト(L)で書いてください"),
    ("use a list (L) of strings (S)", "文字列(S)のリスト(L)を使ってください"),
    ("store {} as a boolean (BOOL)", "{} を真偽値(BOOL)で書いてください"),
    ("store {} as a number (N)", "{} を数値(N)で書いてください"),
    (
        "add a row whose key is `RULE#` and the id of the rule",
        "`RULE#` とルールの id をキーとする行を加えてください",
    ),
    (
        "remove the attribute: the id is what follows {}",
        "この属性を削除してください。id は {} の後に書きます",
    ),
    (
        "give each one a row whose key is {} and its name",
        "{} と名前をキーとする行を一つずつ作ってください",
    ),
    ("write the value out wherever it is needed", "必要なところに、その都度値を書いてください"),
    ("keep each policy in a file of its own", "ポリシーごとにファイルを分けてください"),
    (
        "remove it; for text, put quotes around the value",
        "YAML のタグを削除してください。文字列なら値を引用符で囲んでください",
    ),
    ("the first is on line {}", "一つ目は {} 行目にあります"),
    (
        "a value that starts with `*` or `&` needs quotes; to mean everything, write `any`",
        "`*` や `&` で始まる値は引用符で囲んでください。「すべて」なら `any` と書いてください",
    ),
    ("indent with spaces", "字下げには空白を使ってください"),
    (
        "look at the indentation, the brackets and the quotes here and on the line before",
        "この行と前の行の字下げ、括弧、引用符を確かめてください",
    ),
    (
        "look at the commas, the brackets and the quotes here and on the line before",
        "この行と前の行のコンマ、括弧、引用符を確かめてください",
    ),
    (
        "save the file as UTF-8 without a byte order mark",
        "BOM(バイト順マーク)のない UTF-8 で保存してください",
    ),
    (
        "write the letter itself, or both halves of its pair of escapes",
        "文字をそのまま書くか、サロゲートの組を両方とも書いてください",
    ),
    ("write a smaller number", "もっと小さい数を書いてください"),
    (
        "start with `version: 1` and `policy:` with the name of the policy",
        "`version: 1` と、`policy:` とポリシーの名前から書き始めてください",
    ),
];

/// What to write: what is longer stands before what is a part of it.
pub(super) const WRITE: &[Phrase] = &[
    ("write each tag key out", "タグのキーを一つずつ書いてください"),
    (
        "write each value out, or `{ literal: \"{}\" }` for the sign itself",
        "値を一つずつ書いてください。記号も文字のうちなら `{ literal: \"{}\" }` と書いてください",
    ),
    ("write each day: {}", "曜日を一つずつ書いてください: {}"),
    ("write it without quotes: {}", "引用符を付けずに {} と書いてください"),
    ("write {}, without quotes", "引用符を付けずに {} と書いてください"),
    ("write {}", "{} と書いてください"),
];
