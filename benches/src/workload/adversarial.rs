//! Policies in which everything but one kind of fact is the same.

use std::collections::BTreeMap;

use fastrand::Rng;

use super::{
    Actions, Effect, Instances, Question, Rule, Rules, Who,
    places::{self, Place},
    town::{ACTIONS, instance_id, pick},
};

const GROUP: &str = "staff";
const MONDAY: i64 = 1_799_020_800;

/// A system's number and an environment. A third of the rules test the system alone.
pub(super) fn tags_only(
    count: usize,
    questions: usize,
    random: &mut Rng,
) -> (Rules, Vec<Question>) {
    let rules = (0..count)
        .map(|number| {
            let mut tags = BTreeMap::from([tag("System", system(number))]);
            if number % 3 > 0 {
                tags.extend([tag("Env", environment(number % 3))]);
            }
            rule(number, Vec::new(), Instances::with_tags(tags))
        })
        .collect();
    let questions = (0..questions)
        .map(|_| {
            let number = random.usize(0..count);
            let mut question = question(random);
            question.tags.push(("System".to_owned(), system(number)));
            question.tags.push(("Env".to_owned(), environment(random.usize(1..=2))));
            question.tags.push(("Name".to_owned(), system(random.usize(0..count))));
            question
        })
        .collect();
    (Rules::new(BTreeMap::new(), rules), questions)
}

/// Networks that never meet; beyond 1,000 rules, several rules share one.
pub(super) fn network_only(
    count: usize,
    questions: usize,
    random: &mut Rng,
) -> (Rules, Vec<Question>) {
    by_place(&places::apart(count), count, questions, random)
}

/// Networks within one another, up to 96 deep; the innermost are denied.
pub(super) fn nested(count: usize, questions: usize, random: &mut Rng) -> (Rules, Vec<Question>) {
    let places = places::nested(count, random);
    let (mut rules, questions) = by_place(&places, count, questions, random);
    // A deny rule on the way in would deny almost everything.
    for (number, rule) in rules.rules.iter_mut().enumerate() {
        rule.effect = if number % 96 == 95 { Effect::Deny } else { Effect::Allow };
    }
    (rules, questions)
}

fn by_place(
    places: &[Place],
    count: usize,
    questions: usize,
    random: &mut Rng,
) -> (Rules, Vec<Question>) {
    let rules = (0..count)
        .map(|number| {
            let place = &places[number % places.len()];
            rule(number, vec![place.name.clone()], Instances::any())
        })
        .collect();
    let questions = (0..questions)
        .map(|number| {
            let mut question = question(random);
            if number % 2 == 0 {
                let place = pick(places, random);
                question.address = places::address(&place, random).to_string();
            }
            question
        })
        .collect();
    (Rules::new(places::written(places), rules), questions)
}

/// One instance a rule.
pub(super) fn ids_only(count: usize, questions: usize, random: &mut Rng) -> (Rules, Vec<Question>) {
    let id = |number: usize| instance_id(number as u64);
    let rules = (0..count)
        .map(|number| {
            let instances = Instances::Where {
                accounts: Vec::new(),
                regions: Vec::new(),
                ids: vec![id(number)],
                tags: BTreeMap::new(),
            };
            rule(number, Vec::new(), instances)
        })
        .collect();
    let questions = (0..questions)
        .map(|_| Question { instance: id(random.usize(0..count * 2)), ..question(random) })
        .collect();
    (Rules::new(BTreeMap::new(), rules), questions)
}

/// The answer names every rule that allows: nothing can be faster than making that list.
pub(super) fn all_match(
    count: usize,
    questions: usize,
    random: &mut Rng,
) -> (Rules, Vec<Question>) {
    let everything = |number| Rule {
        actions: Actions::any(),
        effect: Effect::Allow,
        ..rule(number, Vec::new(), Instances::any())
    };
    let rules = (0..count).map(everything).collect();
    (Rules::new(BTreeMap::new(), rules), (0..questions).map(|_| question(random)).collect())
}

fn rule(number: usize, from: Vec<String>, instances: Instances) -> Rule {
    Rule {
        id: format!("r-{number:07}"),
        effect: if number % 20 == 7 { Effect::Deny } else { Effect::Allow },
        who: Who { groups: vec![GROUP.to_owned()] },
        actions: Actions::List(ACTIONS.map(str::to_owned).to_vec()),
        from,
        instances,
    }
}

fn question(random: &mut Rng) -> Question {
    Question {
        user: "sato".to_owned(),
        groups: vec![GROUP.to_owned()],
        action: pick(&ACTIONS, random).to_owned(),
        address: "203.0.113.7".to_owned(),
        vpce: format!("vpce-{:017x}", 0),
        account: "111122223333".to_owned(),
        region: "ap-northeast-1".to_owned(),
        instance: instance_id(random.u64(..)),
        tags: Vec::new(),
        at: MONDAY,
    }
}

fn system(number: usize) -> String {
    format!("s-{number:07}")
}

fn environment(number: usize) -> String {
    format!("env-{number}")
}

fn tag(key: &str, value: String) -> (String, Vec<String>) {
    (key.to_owned(), vec![value])
}
