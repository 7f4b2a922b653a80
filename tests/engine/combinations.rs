//! Every combination of abstract rules: each rule is of one effect and true, false or undecided,
//! and the answer depends on nothing else.

use serde_json::{Value, json};
use std::sync::Arc;

use engine_support::{oracle::told, strategies::compiled};
use sekisho_policy::{Action, Attempt, Caller, Fact, Instance, Request, Source, Tags, UnixTime};

/// The value of an abstract rule, by what it asks of a caller who is `sato`, in groups unknown.
const VALUES: [(&str, &str); 3] = [("true", "sato"), ("false", "suzuki"), ("undecided", "")];

fn rule(id: usize, effect: &str, value: &str) -> Value {
    let who = match VALUES.iter().find(|(name, _)| *name == value).unwrap().1 {
        "" => json!({ "groups": ["staff"] }),
        user => json!({ "users": [user] }),
    };
    json!({ "id": format!("r{id}"), "effect": effect, "who": who, "actions": "any", "instances": "any" })
}

fn request(tags: Fact<Tags>) -> Request {
    Request {
        attempt: Arc::new(Attempt {
            caller: Caller::unknown().with_user(Fact::Known("sato")),
            action: Action::Start,
            source: Source::default(),
            at: UnixTime::from_seconds(0),
        }),
        instance: Arc::new(Instance { tags, ..Instance::default() }),
    }
}

#[test]
fn up_to_four_abstract_rules_combine_as_the_table_says() {
    let kinds: Vec<(&str, &str)> = ["allow", "deny"]
        .into_iter()
        .flat_map(|effect| VALUES.map(|(value, _)| (effect, value)))
        .collect();
    let mut counted = 0;
    for length in 1..=4 {
        for index in 0..kinds.len().pow(length) {
            let mut rest = index;
            let mut rules = vec![];
            for _ in 0..length {
                rules.push(kinds[rest % kinds.len()]);
                rest /= kinds.len();
            }
            for (required, tags) in [
                (false, Fact::Unknown),
                (true, Fact::Known("Env")),
                (true, Fact::Known("Other")),
                (true, Fact::Absent),
                (true, Fact::Unknown),
            ] {
                check(&rules, required, tags);
                counted += 1;
            }
        }
    }
    assert_eq!(counted, 5 * (6 + 36 + 216 + 1296));
}

fn check(rules: &[(&str, &str)], required: bool, key: Fact<&str>) {
    let list: Vec<Value> =
        rules.iter().enumerate().map(|(id, (effect, value))| rule(id, effect, value)).collect();
    let mut document =
        json!({ "version": 1, "policy": "p", "utc_offset": "+00:00", "rules": list });
    if required {
        document["required_tags"] = json!(["Env"]);
    }
    let tags = match key {
        Fact::Known(key) => Tags::collect([(key, "dev")]),
        Fact::Absent => Fact::Absent,
        Fact::Unknown => Fact::Unknown,
    };
    let lacking = required && !matches!(key, Fact::Known("Env") | Fact::Unknown);
    let unchecked = required && key == Fact::Unknown;

    let answer = told(&compiled(&document).decide(request(tags)));

    let those = |wanted: (&str, &str)| -> Vec<String> {
        let ids = (0..rules.len()).filter(|id| rules[*id] == wanted);
        ids.map(|id| format!("r{id}")).collect()
    };
    let (explicit, doubtful) = (those(("deny", "true")), those(("deny", "undecided")));
    let (allowing, hoped) = (those(("allow", "true")), those(("allow", "undecided")));
    let expected = if lacking {
        ("missing_required_tag", vec![], vec!["tag:Env"])
    } else if !explicit.is_empty() {
        ("explicit", explicit, vec![])
    } else if !doubtful.is_empty() || unchecked {
        let groups = (!doubtful.is_empty()).then_some("groups");
        ("indeterminate", doubtful, groups.into_iter().chain(unchecked.then_some("tags")).collect())
    } else if !allowing.is_empty() {
        ("allow", allowing, vec![])
    } else if !hoped.is_empty() {
        ("indeterminate", hoped, vec!["groups"])
    } else {
        ("default", vec![], vec![])
    };
    assert_eq!(
        (answer.code, answer.rules, answer.missing.iter().map(|it| &**it).collect::<Vec<_>>()),
        expected,
        "{document}"
    );
}
