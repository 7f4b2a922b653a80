use sekisho::Exit;
use serde_json::{Value, json};

use crate::command::{Command, Ran, file, repository, sekisho};

const BROKEN: &str = "\
version: 1
policy: hoshimi
utc_offset: \"+09:00\"
rules:
  - id: 'own' # 自課
    effect: alow
    who: everyone
    actions: [describe, strat]
    instances: { tags: { Env: [dev] } }
";

#[tokio::test]
async fn the_policy_of_the_demo_is_valid_and_has_no_warning() {
    let path = repository("examples/hoshimi.yaml");
    let path = path.to_str().unwrap();

    let ran = sekisho(&["check", path]).await;

    let said = format!("{path}: policy `hoshimi` is valid: 8 rules\n");
    assert_eq!(ran, Ran::new(Exit::Done, &said, ""));
}

#[tokio::test]
async fn every_problem_is_told_at_once_with_a_mark_under_its_place() {
    let (_folder, path) = file("broken.yaml", BROKEN);

    let ran = sekisho(&["check", &path]).await;

    let said = format!(
        "\
{path}:6:13: error[unknown_word]: rules[0].effect: found `alow`, required `allow` or `deny`
 6 |     effect: alow
   |             ^
  help: did you mean `allow`?
{path}:8:25: error[unknown_word]: rules[0].actions[1]: found `strat`, required one of `describe`, \
`reboot`, `start` or `stop`
 8 |     actions: [describe, strat]
   |                         ^
  help: did you mean `start`?
{path}: 2 problems
"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, &said, ""));
}

#[tokio::test]
async fn the_mark_stands_under_its_place_after_wide_letters() {
    let document = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n\
                    rules: [{ id: a, description: 自課の機器, effect: alow, who: everyone, \
                    actions: any, instances: { tags: { Env: [dev] } } }]\n";
    let (_folder, path) = file("wide.yaml", document);

    let ran = sekisho(&["check", &path]).await;

    let mark = ran.output.lines().find(|line| line.trim_end().ends_with('^')).unwrap();
    // ` 4 | ` and what stands before `alow`: 40 columns of ASCII and five letters two columns wide.
    assert_eq!(mark.len() - 1, 5 + 40 + 10, "{}", ran.output);
}

#[tokio::test]
async fn a_problem_as_json_has_its_place_code_and_help() {
    let ran = Command::new(&["check", "--json", "-"]).with_input(BROKEN).run().await;

    let first: Value = serde_json::from_str(ran.output.lines().next().unwrap()).unwrap();
    assert_eq!(ran.exit, Exit::Problems);
    assert_eq!(ran.output.lines().count(), 2);
    assert_eq!(
        first,
        json!({
            "file": "standard input",
            "severity": "error",
            "code": "unknown_word",
            "path": "rules[0].effect",
            "line": 6,
            "column": 13,
            "row": null,
            "found": "`alow`",
            "required": "`allow` or `deny`",
            "help": "did you mean `allow`?",
        })
    );
}

#[tokio::test]
async fn a_warning_is_told_and_ends_with_0() {
    let document = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n\
                    zones:\n  hall: { cidrs: [10.20.0.0/16] }\n\
                    rules:\n  - { id: a, effect: allow, who: { groups: [staff] }, actions: any, \
                    from: [hall], instances: { tags: { Env: [dev] } } }\n";
    let (_folder, path) = file("warned.yaml", document);

    let ran = sekisho(&["check", &path]).await;

    assert_eq!(ran.exit, Exit::Done);
    assert!(ran.output.contains(": warning["), "{}", ran.output);
    assert!(ran.output.ends_with("policy `hoshimi` is valid: 1 rule, 1 warning\n"));
}

#[tokio::test]
async fn one_bad_file_among_good_ones_ends_with_3() {
    let (_folder, broken) = file("broken.yaml", BROKEN);
    let good = repository("examples/hoshimi.yaml");

    let ran = sekisho(&["check", &broken, good.to_str().unwrap()]).await;

    assert_eq!(ran.exit, Exit::Problems);
    assert!(ran.output.ends_with("policy `hoshimi` is valid: 8 rules\n"));
}

#[tokio::test]
async fn a_file_that_is_not_there_ends_with_1() {
    let (folder, _) = file("here.yaml", "");
    let path = folder.path().join("gone.yaml").to_str().unwrap().to_owned();

    let ran = sekisho(&["check", &path]).await;

    let said = format!("error: cannot read `{path}`: No such file or directory (os error 2)\n");
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &said));
}

#[tokio::test]
async fn every_verb_has_an_example_in_its_help() {
    let verbs: [&[&str]; 12] = [
        &["check"],
        &["decide"],
        &["demo"],
        &["draft", "import"],
        &["export"],
        &["fmt"],
        &["publish"],
        &["pull"],
        &["rollback"],
        &["serve"],
        &["show"],
        &["token"],
    ];
    for verb in verbs {
        let arguments: Vec<&str> = verb.iter().copied().chain(["--help"]).collect();

        let ran = sekisho(&arguments).await;

        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
        assert!(ran.output.contains("Example:\n  "), "{verb:?}: {}", ran.output);
        assert!(!ran.output.contains('\u{1b}'));
    }
}

#[tokio::test]
async fn an_unknown_verb_ends_with_1_and_says_so_beside_the_answer() {
    let ran = sekisho(&["chek", "x"]).await;

    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
    assert!(ran.errors.starts_with("error: unrecognized subcommand 'chek'\n"), "{}", ran.errors);
}
