//! The corpus: one sentence, one event, one expected answer a case.

use std::{collections::BTreeSet, fs};

use serde::Deserialize;
use serde_json::{Map, Value};
use support::events::Call;

use crate::{
    house::{self, House},
    laws::{self, Effect},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    description: String,
    /// The event itself; without it, a call of a private API.
    #[serde(default, deserialize_with = "present")]
    event: Option<Value>,
    /// What is called: starting one instance, unless something else is said.
    call: Option<Called>,
    /// Whose token `{{token}}` stands for.
    #[serde(default = "sato")]
    person: String,
    /// What is set in the event, by JSON pointer.
    #[serde(default)]
    set: Map<String, Value>,
    /// What is taken out of the event, by JSON pointer.
    #[serde(default)]
    remove: Vec<String>,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    method: String,
    path: String,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "answer", rename_all = "lowercase", deny_unknown_fields)]
enum Expected {
    Allow { method: String },
    Deny { code: String },
    Unauthorized { code: String },
}

fn sato() -> String {
    "sato".to_owned()
}

/// A member that is there, null or not.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Case {
    fn event(&self) -> Value {
        let mut event = self.event.clone().unwrap_or_else(|| {
            let (method, path) = self
                .call
                .as_ref()
                .map_or(("POST", "/instances/i-0123456789abcdef0/start"), |call| {
                    (call.method.as_str(), call.path.as_str())
                });
            Call::new(method, path).bearer("{{token}}").authorizer_event()
        });
        for (pointer, value) in &self.set {
            let (parent, key) = parent(&mut event, pointer);
            parent.insert(key, value.clone());
        }
        for pointer in &self.remove {
            let (parent, key) = parent(&mut event, pointer);
            parent.remove(&key).expect("it is there to be removed");
        }
        let text = event.to_string().replace("{{token}}", house::token(&self.person));
        serde_json::from_str(&text).unwrap()
    }
}

/// The object that holds what a pointer points at, made if it is null, and the key in it.
fn parent<'a>(event: &'a mut Value, pointer: &str) -> (&'a mut Map<String, Value>, String) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer starts with a slash");
    let parent = event.pointer_mut(parent).expect("the parent is there");
    if parent.is_null() {
        *parent = Value::Object(Map::new());
    }
    (parent.as_object_mut().expect("the parent is an object"), key.to_owned())
}

async fn run(file: &str) {
    let text = fs::read_to_string(house::corpus().join(file)).unwrap();
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    let house = House::open().await;
    let mut wrong = Vec::new();
    for case in &cases {
        let event = case.event();

        let answer = house.answer(&event).await;

        let code = answer.audit.code().to_owned();
        let found = match laws::effect(&event, &answer, &[house::token(&case.person)]) {
            Effect::Runs(arn) => {
                assert_eq!(code, "entitled");
                let method = arn.splitn(3, '/').nth(2).unwrap().to_owned();
                Expected::Allow { method }
            }
            Effect::Denied => Expected::Deny { code },
            Effect::Unauthorized => Expected::Unauthorized { code },
        };
        if found != case.expected {
            wrong.push(format!("{}\n  {found:?}, required {:?}", case.description, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{file}:\n{}", wrong.join("\n"));
}

macro_rules! corpus {
    ($($test:ident: $file:literal),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $test() {
                run($file).await;
            }
        )*

        #[test]
        fn every_file_of_the_corpus_is_run() {
            let files: BTreeSet<String> = fs::read_dir(house::corpus())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name.ends_with(".json"))
                .collect();

            assert_eq!(files, [$($file.to_owned()),*].into());
        }
    };
}

corpus! {
    authorization_headers_are_read_as_described: "authorization.json",
    contradictory_events_are_answered_as_described: "consistency.json",
    method_arns_are_answered_as_described: "method-arn.json",
    people_are_answered_as_described: "people.json",
    routes_are_answered_as_described: "routes.json",
    shapes_are_answered_as_described: "shapes.json",
    sources_are_answered_as_described: "source.json",
}
