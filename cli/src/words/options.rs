//! The help of the arguments and options.

use super::Phrase;

/// Of all but the request.
pub(super) const OPTIONS: &[Phrase] = &[
    (
        "The old policy (YAML, or JSON if the name ends in .json); `-` is the standard input. With --table, the new one, in place of the draft",
        "変更前のポリシー(YAML。名前が .json で終わるものは JSON)。`-` は標準入力。--table を付けたときは、下書きの代わりとなる変更後のポリシー",
    ),
    ("The new policy", "変更後のポリシー"),
    (
        "Compare what is in force in this table with the draft: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`",
        "このテーブルで有効な内容を下書きと比較: `file:DIR`、`dynamodb:NAME`、`embedded:PATH`",
    ),
    (
        "Take this version as the old one instead of what is in force",
        "有効な内容の代わりに、この版を変更前とする",
    ),
    (
        "Take this version as the new one instead of the draft",
        "下書きの代わりに、この版を変更後とする",
    ),
    (
        "How many regions of requests to show of each edit",
        "変更した箇所ごとに示すリクエストの範囲の数",
    ),
    ("How many steps of search each edit may take", "変更した箇所ごとに許す探索のステップ数"),
    (
        "One JSON object: opened, closed, incomplete, obligations, equivalent, edits, steps; access, with people",
        "一つの JSON で出力: opened、closed、incomplete、obligations、equivalent、edits、steps、--people があれば access も",
    ),
    (
        "A policy table to follow instead: `file:DIR`, `embedded:PATH` or `dynamodb:NAME`",
        "代わりに使うポリシーテーブル: `file:DIR`、`embedded:PATH`、`dynamodb:NAME`",
    ),
    ("A token that works, or one that must not", "使えるトークン、または使えてはならないトークン"),
    (
        "An app client whose tokens are accepted; may be given several times",
        "トークンを受け入れるアプリクライアント。繰り返し指定できます",
    ),
    (
        "An IAM policy about EC2 instances; `-` is the standard input",
        "EC2 インスタンスについての IAM のポリシー。`-` は標準入力",
    ),
    ("Another morning; the one of Hoshimi unless given", "別の朝のシナリオ。省くと Hoshimi の朝"),
    ("Another policy; the one of Hoshimi unless given", "別のポリシー。省くと Hoshimi のポリシー"),
    (
        "As the session policy that keeps a session of AWS within what one caller may do",
        "AWS のセッションを一人の呼び出し元に許された範囲に収めるセッションポリシー",
    ),
    ("The partition of AWS that the session is in", "セッションが属する AWS のパーティション"),
    (
        "The kind of resources that the session is for: instance, database, or service",
        "セッションの対象とするリソースの種類。instance(インスタンス)、database(データベース)、service(サービス)",
    ),
    (
        "The documents; `-` is the standard input, written to the standard output",
        "文書。`-` は標準入力で、結果は標準出力に書きます",
    ),
    (
        "Change nothing: name the files that are not in canonical form, and end with 2 if there are any",
        "何も書き換えず、正規の書式でないファイルの名前を示し、あれば 2 で終わる",
    ),
    (
        "As policies of Cedar 4, which Amazon Verified Permissions takes",
        "Cedar 4 のポリシー(Amazon Verified Permissions で使えます)",
    ),
    (
        "Check the draft in this table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`",
        "このテーブルの下書きを検査: `file:DIR`、`dynamodb:NAME`、`embedded:PATH`",
    ),
    (
        "How much must be covered at least: of everything, or as in rules=100,conditions=90,boundaries=50",
        "確かめられているべき割合。全体に対して、または rules=100,conditions=90,boundaries=50 のように",
    ),
    (
        "One JSON object a case (case, line, passed, expected, found, why), and one for the coverage",
        "事例ごとに一つの JSON(case、line、passed、expected、found、why)と、割合を示す一つの JSON",
    ),
    (
        "Plan nothing unless it decides these cases as `sekisho test` expects; `-` is the standard input",
        "`sekisho test` の事例どおりに判断しないポリシーは計画しない。`-` は標準入力",
    ),
    (
        "Publish nothing unless it decides these cases as `sekisho test` expects; `-` is the standard input",
        "`sekisho test` の事例どおりに判断しないポリシーは公開しない。`-` は標準入力",
    ),
    ("The cases (YAML); `-` is the standard input", "事例(YAML)。`-` は標準入力"),
    (
        "The cases (YAML), in one file or more; `-` is the standard input",
        "事例(YAML)。複数のファイルも可。`-` は標準入力",
    ),
    (
        "Only mistakes of these kinds, as in drop-condition,shift-minute",
        "この種類の誤りだけ(drop-condition,shift-minute のように)",
    ),
    (
        "Only mistakes in these rules, and in the zones and schedules that they use",
        "これらのルールと、そこで使うゾーンとスケジュールの誤りだけ",
    ),
    ("Try so many mutants only, evenly chosen", "この数のミュータントだけを、偏りなく選んで試す"),
    (
        "How many percent of the mutants that do not decide alike must be killed at least",
        "元と異なる判断をするミュータントのうち、検出すべき割合(百分率)",
    ),
    (
        "How many steps the proof about one mutant may take",
        "一つのミュータントについての証明に使えるステップ数",
    ),
    (
        "Show the mutants too that are killed, each with the case that did it, and those that decide alike",
        "検出したもの(検出した事例とともに)と、元と同じ判断をするものも示す",
    ),
    (
        "One JSON object a mutant (operator, part, site, change, outcome and what shows it), and one for the score",
        "ミュータントごとに一つの JSON(operator、part、site、change、outcome とその根拠)と、\nスコアを示す一つの JSON",
    ),
    ("Delete, instead of saying what would be deleted", "対象を示すだけでなく、実際に削除"),
    ("Deny new tokens too", "新しいトークンも拒否"),
    ("Edit the invariants of the policy instead", "文書の代わりに、ポリシーの不変条件を編集"),
    (
        "How many steps the search for one invariant may take",
        "一つの不変条件を調べるステップ数の上限",
    ),
    (
        "Plan to publish it with these invariants instead of the draft's; `-` is the standard input",
        "下書きの不変条件の代わりに、これらとともに公開することを計画。`-` は標準入力",
    ),
    ("Print the invariants of the policy instead", "文書の代わりに、ポリシーの不変条件を出力"),
    (
        "Replace the invariants by those of this file; `-` is the standard input",
        "不変条件をこのファイルのもので置き換える。`-` は標準入力",
    ),
    (
        "Replace the invariants of the draft by these first; `-` is the standard input",
        "先に下書きの不変条件をこれらで置き換える。`-` は標準入力",
    ),
    (
        "Take what is being edited in the table, instead of what is in force",
        "テーブルで有効なものの代わりに、編集中の下書きを使う",
    ),
    (
        "The invariants (YAML, or JSON if the name ends in .json); `-` is the standard input",
        "不変条件(YAML。名前が .json で終われば JSON)。`-` は標準入力",
    ),
    (
        "Everybody's: all have to sign in again",
        "全員のトークン。全員がサインインし直す必要があります",
    ),
    (
        "For how many seconds after its end a token is accepted: 0 to 300",
        "期限が切れた後もトークンを受け入れる秒数。0〜300",
    ),
    ("How many of the last versions to keep", "残す最近の版の数"),
    (
        "How many of the rules that nearly matched to show, the nearest first",
        "該当しそうだったルールのうち、近いものから示す数",
    ),
    (
        "Issued to another client of the same directory",
        "同じ発行元の別のクライアントに発行されたもの",
    ),
    ("It was good until an hour ago", "一時間前に期限が切れたもの"),
    (
        "Let it be this time in the town: office hours, on a Sunday",
        "町をこの時刻にする(日曜日に開庁時間を試すときなど)",
    ),
    ("No token at all", "トークンなし"),
    (
        "One JSON object a difference and line, and one with the counts at the end",
        "一行に一つの違いを、最後に件数を JSON で出力",
    ),
    (
        "One JSON object a problem and line: file, severity, code, path, line, column, row, found, required, help",
        "一行に一つの誤りを JSON で出力:\nfile、severity、code、path、line、column、row、found、required、help",
    ),
    (
        "One JSON object a sentence and line: about, name, sentence",
        "一行に一つの文を JSON で出力: about、name、sentence",
    ),
    (
        "One JSON object a step and line: who, from, action, instance, decision, reason, expected",
        "一行に一つの手順を JSON で出力:\nwho、from、action、instance、decision、reason、expected",
    ),
    (
        "One JSON object a version and line, oldest first: version, previous, at, by, why, sha256, bytes, active, `same_as`, changes, invariants",
        "一行に一つの版を古い順に JSON で出力:\nversion、previous、at、by、why、sha256、bytes、active、`same_as`、changes、invariants",
    ),
    (
        "One JSON object: outcome, code, rules, missing, obligations where there are some, nearest",
        "一つの JSON で出力: outcome、code、rules、missing、義務があれば obligations、nearest",
    ),
    (
        "One JSON object an invariant and line: invariant, outcome, steps, vacuous, rules, witness",
        "一行に一つの不変条件を JSON で出力:\ninvariant、outcome、steps、vacuous、rules、witness",
    ),
    (
        "One JSON object: policy, plan, active, rows, diff, invariants, and what it opens and closes as `sekisho diff` has it",
        "一つの JSON で出力: policy、plan、active、rows、diff、invariants、`sekisho diff` と同じ形の変更内容",
    ),
    ("Only the rule with this id", "この id のルールだけ"),
    (
        "Plan to publish this document instead of the draft; `-` is the standard input",
        "下書きの代わりにこの文書の公開を計画。`-` は標準入力",
    ),
    ("Print help", "説明を表示"),
    ("Print help (see a summary with '-h')", "説明を表示(-h で概要)"),
    ("Print help (see more with '--help')", "説明を表示(--help で詳細)"),
    (
        "Have calls that do not say where they come from come from this place of the town, such as those of a browser that opens the console",
        "どこからかを示さない呼び出し（ブラウザーで画面を開くときなど）を、町のこの場所からのものとする",
    ),
    (
        "Print the audit lines of both Lambdas instead of one line a call",
        "呼び出しごとの一行の代わりに、二つの Lambda の監査ログを出力",
    ),
    ("Print version", "バージョンを表示"),
    (
        "Replace the draft by this document first; `-` is the standard input",
        "先に下書きをこの文書で置き換える。`-` は標準入力",
    ),
    (
        "Rows: a JSON list of objects, one object a line, or items as DynamoDB exports or scans them; `-` is the standard input",
        "行: オブジェクトの JSON のリスト、一行に一つのオブジェクト、または DynamoDB のエクスポートやスキャンの項目。`-` は標準入力",
    ),
    (
        "Show answers too that are the same for another reason",
        "結果が同じで理由だけが違うものも示す",
    ),
    (
        "Signed by the issuer for this client, and fresh",
        "このクライアントのために発行元が署名した、新しいもの",
    ),
    (
        "Signed with somebody else's key under the issuer's key id",
        "発行元の鍵の ID を名乗り、別の鍵で署名されたもの",
    ),
    ("Take this version of it instead of what is in force", "有効な版の代わりに、この版を使う"),
    (
        "Take what is in force in this table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`",
        "このテーブルで有効なものを使う: `file:DIR`、`dynamodb:NAME`、`embedded:PATH`",
    ),
    (
        "Take what was in force at this time, such as 2026-11-17T18:05:00+09:00; the question is about it too",
        "この時刻(2026-11-17T18:05:00+09:00 など)に有効だったものを使い、その時刻のこととして尋ねる",
    ),
    ("The address to listen on: loopback only", "待ち受けるアドレス(ループバックのみ)"),
    (
        "The audit lines, one JSON object each; `-` is the standard input",
        "監査ログ(一行に一つの JSON)。`-` は標準入力",
    ),
    ("The document; `-` is the standard input", "文書。`-` は標準入力"),
    ("The documents; `-` is the standard input", "文書(複数可)。`-` は標準入力"),
    ("The form to print it in", "出力する形式"),
    ("The issuer's key document", "発行元の鍵の文書"),
    ("The issuer: `iss`, byte for byte", "発行元(`iss` と一字一句同じもの)"),
    (
        "The language to answer in; that of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`) unless given",
        "答える言語。省くと環境変数(`LC_ALL`、`LC_MESSAGES`、`LANG`)の言語",
    ),
    ("The name of the policy", "ポリシーの名前"),
    ("The name of the policy in the table", "テーブルの中のポリシーの名前"),
    ("The name the person signs in with", "サインインに使う名前"),
    ("The offset in which its times will be read", "時刻を読むときの UTC との時差"),
    (
        "The plan to carry out, as `sekisho plan` printed it: what would change is what it said, or nothing",
        "`sekisho plan` が示した計画。そこに示された変更だけを行う",
    ),
    (
        "The policy, read again whenever it changes; the policy of Hoshimi unless given",
        "ポリシー(変わるたびに読み直す)。省くと Hoshimi のポリシー",
    ),
    (
        "The policy: a document (YAML, or JSON if the name ends in .json); `-` is the standard input",
        "ポリシーの文書(YAML。名前が .json で終われば JSON)。`-` は標準入力",
    ),
    ("The port; 0 takes any free one", "ポート。0 なら空いているもの"),
    (
        "The requests, one JSON object a line; `-` is the standard input",
        "リクエスト(一行に一つの JSON)。`-` は標準入力",
    ),
    ("The shell", "シェル"),
    (
        "The table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`",
        "テーブル: `file:DIR`、`dynamodb:NAME`、`embedded:PATH`",
    ),
    ("The time, in seconds since 1970; now unless given", "時刻(1970 年からの秒数)。省くと現在"),
    (
        "The tokens, one JSON object a line; `-` is the standard input",
        "トークン(一行に一つの JSON)。`-` は標準入力",
    ),
    (
        "The town: a scenario file, of which the steps are left alone; Hoshimi unless given",
        "町を書いたシナリオのファイル(手順は使わない)。省くと Hoshimi",
    ),
    ("The user, as the policy names users", "ポリシーでの利用者名"),
    (
        "The version that must be active, or `none` for the first: what you reviewed the change against",
        "有効でなければならない版(変更を確かめたときの版)。最初の公開なら `none`",
    ),
    ("The version whose rules to put in force", "再び有効にする版"),
    ("What is being edited", "編集中の下書き"),
    (
        "What is in force (this is what you get unless you ask for another)",
        "有効なもの(ほかに指定がなければこれ)",
    ),
    ("What was published as this version", "この版として公開されたもの"),
    ("Where `sekisho serve` listens", "`sekisho serve` の URL"),
    (
        "Where to write the policies, instead of the standard output",
        "ポリシーを標準出力の代わりに書き出すファイル",
    ),
    (
        "Where to write the schema that the policies are valid under",
        "ポリシーのスキーマを書き出すファイル",
    ),
    ("Which of the two tokens is accepted", "受け入れるトークンの種類"),
    ("Who you are, for the history", "履歴に残す、変更する人の名前"),
    ("Why, for the history", "履歴に残す、変更の理由"),
    (
        "Write rules without what does not translate: deny rules deny more, obligations are annotations",
        "表せないものを省いてルールを書き出す(拒否は広がり、義務は注釈になります)",
    ),
    (
        "With --iam: the group of the callers who may do what it says",
        "--iam のとき: その内容を許すグループ",
    ),
];

/// Of the request.
pub(super) const REQUEST: &[Phrase] = &[
    ("The request", "リクエスト"),
    (
        "Take the facts from this file, one JSON object as for `decide --batch`; `-` is the standard input",
        "事実をこのファイルから読む(`decide --batch` の一行と同じ JSON)。`-` は標準入力",
    ),
    (
        "A fact that there is none of, which is another thing than not to know it: groups, tags, user, …",
        "「ない」と分かっている事実(不明とは別): groups、tags、user など",
    ),
    ("A group the caller is in; give all of them", "呼び出し元のグループ。すべて指定してください"),
    ("A tag of the instance; give all of them", "インスタンスのタグ。すべて指定してください"),
    ("A trusted claim of the token", "トークンの信頼するクレーム"),
    ("The VPC endpoint it comes through", "呼び出しが通る VPC エンドポイント"),
    ("The account of the instance", "インスタンスのアカウント"),
    ("The address the call comes from", "呼び出しの接続元アドレス"),
    ("The id of the instance", "インスタンスの ID"),
    ("The region of the instance", "インスタンスのリージョン"),
    ("What is to be done: describe, start, stop or reboot", "操作: describe、start、stop、reboot"),
    (
        "When the caller signed in: 2026-11-24T08:30:00+09:00, or seconds since 1970",
        "サインインした時刻(2026-11-24T08:30:00+09:00、または 1970 年からの秒数)",
    ),
    ("When the token was issued", "トークンが発行された時刻"),
    (
        "When; now, or the time of --as-of, unless given",
        "操作する時刻。省くと現在、または --as-of の時刻",
    ),
    ("Who asks", "操作を求める利用者"),
];
