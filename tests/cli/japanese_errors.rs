//! What went wrong, told in Japanese.

use std::{collections::BTreeSet, fs, io};

use sekisho::{Exit, words};

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    literals::{strings, with},
    town_table::{Table, policy},
};

/// Runs a command on the table's policy `hoshimi` in Japanese.
async fn said(table: &Table, verb: &[&str], options: &[&str]) -> Ran {
    table.run(verb, &[options, &["--lang", "ja"]].concat()).await
}

#[tokio::test]
async fn what_somebody_else_published_is_told() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let publish = |version| ["--expect-version", version, "--by", "kato", "--why", "a test"];

    let lost = said(&table, &["publish"], &publish("none")).await;
    let message = "エラー: ポリシー `hoshimi`: 版 1 がすでに有効です(指定は「なし」)。有効な内容を確かめてから、公開し直してください\n";
    assert_eq!(lost, Ran::new(Exit::Differs, "", message));

    let lost = said(&table, &["publish"], &publish("7")).await;
    let message = "エラー: ポリシー `hoshimi`: 有効なのは版 1 です(指定は版 7)。有効な内容を確かめてから、公開し直してください\n";
    assert_eq!(lost, Ran::new(Exit::Differs, "", message));

    let fresh = Table::new();
    fresh.draft(&policy(&["one"])).await;
    let lost = said(&fresh, &["publish"], &publish("1")).await;
    let message = "エラー: ポリシー `hoshimi`: まだ何も有効になっていません(指定は版 1)。有効な内容を確かめてから、公開し直してください\n";
    assert_eq!(lost, Ran::new(Exit::Differs, "", message));
}

#[tokio::test]
async fn a_plan_that_is_stale_is_told() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    table.draft(&policy(&["two"])).await;
    let plan = table.says(&["plan"], &[]).await;
    let id = plan.split("--plan ").nth(1).unwrap().trim_end();
    table.draft(&policy(&["three"])).await;

    let stale =
        said(&table, &["publish"], &["--plan", id, "--by", "kato", "--why", "reviewed"]).await;

    let message = "エラー: ポリシー `hoshimi`: 下書きか有効な内容(現在は版 1)が、計画したときから変わりました。もう一度 `sekisho plan` を実行し、内容を確かめてください\n";
    assert_eq!(stale, Ran::new(Exit::Differs, "", message));
}

#[tokio::test]
async fn a_policy_without_a_draft_or_a_version_is_told() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let cases: [(&[&str], &[&str], &str); 4] = [
        (
            &["check"],
            &["--policy", "tsukimi"],
            "ポリシー `tsukimi` に下書きはありません。`sekisho draft import` で取り込むか、行を書いてください",
        ),
        (&["show"], &["--policy", "tsukimi"], "ポリシー `tsukimi` はまだ公開されていません"),
        (
            &["show"],
            &["--policy", "hoshimi", "--version", "3"],
            "ポリシー `hoshimi` の履歴に版 3 はありません(あるのは版 1 だけです)",
        ),
        (
            &["explain"],
            &["--policy", "hoshimi", "--action", "start", "--as-of", "2000-01-01T00:00:00Z"],
            "ポリシー `hoshimi` は、その時刻には何も有効になっていませんでした",
        ),
    ];
    for (verb, options, message) in cases {
        let location = table.location();
        let arguments = [verb, &["--table", &location, "--lang", "ja"], options].concat();

        let ran = sekisho(&arguments).await;

        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("エラー: {message}\n")));
    }
}

#[tokio::test]
async fn the_document_of_another_town_is_told() {
    let table = Table::new();
    let other = policy(&["first"]).replace("policy: hoshimi", "policy: tsukimi");
    let (_folder, path) = file("other.yaml", &other);

    let ran = said(&table, &["draft", "import"], &[&path]).await;

    let message = "エラー: 文書はポリシー `tsukimi` のものですが、`hoshimi` のものが必要です\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", message));
}

#[tokio::test]
async fn a_draft_that_was_edited_meanwhile_is_told() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let draft = table.draft_file();
    let edit = table.command(&["draft", "edit"], &["--lang", "ja"]).with_editor(move |path| {
        let rows = fs::read_to_string(&draft)?;
        fs::write(&draft, rows.replace("dev", "test"))?;
        let text = fs::read_to_string(path)?;
        fs::write(path, text.replace("dev", "stg"))
    });

    let edited = edit.run().await;

    let (kept, error) = edited.errors.split_once('\n').unwrap();
    fs::remove_file(kept.split(' ').find(|word| word.starts_with('/')).unwrap()).unwrap();
    assert_eq!((edited.exit, edited.output.as_str()), (Exit::Differs, ""));
    assert_eq!(
        error,
        "エラー: ポリシー `hoshimi` の下書きは、その間にほかの人が編集しました。読み直してください\n"
    );
}

#[tokio::test]
async fn a_draft_with_problems_is_told_row_by_row() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let draft = table.draft_file();
    let rows = fs::read_to_string(&draft).unwrap();
    fs::write(&draft, rows.replace("\"allow\"", "\"alow\"")).unwrap();

    let checked = said(&table, &["check"], &[]).await;
    let planned = said(&table, &["plan"], &[]).await;

    let place = format!("{} の hoshimi の下書き", table.location());
    let output = format!(
        "{place}: 行 RULE#one: エラー[unknown_word]: effect: `alow` がありますが、`allow` または `deny` が必要です\n  \
         ヒント: もしかして `allow` ですか\n{place}: 誤り 1 件\n"
    );
    assert_eq!(checked, Ran::new(Exit::Problems, &output, ""));
    let message = "エラー: 下書きに誤りがあります: 行 RULE#one、effect: `alow` がありますが、\
                   `allow` または `deny` が必要です(もしかして `allow` ですか)\n";
    assert_eq!(planned, Ran::new(Exit::Problems, "", message));
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone").display().to_string();
    let table = format!("file:{gone}");
    let (_folder, latin) = file("latin.yaml", "");
    fs::write(&latin, [0xe9]).unwrap();
    let none = "ファイルまたはフォルダーがありません(os error 2)";
    let cases: [(&[&str], String); 4] = [
        (
            &["pull", "--policy", "hoshimi", "--table", &table],
            format!("フォルダー `{gone}` を開けません: {none}"),
        ),
        (&["check", &gone], format!("`{gone}` を読めません: {none}")),
        (&["check", "/"], "`/` を読めません: フォルダーです(os error 21)".to_owned()),
        (&["check", &latin], format!("`{latin}` を読めません: UTF-8 の文字列ではありません")),
    ];
    for (arguments, message) in cases {
        let ran = sekisho(&[arguments, &["--lang", "ja"]].concat()).await;

        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("エラー: {message}\n")));
    }
}

#[tokio::test]
async fn what_was_asked_for_wrongly_is_told() {
    let hoshimi = repository("examples/hoshimi.yaml");
    let hoshimi = hoshimi.to_str().unwrap();
    let cases: [(&[&str], &str); 5] = [
        (
            &["show", hoshimi, "--rule", "nobody"],
            "ポリシー `hoshimi` に 8 件あるルールの中に、`nobody` はありません",
        ),
        (
            &["decide", "-", "--batch", "-"],
            "標準入力から読めるファイルは一つだけです。ほかのファイルは名前で指定してください",
        ),
        (
            &["decide", hoshimi, "--action", "strat", "--address", "here"],
            "action: `strat` がありますが、`describe`、`reboot`、`start`、`stop` のいずれかが必要です\
             (もしかして `start` ですか) (ほかに誤り 1 件)",
        ),
        (
            &["show", "--table", "file:x", "--policy", "a", "--as-of", "noon"],
            "`noon` がありますが、2026-11-17T18:05:00+09:00 のように時差の付いた時刻が必要です",
        ),
        (
            &["serve", "--listen", "192.0.2.1"],
            "アドレス 192.0.2.1 は使えません。ローカルの発行元はだれにでもトークンを渡すので、\
             127.0.0.1 のようなループバックアドレスを指定してください",
        ),
    ];
    for (arguments, message) in cases {
        let ran = sekisho(&[arguments, &["--lang", "ja"]].concat()).await;

        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("エラー: {message}\n")));
    }
}

#[tokio::test]
async fn an_editor_that_fails_is_told() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let edit = table
        .command(&["draft", "edit"], &["--lang", "ja"])
        .with_editor(|_| Err(io::Error::other("the editor `vi` ended with exit status: 1")));

    let message = "エラー: 下書きは元のままです: エディター `vi` が失敗しました(exit status: 1)\n";
    assert_eq!(edit.run().await, Ran::new(Exit::CouldNotRun, "", message));
}

#[tokio::test]
async fn lines_that_hold_nothing_are_counted() {
    let hoshimi = repository("examples/hoshimi.yaml");
    let arguments = ["decide", hoshimi.to_str().unwrap(), "--batch", "-", "--lang", "ja"];

    let ran = Command::new(&arguments).with_input("{}\n[]\n").run().await;

    let message = "エラー: 2 行のうち 2 行はリクエストではありません\n";
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Problems, message));
}

#[tokio::test]
async fn what_cannot_be_imported_is_told() {
    let (_folder, path) = file("policy.json", "{}");
    let name = ["--group", "staff", "--name", "hoshimi", "--utc-offset", "+09:00", "--lang", "ja"];

    let ran = sekisho(&[&["import", "--iam", &path], &name[..]].concat()).await;

    let message = format!("エラー: {path}: `Statement` を持つ IAM のポリシーが必要です\n");
    assert_eq!(ran, Ran::new(Exit::Problems, "", &message));
}

/// A message that another room learns is missed here.
#[test]
fn every_error_in_the_source_of_the_other_rooms_is_known() {
    let mut known = 0;
    let mut unknown = BTreeSet::new();
    for path in [
        "cli/src/scenario/mod.rs",
        "cli/src/serve/issuer/keys.rs",
        "cli/src/serve/system.rs",
        "identity/src/config.rs",
        "identity/src/keys/set.rs",
        "store/src/draft.rs",
        "store/src/error.rs",
        "store/src/load.rs",
        "store/src/publish.rs",
        "store/src/snapshot.rs",
    ] {
        let source = fs::read_to_string(repository(path)).unwrap();
        for attribute in source.split("#[error(").skip(1) {
            if attribute.starts_with("transparent") {
                continue;
            }
            let message = strings(attribute).remove(0);
            if ["{0}", "{part}: {message}", "found {found}, required {required}"]
                .contains(&message.as_str())
            {
                continue; // said by somebody else, in other words each time
            }
            known += 1;
            let is_told = |value| words::error(&with(value, &message)).is_some();
            // `cannot {action} …`: of each action there is a phrase.
            if !["1", "nothing", "version 1", "read"].into_iter().any(is_told) {
                unknown.insert(message);
            }
        }
    }

    assert!(known >= 50, "{known} errors");
    assert_eq!(unknown, BTreeSet::new());
}

#[test]
fn everything_that_may_fail_with_a_file_of_the_table_is_known() {
    let disk = repository("store/src/adapters/file");
    let sources =
        ["disk.rs", "../file.rs"].map(|name| fs::read_to_string(disk.join(name)).unwrap());
    let actions: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| source.split("fault(").skip(1))
        .filter(|call| call.starts_with('"'))
        .map(|call| strings(call).remove(0))
        .collect();

    assert!(actions.len() >= 8, "{actions:?}");
    for action in actions {
        let said = words::error(&format!("cannot {action} `x`: y"));
        assert!(said.is_some(), "cannot {action}");
    }
}
