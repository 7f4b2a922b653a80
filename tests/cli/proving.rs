//! Invariants that are proved, that fail, and of which nothing is known.

use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    town_table::{Table, policy},
};

const TOWN: &str = "\
version: 1
policy: hoshimi
utc_offset: \"+09:00\"
required_tags: [Env]
zones: { city-hall: { vpce: [vpce-0a1b2c3d4e5f60718] } }
rules:
  - { id: staff, effect: allow, who: { groups: [staff] }, actions: [describe, stop], from: [city-hall], \
    instances: { tags: { Env: [dev] } } }
  - { id: vendor-a-prod, effect: deny, who: everyone, actions: [stop], instances: { tags: { Env: [prod] } } }
";

/// What these invariants of the town come to.
async fn proved(invariants: &str, options: &[&str]) -> Ran {
    let (_policy, policy) = file("policy.yaml", TOWN);
    let text = format!("version: 1\ninvariants:\n{invariants}");
    let (_invariants, invariants) = file("invariants.yaml", &text);
    let mut ran =
        sekisho(&[&["prove", &policy, "--invariants", &invariants], options].concat()).await;
    ran.output = steps_apart(&ran.output.replace(&invariants, "invariants.yaml"));
    ran
}

/// The text without the numbers of steps: they are the search's own business.
pub fn steps_apart(text: &str) -> String {
    let mut apart = String::new();
    for (at, part) in text.split('(').enumerate() {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        let rest = &part[end..];
        let is_count = end > 0
            && [" step)", " steps)", " ステップ)"].iter().any(|unit| rest.starts_with(unit));
        apart.push_str(if at > 0 { "(" } else { "" });
        if is_count {
            apart.push_str(&format!("N{}", rest.replacen(" step)", " steps)", 1)));
        } else {
            apart.push_str(part);
        }
    }
    apart
}

#[tokio::test]
async fn the_invariants_of_hoshimi_are_proved() {
    let [policy, invariants] =
        ["examples/hoshimi.yaml", "examples/hoshimi-invariants.yaml"].map(repository);
    let arguments =
        ["prove", policy.to_str().unwrap(), "--invariants", invariants.to_str().unwrap()];

    let ran = sekisho(&arguments).await;

    let said = "\
nobody-from-elsewhere: proved (N steps)
operators-keep-to-their-account: proved (N steps)
production-is-stopped-by-operators: proved (N steps)
production-runs-on-when-the-library-calls: proved (N steps)
somebody-can-stop-production: proved (N steps)
5 invariants: 5 proved
";
    assert_eq!((ran.exit, steps_apart(&ran.output).as_str()), (Exit::Done, said));
}

#[tokio::test]
async fn what_does_not_hold_is_shown_by_a_request_in_words_and_for_decide() {
    let no_stop = "- { id: no-stop, never: { actions: [stop] }, description: Nobody stops. }\n";
    let ran = proved(no_stop, &[]).await;

    let said = "\
no-stop: does not hold (N steps): `staff` allows this
  | Nobody stops.
  who: `user-1`, groups `staff`, signed in 2026-11-24 09:00 +09:00, token of 2026-11-24 09:00 +09:00
  from: address 192.0.2.1, VPC endpoint vpce-0a1b2c3d4e5f60718
  when: 2026-11-24 09:00 +09:00
  what: stop i-00000000000000001, account 000000111111, region zz-other-1, tags Env=`dev`
";
    let (words, line) = ran.output.split_once("  {").unwrap();
    let (line, rest) = line.split_once('\n').unwrap();
    let words = crate::town_table::at_nine(words);
    assert_eq!(without_names(&words), without_names(said));
    assert_eq!((ran.exit, rest), (Exit::Differs, "1 invariant: 1 does not hold\n"));

    let (_folder, policy) = file("policy.yaml", TOWN);
    let decided = Command::new(&["decide", &policy, "--batch", "-"]);
    let decided = decided.with_input(&format!("{{{line}\n")).run().await;
    let decided: Value = serde_json::from_str(&decided.output).unwrap();
    assert_eq!((&decided["name"], &decided["outcome"]), (&json!("no-stop"), &json!("allow")));
}

/// The text without the values that only had to be some value.
fn without_names(text: &str) -> String {
    let kept = |line: &str| {
        let free = ["address ", "account ", "region "];
        let parts = line.split(", ").filter(|part| !free.iter().any(|free| part.contains(free)));
        parts.collect::<Vec<_>>().join(", ")
    };
    text.lines().map(|line| kept(line) + "\n").collect()
}

#[tokio::test]
async fn each_kind_of_statement_says_what_stands_against_it() {
    let cases = [
        ("never: { actions: [stop] }", "`staff` allows this"),
        (
            "only: { actions: [stop] }, within: { who: { users: [sato] } }",
            "`staff` allows this, which is not within",
        ),
        (
            "always: { actions: [start], instances: { tags: { Env: [dev] } } }",
            "this is denied: no rule allows it",
        ),
        (
            "always: { actions: [stop], instances: { tags: { Env: [prod] } } }",
            "this is denied: by `vendor-a-prod`",
        ),
        (
            "always: { who: { groups: [staff] }, actions: [stop], from: [city-hall] }",
            "this is denied: the instance lacks `Env`, which the policy requires of every instance",
        ),
        (
            "rules: vendor-a-*, within: { actions: [start, reboot] }",
            "`vendor-a-prod` is about this, which is not within",
        ),
    ];
    for (statement, why) in cases {
        let ran = proved(&format!("- {{ id: it, {statement} }}\n"), &[]).await;

        let first = ran.output.lines().next().unwrap();
        assert_eq!(first, format!("it: does not hold (N steps): {why}"));
        assert_eq!(ran.exit, Exit::Differs);
    }
}

#[tokio::test]
async fn a_proof_of_nothing_is_called_so() {
    let invariants = "\
- { id: a, never: { from: [city-hall], not_before: 2026-04-01, not_after: 2026-04-02, actions: [reboot] } }
- { id: b, only: { actions: [reboot] }, within: { from: [city-hall] } }
- { id: c, rules: vendor-b-*, within: { from: [city-hall] } }
";
    let ran = proved(invariants, &[]).await;

    let said = "\
a: proved (N steps)
b: proved (N steps), but of these requests none is allowed at all
c: proved (N steps), but no rule in force has such an id
3 invariants: 3 proved
";
    assert_eq!(ran, Ran::new(Exit::Done, said, ""));
}

#[tokio::test]
async fn what_is_not_decided_is_neither_proved_nor_refuted() {
    let invariants =
        "- { id: a, never: { actions: [stop] } }\n- { id: b, never: { actions: [reboot] } }\n";

    let ran = proved(invariants, &["--steps", "0"]).await;

    let said = "a: not decided (N steps): raise --steps\nb: proved (N steps)\n2 invariants: 1 proved, 1 not \
                decided\n";
    assert_eq!(ran, Ran::new(Exit::Undecided, said, ""));
}

#[tokio::test]
async fn verdicts_as_json_are_the_same_in_every_language() {
    let invariants = "\
- { id: fails, never: { actions: [stop] } }
- { id: holds, never: { actions: [reboot] } }
- { id: vacuous, rules: vendor-b-*, within: { from: [city-hall] } }
";
    let ran = proved(invariants, &["--json"]).await;
    let again = proved(invariants, &["--json", "--lang", "ja"]).await;

    // Time goes on between the two, and a witness is near the time of the question.
    let lines = |ran: &Ran| -> Vec<Value> {
        let mut lines: Vec<Value> =
            ran.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for name in ["/at", "/caller/issued_at", "/caller/signed_in_at"] {
            let at = lines[0].pointer_mut(&format!("/witness{name}")).unwrap();
            assert!(at.is_i64(), "{at}");
            *at = Value::Null;
        }
        lines
    };
    let (lines, again) = (lines(&ran), lines(&again));
    assert_eq!(lines, again);
    let keys =
        |line: &Value| ["invariant", "outcome", "vacuous", "rules"].map(|key| line[key].clone());
    assert_eq!(
        json!(lines.iter().map(keys).collect::<Vec<_>>()),
        json!([
            ["fails", "fails", null, ["staff"]],
            ["holds", "proved", null, []],
            ["vacuous", "proved", "no_rule", []],
        ])
    );
    assert!(lines.iter().all(|line| line["steps"].is_u64()), "{lines:?}");
    assert_eq!(lines[0]["witness"]["action"], "stop");
    assert_eq!(lines[1]["witness"], Value::Null);
}

#[tokio::test]
async fn invariants_with_problems_are_not_asked() {
    let ran = proved("- { id: a, nevr: { actions: [stop] }, within: any }\n", &[]).await;

    let said = "\
invariants.yaml:3:12: error[unknown_key]: invariants[0].nevr: found the unknown key `nevr`, required a key that \
is known here
 3 | - { id: a, nevr: { actions: [stop] }, within: any }
   |            ^
  help: did you mean `never`?
";
    assert_eq!(ran, Ran::new(Exit::Problems, said, ""));
}

#[tokio::test]
async fn a_value_that_only_looks_like_one_of_the_policy_is_warned_of() {
    let ran =
        proved("- { id: a, never: { who: { groups: [Staff] }, actions: [reboot] } }\n", &[]).await;

    let said = "\
invariants.yaml:3:37: warning[look_alike]: invariants[0].never.who.groups[0]: found `Staff`, which looks like \
`staff`, required one spelling of one name
 3 | - { id: a, never: { who: { groups: [Staff] }, actions: [reboot] } }
   |                                     ^
  help: upper and lower case, full and half width are different texts here
a: proved (N steps)
1 invariant: 1 proved
";
    assert_eq!(ran, Ran::new(Exit::Done, said, ""));
}

#[tokio::test]
async fn verdicts_are_told_in_japanese() {
    let invariants = "\
- { id: a, never: { actions: [stop] } }
- { id: b, always: { actions: [start], instances: { tags: { Env: [dev] } } } }
- { id: c, rules: vendor-b-*, within: { from: [city-hall] } }
";
    let ran = proved(invariants, &["--lang", "ja"]).await;
    let undecided =
        proved("- { id: a, never: { actions: [stop] } }\n", &["--lang=ja", "--steps=0"]).await;

    let heads: Vec<&str> = ran.output.lines().filter(|line| !line.starts_with("  ")).collect();
    assert_eq!(
        heads,
        [
            "a: 成り立ちません(N ステップ): `staff` がこれを許可します",
            "b: 成り立ちません(N ステップ): これは拒否されます。許可するルールがありません",
            "c: 証明済み(N ステップ)。ただし、id がこう始まる有効なルールはありません",
            "不変条件 3 件: 証明済み 1 件、成り立たない 2 件",
        ]
    );
    assert!(ran.output.contains("\n  誰が: `user-1`、グループ `staff`、"), "{}", ran.output);
    let said =
        "a: 判定できません(N ステップ): --steps を増やしてください\n不変条件 1 件: 未判定 1 件\n";
    assert_eq!(undecided, Ran::new(Exit::Undecided, said, ""));
}

#[tokio::test]
async fn a_policy_of_a_table_is_held_to_its_own_invariants() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let none = table.says(&["prove"], &[]).await;
    assert_eq!(none, "policy `hoshimi` has no invariants\n");
    assert_eq!(table.says(&["prove"], &["--json"]).await, "");

    let (_folder, invariants) = file(
        "invariants.yaml",
        "version: 1\ninvariants: [{ id: a, never: { actions: [stop] } }]\n",
    );
    table.says(&["draft", "import"], &["--invariants", &invariants]).await;
    assert_eq!(table.says(&["prove"], &[]).await, none);
    let draft = steps_apart(&table.says(&["prove"], &["--draft"]).await);
    assert_eq!(draft, "a: proved (N steps)\n1 invariant: 1 proved\n");
    let asked = steps_apart(&table.says(&["prove"], &["--invariants", &invariants]).await);
    assert_eq!(asked, draft);

    let why = ["--expect-version", "1", "--by", "kato", "--why", "kept from now on"];
    table.says(&["publish"], &why).await;
    assert_eq!(steps_apart(&table.says(&["prove"], &[]).await), draft);
    assert_eq!(table.says(&["prove"], &["--version", "1"]).await, none);
}
