//! Why a command could not do what it was asked.

use sekisho_policy::SessionPolicyError;
use sekisho_store::{DraftError, PublishError};

use super::{Phrase, all, found_but_required, misformed, request, what_went_wrong};
use crate::{error::CommandError, inventory::Fault, scenario::ScenarioError};

/// The error in Japanese.
pub(crate) fn in_japanese(error: &CommandError) -> String {
    match error {
        CommandError::AbsentAndGiven { fact } => {
            format!("`--absent {fact}` と、その値を示すオプションの両方があります。どちらか一つにしてください")
        }
        CommandError::Closed => "答えを待つ間に、ローカルのシステムが終了しました".to_owned(),
        #[cfg(not(feature = "embedded"))]
        CommandError::NoEmbedded => "`embedded:` はこのビルドに含まれていません。`cargo build -p sekisho --features embedded` でビルドするか、`file:DIR` を使ってください".to_owned(),
        #[cfg(feature = "embedded")]
        CommandError::Embedded { path, message } => {
            let why = what_went_wrong(message);
            format!("`{}` の組み込みテーブルを開けません: {why}", path.display())
        }
        CommandError::Editor(error) => format!("下書きは元のままです: {}", what_went_wrong(error)),
        CommandError::FormatJson { place } => format!("{place} は JSON ですが、YAML が必要です。`fmt` はコメントを残すためのもので、JSON にコメントはありません。正規の書式の JSON は `sekisho pull --format json` で得られます"),
        CommandError::FormatLoses { place } => format!("{place} は元のままです。整形するとコメントが失われるか、内容が変わってしまいます。これはプログラムの誤りです"),
        CommandError::Import { path, message } => {
            format!("{}: {}", path.display(), what_went_wrong(message))
        }
        CommandError::Inventory { path, misfit } => {
            let said = match &misfit.fault {
                Fault::Facts(invalid) => request(invalid),
                Fault::Form { path, found, required } => {
                    let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
                    format!("{place}{}", found_but_required(found, required))
                }
            };
            format!("{}:{}: {said}", path.display(), misfit.line)
        }
        CommandError::Keys { path, error } => {
            format!("{}: {}", path.display(), what_went_wrong(error))
        }
        CommandError::KeyAltered { id } => format!("テーブルにある ID `{id}` の鍵と、文書の同じ ID の鍵が違います。別の鍵には別の ID が必要です。文書の出所を確かめてください。それでも書き込むには --replace を付けてください"),
        CommandError::KeyDocument { place, error } => format!("{place}: {}", what_went_wrong(error)),
        CommandError::NoKeyKept { issuer } => format!("{issuer} についてテーブルにある鍵が一つも文書にありません。このままでは使用中のトークンがすべて拒否されます。文書の出所を確かめてください。それでも書き込むには --replace を付けてください"),
        CommandError::NoToken { status, message } => {
            let why = what_went_wrong(message);
            format!("トークンを受け取れませんでした。サーバーの返答は {status} です: {why}")
        }
        CommandError::NoInstance { id, instances } => {
            format!("{instances} 台のインスタンスの中に、`{id}` はありません")
        }
        CommandError::NoPerson { name, people } => {
            format!("{people} 人の名前と利用者名の中に、`{name}` はありません")
        }
        CommandError::NoRule { id, policy, rules } => {
            format!("ポリシー `{policy}` に {rules} 件あるルールの中に、`{id}` はありません")
        }
        CommandError::Problems => "文書に誤りがあります".to_owned(),
        CommandError::Read { path, error } => {
            format!("`{}` を読めません: {}", path.display(), what_went_wrong(error))
        }
        CommandError::OneInput => "標準入力から読めるファイルは一つだけです。ほかのファイルは名前で指定してください".to_owned(),
        CommandError::Request(invalid) => request(invalid),
        CommandError::Scenario { place, error } => format!("{place}: {}", scenario(error)),
        CommandError::TokenInArguments => "トークンが引数にあります。引数はこのマシンの利用者ならだれでも読めるので、`sekisho verify-token … < FILE` のように標準入力から渡してください。シェルの履歴にも残っているかもしれません".to_owned(),
        CommandError::Time(found) => format!("`{found}` がありますが、2026-11-17T18:05:00+09:00 のように時差の付いた時刻が必要です"),
        CommandError::Twice { option, name, first, second } => {
            format!("`{option} {name}={first}` と `{option} {name}={second}` がありますが、`{name}` の値は一つだけです")
        }
        CommandError::Unreachable { server, message } => {
            format!("{server} から返答がありません: {message}。そこで `sekisho serve` は動いていますか")
        }
        CommandError::Draft(DraftError::Problems(problems))
        | CommandError::Publish(PublishError::Draft(DraftError::Problems(problems))) => {
            format!("下書きに誤りがあります: {}", all(problems))
        }
        CommandError::Clerk(error) => error.in_japanese(),
        CommandError::Config(error) => what_went_wrong(error),
        CommandError::Draft(error) => what_went_wrong(error),
        CommandError::KeySource(error) => what_went_wrong(error),
        CommandError::Load(error) => what_went_wrong(error),
        CommandError::Publish(error) => what_went_wrong(error),
        CommandError::SessionPolicy(SessionPolicyError::TooLong { characters, limit }) => {
            format!("セッションポリシーが {characters} 文字以上になります。上限は {limit} 文字です。この呼び出し元に関わるルールの値や例外を減らしてください")
        }
        CommandError::SessionPolicy(SessionPolicyError::KeysDifferInCaseOnly(one, other)) => {
            format!("タグのキー `{one}` と `{other}` は大文字と小文字しか違わず、セッションポリシーでは区別できません。どちらかの名前を変えてください")
        }
        CommandError::SessionPolicy(error) => what_went_wrong(error),
        CommandError::Start(error) => what_went_wrong(error),
        CommandError::Table(error) => what_went_wrong(error),
        CommandError::WriteFile { path, error } => {
            format!("`{}` に書き込めません: {}", path.display(), what_went_wrong(error))
        }
        CommandError::Write(error) => format!("書き込めません: {}", what_went_wrong(error)),
    }
}

/// What is wrong with a scenario.
fn scenario(error: &ScenarioError) -> String {
    match error {
        ScenarioError::Form(why) => misformed(why),
        ScenarioError::Shape { found, required } => found_but_required(found, required),
        ScenarioError::Step { number, error } => format!("手順 {number}: {}", scenario(error)),
        ScenarioError::Backwards { .. } | ScenarioError::Unknown { .. } => what_went_wrong(error),
    }
}

/// What is no list of rows and no policy of IAM.
pub(super) const IMPORT: &[Phrase] = &[
    ("required an IAM policy with a `Statement`", "`Statement` を持つ IAM のポリシーが必要です"),
    (
        "line {}, column {}: found {p}, required an IAM policy",
        "{} 行 {} 列: {p}。IAM のポリシーが必要です",
    ),
    ("text that cannot be read as JSON ({p})", "{p}。このため JSON として読めません"),
];

/// What the operating system says, and what is said of a file or of an editor.
pub(super) const SYSTEM: &[Phrase] = &[
    ("No such file or directory (os error 2)", "ファイルまたはフォルダーがありません(os error 2)"),
    ("Permission denied (os error 13)", "権限がありません(os error 13)"),
    ("File exists (os error 17)", "すでに存在します(os error 17)"),
    ("Not a directory (os error 20)", "フォルダーではありません(os error 20)"),
    ("Is a directory (os error 21)", "フォルダーです(os error 21)"),
    ("No space left on device (os error 28)", "ディスクに空きがありません(os error 28)"),
    ("Read-only file system (os error 30)", "読み取り専用のファイルシステムです(os error 30)"),
    ("Address already in use (os error 98)", "アドレスはすでに使われています(os error 98)"),
    (
        "Cannot assign requested address (os error 99)",
        "このマシンのアドレスではありません(os error 99)",
    ),
    ("it is read-only", "読み取り専用です"),
    ("it has more than {} bytes", "上限の {} バイトを超えています"),
    ("its name is not UTF-8", "名前が UTF-8 ではありません"),
    ("it is not UTF-8 text", "UTF-8 の文字列ではありません"),
    ("the editor `{}` ended with {}", "エディター `{}` が失敗しました({})"),
    (
        "cannot start the editor `{}`: {p}: set VISUAL or EDITOR",
        "エディター `{}` を起動できません: {p}。環境変数 VISUAL または EDITOR を設定してください",
    ),
];
