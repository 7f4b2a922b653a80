//! A security team proves what it was promised: the worked example of docs/analysis.md, word for word.

use sekisho_policy::{
    Clause, Document, UnixTime,
    analysis::{Analysis, Answer, Budget, Comparison, Hints},
};

const NOW: UnixTime = UnixTime::from_seconds(1_793_000_000);

fn hoshimi() -> Document {
    Document::from_yaml(include_str!("../../examples/hoshimi.yaml")).unwrap()
}

/// Conditions, written as in a rule.
fn clause(conditions: &str) -> Clause {
    let text = format!(
        "{{ version: 1, policy: p, utc_offset: '+09:00', \
           rules: [{{ id: r, effect: allow, {conditions} }}] }}"
    );
    Document::from_yaml(&text).unwrap().rules().first().unwrap().when.clone()
}

#[test]
fn nobody_but_operators_stops_production() {
    let document = hoshimi();
    let stop = "actions: [stop], instances: { tags: { Env: [prod] } }";
    let anybody = clause(&format!("who: everyone, {stop}"));
    let operators = clause(&format!("who: {{ groups: [operators] }}, {stop}"));
    let hints = Hints::near(NOW);
    let analysis = Analysis::new(&document, &[&anybody, &operators], &hints);

    // Whatever is allowed of the one is within the other.
    match analysis.find_allowed(&anybody, Some(&operators), Budget::default()) {
        Answer::None(effort) => println!("proved in {} steps", effort.steps),
        Answer::Found(found) => panic!("not so: {:#?}", found.witness),
        Answer::Undecided(why) => panic!("not found out: {why:#?}"),
    }
}

#[test]
fn a_policy_that_is_written_otherwise_is_equivalent() {
    let document = hoshimi();
    let again = Document::from_json(&document.to_json()).unwrap();
    let hints = Hints::near(NOW);

    let answer = Comparison::new(&document, &again, &hints).first_difference(Budget::default());

    assert!(answer.is_none());
}

// End of the worked example.

const PAGES: [&str; 2] =
    [include_str!("../../docs/analysis.md"), include_str!("../../docs/ja/analysis.md")];

#[test]
fn the_pages_show_this_example_word_for_word() {
    let example =
        include_str!("own_proofs.rs").split("\n// End of the worked example.").next().unwrap();
    let example = example.split_once("\n\n").unwrap().1.trim_end();
    for page in PAGES {
        assert!(page.contains(&format!("```rust\n{example}\n```")), "a page shows another example");
    }
}
