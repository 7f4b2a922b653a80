//! The help of the commands. A line is broken where a screen would break it: Japanese has no spaces
//! for that.

use super::Phrase;

/// What each does, in one line.
pub(super) const ABOUT: &[Phrase] = &[
    (
        "The checkpoint: who may start and stop which instance, decided by a policy",
        "関所: だれがどのインスタンスを起動・停止してよいかを、ポリシーで判断します",
    ),
    (
        "Ask what audit lines asked once more, by another policy, and show what would have been different",
        "監査ログに記録された問いを別のポリシーで判定し直し、違いを示します",
    ),
    (
        "Check policy documents, or the draft in a table: every problem at once, each with its place",
        "ポリシーの文書、またはテーブルの下書きを検査し、誤りをすべて場所とともに示します",
    ),
    (
        "Decide one request, or a file of requests, one a line, by a policy",
        "一つのリクエスト、または一行に一つのリクエストを書いたファイルを、ポリシーで判定します",
    ),
    (
        "Delete the contents of old versions, which cannot be rolled back to or asked about then",
        "古い版の内容を削除します。削除した版に戻すことや尋ねることはできなくなります",
    ),
    (
        "Edit the draft as one YAML document, in your editor (VISUAL or EDITOR)",
        "下書きを一つの YAML の文書としてエディター(VISUAL または EDITOR)で編集します",
    ),
    (
        "Judge tokens as the authorizer does, without AWS",
        "オーソライザーと同じ判断でトークンを検証します。AWS は使いません",
    ),
    (
        "Make one small mistake after the other in a policy, and show which of them its cases would not notice",
        "ポリシーに小さな誤りを一つずつ入れてみて、事例で気付けないものを示します",
    ),
    ("Make the rows of the draft say what a document says", "下書きの行を文書の内容にします"),
    (
        "Play a town's morning against the whole system, in this process, and compare every answer",
        "ある町の朝をこのプロセスの中で再現し、すべての答えを照合します",
    ),
    ("Print a policy of the table as a document", "テーブルのポリシーを文書として出力します"),
    (
        "Print a token of the local issuer, and nothing else",
        "ローカルの発行元のトークンだけを出力します",
    ),
    (
        "Print this message or the help of the given subcommand(s)",
        "この説明、または指定したコマンドの説明を表示します",
    ),
    (
        "Print what a shell needs to complete the commands and options of sekisho",
        "sekisho のコマンドとオプションを補完するためのシェルの設定を出力します",
    ),
    (
        "Prove the invariants of a policy, or show a request that breaks one",
        "ポリシーの不変条件を証明し、成り立たなければ、それを破るリクエストを示します",
    ),
    (
        "Put an old version of a policy in force again, as a new version",
        "ポリシーの古い版を、新しい版として再び有効にします",
    ),
    (
        "Put the draft of a policy in force, all of it or nothing",
        "ポリシーの下書き全体を公開して有効にします。一部だけ有効になることはありません",
    ),
    (
        "Run the whole checkpoint on this machine: gateway, both Lambdas, issuer, table, simulated machines",
        "ゲートウェイ、二つの Lambda、発行元、テーブル、模擬インスタンスをこのマシンで動かします",
    ),
    (
        "Say why a request is allowed or denied: the rules that did it, or those that nearly allowed it",
        "リクエストが許可または拒否される理由(該当したルール、許可に最も近かったルール)を示します",
    ),
    (
        "Show a policy in plain sentences, one a line: what it is, its places and hours, and each rule",
        "ポリシーの概要、場所、時間、各ルールを、一行に一文の平易な文章で示します",
    ),
    (
        "Show exactly what a change of a policy opens and closes, each with a request that shows it",
        "ポリシーの変更で新たに許可されるものと許可されなくなるものを、例となるリクエストとともに\n漏れなく示します",
    ),
    (
        "Show every version of a policy: when it came into force, by whom, why, and what it changed",
        "ポリシーのすべての版について、いつ、だれが、なぜ有効にし、何が変わったかを示します",
    ),
    (
        "Show what publishing the draft would change, and what to publish exactly that with",
        "下書きを公開すると何が変わるかと、その内容だけを公開するためのコマンドを示します",
    ),
    (
        "Take away what a user's tokens allow, at once: a lost device, somebody who left",
        "端末の紛失や退職などのときに、利用者のトークンを直ちに失効させます",
    ),
    (
        "Test a policy on a table of cases: facts, and the decision they must lead to",
        "ポリシーを事例の表で試します。事例は、事実と、そこから下されるべき判断です",
    ),
    (
        "Turn rows of a plain table, or an IAM policy, into a policy document to look at",
        "表の行または IAM のポリシーを、確かめるためのポリシーの文書にします",
    ),
    (
        "Work on the draft of a policy, which decides nothing until it is published",
        "ポリシーの下書きを扱います。下書きは公開するまで判断に使われません",
    ),
    (
        "Write a policy in another engine's language, or a caller's part of it as a session policy of AWS",
        "ポリシーを別のエンジンの言語で、または一人分の権限を AWS のセッションポリシーとして書き出します",
    ),
    (
        "Write documents in their canonical form, and keep their comments",
        "コメントを残したまま、文書を正規の書式に整えます",
    ),
];

/// What else there is to know.
pub(super) const MORE: &[Phrase] = &[
    (
        "Keys, rules and values come in their fixed order, defaults are left out, and every comment stays by what it is about. A document with problems is left as it is, and the problems are shown as `check` shows them (3). Only YAML: JSON has no comments.",
        "キー、ルール、値を決まった順に並べ、既定値は省きます。コメントは、説明している対象と\n一緒に動きます。誤りのある文書には手を付けず、`check` と同じように誤りを示します(3)。\nYAML だけが対象です。JSON にコメントはありません。",
    ),
    (
        "With --iam-session-policy, what one caller may do is written as the session policy for `sts:AssumeRole` under which AWS allows no more. A caller who is entitled to nothing ends the command with 2.",
        "--iam-session-policy では、一人の呼び出し元に許された範囲を、`sts:AssumeRole` に渡す\nセッションポリシーとして書き出します。AWS はそれを超える操作を許しません。何も許されて\nいなければ 2 で終わります。",
    ),
    (
        "Every fact that a decision rested on is in its audit line, so the answer is exact. A line that was refused before the policy was asked (a bad token, an unknown path) asks nothing and is counted. Ends with 2 if an answer would have been different, with 3 if audit lines cannot be read.",
        "判断に使った事実はすべて監査ログにあるので、答えは正確です。ポリシーの判定前に拒否された行\n(トークンの不備、知らないパス)は判定し直さず、数だけを示します。答えが一つでも変われば 2 で、\n読めない監査ログがあれば 3 で終わります。",
    ),
    (
        "A file whose name ends in .json is read as JSON, any other as YAML. In a table a problem's place is the key of a row and an attribute. Ends with 3 if a document has problems; warnings alone end with 0.",
        "名前が .json で終わるファイルは JSON、そのほかは YAML として読みます。テーブルでは、誤りの場所を\n行のキーと属性で示します。誤りがあれば 3 で、警告だけなら 0 で終わります。",
    ),
    (
        "With --batch each line of FILE is one request as JSON, with all of its facts; line N of the answer is the decision on line N. A line that holds no request gets an answer that says why, and the others are decided all the same; the command then ends with 3. Allowed or denied, it ends with 0. `sekisho explain` takes the same request and says why.",
        "--batch では、FILE の各行が、すべての事実を書いた一つのリクエスト(JSON)です。答えの N 行目は\nN 行目の判定です。リクエストでない行にはその理由を答え、ほかの行は判定し、3 で終わります。\n許可でも拒否でも 0 で終わります。理由は、同じリクエストを `sekisho explain` に渡すと示します。",
    ),
    (
        "Everything that one policy allows and the other does not is found, by what was edited; the engine decides every request that is shown. If nothing is found, that is a proof that the two policies decide every request alike. Rules whose obligations changed are listed beside that. Ends with 0 if there is no difference, with 2 if there is one, with 4 if a search took more steps than it may.",
        "一方のポリシーだけが許可するものを、変更した箇所ごとにすべて見つけます。示すリクエストは、どれも\nエンジンで判定したものです。何も見つからなければ、二つのポリシーがすべてのリクエストを同じように\n判定することの証明です。義務(obligations)が変わったルールも併せて示します。違いがなければ 0、あれば\n2、探索が決められたステップ数で終わらなければ 4 で終わります。",
    ),
    (
        "Says what it would delete; deletes it with --delete. What is in force and the last versions stay, and so does every line of the history.",
        "削除する対象を示します。実際に削除するのは --delete を付けたときだけです。有効な版、最近の版、\n履歴のすべての行は残ります。",
    ),
    (
        "The draft is checked and written when the editor is closed; while you edit, nothing is locked, and what somebody else wrote meanwhile is not written over. A text with problems is kept in a file, for you to mend and import. Comments do not last: rows have none; a rule has its `description`. Without a draft you begin with what is in force.",
        "エディターを閉じると、下書きを検査して書き込みます。編集中にロックはせず、その間にほかの人が\n書いたものを上書きすることもありません。誤りのある文書はファイルに残るので、直して取り込んで\nください。行にはコメントを書けないので、コメントは残りません(ルールには `description` が\nあります)。下書きがなければ、有効な内容から始めます。",
    ),
    (
        "One token is read from the standard input, where no other user of the machine sees it; with --batch each line of FILE is {\"name\":…,\"token\":…} and is answered on the same line. A single token that is refused ends with 2. Of a file, a refused token ends with 0 as an accepted one does, and a line that holds no token with 3.",
        "トークンは、このマシンのほかの利用者に見えない標準入力から一つ読みます。--batch では、FILE の\n各行が {\"name\":…,\"token\":…} で、同じ行番号に答えます。一つのトークンが拒否なら 2 で終わります。\nファイルのときは拒否でも受け入れでも 0 で、トークンでない行があれば 3 で終わります。",
    ),
    (
        "Needs no AWS: a real HTTP gateway on loopback, both Lambdas' code, an issuer with its own keys, a policy table in a temporary directory and simulated machines. Ends with 2 if an answer differs from what the scenario expects.",
        "AWS は要りません。ループバックの HTTP ゲートウェイ、二つの Lambda のコード、独自の鍵を持つ発行元、\n一時フォルダーのポリシーテーブル、模擬インスタンスを使います。答えがシナリオの期待と違えば 2 で\n終わります。",
    ),
    (
        "Works only against a running `sekisho serve`: a real directory gives tokens to whoever can sign in, not to whoever asks.",
        "動いている `sekisho serve` にだけ使えます。本物の発行元は、サインインした人にしかトークンを\n渡しません。",
    ),
    (
        "The draft is left alone. The invariants of that version come back with it. A revocation that was made since is lifted, and an invariant that was added since is not kept, with a warning. Ends with 2 if somebody else published meanwhile.",
        "下書きは変わりません。その版の不変条件も一緒に戻ります。その版より後の revoke は解除され、後から\n加えた不変条件は守られなくなります(どちらも警告します)。その間にほかの人が公開していたら 2 で\n終わります。",
    ),
    (
        "With --from and --invariants the draft is first made to say what the files say, unless the request cannot go through. Its invariants are proved before anything is put in force. Ends with 3 if the document, the invariants or the cases have problems, with 2 if a case differs, an invariant does not hold, somebody else published meanwhile or the plan is stale, with 4 if an invariant is not decided; what was in force then still is.",
        "--from や --invariants を付けると、公開できる場合に限り、先に下書きをファイルの内容にします。\n有効にする前に不変条件を証明します。文書、不変条件、事例に誤りがあれば 3 で、事例と異なるか、\n不変条件が成り立たないか、その間にほかの人が公開していたか、計画が古ければ 2 で、判定できない\n不変条件があれば 4 で終わります。そのとき有効だった内容は有効なままです。",
    ),
    (
        "Of a policy in a table the invariants are those it was published with, or with --draft those of the draft; --invariants asks others. Ends with 2 if one does not hold, with 4 if none fails but one is not decided, with 3 if the document or the invariants have problems.",
        "テーブルのポリシーでは、公開したときの不変条件(--draft を付けると下書きのもの)を証明します。\n--invariants を付けると、そのファイルのものにします。成り立たないものがあれば 2 で、なくても\n判定できないものがあれば 4 で、文書か不変条件に誤りがあれば 3 で終わります。",
    ),
    (
        "Its invariants are a file of their own, which --invariants prints instead.",
        "不変条件は別のファイルです。--invariants を付けると、文書の代わりに出力します。",
    ),
    (
        "The invariants stay as they are unless --invariants replaces them; the two have to fit each other.",
        "不変条件は、--invariants で置き換えない限りそのままです。文書と合っていなければなりません。",
    ),
    (
        "For development: the local issuer gives a token to whoever asks, so nothing but a loopback address is listened on. A policy file is published again whenever it changes. Ends with Ctrl-C.",
        "開発用です。ローカルの発行元はだれにでもトークンを渡すので、ループバックアドレスでだけ\n待ち受けます。ポリシーのファイルは、変わるたびに公開し直します。Ctrl-C で終わります。",
    ),
    (
        "Of each rule that nearly matched, the conditions that failed are shown: what they require, and what was found. Allowed or denied, it ends with 0. `sekisho why-not` says what would have to change.",
        "該当しそうだった各ルールについて、成り立たなかった条件が求めるものと、実際の値を示します。\n許可でも拒否でも 0 で終わります。何が変われば許可されるかは、`sekisho why-not` が示します。",
    ),
    (
        "The sentences leave nothing out: they can be read back into the same policy. Words that the author chose stand between quotation marks.",
        "文章に省略はなく、元と同じポリシーを読み戻せます。作成者が決めた言葉は「」で囲みます。",
    ),
    (
        "Times are in the offset of the policy that is in force. `=` and a number: the content is that of an earlier version, as after a rollback.",
        "時刻は、有効なポリシーの時差で示します。`=` と番号は、内容が以前のその版と同じことを表します\n(版を戻した後など)。",
    ),
    (
        "Cases that are decided otherwise are listed, each with what stood in the way; then how much of the policy the cases have shown: its rules, its conditions, and the values where schedules, networks and times begin and end. Ends with 2 if a case differs or the coverage is less than required, with 3 if the policy or the table has problems.",
        "事例と異なる判断を、何が妨げになったかとともに並べます。続いて、事例がポリシーのどれだけを\n確かめたかを、ルール、条件、そしてスケジュール・ネットワーク・時刻の境目となる値について示します。\n事例と異なるか、求めた割合に届かなければ 2 で、ポリシーか表に誤りがあれば 3 で終わります。",
    ),
    (
        "Each mutant of the policy is put to the cases of `sekisho test`. One that fails a case is killed; of the others it is proved that they decide as the policy does, or a request is shown that they decide otherwise, as a case that may be added to the table. The score is the share of those killed of all that do not decide alike. Ends with 2 if the score is less than required, or if a case differs before anything is changed; with 3 if the policy or a table has problems; with 4 if it is not decided whether the score is as required.",
        "誤りを一つ入れたポリシー(ミュータント)を `sekisho test` の事例で試します。期待と異なる事例が\nあれば検出です。残りについては、元と同じ判断をすることを証明するか、判断の異なるリクエストを、\n表に加えられる事例の形で示します。スコアは、元と異なる判断をするもののうち検出した割合です。\nスコアが求めた値に届かないか、元のポリシーで期待と異なる事例があれば 2 で、ポリシーか表に誤りが\nあれば 3 で、求めた値に届くかを判定できなければ 4 で終わります。",
    ),
    (
        "Nothing is written. A plan is good for as long as neither the draft nor what is in force is another: `sekisho publish --plan` refuses a stale one. Ends with 3 if the document, the invariants or the cases have problems, with 2 if a case differs or an invariant does not hold, with 4 if one is not decided.",
        "何も書き込みません。計画は、下書きか有効な内容が変わるまで使えます。古い計画は\n`sekisho publish --plan` が拒みます。文書、不変条件、事例に誤りがあれば 3 で、事例と異なるか\n不変条件が成り立たなければ 2 で、判定できない不変条件があれば 4 で終わります。",
    ),
    (
        "Adds a deny rule to what is in force and publishes that; the draft gets the rule too, and is left alone otherwise. Tokens that were issued before this moment allow nothing any more; who signs in again gets a new one. With --lock-out new ones allow nothing either, until the rule is taken out. A token of an issuer whose clock runs ahead counts as issued later: --lock-out holds it too. Authorizers follow within their refresh interval (`SEKISHO_POLICY_REFRESH_SECONDS`).",
        "有効な内容に拒否ルールを加えて公開します。下書きにも同じルールだけを加えます。この時刻より前に\n発行されたトークンでは何もできなくなり、サインインし直した人には新しいトークンが渡ります。\n--lock-out を付けると、ルールを取り除くまで、新しいトークンでも何もできません。時計の進んだ発行元の\nトークンは後で発行されたものとみなすので、それも止めるには --lock-out を使います。オーソライザーには\n更新の間隔(`SEKISHO_POLICY_REFRESH_SECONDS`)のうちに行き渡ります。",
    ),
    (
        "Nothing that the other language cannot say opens anything. An allow rule or an exception that does not translate is left out, with a warning. A deny rule that does not translate, or an obligation, ends the command with 3 and nothing is written, unless --partial has it written to deny more or to bind nobody.",
        "相手の言語で表せないものによって、許可が広がることはありません。表せない許可ルールと例外は、警告を\n出して省きます。表せない拒否ルールか義務があれば、何も書き出さずに 3 で終わります。--partial を\n付けると、拒否を広げ、義務は注釈として書き出します。",
    ),
    (
        "Writes YAML to the standard output, and nothing else anywhere. What has no counterpart is never guessed at: an allow is left out with a warning; a deny, or a row that cannot be read, ends the command with 3 and nothing is written.",
        "YAML を標準出力に書き出すだけで、ほかには何も書きません。対応するものがない内容を推測することは\nありません。そのような許可は警告を出して省きます。そのような拒否や読めない行があれば、何も\n書き出さずに 3 で終わります。",
    ),
];
