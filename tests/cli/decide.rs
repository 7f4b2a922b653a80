use sekisho::Exit;

use crate::command::{Command, Ran, file, repository, sekisho};

fn hoshimi() -> String {
    repository("examples/hoshimi.yaml").to_str().unwrap().to_owned()
}

fn requests() -> String {
    repository("examples/requests.jsonl").to_str().unwrap().to_owned()
}

/// Decides these lines by the policy of Hoshimi.
async fn decided(lines: &str) -> Ran {
    Command::new(&["decide", &hoshimi(), "--batch", "-"]).with_input(lines).run().await
}

const ANSWERS: &str = r#"{"name":"office hours","outcome":"allow","code":"allow","rules":["own-department-nonprod"],"missing":[]}
{"name":"after hours","outcome":"deny","code":"default","rules":[],"missing":[]}
{"name":"production","outcome":"deny","code":"explicit","rules":["production-stops-in-the-operations-room"],"missing":[]}
{"name":"groups not told","outcome":"deny","code":"indeterminate","rules":["own-department-nonprod"],"missing":["groups"]}
{"name":"a tag too few","outcome":"deny","code":"missing_required_tag","rules":[],"missing":["tag:Env"]}
"#;

#[tokio::test]
async fn every_line_of_a_file_gets_its_answer_on_the_same_line() {
    let ran = sekisho(&["decide", &hoshimi(), "--batch", &requests()]).await;

    assert_eq!(ran, Ran::new(Exit::Done, ANSWERS, ""));
}

#[test]
fn the_pages_show_these_answers() {
    for page in ["docs/decide.md", "docs/ja/decide.md"] {
        let page = std::fs::read_to_string(repository(page)).unwrap();

        assert!(page.contains(&format!("```json\n{ANSWERS}```\n")));
    }
}

#[tokio::test]
async fn what_is_in_force_in_a_table_decides_too() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("file:{}", folder.path().join("table").display());
    let at = ["--table", &table, "--policy", "hoshimi"];
    let policy = hoshimi();
    let change = ["--from", &policy, "--expect-version", "none", "--by", "kato", "--why", "test"];
    sekisho(&[&["publish"], &at[..], &change].concat()).await;

    let ran = sekisho(&[&["decide"], &at[..], &["--batch", &requests()]].concat()).await;

    assert_eq!(ran, Ran::new(Exit::Done, ANSWERS, ""));
}

#[tokio::test]
async fn a_policy_may_come_from_the_standard_input() {
    let policy = std::fs::read_to_string(hoshimi()).unwrap();

    let ran =
        Command::new(&["decide", "-", "--batch", &requests()]).with_input(&policy).run().await;

    assert_eq!(ran, Ran::new(Exit::Done, ANSWERS, ""));
}

#[tokio::test]
async fn a_line_that_holds_no_request_stops_no_other() {
    let ran = decided(
        "{\"action\":\"stop\",\"at\":0,\"instance\":{\"tags\":{}}}\r\n\
         \n\
         {\"name\":\"typing error\",\"action\":\"sotp\",\"at\":0}\n\
         {\"action\":\"stop\",\"at\":0,\"at\":1}\n\
         {\"action\":\"stop\",\"at\":0,\"instance\":{\"tags\":{}}}",
    )
    .await;

    let said = r#"{"outcome":"deny","code":"missing_required_tag","rules":[],"missing":["tag:Department","tag:Env"]}
{"line":2,"outcome":"error","problem":"the request: found nothing, required a request: a mapping with `action`, `at` and what is known of `caller`, `source` and `instance`"}
{"line":3,"name":"typing error","outcome":"error","problem":"action: found `sotp`, required one of `describe`, `reboot`, `start` or `stop`; did you mean `stop`?"}
{"line":4,"outcome":"error","problem":"at: found the key `at` a second time, required each key at most once"}
{"outcome":"deny","code":"missing_required_tag","rules":[],"missing":["tag:Department","tag:Env"]}
"#;
    assert_eq!(ran, Ran::new(Exit::Problems, said, "error: 3 of 5 lines hold no request\n"));
}

#[tokio::test]
async fn a_line_of_any_length_and_any_bytes_is_passed_over() {
    let (_folder, path) = file("requests.jsonl", "");
    let padded = |most: usize| {
        let mut line = br#"{"action":"stop","at":0,"instance":{"tags":{}}}"#.to_vec();
        line.resize(most, b' ');
        line
    };
    let lines = [
        vec![b' '; 10_000_000],
        b"{\"name\":\"\xff\"}".to_vec(),
        padded(1_048_576),
        padded(1_048_577),
    ];
    let lines = lines.join(&b'\n');
    std::fs::write(&path, lines).unwrap();

    let ran = sekisho(&["decide", &hoshimi(), "--batch", &path]).await;

    let said = r#"{"line":1,"outcome":"error","problem":"the request: found a text of 10000000 bytes, required at most 1048576 bytes"}
{"line":2,"outcome":"error","problem":"column 10: found bytes that are no UTF-8, required UTF-8 text; save the file as UTF-8"}
{"outcome":"deny","code":"missing_required_tag","rules":[],"missing":["tag:Department","tag:Env"]}
{"line":4,"outcome":"error","problem":"the request: found a text of 1048577 bytes, required at most 1048576 bytes"}
"#;
    assert_eq!(ran, Ran::new(Exit::Problems, said, "error: 3 of 4 lines hold no request\n"));
}

#[tokio::test]
async fn no_line_is_no_answer() {
    assert_eq!(decided("").await, Ran::new(Exit::Done, "", ""));
}

#[tokio::test]
async fn a_policy_with_problems_decides_nothing() {
    let (_folder, path) = file("broken.yaml", "version: 2\n");

    let ran = sekisho(&["decide", &path, "--batch", &requests()]).await;

    let said = format!(
        "{path}:1:10: error[wrong_kind]: version: found the number `2`, required the number 1\n \
         1 | version: 2\n   |          ^\n  help: this is the only version of the language so far\n"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, &said, ""));
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let gone = sekisho(&["decide", &hoshimi(), "--batch", "gone.jsonl"]).await;
    let both = sekisho(&["decide", "-", "--batch", "-"]).await;
    let none = sekisho(&["decide", "--batch", "-"]).await;
    let nameless = sekisho(&["decide", "--table", "file:x", "--batch", "-"]).await;

    assert_eq!(
        gone,
        Ran::new(
            Exit::CouldNotRun,
            "",
            "error: cannot read `gone.jsonl`: No such file or directory (os error 2)\n"
        )
    );
    assert_eq!(
        both,
        Ran::new(
            Exit::CouldNotRun,
            "",
            "error: two files cannot both be read from the standard input: name one of them\n"
        )
    );
    for (ran, required) in [(none, "<POLICY>"), (nameless, "--policy <NAME>")] {
        assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
        assert!(ran.errors.contains(required), "{}", ran.errors);
    }
}

#[tokio::test]
async fn a_tag_or_a_claim_that_is_given_twice_is_refused_with_both_values() {
    let hoshimi = hoshimi();
    let twice = ["--tag", "Env=dev", "--tag", "Owner=x", "--tag", "Env=prod"];
    let said = "found `--tag Env=dev` and `--tag Env=prod`, required one value for `Env`";
    for verb in ["decide", "explain", "why-not"] {
        let arguments = [&[verb, &hoshimi, "--action", "start"], twice.as_slice()].concat();
        let ran = sekisho(&arguments).await;
        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("error: {said}\n")), "{verb}");
    }
    let claims = ["--claim", "dept=tax", "--claim", "dept=tax", "--lang", "ja"];
    let arguments = [&["decide", &hoshimi, "--action", "start"], claims.as_slice()].concat();
    let said = "エラー: `--claim dept=tax` と `--claim dept=tax` がありますが、`dept` の値は一つだけです\n";
    assert_eq!(sekisho(&arguments).await, Ran::new(Exit::CouldNotRun, "", said));
}

#[tokio::test]
async fn a_fact_that_is_given_and_said_to_be_absent_is_refused() {
    for (given, fact) in [(["--tag", "Env=dev"], "tags"), (["--user", "sato"], "user")] {
        let hoshimi = hoshimi();
        let arguments = ["decide", &hoshimi, "--action", "start", "--absent", fact];
        let english = sekisho(&[&arguments[..], &given[..]].concat()).await;
        let japanese = sekisho(&[&arguments[..], &given[..], &["--lang", "ja"]].concat()).await;

        let said = format!(
            "error: found `--absent {fact}` and an option that says what it is, required one of them\n"
        );
        assert_eq!(english, Ran::new(Exit::CouldNotRun, "", &said));
        let said = format!(
            "エラー: `--absent {fact}` と、その値を示すオプションの両方があります。どちらか一つにしてください\n"
        );
        assert_eq!(japanese, Ran::new(Exit::CouldNotRun, "", &said));
    }
}
