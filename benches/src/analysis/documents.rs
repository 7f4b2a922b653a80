//! Documents to ask about, drawn from a seed: the same on every machine.

use clap::ValueEnum;
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A kind of policy.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Kind {
    /// A hundred rules a vendor, each about the vendor's own systems and groups.
    Vendors,
    /// The same rules, each about anybody's systems and groups.
    Mixed,
    /// Every rule has a schedule of its own, and they overlap.
    Windows,
    /// Two hundred schedules, each without thirty days of its own.
    Calendars,
    /// Every rule has zones of its own, and their networks lie within one another.
    Nested,
    /// Every rule names several hundred of a thousand groups.
    Groups,
    /// Deny rules on three tags each, as the clauses of a formula of a hundred variables: the kind of
    /// question that no method answers fast.
    Clauses,
}

impl Kind {
    /// The name in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vendors => "vendors",
            Self::Mixed => "mixed",
            Self::Windows => "windows",
            Self::Calendars => "calendars",
            Self::Nested => "nested",
            Self::Groups => "groups",
            Self::Clauses => "clauses",
        }
    }

    /// A document of this kind with so many rules, as JSON. One that is there to hurt has at most a
    /// thousand rules that have something of their own: a document names no more.
    pub fn draw(self, rules: usize) -> Value {
        // Any number, but always the same.
        let mut random = Rng::with_seed(0x5ec1_5000 ^ rules as u64);
        let random = &mut random;
        match self {
            Self::Vendors => vendors(rules, true, random),
            Self::Mixed => vendors(rules, false, random),
            Self::Windows => windows(rules, random),
            Self::Calendars => calendars(rules, random),
            Self::Nested => nested(rules, random),
            Self::Groups => groups(rules, random),
            Self::Clauses => clauses(rules, random),
        }
    }
}

fn vendors(rules: usize, is_kept: bool, random: &mut Rng) -> Value {
    let vendors = (rules / 100).max(3);
    let systems = (rules / 10).max(10);
    let zones: Map<String, Value> = (0..20).map(|at| (format!("zone-{at}"), zone(at))).collect();
    let schedules: Map<String, Value> = (0..12)
        .map(|at| {
            let (from, to) = (360 + at % 6 * 60, 990 + at % 6 * 60);
            (
                format!("hours-{at}"),
                schedule(&["mon", "tue", "wed", "thu", "fri"], from, to, "closed"),
            )
        })
        .collect();
    let list = (0..rules).map(|number| {
        let vendor = random.usize(0..vendors);
        let mut pick = |all: usize| {
            let own = (all / vendors).max(1);
            if is_kept { (vendor * own + random.usize(0..own)) % all } else { random.usize(0..all) }
        };
        let (system, group, other) = (pick(systems), pick(systems), pick(systems));
        let env = ["dev", "stg", "prod", "test"][random.usize(0..4)];
        let mut tags = Map::new();
        let mut often = |percent: u8| random.u8(0..100) < percent;
        let is_allow = often(90);
        if !is_allow && (is_kept || often(80)) || is_allow && often(70) {
            tags.insert("Vendor".into(), json!([format!("vendor-{vendor}")]));
        } else if is_allow {
            tags.insert("Vendor".into(), json!({ "equals_caller": "claim:vendor" }));
        }
        if !is_allow || often(80) {
            tags.insert("Env".into(), json!([env]));
        }
        if often(if is_allow { 70 } else { 50 }) {
            tags.insert("System".into(), json!([format!("system-{system}")]));
        }
        let mut rule = Map::new();
        rule.insert("id".into(), json!(format!("r-{number:06}")));
        if is_allow {
            let mut named = vec![format!("group-{group}")];
            if group != other && often(40) {
                named.push(format!("group-{other}"));
            }
            let actions: &[&str] = if often(60) { &["start", "stop"] } else { &["start"] };
            let account = format!("{:012}", 111_100_000_000_u64 + vendor as u64 % 50);
            let is_group = often(70);
            rule.insert("effect".into(), json!("allow"));
            rule.insert("actions".into(), json!(actions));
            rule.insert(
                "instances".into(),
                json!({ "accounts": [account], "regions": ["ap-northeast-1"], "tags": tags }),
            );
            for (field, percent) in [("from", 50), ("during", 40), ("signed_in_within", 25)] {
                if often(percent) {
                    rule.insert(field.into(), json!(null));
                }
            }
            rule.insert(
                "who".into(),
                if is_group { json!({ "groups": named }) } else { json!(null) },
            );
        } else {
            rule.insert("effect".into(), json!("deny"));
            rule.insert("who".into(), json!("everyone"));
            rule.insert("actions".into(), json!(["stop"]));
            rule.insert("instances".into(), json!({ "tags": tags }));
            if often(50) {
                rule.insert("during".into(), json!(null));
            }
            if often(70) {
                let who = json!({ "groups": [format!("group-{group}")] });
                rule.insert("unless".into(), json!([{ "who": who, "signed_in_within": "1h" }]));
            }
        }
        for (field, value) in &mut rule {
            if value.is_null() {
                *value = match field.as_str() {
                    "from" => json!([format!("zone-{}", random.usize(0..20))]),
                    "during" => json!([format!("hours-{}", random.usize(0..12))]),
                    "who" => json!({ "users": [format!("user-{}", random.usize(0..rules))] }),
                    _ => json!(["15m", "1h", "8h"][random.usize(0..3)]),
                };
            }
        }
        Value::Object(rule)
    });
    let mut document = document(list);
    document["required_tags"] = json!(["Vendor", "Env"]);
    document["zones"] = zones.into();
    document["calendars"] = json!({ "closed": ["2026-12-29/2027-01-03"] });
    document["schedules"] = schedules.into();
    document
}

fn windows(rules: usize, random: &mut Rng) -> Value {
    let names = rules.min(1_000);
    let schedules: Map<String, Value> = (0..names)
        .map(|at| (format!("hours-{at}"), any_schedule(&["mon", "wed", "fri"], "closed", random)))
        .collect();
    let mut document =
        document((0..rules).map(|at| simple(at, "during", &[format!("hours-{}", at % names)])));
    document["calendars"] = json!({ "closed": ["2026-12-29/2027-01-03"] });
    document["schedules"] = schedules.into();
    document
}

fn calendars(rules: usize, random: &mut Rng) -> Value {
    let names = rules.min(200);
    let mut calendars = Map::new();
    let mut schedules = Map::new();
    for at in 0..names {
        let days: std::collections::BTreeSet<String> = (0..30)
            .map(|_| format!("2027-{:02}-{:02}", random.u8(1..=12), random.u8(1..=28)))
            .collect();
        calendars.insert(format!("days-{at}"), json!(days));
        let days = ["mon", "tue", "wed", "thu", "fri"];
        let hours = any_schedule(&days, &format!("days-{at}"), random);
        schedules.insert(format!("hours-{at}"), hours);
    }
    let mut document =
        document((0..rules).map(|at| simple(at, "during", &[format!("hours-{}", at % names)])));
    document["calendars"] = calendars.into();
    document["schedules"] = schedules.into();
    document
}

fn nested(rules: usize, random: &mut Rng) -> Value {
    let names = rules.min(1_000);
    let zones: Map<String, Value> = (0..names)
        .map(|at| {
            let prefix = 8 + at % 25;
            let mask = u32::MAX << (32 - prefix);
            let address = 10 << 24 | random.u32(0..8) << 21 | 0x0015_5555;
            let address = std::net::Ipv4Addr::from(address & mask);
            (format!("zone-{at}"), json!({ "cidrs": [format!("{address}/{prefix}")] }))
        })
        .collect();
    let two =
        |at: usize| [format!("zone-{}", at % names), format!("zone-{}", (at * 7 + 1) % names)];
    let mut document = document((0..rules).map(|at| simple(at, "from", &two(at))));
    document["zones"] = zones.into();
    document
}

fn groups(rules: usize, random: &mut Rng) -> Value {
    let list = (0..rules).map(|at| {
        let groups =
            (0..1_000).filter(|_| random.u8(0..3) > 0).map(|group| format!("group-{group}"));
        let groups: Vec<String> = groups.collect();
        let mut rule = simple(at, "who", &[]);
        rule["who"] = json!({ "groups": groups });
        rule
    });
    document(list)
}

fn clauses(rules: usize, random: &mut Rng) -> Value {
    let variables = 100;
    let mut list = vec![json!({
        "id": "all", "effect": "allow", "who": "everyone", "actions": ["start"],
        "instances": { "accounts": ["111122223333"] },
    })];
    list.extend((1..rules).map(|at| {
        let mut tags = Map::new();
        while tags.len() < 3 {
            let value = ["a", "b"][random.usize(0..2)];
            tags.insert(format!("v{:03}", random.usize(0..variables)), json!([value]));
        }
        json!({
            "id": format!("r-{at:06}"), "effect": "deny", "who": "everyone", "actions": ["start"],
            "instances": { "tags": tags },
        })
    }));
    document(list)
}

fn document(rules: impl IntoIterator<Item = Value>) -> Value {
    let rules: Vec<Value> = rules.into_iter().collect();
    json!({ "version": 1, "policy": "bench", "utc_offset": "+09:00", "rules": rules })
}

/// A rule about one group and one of ten environments; one of ten denies.
fn simple(at: usize, field: &str, names: &[String]) -> Value {
    let effect = if at % 10 == 9 { "deny" } else { "allow" };
    let mut rule = json!({
        "id": format!("r-{at:06}"), "effect": effect, "who": { "groups": ["staff"] },
        "actions": ["start"], "instances": { "tags": { "Env": [format!("env-{}", at / 10 % 10)] } },
    });
    rule[field] = json!(names.iter().collect::<std::collections::BTreeSet<_>>());
    rule
}

fn zone(at: usize) -> Value {
    let endpoint = format!("vpce-{:08x}", at % 5);
    json!({ "vpce": [endpoint], "cidrs": [format!("10.{at}.0.0/16"), format!("172.16.{at}.0/24")] })
}

fn any_schedule(days: &[&str], except: &str, random: &mut Rng) -> Value {
    let from = random.usize(0..1_380);
    schedule(days, from, from + random.usize(1..1_440 - from), except)
}

fn schedule(days: &[&str], from: usize, to: usize, except: &str) -> Value {
    let clock = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
    let window = json!({ "days": days, "from": clock(from), "to": clock(to) });
    json!({ "weekly": [window], "except": [except] })
}
