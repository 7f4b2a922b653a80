//! The ordinary policy, and what a turn of one knob makes of it.

use std::collections::BTreeMap;

use fastrand::Rng;

use super::{
    Actions, Effect, Instances, Question, Rule, Rules, Who,
    places::{self, Place},
};

/// The knobs.
pub(super) struct Town {
    /// Of 100 rules, how many deny.
    denying: usize,
    /// Whether every tenth rule is for a group that every caller is in.
    crowd: bool,
    /// How many groups a caller is in: at least, at most.
    groups: (usize, usize),
    /// How many tags an instance has: at least, at most.
    tags: (usize, usize),
}

pub(super) const ORDINARY: Town = Town { denying: 5, crowd: false, groups: (1, 6), tags: (4, 8) };
pub(super) const SKEWED: Town = Town { crowd: true, ..ORDINARY };
pub(super) const MANY_GROUPS: Town = Town { groups: (100, 100), ..ORDINARY };
pub(super) const MANY_TAGS: Town = Town { tags: (50, 50), ..ORDINARY };
pub(super) const DENY_HEAVY: Town = Town { denying: 95, ..ORDINARY };

const CROWD: &str = "all-staff";
pub(super) const ACTIONS: [&str; 4] = ["describe", "reboot", "start", "stop"];
const REGIONS: [&str; 3] = ["ap-northeast-1", "ap-northeast-3", "us-east-1"];
const ENVS: [&str; 4] = ["dev", "prod", "stg", "test"];
const ROLES: [&str; 8] = ["app", "batch", "db", "file", "gis", "mail", "print", "web"];
const TESTED: [&str; 4] = ["Department", "Env", "Role", "System"];
/// 2027-01-04T09:00:00+09:00, a Monday.
const MONDAY: i64 = 1_799_020_800;

pub(super) fn draw(
    town: &Town,
    count: usize,
    questions: usize,
    random: &mut Rng,
) -> (Rules, Vec<Question>) {
    let places = places::sites(count / 5, random);
    let size = Size { groups: (count / 10).max(3), systems: (count / 4).max(4) };
    let rules: Vec<Rule> =
        (0..count).map(|number| rule(town, number, size, &places, random)).collect();
    let scene = Scene { town, size, places: &places, rules: &rules };
    let questions = (0..questions).map(|number| scene.question(number, random)).collect();
    (Rules::new(places::written(&places), rules), questions)
}

/// How many of each there are. A rule is for two groups in the middle: a tenth as many groups as
/// rules makes 20 rules a group.
#[derive(Clone, Copy)]
struct Size {
    groups: usize,
    systems: usize,
}

impl Size {
    fn group(self, random: &mut Rng) -> String {
        format!("dept-{:06}", random.usize(0..self.groups))
    }

    fn tag_value(self, key: &str, random: &mut Rng) -> String {
        match key {
            "Department" => format!("d-{:06}", random.usize(0..self.groups)),
            "Env" => random.choice(ENVS).expect("not empty").to_owned(),
            "Role" => random.choice(ROLES).expect("not empty").to_owned(),
            _ => format!("s-{:06}", random.usize(0..self.systems)),
        }
    }
}

fn rule(town: &Town, number: usize, size: Size, places: &[Place], random: &mut Rng) -> Rule {
    let crowded = town.crowd && number.is_multiple_of(10);
    let groups = if crowded {
        vec![CROWD.to_owned()]
    } else {
        distinct(1, 3, random, |random| size.group(random))
    };
    let actions = if random.usize(0..20) == 0 {
        Actions::any()
    } else {
        Actions::List(distinct(1, 3, random, |random| one_of(&ACTIONS, random)))
    };
    let tested = distinct(1, 3, random, |random| one_of(&TESTED, random));
    let tag = |key: String, random: &mut Rng| {
        let values = distinct(1, 3, random, |random| size.tag_value(&key, random));
        (key, values)
    };
    let accounts = distinct(1, 2, random, account);
    let regions = distinct(1, 2, random, |random| one_of(&REGIONS, random));
    let zones = if random.usize(0..10) == 0 { 2 } else { 1 };
    let denies = number * 37 % 100 < town.denying;
    Rule {
        id: format!("r-{number:07}"),
        effect: if denies { Effect::Deny } else { Effect::Allow },
        who: Who { groups },
        actions,
        from: distinct(1, zones, random, |random| pick(places, random).name.clone()),
        instances: Instances::Where {
            accounts: if random.usize(0..3) == 0 { accounts } else { Vec::new() },
            regions: if random.usize(0..3) == 0 { regions } else { Vec::new() },
            ids: Vec::new(),
            tags: tested.into_iter().map(|key| tag(key, random)).collect(),
        },
    }
}

struct Scene<'a> {
    town: &'a Town,
    size: Size,
    places: &'a [Place],
    rules: &'a [Rule],
}

impl Scene<'_> {
    /// Every other question is what some allow rule is there for; of the others, each misses such a
    /// rule by one fact.
    fn question(&self, number: usize, random: &mut Rng) -> Question {
        let rule = self.allow_rule(random);
        let mut question = self.aimed(rule, random);
        if number % 2 == 1 {
            self.spoil(&mut question, rule, random);
        }
        question
    }

    fn allow_rule(&self, random: &mut Rng) -> &Rule {
        let start = random.usize(0..self.rules.len());
        let crowded = self.town.crowd && random.bool();
        let (before, after) = self.rules.split_at(start);
        let wanted =
            |rule: &&Rule| rule.effect == Effect::Allow && (!crowded || rule.who.groups == [CROWD]);
        after.iter().chain(before).find(wanted).unwrap_or(&self.rules[start])
    }

    fn aimed(&self, rule: &Rule, random: &mut Rng) -> Question {
        let (least, most) = self.town.groups;
        let mut groups = distinct(least, most, random, |random| self.size.group(random));
        groups[0].clone_from(&pick(&rule.who.groups, random));
        if self.town.crowd && groups[0] != CROWD {
            groups.push(CROWD.to_owned());
        }
        let zone = pick(&rule.from, random);
        let place = self.places.iter().find(|place| place.name == zone).expect("a zone of ours");
        let action = match rule.actions.list() {
            Some(list) => pick(list, random),
            None => one_of(&ACTIONS, random),
        };
        let mut tags: BTreeMap<String, String> =
            TESTED.map(|key| (key.to_owned(), self.size.tag_value(key, random))).into();
        for (key, values) in rule.instances.tags() {
            tags.insert(key.clone(), pick(values, random));
        }
        let (least, most) = self.town.tags;
        for filler in TESTED.len()..random.usize(least..=most) {
            tags.insert(format!("Note-{filler:02}"), format!("v-{:06}", random.u32(..1_000_000)));
        }
        Question {
            user: format!("user-{:06}", random.u32(..1_000_000)),
            groups,
            action,
            address: places::address(place, random).to_string(),
            vpce: pick(&place.vpce, random),
            account: listed_or(rule.instances.accounts(), random, account),
            region: listed_or(rule.instances.regions(), random, |it| one_of(&REGIONS, it)),
            instance: instance_id(random.u64(..)),
            tags: tags.into_iter().collect(),
            at: MONDAY,
        }
    }

    fn spoil(&self, question: &mut Question, rule: &Rule, random: &mut Rng) {
        match random.usize(0..4) {
            0 => question.groups[0] = self.size.group(random),
            1 => "203.0.113.7".clone_into(&mut question.address),
            2 => "999999999999".clone_into(&mut question.account),
            _ => {
                let keys: Vec<&String> = rule.instances.tags().map(|(key, _)| key).collect();
                let key = pick(&keys, random);
                question.tags.retain(|(tag, _)| tag != key);
            }
        }
    }
}

fn listed_or(list: &[String], random: &mut Rng, other: impl Fn(&mut Rng) -> String) -> String {
    if list.is_empty() { other(random) } else { pick(list, random) }
}

fn account(random: &mut Rng) -> String {
    format!("{:012}", 111_122_223_330 + random.u64(0..6))
}

pub(super) fn instance_id(number: u64) -> String {
    format!("i-{:017x}", u128::from(number))
}

fn one_of(texts: &[&str], random: &mut Rng) -> String {
    random.choice(texts).expect("not empty").to_string()
}

pub(super) fn pick<T: Clone>(list: &[T], random: &mut Rng) -> T {
    random.choice(list).expect("not empty").clone()
}

/// From `least` to `most` different texts, or as many different ones as some tries gave.
fn distinct(
    least: usize,
    most: usize,
    random: &mut Rng,
    text: impl Fn(&mut Rng) -> String,
) -> Vec<String> {
    let wanted = random.usize(least..=most);
    let mut texts: Vec<String> = Vec::with_capacity(wanted);
    for _ in 0..wanted * 4 {
        let next = text(random);
        if texts.len() < wanted && !texts.contains(&next) {
            texts.push(next);
        }
    }
    texts
}
