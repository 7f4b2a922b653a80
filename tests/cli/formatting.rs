//! `sekisho fmt`: the canonical form, with every comment.

use std::fs;

use sekisho::Exit;
use sekisho_policy::Document;

use crate::command::{Command, Ran, file, repository, sekisho};

/// The keys that every document here begins with.
const HEAD: &str = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n";

/// A rule as it is written for people, and as it is written in canonical form.
const RULE: &str = "  - id: a\n    effect: allow\n    who: { groups: [staff] }\n    actions: [start]\n    instances:\n      tags: { Env: [dev] }\n";

pub async fn formatted(text: &str) -> String {
    let ran = Command::new(&["fmt", "-"]).with_input(text).run().await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""), "{}\n{text}", ran.output);
    ran.output
}

/// That the document is written so, and that what is written so stays so.
#[track_caller]
fn becomes(found: (String, String), wanted: &str) {
    assert_eq!(found.0, wanted);
    assert_eq!(found.1, wanted, "the second time");
}

async fn twice(text: &str) -> (String, String) {
    let once = formatted(text).await;
    let again = formatted(&once).await;
    (once, again)
}

#[tokio::test]
async fn every_comment_stays_by_what_it_is_about_wherever_that_is_moved() {
    let source = "\
# The town.

policy: hoshimi # a name
# as it is
version: 1
utc_offset: '+09:00'
rules:
  # What staff do.
  - id: b # first of all
    who: { groups: [staff] }
    # why not
    effect: allow
    actions: [start]
    instances: { tags: { Env: [dev] } }
    # not_after: 2027-04-01

  - { id: a, effect: deny, who: everyone, actions: [stop], instances: { ids: [i-0123456789abcdef0] } } # this one
  # No more rules.
# The end.
";
    let wanted = "\
# The town.

# as it is
version: 1
policy: hoshimi  # a name
utc_offset: \"+09:00\"
rules:
  - id: a  # this one
    effect: deny
    who: everyone
    actions: [stop]
    instances: { ids: [i-0123456789abcdef0] }

  # What staff do.
  - id: b  # first of all
    # why not
    effect: allow
    who: { groups: [staff] }
    actions: [start]
    instances:
      tags: { Env: [dev] }
    # not_after: 2027-04-01
  # No more rules.
# The end.
";

    becomes(twice(source).await, wanted);
}

#[tokio::test]
async fn a_list_whose_items_have_comments_keeps_a_line_for_each() {
    let source = format!(
        "{HEAD}calendars:\n  closed:\n    - 2026-11-23 # 勤労感謝の日\n    - \"2026-11-03\"   # 文化の日\n    \
         # - 2026-12-29\nschedules:\n  day: {{ weekly: [{{\n    to: \"17:15\", # half past\n    \
         from: \"08:30\", days: [tue, mon] }}], except: [closed] }}\nrules:\n{RULE}    during: [day]\n"
    );
    let wanted = format!(
        "{HEAD}calendars:\n  closed:\n    - \"2026-11-03\"  # 文化の日\n    - \"2026-11-23\"  # 勤労感謝の日\n    \
         # - 2026-12-29\nschedules:\n  day:\n    weekly:\n      - days: [mon, tue]\n        \
         from: \"08:30\"\n        to: \"17:15\"  # half past\n    except: [closed]\nrules:\n{}",
        RULE.replace("    instances", "    during: [day]\n    instances")
    );

    becomes(twice(&source).await, &wanted);
}

#[tokio::test]
async fn a_comment_on_what_is_gone_goes_above_what_it_was_in() {
    let source = format!(
        "{HEAD}rules:\n{}    # in force\n    enabled: true # as ever\n",
        RULE.replace("a\n", "a # A\n")
    );
    let wanted =
        format!("{HEAD}rules:\n  # in force\n  # as ever\n{}", RULE.replace("a\n", "a  # A\n"));

    becomes(twice(&source).await, &wanted);
}

#[tokio::test]
async fn the_one_clause_of_an_unless_and_a_folded_text_keep_their_comments() {
    let source = format!(
        "{HEAD}rules:\n  -\n    # nobody\n    id: a\n    effect: deny\n    description: >- # why\n      \
         It is # no comment\n      so.\n    who: everyone\n    actions: any\n    approved_by: 'it''s # me' # me\n    \
         instances: any\n    unless:\n      # but they\n      who: {{ groups: [staff] }} # all\n"
    );
    let wanted = format!(
        "{HEAD}rules:\n  # nobody\n  - id: a\n    effect: deny\n    description: \"It is # no comment so.\"  # why\n    \
         approved_by: \"it's # me\"  # me\n    who: everyone\n    actions: any\n    instances: any\n    \
         unless:\n      # but they\n      - who: {{ groups: [staff] }}  # all\n"
    );

    becomes(twice(&source).await, &wanted);
}

#[tokio::test]
async fn marks_of_the_document_a_byte_order_mark_and_the_ends_of_lines_go() {
    let source =
        format!("\u{feff}%YAML 1.2 # one\n--- # two\n{HEAD}rules:\n{RULE}... # three\n# four\n");
    let wanted = format!("# one\n# two\n{HEAD}rules:\n{RULE}# three\n# four\n");

    becomes(twice(&source).await, &wanted);
    becomes(twice(&source.replace('\n', "\r\n")).await, &wanted);
}

#[tokio::test]
async fn the_policy_of_the_demo_keeps_its_comments_and_its_blank_lines() {
    let source = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();

    let (once, again) = twice(&source).await;

    assert_eq!(once, again);
    assert_eq!(Document::from_yaml(&once), Document::from_yaml(&source));
    for kept in [
        "# The policy of the fictional city of Hoshimi",
        "\n\nversion: 1\npolicy: hoshimi\n",
        "拒否されます。\nrequired_tags: [Department, Env]\n\n# Private ranges",
        "  branch-library: { vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [\"10.21.8.0/24\"] }  # 図書館分館\n",
        "\nrules:\n  - id: kobayashi-lost-a-laptop\n",
        "    instances: any\n\n  - id: leads-production\n",
        "{ equals_caller: groups }  # the tag's value is one of the caller's groups\n",
    ] {
        assert!(once.contains(kept), "{kept}\n{once}");
    }
}

#[tokio::test]
async fn a_document_as_pull_writes_it_is_in_canonical_form() {
    let text = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    let yaml = Document::from_yaml(&text).unwrap().to_yaml();

    assert_eq!(formatted(&yaml).await, yaml);
}

#[tokio::test]
async fn check_names_what_is_not_in_canonical_form_and_changes_nothing() {
    let good = format!("{HEAD}rules:\n{RULE}");
    let (_folder, good) = file("good.yaml", &good);
    let other = format!("{HEAD}rules:\n\n{RULE}");
    let (_other, path) = file("other.yaml", &other);

    let ran = sekisho(&["fmt", "--check", &good, &path]).await;
    let japanese = sekisho(&["fmt", "--check", &good, &path, "--lang", "ja"]).await;

    let said = format!("{path}: not in canonical form\n");
    assert_eq!(ran, Ran::new(Exit::Differs, &said, ""));
    let said = format!("{path}: 正規の書式ではありません\n");
    assert_eq!(japanese, Ran::new(Exit::Differs, &said, ""));
    assert_eq!(fs::read_to_string(&path).unwrap(), other);
}

#[tokio::test]
async fn a_document_with_problems_is_shown_and_left_and_the_others_are_formatted() {
    let broken = format!("{HEAD}rules:\n{}", RULE.replace("allow", "alow # why"));
    let (_folder, path) = file("broken.yaml", &broken);
    let (_other, other) = file("other.yaml", &format!("{HEAD}\nrules:\n{RULE}# c  "));

    let ran = sekisho(&["fmt", &path, &other]).await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Problems, ""));
    let said = ran.output.strip_prefix(&format!("{path}:6:13: error[unknown_word]: ")).unwrap();
    assert!(said.ends_with(&format!("\n{other}: formatted\n")), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), broken);
    assert_eq!(fs::read_to_string(&other).unwrap(), format!("{HEAD}\nrules:\n{RULE}# c\n"));
}

#[tokio::test]
async fn json_is_refused_because_it_has_no_comments() {
    let (_folder, path) = file("policy.json", "{}");
    let refused = "required YAML: `fmt` keeps comments, and JSON has none; `sekisho pull --format json` \
                   writes JSON in its canonical form\n";

    let ran = sekisho(&["fmt", &path]).await;
    let input = Command::new(&["fmt", "-"]).with_input(" {}").run().await;

    let said = format!("error: found JSON in {path}, {refused}");
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &said));
    let said = format!("error: found JSON in standard input, {refused}");
    assert_eq!(input, Ran::new(Exit::CouldNotRun, "", &said));
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_replaced_whole_behind_its_link_with_its_permissions() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let (folder, path) = file("policy.yaml", &format!("# c\n{HEAD}rules: # d\n\n{RULE}"));
    let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let link = folder.path().join("link.yaml");
    symlink(&path, &link).unwrap();
    set(0o640);

    let ran = sekisho(&["fmt", link.to_str().unwrap()]).await;

    assert_eq!(ran.exit, Exit::Done, "{}", ran.errors);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("# c\n{HEAD}rules:  # d\n{RULE}"));
    assert_eq!(mode(&path), 0o640);
    assert!(link.is_symlink());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);

    let before = format!("{HEAD}rules: # d\n{RULE}");
    fs::write(&path, &before).unwrap();
    set(0o440);
    let ran = sekisho(&["fmt", &path]).await;

    let said = format!("error: cannot write `{path}`: it is read-only\n");
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &said));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[tokio::test]
async fn a_comment_behind_the_dash_of_a_rule_moves_with_that_rule() {
    let other = RULE.replace("id: a", "id: b");
    let dashed = RULE.replace("  - id: a", "  - # on a\n    id: a");
    let wanted = RULE.replace("  - id: a", "  # on a\n  - id: a");

    let found = twice(&format!("{HEAD}rules:\n{other}{dashed}")).await;

    becomes(found, &format!("{HEAD}rules:\n{wanted}{other}"));
}
