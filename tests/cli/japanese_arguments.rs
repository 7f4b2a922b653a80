//! Arguments that cannot be taken, told in Japanese.

use sekisho::Exit;

use crate::command::{Ran, sekisho};

async fn refused(arguments: &[&str]) -> String {
    let ran = sekisho(&[&["--lang", "ja"], arguments].concat()).await;
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""), "{arguments:?}");
    ran.errors
}

#[tokio::test]
async fn what_is_wrong_with_the_arguments_is_told_with_what_might_have_been_meant() {
    let more = "\n詳しくは `--help` を付けて実行してください\n";
    let cases: [(&[&str], &str); 14] = [
        (
            &["chek", "policy.yaml"],
            "`chek` というコマンドはありません\n\n  ヒント: もしかして `check` ですか\n\n使い方: sekisho [OPTIONS] <COMMAND>\n",
        ),
        (
            &["check", "--jsn", "x"],
            "`--jsn` という引数はありません\n\n  ヒント: もしかして `--json` ですか\n\n使い方: sekisho check --json [FILE]...\n",
        ),
        (
            &["check", "--what"],
            "`--what` という引数はありません\n\n  ヒント: `--what` を値として渡すには、`-- --what` と書いてください\n\n\
             使い方: sekisho check [OPTIONS] [FILE]...\n",
        ),
        (
            &["history"],
            "次の引数が必要です:\n  --table <TABLE>\n  --policy <NAME>\n\n\
             使い方: sekisho history --table <TABLE> --policy <NAME>\n",
        ),
        (&["history", "--table"], "`--table <TABLE>` に値がありません\n"),
        (
            &["pull", "--format", "yml"],
            "`--format <FORMAT>` の値 `yml` は使えません\n  [値: json, yaml]\n\n  ヒント: もしかして `yaml` ですか\n",
        ),
        (
            &["check", "--lang", "fr", "x"],
            "`--lang <en|ja>` の値 `fr` は使えません\n  [値: en, ja]\n",
        ),
        (
            &["decide", "--tag", "Env"],
            "`--tag <KEY=VALUE>` の値 `Env` は使えません: 名前、`=`、値の順に書いてください\n",
        ),
        (
            &["history", "--table", "x"],
            "`--table <TABLE>` の値 `x` は使えません: `file:DIR`、`embedded:PATH`、`dynamodb:NAME` のいずれかが必要です\n",
        ),
        (
            &["serve", "--port", "99999"],
            "`--port <PORT>` の値 `99999` は使えません: 99999 は範囲 0..=65535 にありません\n",
        ),
        (
            &["serve", "--policy", "a", "--table", "file:b"],
            "`--policy <FILE>` と `--table <TABLE>` は同時に使えません\n\n使い方: sekisho serve --policy <FILE>\n",
        ),
        (
            &["demo", "--json", "--json"],
            "`--json` は一度しか書けません\n\n使い方: sekisho demo [OPTIONS]\n",
        ),
        (
            &["demo", "--json=yes"],
            "`--json` に余分な値 `yes` があります\n\n使い方: sekisho demo --json\n",
        ),
        (
            &["help", "chek"],
            "`chek` というコマンドはありません\n\n使い方: sekisho [OPTIONS] <COMMAND>\n",
        ),
    ];
    for (arguments, said) in cases {
        assert_eq!(refused(arguments).await, format!("エラー: {said}{more}"), "{arguments:?}");
    }
}

#[tokio::test]
async fn whoever_names_no_command_is_told_those_there_are() {
    let draft = refused(&["draft"]).await;
    let nothing = refused(&[]).await;

    assert!(draft.contains("\nコマンド:\n  edit "), "{draft}");
    assert!(
        nothing.starts_with("エラー: `sekisho` の後にコマンドが必要です\n  [コマンド: check, "),
        "{nothing}"
    );
}

#[tokio::test]
async fn the_arguments_are_refused_in_english_as_ever() {
    let said = "error: unrecognized subcommand 'chek'\n\n  tip: a similar subcommand exists: 'check'\n\n\
                Usage: sekisho [OPTIONS] <COMMAND>\n\nFor more information, try '--help'.\n";

    assert_eq!(sekisho(&["chek"]).await, Ran::new(Exit::CouldNotRun, "", said));
}

/// An option of any verb that learns a new way to refuse its value is missed here.
#[tokio::test]
async fn no_value_of_any_option_is_refused_in_english() {
    let values =
        ["", "%", "a b", "-1", "300", "99999999999999999999", "http://", "http://[", "a=b"];
    let mut refusals = 0;
    for verb in verbs().await {
        let help = sekisho(&[&verb[..], &["--help".to_owned()]].concat().each()).await.output;
        for option in options(&help) {
            for value in values {
                let given = format!("{option}={value}");
                // Of a value that is taken, something else is wrong, so that nothing is done.
                let mut arguments = verb.clone();
                arguments.extend([given.clone(), "--no-such-option".to_owned()]);
                let said = refused(&arguments.each()).await;
                let Some((_, why)) = said.split_once(" は使えません: ") else { continue };
                refusals += 1;
                let why = why.lines().next().unwrap();
                assert!(!why.is_ascii() && !english(why), "{verb:?} {given}: {why}");
            }
        }
    }

    assert!(refusals >= 100, "{refusals} refusals");
}

/// Whether it has words of English in a row, beside what is quoted and what is listed at its end.
fn english(text: &str) -> bool {
    let unquoted: String = text.split('`').step_by(2).collect();
    let unlisted = unquoted.split("必要です: ").next().unwrap();
    let words: Vec<&str> = unlisted.split(' ').collect();
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|it| it.is_ascii_lowercase());
    words.windows(2).any(|pair| pair.iter().all(is_word))
}

trait Each {
    fn each(&self) -> Vec<&str>;
}

impl Each for Vec<String> {
    fn each(&self) -> Vec<&str> {
        self.iter().map(String::as_str).collect()
    }
}

/// The commands, and those below them.
async fn verbs() -> Vec<Vec<String>> {
    let mut verbs = Vec::new();
    for verb in listed(&sekisho(&["--help"]).await.output) {
        let below = listed(&sekisho(&[&verb, "--help"]).await.output);
        verbs.extend(below.into_iter().map(|name| vec![verb.clone(), name]));
        verbs.push(vec![verb]);
    }
    assert!(verbs.len() >= 30, "{verbs:?}");
    verbs
}

fn listed(help: &str) -> Vec<String> {
    let Some((_, commands)) = help.split_once("Commands:\n") else { return Vec::new() };
    let lines = commands.lines().take_while(|line| !line.is_empty());
    let lines = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The options of a command that take a value.
fn options(help: &str) -> Vec<String> {
    let lines = help.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
    let taking = lines.filter_map(|line| line.split_once(" <"));
    taking.map(|(name, _)| format!("--{name}")).filter(|name| !name.contains(' ')).collect()
}
