//! How little of a policy a request looks at: counted, so that an index that still finds every rule but
//! no longer tells them apart is noticed. No answer would show it, and no clock is needed.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test, most of it in functions of its own"
)]

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::{Lanes, Place, Places, Probe, place, size};
use crate::{Document, NamedRequest, Request, compile::Compiled, scene::Scene};

/// What is counted over all requests, and how often the rules are filed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Effort {
    /// Each rule as often as it is filed.
    filed: usize,
    /// Places in which rules are looked for.
    places: usize,
    /// Rules of which one word is read: those that are not the only ones in their place.
    glanced_at: usize,
    /// Rules whose conditions are looked at.
    decided: usize,
}

/// The rules of one kind, their conditions made of their numbers, and requests that meet some of them.
struct Shape {
    name: &'static str,
    rules: usize,
    conditions: fn(usize) -> Value,
    effort: Effort,
}

#[test]
fn a_request_looks_at_few_rules_whatever_they_ask_for() {
    let found: Vec<_> = SHAPES.iter().map(|shape| (shape.name, shape.measured())).collect();
    let known: Vec<_> = SHAPES.iter().map(|shape| (shape.name, shape.effort)).collect();
    // Where less is looked at, write down how much.
    assert_eq!(found, known);
}

impl Shape {
    fn measured(&self) -> Effort {
        let policy = self.policy();
        let index = &policy.by_request;
        let filed = index.runs.between(0, place(index.runs.len())).iter();
        let filed = filed.map(|run| size(run.rules)).sum();
        let mut effort = Effort { filed, ..Effort::default() };
        for number in 0..REQUESTS {
            let request = request(number);
            let (attempt, instance) = (&request.attempt, &request.instance);
            let scene = Scene::new(attempt, &policy);
            let probe =
                Probe { caller: &attempt.caller, whereabouts: Some(&scene.whereabouts), instance };
            let mut places = Places::new();
            index.node(index.nodes.last().unwrap(), &probe, &mut places);
            effort.places += places.len();
            let runs = places.iter().flat_map(|place| match *place {
                Place::Rule(_) => Vec::new(),
                Place::One(run) => Vec::from([run]),
                Place::Several(first, end) => index.runs.between(first, end).to_vec(),
            });
            effort.glanced_at += runs.map(|run| size(run.rules)).sum::<usize>();
            let lanes = || Lanes::of_attempt(&scene).with_instance(instance, policy.tested);
            index.visit(&probe, lanes, |_| effort.decided += 1);
        }
        effort
    }

    fn policy(&self) -> Compiled {
        let rules = (0..self.rules).map(|number| {
            let mut rule = json!({
                "id": format!("r-{number}"), "effect": "allow", "who": "everyone",
                "actions": [ACTIONS[number % 2]], "instances": "any", "description": "x",
                "approved_by": "x",
            });
            let conditions = (self.conditions)(number);
            rule.as_object_mut().unwrap().extend(conditions.as_object().unwrap().clone());
            rule
        });
        let zones =
            (0..ZONES).map(|number| (format!("z-{number}"), json!({"vpce": [endpoint(number)]})));
        let document = json!({
            "version": 1, "policy": "p", "utc_offset": "+09:00",
            "zones": Value::Object(zones.collect()), "rules": rules.collect::<Vec<Value>>(),
        });
        Compiled::new(Document::from_json(&document.to_string()).unwrap())
    }
}

/// What a request has, every tenth of them without one of its facts.
fn request(number: usize) -> Request {
    let mut request = json!({
        "caller": {"user": format!("u-{number}"), "groups": ["staff", format!("g-{}", number % 50)]},
        "action": ACTIONS[number / 2 % 2],
        "source": {"vpc_endpoint": endpoint(number % ZONES)},
        "at": 1_793_000_000,
        "instance": {
            "account": format!("{:012}", number % 5), "region": region(number),
            "id": instance(number),
            "tags": {
                "Department": format!("d-{}", number % 50), "Env": format!("e-{}", number % 3),
                "System": format!("s-{}", number % 7), "Owner": format!("o-{number}"),
            },
        },
    });
    if number % 10 == 9 {
        let unknown = json!({"unknown": true});
        match number / 10 % 3 {
            0 => request["instance"]["tags"] = unknown,
            1 => request["caller"]["groups"] = unknown,
            _ => request["instance"]["id"] = unknown,
        }
    }
    NamedRequest::from_json(&request.to_string()).unwrap().request
}

fn endpoint(number: usize) -> String {
    format!("vpce-{number:017x}")
}

fn instance(number: usize) -> String {
    format!("i-{number:017x}")
}

fn region(number: usize) -> &'static str {
    ["ap-northeast-1", "ap-northeast-3", "us-gov-west-1"][number % 3]
}

const ACTIONS: [&str; 2] = ["start", "stop"];
const REQUESTS: usize = 90;
const ZONES: usize = 30;

const fn effort(filed: usize, places: usize, glanced_at: usize, decided: usize) -> Effort {
    Effort { filed, places, glanced_at, decided }
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "few",
        rules: 20,
        conditions: |number| json!({"who": {"groups": [format!("g-{number}")]}}),
        effort: effort(20, 90, 1_800, 82),
    },
    Shape {
        name: "by group",
        rules: 400,
        conditions: |number| json!({"who": {"groups": [format!("g-{}", number % 50)]}}),
        effort: effort(400, 90, 1_896, 944),
    },
    Shape {
        name: "by user",
        rules: 400,
        conditions: |number| json!({"who": {"users": [format!("u-{number}")]}}),
        effort: effort(400, 90, 0, 90),
    },
    Shape {
        name: "by zone",
        rules: 400,
        conditions: |number| json!({"from": [format!("z-{}", number % ZONES)]}),
        effort: effort(400, 90, 1_200, 600),
    },
    Shape {
        name: "by id",
        rules: 400,
        conditions: |number| json!({"instances": {"ids": [instance(number)]}}),
        effort: effort(400, 90, 1_200, 687),
    },
    Shape {
        name: "by account, then by region",
        rules: 400,
        conditions: |number| {
            let account = format!("{:012}", number % 5);
            json!({"instances": {"accounts": [account], "regions": [region(number)]}})
        },
        effort: effort(400, 90, 2_400, 1_199),
    },
    Shape {
        name: "by tag",
        rules: 400,
        conditions: |number| {
            let department = format!("d-{}", number % 50);
            json!({"instances": {"tags": {"Department": [department], "Env": ["e-1", "e-2"]}}})
        },
        effort: effort(400, 90, 1_896, 952),
    },
    Shape {
        name: "by a tag that is there",
        rules: 400,
        conditions: |number| {
            let key =
                ["Owner".into(), format!("Key-{number}")][usize::from(number % 8 > 0)].clone();
            json!({"instances": {"tags": {key: {"present": true}}}})
        },
        effort: effort(400, 90, 5_550, 2_800),
    },
    Shape {
        name: "by the caller's own department",
        rules: 400,
        conditions: |number| {
            let tags = json!({"Department": {"equals_caller": "groups"}});
            json!({"who": {"users": [format!("u-{}", number % 80)]}, "instances": {"tags": tags}})
        },
        effort: effort(400, 80, 400, 200),
    },
    Shape {
        name: "one group, told apart by three tags",
        rules: 1_200,
        conditions: |number| {
            let tags = json!({
                "Department": [format!("d-{}", number % 50)], "System": [format!("s-{}", number % 7)],
                "Env": [format!("e-{}", number % 3)],
            });
            json!({"who": {"groups": ["staff"]}, "instances": {"tags": tags}})
        },
        effort: effort(1_200, 90, 5_688, 2_068),
    },
    Shape {
        name: "six groups each, and a system",
        rules: 600,
        conditions: |number| {
            let groups: Vec<String> =
                (0..6).map(|more| format!("g-{}", (number + more) % 50)).collect();
            let tags = json!({"System": [format!("s-{}", number % 7)]});
            json!({"who": {"groups": groups}, "instances": {"tags": tags}})
        },
        effort: effort(600, 90, 9_258, 2_743),
    },
    Shape {
        name: "nearly all of one group",
        rules: 400,
        conditions: |number| {
            let group = ["g-7".to_string(), "staff".into()][usize::from(number % 10 > 0)].clone();
            json!({"who": {"groups": [group]}})
        },
        effort: effort(400, 95, 32_600, 16_240),
    },
    Shape {
        name: "by the second of two tags",
        rules: 400,
        conditions: |number| {
            let tags = json!({"Env": ["e-1", "e-2"], "Owner": [format!("o-{number}")]});
            json!({"instances": {"tags": tags}})
        },
        effort: effort(400, 90, 1_200, 687),
    },
    Shape {
        name: "by id, half of them by user too",
        rules: 400,
        conditions: |number| {
            let users = [format!("u-{number}")];
            let who = [json!("everyone"), json!({"users": users})][number / 2 % 2].clone();
            json!({"who": who, "instances": {"ids": [instance(number)]}})
        },
        effort: effort(400, 90, 1_200, 408),
    },
    Shape {
        name: "by forty of a department, half of them by user too",
        rules: 400,
        conditions: |number| {
            let users = [format!("u-{number}")];
            let who = [json!("everyone"), json!({"users": users})][number / 2 % 2].clone();
            let tags = json!({"Department": [format!("d-{}", number % 10)]});
            json!({"who": who, "instances": {"tags": tags}})
        },
        effort: effort(400, 32, 1_580, 527),
    },
    Shape {
        name: "a little of each",
        rules: 600,
        conditions: |number| match number % 5 {
            0 => json!({"who": {"users": [format!("u-{number}")]}, "from": ["z-1"]}),
            1 => json!({"instances": {"regions": [region(number)], "ids": [instance(number)]}}),
            2 => json!({"from": [format!("z-{}", number % 7), format!("z-{}", 10 + number % 9)]}),
            3 => json!({"who": {"groups": ["staff", format!("g-{}", number % 50)]}}),
            _ => json!({"instances": {"tags": {"Env": [format!("e-{}", number % 3)]}}}),
        },
        effort: effort(840, 285, 16_296, 8_079),
    },
];
