use sekisho::Exit;

use crate::command::{Ran, file, sekisho};

const HEAD: &str = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n\
                    schedules: { day: { weekly: [{ days: [mon], from: \"08:30\", to: \"17:15\" }] } }\n\
                    rules:\n";
const STAFF: &str = "  - { id: staff, effect: allow, who: { groups: [staff, 福祉課] }, actions: [start, stop], \
                     instances: { accounts: [\"111122223333\"], tags: { Env: [dev, 'say \"hi\"'], \
                     Owner: { equals_caller: \"claim:部署\" } } } }\n";
const TIMED: &str = "  - { id: timed, effect: allow, who: { groups: [staff] }, actions: [start], during: [day], \
                     instances: { tags: { Env: [dev] } } }\n";
const NIGHT: &str = "  - { id: night, effect: deny, who: everyone, actions: [stop], during: [day], \
                     instances: { tags: { Env: [prod] } } }\n";
const UNLESS: &str = "  - { id: lost, effect: deny, who: { users: [sato] }, actions: any, issued_before: \
                      2026-11-20, instances: any, unless: [{ who: { groups: [operators] }, actions: \
                      [describe], signed_in_within: 8h }, { during: [day] }] }\n";

const WHY: &str = "has no counterpart in Cedar, which knows neither days of the week nor calendars";

/// Exports a policy of these rules.
async fn exported(rules: &[&str], options: &[&str]) -> Ran {
    let (_folder, path) = file("policy.yaml", &format!("{HEAD}{}", rules.concat()));
    sekisho(&[&["export", &path, "--cedar"], options].concat()).await
}

#[tokio::test]
async fn a_rule_becomes_a_policy_with_its_id_and_its_conditions() {
    let ran = exported(&[STAFF], &[]).await;

    let said = r#"// Policy `hoshimi` in Cedar 4.2 or later.

@id("staff")
permit (principal, action in [Sekisho::Action::"start", Sekisho::Action::"stop"], resource)
when {
  principal in [Sekisho::Group::"staff", Sekisho::Group::"福祉課"] &&
  (resource has account && ["111122223333"].contains(resource.account)) &&
  (resource.hasTag("Env") && ["dev", "say \"hi\""].contains(resource.getTag("Env"))) &&
  (resource.hasTag("Owner") && principal.hasTag("部署") && resource.getTag("Owner") == principal.getTag("部署"))
};
"#;
    assert_eq!(ran, Ran::new(Exit::Done, said, ""));
}

#[tokio::test]
async fn an_allow_rule_and_an_exception_that_do_not_translate_are_left_out_with_a_warning() {
    let ran = exported(&[TIMED, UNLESS], &[]).await;

    let timed = format!(
        "rule `timed`: `during: [day]` {WHY}: the rule is left out, and what it alone allows is denied"
    );
    let lost = format!(
        "rule `lost`: `unless.during: [day]` {WHY}: the exception is left out, and the rule denies more"
    );
    let said = format!(
        r#"// Policy `hoshimi` in Cedar 4.2 or later.

@id("time_must_be_told")
forbid (principal, action, resource)
unless {{
  context has now
}};

// {lost}
@id("lost")
forbid (principal, action, resource)
when {{
  (principal has user && ["sato"].contains(principal.user)) &&
  (principal has issuedAt && principal.issuedAt < datetime("2026-11-19T15:00:00Z"))
}}
unless {{
  action == Sekisho::Action::"describe" &&
  principal in Sekisho::Group::"operators" &&
  (context has now && principal has signedInAt && principal.signedInAt <= context.now && principal.signedInAt > context.now.offset(duration("-28800s")))
}};

// {timed}
"#
    );
    let warned = format!("warning: {lost}\nwarning: {timed}\n");
    assert_eq!(ran, Ran::new(Exit::Done, &said, &warned));
}

#[tokio::test]
async fn a_deny_rule_that_does_not_translate_ends_with_3_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, schema) = (path("out"), path("schema"));

    let ran = exported(&[NIGHT, STAFF], &["--out", &out, "--schema", &schema]).await;

    let said = format!(
        "error: rule `night`: `during: [day]` {WHY}: the rule is written without it, and denies more\n\
         error: nothing is written: say what these rules deny without the conditions, or let them deny \
         more with --partial\n"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, "", &said));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_deny_rule_may_be_written_to_deny_more_if_that_is_asked_for() {
    let ran = exported(&[NIGHT], &["--partial"]).await;

    let lost = format!(
        "rule `night`: `during: [day]` {WHY}: the rule is written without it, and denies more"
    );
    let said = format!(
        r#"// Policy `hoshimi` in Cedar 4.2 or later.

// {lost}
@id("night")
forbid (principal, action == Sekisho::Action::"stop", resource)
when {{
  (resource.hasTag("Env") && ["prod"].contains(resource.getTag("Env")))
}};
"#
    );
    assert_eq!(ran, Ran::new(Exit::Done, &said, &format!("warning: {lost}\n")));
}

#[tokio::test]
async fn files_hold_what_would_be_printed_and_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let printed = exported(&[STAFF], &[]).await;

    let ran = exported(&[STAFF], &["--out", &path("out"), "--schema", &path("schema")]).await;
    let nowhere = exported(&[STAFF], &["--out", &path("gone/out")]).await;

    assert_eq!(ran, Ran::new(Exit::Done, "", ""));
    assert_eq!(std::fs::read_to_string(path("out")).unwrap(), printed.output);
    let schema = std::fs::read_to_string(path("schema")).unwrap();
    assert!(schema.contains("\nnamespace Sekisho {\n"), "{schema}");
    let said = format!(
        "error: cannot write `{}`: No such file or directory (os error 2)\n",
        path("gone/out")
    );
    assert_eq!(nowhere, Ran::new(Exit::CouldNotRun, "", &said));
}
