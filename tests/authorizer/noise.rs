//! Generated events: whatever is in them, an answer obeys every law.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::events::Call;
use tokio::runtime::Runtime;

use crate::{
    house::{House, NOW, token},
    laws::{self, Effect},
};

/// One runtime and one house for all cases.
static WORLD: LazyLock<(Runtime, House)> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::open());
    (runtime, house)
});

fn effect_of(event: &Value) -> Effect {
    let (runtime, house) = &*WORLD;
    let answer = runtime.block_on(house.answer(event));
    laws::effect(event, &answer, &[token("sato")])
}

static PIECES: [&str; 24] = [
    "instances",
    "actions",
    "start",
    "stop",
    "reboot",
    "i-0123456789abcdef0",
    "*",
    "?",
    "..",
    ".",
    "",
    "%2F",
    "%2a",
    ":",
    ";x=1",
    "{instanceId}",
    "{proxy+}",
    "POST",
    "GET",
    "\u{0}",
    "\n",
    " ",
    "＊",
    "https:",
];

/// Texts that mean something somewhere: to ARNs, paths, JSON or people.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![4 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => ".{0,4}"]
}

fn path() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..5).prop_map(|pieces| format!("/{}", pieces.join("/")))
}

fn junk() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        path().prop_map(Value::from),
        piece().prop_map(Value::from),
        proptest::collection::vec(piece(), 0..3).prop_map(Value::from),
        (piece(), piece()).prop_map(|(key, value)| json!({ key: value })),
    ]
}

/// Every place of an event, by JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    if let Some(object) = value.as_object() {
        for (key, value) in object {
            places(value, &format!("{at}/{key}"), found);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_path_opens_the_method_it_names_or_nothing(
        method in proptest::sample::select(vec!["GET", "POST", "*", "DELETE"]),
        path in path(),
    ) {
        let call = Call::new(method, &path).bearer(token("sato"));

        let effect = effect_of(&call.authorizer_event());

        let known = [("GET", "/instances"), ("POST", "/"), ("POST", "/actions"),
            ("POST", "/instances/i-0123456789abcdef0/start"),
            ("POST", "/instances/i-0123456789abcdef0/stop")];
        let bare = path.strip_suffix('/').filter(|bare| !matches!(*bare, "" | "/")).unwrap_or(&path);
        let expected = if known.contains(&(method, bare)) {
            Effect::Runs(call.method_arn())
        } else {
            Effect::Denied
        };
        prop_assert_eq!(effect, expected);
    }

    #[test]
    fn an_event_with_one_part_replaced_opens_its_own_method_or_nothing(
        place in any::<proptest::sample::Index>(),
        junk in junk(),
    ) {
        let path = "/instances/i-0123456789abcdef0/start";
        let mut event = Call::post(path).bearer(token("sato")).authorizer_event();
        let mut found = Vec::new();
        places(&event, "", &mut found);
        let place: &String = place.get(&found);
        *event.pointer_mut(place).unwrap() = junk;

        // The laws hold, whichever way it goes.
        let effect = effect_of(&event);

        if let Effect::Runs(arn) = effect {
            prop_assert!(arn.ends_with("/POST/instances/i-0123456789abcdef0/start"));
        }
    }

    #[test]
    fn bytes_that_are_no_event_open_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let (runtime, house) = &*WORLD;

        let answer = runtime.block_on(house.authorizer.answer(&bytes, NOW));

        prop_assert_eq!(laws::effect(&Value::Null, &answer, &[]), Effect::Denied);
    }
}
