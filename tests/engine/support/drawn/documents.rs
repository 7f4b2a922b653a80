//! Documents of a theme, as the JSON that somebody could have written.

use serde_json::{Map, Value, json};

use super::{tape::Tape, theme::Theme};

/// Where a clause stands: some conditions belong to some places only.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    Allow,
    Deny,
    Unless,
}

/// The texts of everything that can be compared.
const WORDS: [&str; 3] = ["staff", "sato", "ガス"];
const KEYS: [&str; 2] = ["Owner", "部署"];
const CLAIMS: [&str; 1] = ["department"];
const ACTIONS: [&str; 4] = ["describe", "reboot", "start", "stop"];
const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];
/// All that a witness would rather be in.
const REGIONS: [&str; 2] = ["ap-northeast-1", "ap-northeast-3"];
const IDS: [&str; 1] = ["i-1234abcd"];
const ENDPOINTS: [&str; 2] = ["vpce-1234abcd", "vpce-0123456789abcdef0"];
const NETWORKS: [&str; 13] = [
    "192.0.2.0/30",
    "192.0.2.0/31",
    "192.0.2.2/31",
    "192.0.2.4/30",
    "192.0.2.1/32",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "255.255.255.254/31",
    "2001:db8::/126",
    "2001:db8::2/127",
    "::/1",
    "::fffe:0:0/95",
    "ffff::/16",
];
/// In order, in and beside the calendars.
const INSTANTS: [&str; 8] = [
    "2026-01-06T00:00:00+09:00",
    "2026-01-06T22:00:00+09:00",
    "2026-01-07T05:59:59+09:00",
    "2026-01-07T06:00:00+09:00",
    "2026-01-12T22:00:00+09:00",
    "2026-01-13T00:00:00+09:00",
    "2026-01-13T06:00:00+09:00",
    "2026-01-14T12:00:01Z",
];
const STARTS: [&str; 5] = ["00:00", "06:00", "12:00", "22:00", "23:59"];
const ENDS: [&str; 5] = ["24:00", "06:00", "12:00", "22:00", "00:01"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const OFFSETS: [&str; 4] = ["+09:00", "+00:00", "-09:30", "+23:59"];

/// A document.
pub fn document(tape: &mut Tape<'_>, theme: &Theme) -> Value {
    let mut document = json!({ "version": 1, "policy": "asahikawa", "utc_offset": offset(tape) });
    if theme.zones > 0 {
        document["zones"] = (0..theme.zones).map(|at| (format!("z{at}"), zone(tape))).collect();
    }
    if theme.schedules > 0 {
        document["calendars"] = (0..2).map(|at| (format!("c{at}"), calendar(tape))).collect();
        document["schedules"] =
            (0..theme.schedules).map(|at| (format!("s{at}"), schedule(tape))).collect();
    }
    if tape.chance(theme.required) {
        document["required_tags"] = json!(tape.some(&KEYS[..theme.keys]));
    }
    let count = 1 + tape.below(theme.rules);
    document["rules"] = (0..count).map(|at| rule(tape, theme, &format!("r{at}"))).collect();
    document
}

pub fn offset(tape: &mut Tape<'_>) -> &'static str {
    if tape.chance(20) { tape.pick(&OFFSETS) } else { OFFSETS[0] }
}

pub fn zone(tape: &mut Tape<'_>) -> Value {
    let mut zone = Map::new();
    let kind = tape.below(4);
    if kind != 3 {
        let near = tape.below(NETWORKS.len() - 2);
        zone.insert("cidrs".into(), json!(tape.some(&NETWORKS[near..near + 3])));
    }
    if kind >= 2 {
        zone.insert("vpce".into(), json!(tape.some(&ENDPOINTS)));
    }
    Value::Object(zone)
}

/// Days between the fifth and the sixteenth of January 2026, one after the other or apart.
fn calendar(tape: &mut Tape<'_>) -> Value {
    let mut ranges = Vec::new();
    let mut day = 5;
    for _ in 0..=tape.below(2) {
        let first = day + tape.below(6);
        let last = first + if tape.chance(40) { 1 + tape.below(3) } else { 0 };
        ranges.push(if first == last {
            format!("2026-01-{first:02}")
        } else {
            format!("2026-01-{first:02}/2026-01-{last:02}")
        });
        day = last + 1;
    }
    json!(ranges)
}

pub fn schedule(tape: &mut Tape<'_>) -> Value {
    let mut weekly: Vec<Value> = Vec::new();
    for _ in 0..=tape.below(2) {
        let (from, mut to) = (tape.pick(&STARTS), tape.pick(&ENDS));
        if from == to {
            to = ENDS[0];
        }
        let few = tape.below(7);
        let days = if tape.chance(50) { tape.some(&DAYS) } else { vec![DAYS[few]] };
        let window = json!({ "days": days, "from": from, "to": to });
        if !weekly.contains(&window) {
            weekly.push(window);
        }
    }
    let mut schedule = json!({ "weekly": weekly });
    if tape.chance(60) {
        schedule["except"] = json!(tape.some(&["c0", "c1"]));
    }
    schedule
}

/// A rule of this id.
pub fn rule(tape: &mut Tape<'_>, theme: &Theme, id: &str) -> Value {
    let is_deny = tape.chance(40);
    let (effect, part) = if is_deny { ("deny", Part::Deny) } else { ("allow", Part::Allow) };
    let mut rule = clause(tape, theme, part);
    if is_deny && tape.chance(60) {
        let mut unless: Vec<Map<String, Value>> = Vec::new();
        for _ in 0..=tape.below(theme.unless) {
            let exception = clause(tape, theme, Part::Unless);
            if !exception.is_empty() && !unless.contains(&exception) {
                unless.push(exception);
            }
        }
        if !unless.is_empty() {
            rule.insert("unless".into(), json!(unless));
        }
    }
    if tape.chance(4) {
        rule.insert("enabled".into(), json!(false));
    }
    rule.insert("id".into(), json!(id));
    rule.insert("effect".into(), json!(effect));
    complete(&mut rule);
    Value::Object(rule)
}

/// Adds what a rule has to say even if it asks for nothing.
pub fn complete(rule: &mut Map<String, Value>) {
    for (key, word) in [("who", "everyone"), ("actions", "any"), ("instances", "any")] {
        rule.entry(key).or_insert_with(|| json!(word));
    }
    if rule["who"] == "everyone" && rule["instances"] == "any" {
        rule.insert("approved_by".into(), json!("the mayor"));
    } else {
        rule.remove("approved_by");
    }
}

/// The conditions of a clause: perhaps none.
pub fn clause(tape: &mut Tape<'_>, theme: &Theme, part: Part) -> Map<String, Value> {
    let mut clause = Map::new();
    let mut who = Map::new();
    let words = &WORDS[..theme.words];
    if tape.chance(theme.groups) {
        who.insert("groups".into(), json!(tape.some(words)));
    }
    if tape.chance(theme.users) {
        who.insert("users".into(), json!(tape.some(words)));
    }
    if !who.is_empty() {
        clause.insert("who".into(), Value::Object(who));
    }
    if tape.chance(theme.actions) {
        clause.insert("actions".into(), json!(tape.some(&ACTIONS)));
    }
    if theme.zones > 0 && tape.chance(theme.from) {
        clause.insert("from".into(), json!(tape.some(&["z0", "z1", "z2"][..theme.zones])));
    }
    if theme.schedules > 0 && tape.chance(theme.during) {
        clause.insert("during".into(), json!(tape.some(&["s0", "s1", "s2"][..theme.schedules])));
    }
    let first = tape.below(INSTANTS.len());
    let starts = tape.chance(theme.instants);
    if starts {
        clause.insert("not_before".into(), json!(INSTANTS[first]));
    }
    let later = if starts { &INSTANTS[first + 1..] } else { &INSTANTS[..] };
    if !later.is_empty() && tape.chance(theme.instants) {
        clause.insert("not_after".into(), json!(tape.pick(later)));
    }
    if part != Part::Deny && tape.chance(theme.signed_in) {
        clause.insert("signed_in_within".into(), json!(tape.pick(&["30m", "8h", "1s"])));
    }
    if part == Part::Deny && tape.chance(theme.issued) {
        clause.insert("issued_before".into(), json!(tape.pick(&INSTANTS[..2])));
    }
    if let Some(instances) = instances(tape, theme) {
        clause.insert("instances".into(), instances);
    }
    clause
}

fn instances(tape: &mut Tape<'_>, theme: &Theme) -> Option<Value> {
    let mut all = Map::new();
    for (field, values) in [("accounts", &ACCOUNTS[..]), ("regions", &REGIONS), ("ids", &IDS)] {
        if tape.chance(theme.identity) {
            all.insert(field.into(), json!(tape.some(values)));
        }
    }
    let mut tags = Map::new();
    for key in &KEYS[..theme.keys] {
        if tape.chance(theme.tags) {
            tags.insert((*key).into(), tag(tape, theme));
        }
    }
    if !tags.is_empty() {
        all.insert("tags".into(), Value::Object(tags));
    }
    (!all.is_empty()).then_some(Value::Object(all))
}

fn tag(tape: &mut Tape<'_>, theme: &Theme) -> Value {
    if tape.chance(theme.relations) {
        let facts: Vec<String> = [
            (theme.groups > 0).then(|| "groups".into()),
            Some("user".into()),
            (theme.claims > 0).then(|| format!("claim:{}", CLAIMS[0])),
        ]
        .into_iter()
        .flatten()
        .collect();
        json!({ "equals_caller": facts[tape.below(facts.len())] })
    } else if tape.chance(15) {
        json!({ "present": true })
    } else {
        json!(tape.some(&WORDS[..theme.words]))
    }
}
