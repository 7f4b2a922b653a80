//! What the newcomer does, and what the tutorial says of it.

use crate::play::Language;

/// The same in both languages.
pub struct Words {
    pub english: &'static str,
    pub japanese: &'static str,
}

impl Words {
    pub const fn in_words(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Japanese => self.japanese,
        }
    }
}

/// One thing that is said or done.
pub enum Step {
    Say(Words),
    /// The policy file is this now.
    Write(&'static str),
    /// Replaces a text of the policy file; the whole file is not shown again.
    Replace(&'static str, &'static str),
    /// A command, and how it ends. `{plan}` is the plan that was printed last.
    Run(&'static str, i32),
    /// Starts `serve`.
    Serve,
    /// Sato calls the API from the library, as often as it takes until it answers this status and code.
    Call(&'static str, &'static str, u16, &'static str),
}

const fn say(english: &'static str, japanese: &'static str) -> Step {
    Step::Say(Words { english, japanese })
}

pub const TITLE: Words = Words {
    english: "A first policy: write, check, publish, roll back",
    japanese: "はじめてのポリシー: 書く、確かめる、公開する、元に戻す",
};

/// The first try, with three mistakes in it.
const FIRST: &str = r#"version: 1
policy: hoshimi
utc_offset: "+09:00"
required_tags: [Department, Env]
zones:
  library: { vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [10.20.3.7/16] }
rules:
  - id: see-our-machines
    effect: allow
    who: { groups: [staff] }
    actions: [describe]
    from: [libary]
    instances: { tags: { Department: { equals_caller: groups } } }
  - id: start-our-test-machines
    effect: alow
    who: { groups: [staff] }
    actions: [start, stop]
    from: [library]
    instances: { tags: { Department: { equals_caller: groups }, Env: [dev] } }
"#;

const PUBLISH: &str = "sekisho publish --table file:table --policy hoshimi --from policy.yaml \
                       --expect-version none --by kato --why \"first version\"";
const EXPLAIN: &str = "sekisho explain policy.yaml --user sato --group staff --group library \
                       --action start --address 10.20.3.7 --vpc-endpoint vpce-0a1b2c3d4e5f60718 \
                       --tag Department=library --tag Env=stg";
const PLAN: &str = "sekisho plan --table file:table --policy hoshimi --from policy.yaml";
const PUBLISH_PLAN: &str = "sekisho publish --table file:table --policy hoshimi --from policy.yaml \
                            --by kato --why \"the catalogue is a test machine too\" --plan {plan}";
const HISTORY: &str = "sekisho history --table file:table --policy hoshimi";
const ROLLBACK: &str = "sekisho rollback --table file:table --policy hoshimi --to 1 \
                        --expect-version 2 --by kato --why \"not agreed with the library yet\"";
const START: &str = "/instances/i-0a0000000000000a1/start";

pub const STEPS: &[Step] = &[
    say(
        "You keep the policy of a town. Its library may see its own machines, and start and stop those it \
         tests on. This page goes all the way once: a first policy with mistakes in it, what the \
         messages say, the effect on a running checkpoint, a change, and the way back. Everything runs on \
         your machine, without AWS. From the first check on, every command and every answer was run by \
         the tests of this project.",
        "あなたはある町のポリシーを管理しています。図書館の職員が自分たちのインスタンスを見られるように、そして検証用の\n\
         ものは起動・停止できるようにします。このページでは、間違いのある最初のポリシーから始めて、メッセージを頼りに\n\
         直し、公開し、動いている関所で効果を確かめ、変更し、元に戻すところまでを一通り行います。すべて手元の一台で動き、\n\
         AWS は要りません。「確かめる」から先のコマンドと答えは、どれもこのプロジェクトのテストが実際に実行したものです。",
    ),
    say(
        "## Before you begin\n\nYou need a stable Rust toolchain, a C compiler, `curl` and `jq`. Build the \
         program in the checkout, have the shell find it (in every terminal that you open), and work in a \
         folder of your own:\n\n```console\ncargo build -p sekisho\nexport PATH=\"$PWD/target/debug:$PATH\"\n\
         mkdir ~/town && cd ~/town\n```\n\nThe first build takes some minutes. What follows is made for ten, \
         nearly all of them to read and to type: the commands together take some seconds. Days and times are those \
         of your clock; everything else that you see should be what stands here.",
        "## 始める前に\n\n安定版の Rust、C コンパイラー、`curl`、`jq` が必要です。チェックアウトの中でビルドし、シェルから使えるように\n\
         して(端末を開くたびに必要です)、自分のフォルダーで作業します。\n\n```console\ncargo build -p sekisho\n\
         export PATH=\"$PWD/target/debug:$PATH\"\nmkdir ~/town && cd ~/town\n```\n\n最初のビルドには数分かかります。その先は十分ほどを想定していますが、\n\
         ほとんどは読んで入力する時間で、コマンドの実行は合わせて数秒です。日付と時刻は実行した時のものに\nなりますが、そのほかはここに\
         あるとおりに表示されるはずです。",
    ),
    say(
        "Save this as `policy.yaml`. There are three mistakes in it.",
        "次の内容を `policy.yaml` として保存します。間違いが三つあります。\n日本語で表示するには、環境変数 `LANG` を \
         `ja_JP.UTF-8` にするか、コマンドに `--lang ja` を付けます。",
    ),
    Step::Write(FIRST),
    say("## Check it", "## 確かめる"),
    Step::Run("sekisho check policy.yaml", 3),
    say(
        "All three at once, each with its place and what to write instead. Do what the messages say: \
         `10.20.0.0/16` for `10.20.3.7/16`, `library` for `libary`, `allow` for `alow`.",
        "三つとも一度に、場所と直し方が示されます。そのとおりに直します。`10.20.3.7/16` は `10.20.0.0/16` に、`libary` は \
         `library` に、\n`alow` は `allow` にします。",
    ),
    Step::Replace("10.20.3.7/16", "10.20.0.0/16"),
    Step::Replace("libary", "library"),
    Step::Replace("alow\n", "allow\n"),
    Step::Run("sekisho check policy.yaml", 0),
    say(
        "## Read what it says\n\nThe same policy in words. A sentence leaves nothing out: the program can \
         read it back into the same policy.",
        "## 文章で読む\n\n同じポリシーを文章で表示します。文章に書かれていないことはありません。プログラムはこの文章から同じ\
         ポリシーを\n読み戻せます。",
    ),
    Step::Run("sekisho show policy.yaml", 0),
    say(
        "## Ask it something\n\nMay Sato of the library start the library's catalogue, which is tagged \
         `Env: stg`?",
        "## 尋ねてみる\n\n図書館の佐藤さんは、`Env: stg` のタグが付いた図書館の蔵書検索を起動できるでしょうか。",
    ),
    Step::Run(EXPLAIN, 0),
    say(
        "No: the rule that comes nearest wants `dev`. We come back to that.",
        "できません。最も近いルールは `dev` を求めています。これは後で直します。",
    ),
    say(
        "## Put it in force\n\nA policy table is a DynamoDB table (`dynamodb:NAME`) or, here, a folder. \
         `--expect-version none` says that nothing is in force yet: if that were not so, nothing would \
         be published.",
        "## 有効にする\n\nポリシーテーブルは DynamoDB のテーブル(`dynamodb:名前`)か、ここでのようにフォルダーです。\n\
         `--expect-version none` は「まだ何も有効になっていないはず」という意味で、そうでなければ公開されません。",
    ),
    Step::Run(PUBLISH, 0),
    say(
        "In another terminal, in the same folder, start a checkpoint that follows the table, with simulated \
         machines. (`--at` lets it be a Tuesday morning.) It says where it is open and what you could ask, \
         and runs until Ctrl-C.",
        "別の端末の同じフォルダーで、このテーブルに従う関所を、模擬のインスタンスとともに動かします(`--at` は火曜日の朝とみなす\n\
         ためです)。開いている場所と試せることが表示され、Ctrl-C を押すまで動き続けます。",
    ),
    Step::Serve,
    say(
        "Back in the first terminal, Sato signs in (`sekisho token` stands for that) and asks for the start. \
         The two `X-Sekisho-Dev-…` headers say from where; in AWS nobody can say that, API Gateway sees it. The \
         answer is the policy's.",
        "元の端末で、佐藤さんとしてサインインし(`sekisho token` がその代わりです)、起動を頼みます。二つの `X-Sekisho-Dev-…` \
         ヘッダーは、\nどこからの呼び出しかを表します。AWS では API Gateway が見た場所が使われ、自分で名乗ることはできません。\
         答えるのはこの\nポリシーです。",
    ),
    Step::Call("sato", START, 403, "refused"),
    say(
        "## Change it\n\nThe library tests on the catalogue too, so `stg` is added. A plan says what \
         would change before anything does: by rows, in words, by what it opens and closes, each with a \
         request that shows it, and as text. Write `Env: [dev, stg]` for `Env: [dev]` in `policy.yaml`, and ask.",
        "## 変える\n\n蔵書検索も検証に使うので、`stg` を加えることにします。`policy.yaml` の `Env: [dev]` を `Env: [dev, stg]` に書き換えます。\n`plan` は、何も変えずに、公開すると何が変わるかを\
         行の単位で、\n文章で、何が許可され何が許可されなくなるか(例となるリクエスト付き)で、そしてテキストの差分で示します。",
    ),
    Step::Replace("Env: [dev]", "Env: [dev, stg]"),
    Step::Run(PLAN, 0),
    say(
        "That is what was meant. To publish a plan is to publish exactly that: if the draft or what is in \
         force had changed in between, it would be refused.",
        "意図したとおりです。計画を指定した公開では、その内容だけが公開されます。その間に下書きや有効な版が変わっていれば、\n\
         公開されません。",
    ),
    Step::Run(PUBLISH_PLAN, 0),
    say(
        "Within about two seconds the running checkpoint follows.",
        "およそ二秒のうちに、動いている関所に反映されます。",
    ),
    Step::Call("sato", START, 202, "requested"),
    say(
        "## Go back\n\nIt was not agreed. Every version stays; a rollback puts the content of an old one \
         in force as a new one.",
        "## 元に戻す\n\nまだ合意が取れていませんでした。どの版も残っています。`rollback` は、古い版の内容を新しい版として有効に\
         します。",
    ),
    Step::Run(ROLLBACK, 0),
    Step::Run(HISTORY, 0),
    Step::Call("sato", "/instances/i-0a0000000000000a1/stop", 403, "refused"),
    say(
        "End the checkpoint with Ctrl-C; the folder is all there is to delete.\n\nWhere to go from here: what a policy may say is in [policy-language.md](policy-language.md); \
         the other verbs of the vendor's day are in [vendor.md](vendor.md); the same against DynamoDB, behind a \
         private API, is in [deploy.md](deploy.md).",
        "関所は Ctrl-C で終わります。片付けるものはこのフォルダーだけです。\n\nこのあとは、ポリシーに書けることを [policy-language.md](policy-language.md) で、運用で使うほかのコマンドを \
         [vendor.md](vendor.md) で\n\
         ご覧ください。DynamoDB とプライベート API で同じことをするには [deploy.md](deploy.md) をご覧ください。",
    ),
];
