//! A security team tests its own policy: the worked example of docs/property-tests.md, word for word.

use sekisho_policy::{Action, Document, Policy, Request, laws};

fn hoshimi() -> (Document, Policy) {
    let text = include_str!("../../examples/hoshimi.yaml");
    let document = Document::from_yaml(text).unwrap();
    (document.clone(), Policy::compile(document))
}

fn is_in(request: &Request, group: &str) -> bool {
    request.attempt.caller.groups().known().is_some_and(|groups| groups.contains(group))
}

fn tag<'a>(request: &'a Request, key: &str) -> Option<&'a str> {
    request.instance.tags.known()?.value(key)
}

#[test]
fn nobody_but_operators_stops_production() {
    let (document, policy) = hoshimi();
    let statement = "nobody but operators stops production";
    let held = laws::hold(&document, 20_000, statement, |request| {
        let stops = request.attempt.action == Action::Stop && tag(request, "Env") == Some("prod");
        let allowed = stops && policy.decide(request.clone()).is_allow();
        allowed.then(|| is_in(request, "operators"))
    });
    println!("{}", held.unwrap());
}

#[test]
fn an_instance_without_a_department_is_nobodys() {
    let (document, policy) = hoshimi();
    let statement = "an instance without a department is nobody's";
    let held = laws::hold(&document, 20_000, statement, |request| {
        let nobodys = tag(request, "Department").is_none();
        nobodys.then(|| !policy.decide(request.clone()).is_allow())
    });
    println!("{}", held.unwrap());
}

#[test]
fn every_law_of_the_engine_holds_for_the_policy_of_hoshimi() {
    let (document, _) = hoshimi();
    for held in laws::check(&document, 500).unwrap() {
        println!("{held}");
        assert!(held.about > 0, "{held}");
    }
}

// End of the worked example.

#[test]
fn a_promise_that_the_policy_does_not_keep_is_shown_by_a_simple_request() {
    let (document, policy) = hoshimi();

    let broken = laws::hold(&document, 20_000, "only operators start anything", |request| {
        let starts = request.attempt.action == Action::Start;
        let allowed = starts && policy.decide(request.clone()).is_allow();
        allowed.then(|| is_in(request, "operators"))
    })
    .unwrap_err();
    let request = broken.request().unwrap();
    let caller = &request.attempt.caller;
    assert_eq!(broken.number(), None);
    assert_eq!(broken.statement(), "only operators start anything");
    assert!(policy.decide(request.clone()).is_allow());
    // What the answer does not need was made simple: nothing is known of it.
    let absent = sekisho_policy::Fact::Absent;
    assert_eq!((caller.signed_in_at(), caller.issued_at()), (absent, absent));
    let found = "found `only operators start anything` broken: the answer is `allow` by [";
    assert!(broken.to_string().starts_with(found), "{broken}");
    println!("{broken}");
}

#[test]
fn a_statement_about_nothing_is_not_held_to_hold() {
    let (document, _) = hoshimi();

    let broken = laws::hold(&document, 100, "unicorns are never stopped", |_| None).unwrap_err();

    assert_eq!(
        broken.to_string(),
        "found `unicorns are never stopped` broken: none of 100 requests was one that it is about; \
         required at least one: draw more, or correct the statement"
    );
    assert!(broken.request().is_none());
}

const PAGES: [&str; 2] =
    [include_str!("../../docs/property-tests.md"), include_str!("../../docs/ja/property-tests.md")];

#[test]
fn the_pages_show_this_example_word_for_word() {
    let example =
        include_str!("own_rules.rs").split("\n// End of the worked example.").next().unwrap();
    let example = example.split_once("\n\n").unwrap().1.trim_end();
    for page in PAGES {
        assert!(page.contains(&format!("```rust\n{example}\n```")), "a page shows another example");
    }
}

#[test]
fn the_pages_list_every_law() {
    for law in laws::ALL {
        let [english, japanese] = PAGES;
        let line = format!("| {} | {} |", law.number(), law.statement());
        assert!(english.contains(&line), "{line}");
        assert!(japanese.contains(&format!("\n| {} | ", law.number())), "{line}");
    }
    for number in 1..=38 {
        for page in PAGES {
            assert_eq!(page.matches(&format!("\n| {number} | ")).count(), 1, "law {number}");
        }
    }
}
