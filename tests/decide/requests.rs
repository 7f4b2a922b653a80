use std::{cell::Cell, fs, path::Path};

use engine_support::strategies::{hold, request};
use proptest::{prelude::*, sample::Index};
use sekisho_policy::{NamedRequest, Record};
use serde_json::{Map, Value, json};

use support::schema::Schema;

const NAME: &str = "decide-request.schema.json";

fn written(name: Option<String>, request: sekisho_policy::Request) -> Value {
    serde_json::to_value(Record::of(&NamedRequest { name, request })).unwrap()
}

#[test]
fn whatever_is_written_down_is_as_the_schema_says() {
    let schema = Schema::of(NAME);
    hold(1_000, (request(), any::<Option<String>>()), |(request, name)| {
        schema.assert_takes(&written(name, request));
    });
}

#[test]
fn the_examples_are_as_the_schema_says() {
    let schema = Schema::of(NAME);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/requests.jsonl");
    let lines = fs::read_to_string(path).unwrap();

    for line in lines.lines() {
        schema.assert_takes(&serde_json::from_str(line).unwrap());
    }

    assert_eq!(lines.lines().count(), 5);
}

/// What a value is replaced by: something of every kind, right in one place and wrong in another.
fn junk() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1_793_000_000),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("sato"),
        json!("start"),
        json!("Start"),
        json!("111122223333"),
        json!("11112222333"),
        json!("ap-northeast-1"),
        json!("ap-northeast-1a"),
        json!("i-1234abcd"),
        json!("i-1234ABCD"),
        json!("vpce-0123456789abcdef0"),
        json!("10.20.3.4"),
        json!("10.20.3.256"),
        json!("10.20.3.0/24"),
        json!("2001:db8::1"),
        json!("::ffff:10.20.3.4"),
        json!("2001:db8::1::"),
        json!("2026-11-24T09:00:00+09:00"),
        json!("2026-11-24T09:00Z"),
        json!("2026-11-24T09:00:00"),
        json!("2026-11-24"),
        json!("1999-11-24T09:00:00Z"),
        json!([]),
        json!(["staff"]),
        json!(["staff", 1]),
        json!({}),
        json!({ "unknown": true }),
        json!({ "unknown": false }),
        json!({ "unknown": "true" }),
        json!({ "unknown": true, "Env": "dev" }),
        json!({ "Env": "dev" }),
        json!({ "Env": null }),
    ]
}

const KEYS: [&str; 8] = ["name", "user", "groups", "tags", "at", "unknown", "Action", "部署"];

/// Changes one value or one key, somewhere in the tree.
fn damage(value: &mut Value, path: &[Index], with: &Value, key: &str, how: u8) {
    let deeper = path.split_first();
    match value {
        Value::Object(fields) if how == 0 && deeper.is_none_or(|(_, rest)| rest.is_empty()) => {
            fields.insert(key.to_owned(), with.clone());
        }
        Value::Object(fields) if !fields.is_empty() && deeper.is_some() => {
            let (index, rest) = deeper.unwrap();
            let name = fields.keys().nth(index.index(fields.len())).unwrap().clone();
            if how == 1 && rest.is_empty() {
                fields.remove(&name);
            } else {
                damage(&mut fields[&name], rest, with, key, how);
            }
        }
        other => *other = with.clone(),
    }
}

#[test]
fn the_schema_takes_exactly_what_the_reader_takes() {
    let schema = Schema::of(NAME);
    let (taken, refused) = (Cell::new(0), Cell::new(0));
    let cases = (
        request(),
        prop::collection::vec(any::<Index>(), 1..=3),
        prop::sample::select(junk()),
        prop::sample::select(KEYS.to_vec()),
        0..4_u8,
    );
    hold(4_000, cases, |(request, path, with, key, how)| {
        let mut value = written(None, request);
        damage(&mut value, &path, &with, key, how);

        let read = NamedRequest::from_json(&value.to_string());

        assert_eq!(schema.takes(&value), read.is_ok(), "{value:#}\n{read:?}");
        let count = if read.is_ok() { &taken } else { &refused };
        count.set(count.get() + 1);
    });
    println!("{} taken, {} refused", taken.get(), refused.get());
    assert!(taken.get() > 400 && refused.get() > 1_000);
}

#[test]
fn what_the_schema_cannot_say_is_refused_by_the_reader_alone() {
    let schema = Schema::of(NAME);
    let mut claims = Map::new();
    claims.insert("ガ".into(), json!("a"));
    claims.insert("カ\u{3099}".into(), json!("a"));
    for value in [
        json!({ "action": "start", "at": 0, "caller": { "claims": claims } }),
        json!({ "action": "start", "at": "2026-02-30T09:00:00Z" }),
        json!({ "action": "start", "at": 1.0 }),
        json!({ "action": "start", "at": 0, "name": "a".repeat(1_048_576) }),
    ] {
        assert!(schema.takes(&value));
        assert!(NamedRequest::from_json(&value.to_string()).is_err());
    }
}
