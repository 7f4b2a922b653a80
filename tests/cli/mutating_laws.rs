//! What is proposed for mutants that survive kills them, whatever the policy; and what the pages say of it.

use engine_support::strategies::sample;
use sekisho::Exit;
use sekisho_policy::{NamedRequest, Policy, mutants::Operator, strategies::documents};

use crate::{
    command::{repository, sekisho},
    mutating::{CASES, TOWN, mutate},
};

/// The table with the cases that were proposed.
fn with_proposed(cases: &str, output: &str) -> String {
    let (_, proposed) = output.split_once("\n\n").unwrap();
    let (proposed, _) = proposed.rsplit_once("\n\n").unwrap();
    format!("{cases}\n{proposed}\n")
}

/// How many were killed, survived and are equivalent. None is undecided.
fn counts(output: &str) -> [usize; 3] {
    let line = output.lines().rev().nth(1).unwrap();
    let (_, counts) = line.split_once(" mutants: ").unwrap();
    let numbers = counts.split(", ").map(|count| count.split(' ').next().unwrap().parse().unwrap());
    numbers.collect::<Vec<usize>>().try_into().unwrap()
}

/// Law 38: added to the table, the new cases pass, and no mutant survives. How many survived before.
async fn are_killed_by_what_is_proposed(policy: &str, cases: &str) -> usize {
    let before = mutate(policy, cases, &[]).await;
    assert_eq!((before.exit, before.errors.as_str()), (Exit::Done, ""), "{policy}\n{cases}");
    let [killed, survived, equivalent] = counts(&before.output);
    if survived == 0 {
        return 0;
    }
    let grown = with_proposed(cases, &before.output);
    let after = mutate(policy, &grown, &["--min-score", "100"]).await;

    assert_eq!((after.exit, after.errors.as_str()), (Exit::Done, ""), "{policy}\n{grown}");
    let [now_killed, surviving, now_equivalent] = counts(&after.output);
    assert_eq!(surviving, 0, "{policy}\n{grown}");
    // A mutant that allows the same may deny for another reason, which a case may notice too.
    assert!(now_killed >= killed + survived, "{policy}\n{grown}");
    assert_eq!(now_killed + now_equivalent, killed + survived + equivalent, "{policy}\n{grown}");
    survived
}

#[tokio::test]
async fn law_38_a_surviving_mutants_witness_added_as_a_test_kills_it() {
    let hoshimi = |path: &str| std::fs::read_to_string(repository(path)).unwrap();
    let (policy, cases) =
        (hoshimi("examples/hoshimi.yaml"), hoshimi("examples/hoshimi-cases.yaml"));

    assert_eq!(are_killed_by_what_is_proposed(TOWN, CASES).await, 32);
    assert_eq!(are_killed_by_what_is_proposed(&policy, &cases).await, 25);
    // Where the list is not indented, and nothing is said by default.
    let bare = "cases:\n- name: nobody\n  action: stop\n  at: 1795482000\n  expect: deny\n";
    assert_eq!(are_killed_by_what_is_proposed(TOWN, bare).await, 43);
}

#[tokio::test]
async fn law_38_holds_for_any_policy() {
    let mut survived = 0;
    for document in sample(8, &documents()) {
        // Whatever is asked first, there has to be an answer to it.
        let facts = r#"{ "action": "start", "at": "2026-11-24T10:00:00+09:00" }"#;
        let request = NamedRequest::from_json(facts).unwrap().request;
        let allowed = Policy::compile(document.clone()).decide(request).is_allow();
        let expect = if allowed { "allow" } else { "deny" };
        let cases =
            format!("defaults: {facts}\ncases:\n    - name: first\n      expect: {expect}\n");
        survived += are_killed_by_what_is_proposed(&document.to_yaml(), &cases).await;
    }
    assert!(survived >= 150, "{survived} mutants");
}

#[tokio::test]
async fn what_the_pages_say_of_hoshimi_is_so() {
    let [policy, cases] = ["examples/hoshimi.yaml", "examples/hoshimi-cases.yaml"].map(repository);
    let arguments = ["mutate", policy.to_str().unwrap(), "--cases", cases.to_str().unwrap()];
    for (page, language) in [("docs/mutate.md", "en"), ("docs/ja/mutate.md", "ja")] {
        let page = std::fs::read_to_string(repository(page)).unwrap();
        let ran = sekisho(&[arguments.as_slice(), &["--lang", language]].concat()).await;

        let (_, counts) = ran.output.rsplit_once("\n\n").unwrap();
        assert!(page.contains(counts), "{counts}");
        let example = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
        for case in example.unwrap().trim_end().split("\n\n") {
            assert!(ran.output.contains(&format!("\n\n{case}\n\n")), "{}", ran.output);
        }
        for operator in Operator::ALL {
            assert!(page.contains(&format!("\n| `{operator}` | ")), "{operator}");
        }
    }
}
