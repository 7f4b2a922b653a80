//! The help in Japanese.

use sekisho::{Exit, texts_of_help};

use crate::command::{Ran, sekisho};

/// What is added to the help has to be said twice.
#[test]
fn every_text_of_the_help_is_known_in_japanese() {
    let texts = texts_of_help();
    let unknown: Vec<_> = texts.iter().filter(|(_, told)| told.is_none()).collect();

    assert!(texts.len() >= 120, "the help has {} texts", texts.len());
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[tokio::test]
async fn help_is_in_the_language_that_is_asked_for_before_or_after_the_verb() {
    let help = "\
ポリシーのすべての版について、いつ、だれが、なぜ有効にし、何が変わったかを示します

時刻は、有効なポリシーの時差で示します。`=` と番号は、内容が以前のその版と同じことを表します
(版を戻した後など)。

使い方: sekisho history [OPTIONS] --table <TABLE> --policy <NAME>

オプション:
      --table <TABLE>
          テーブル: `file:DIR`、`dynamodb:NAME`、`embedded:PATH`

      --policy <NAME>
          ポリシーの名前

      --json
          一行に一つの版を古い順に JSON で出力:
          version、previous、at、by、why、sha256、bytes、active、`same_as`、changes、invariants

      --lang <en|ja>
          答える言語。省くと環境変数(`LC_ALL`、`LC_MESSAGES`、`LANG`)の言語

  -h, --help
          説明を表示(-h で概要)

例:
  sekisho history --table dynamodb:sekisho --policy hoshimi
";
    let ways: [&[&str]; 4] = [
        &["--lang", "ja", "history", "--help"],
        &["history", "--help", "--lang", "ja"],
        &["--lang=ja", "history", "--help"],
        &["--lang", "ja", "help", "history"],
    ];
    for way in ways {
        assert_eq!(sekisho(way).await, Ran::new(Exit::Done, help, ""), "{way:?}");
    }
}

#[tokio::test]
async fn what_may_be_given_and_what_counts_otherwise_is_told() {
    let token = sekisho(&["token", "-h", "--lang", "ja"]).await;
    let pull = sekisho(&["pull", "-h", "--lang", "ja"]).await;

    for line in [
        "- forged: 発行元の鍵の ID を名乗り、別の鍵で署名されたもの",
        "[既定値: good]",
        "`sekisho serve` の URL [既定値: http://127.0.0.1:8787]",
    ] {
        assert!(token.output.contains(line), "{}", token.output);
    }
    assert!(
        pull.output.contains("出力する形式 [値: json, yaml] [既定値: yaml]"),
        "{}",
        pull.output
    );
}

#[tokio::test]
async fn a_language_that_is_none_is_refused_in_that_of_the_environment() {
    let ran = sekisho(&["check", "--lang", "fr", "x"]).await;

    assert_eq!(ran.exit, Exit::CouldNotRun);
    assert!(
        ran.errors.starts_with("error: invalid value 'fr' for '--lang <en|ja>'"),
        "{}",
        ran.errors
    );
}
