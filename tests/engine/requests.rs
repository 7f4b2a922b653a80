//! Requests as lines of JSON: what was written down can be asked again, and what is wrong is said.

use std::sync::Arc;

use engine_support::strategies::{hold, request, sample};
use proptest::prelude::*;
use sekisho_policy::{
    Action, Attempt, Caller, Fact, Instance, InvalidRequest, NamedRequest, Record, Request, Source,
    UnixTime,
};
use serde_json::{Value, json};

fn read(json: &Value) -> Result<NamedRequest, InvalidRequest> {
    NamedRequest::from_json(&json.to_string())
}

/// What is said of a text that is no request.
#[track_caller]
fn refusal(text: &str) -> String {
    match NamedRequest::from_json(text) {
        Ok(read) => panic!("{read:?}"),
        Err(refused) => refused.to_string(),
    }
}

#[test]
fn what_was_written_down_is_read_as_the_same_facts() {
    let named = (request(), proptest::option::of(any::<String>()));
    hold(10_000, named, |(request, name)| {
        let named = NamedRequest { name, request };
        let line = serde_json::to_string(&Record::of(&named)).unwrap();

        assert_eq!(NamedRequest::from_json(&line), Ok(named), "{line}");
    });
}

#[test]
fn what_is_read_from_an_audit_line_has_every_kind_of_fact_in_it() {
    let lines: String = sample(200, &request())
        .into_iter()
        .map(|request| serde_json::to_string(&Record::of(&NamedRequest { name: None, request })))
        .map(Result::unwrap)
        .collect();

    for kind in [
        r#""user":null"#,
        r#""user":{"unknown":true}"#,
        r#""user":"sato""#,
        r#""claims":{}"#,
        r#""department":null"#,
        r#""department":{"unknown":true}"#,
        r#""tags":{"unknown":true}"#,
        r#""tags":null"#,
        r#""groups":[]"#,
        r#""address":"10.20.5.9""#,
        r#""vpc_endpoint":null"#,
    ] {
        assert!(lines.contains(kind), "no request of 200 has {kind}");
    }
}

#[test]
fn what_is_left_out_was_not_told_and_is_unknown() {
    let nothing_told = |caller| Request {
        attempt: Arc::new(Attempt {
            caller,
            action: Action::Stop,
            source: Source::default(),
            at: UnixTime::from_seconds(0),
        }),
        instance: Arc::new(Instance::default()),
    };

    for (line, caller) in [
        (json!({ "action": "stop", "at": 0 }), Caller::unknown()),
        (
            json!({ "action": "stop", "at": 0, "caller": {}, "source": {}, "instance": {} }),
            Caller::unknown(),
        ),
        (
            json!({ "action": "stop", "at": 0, "caller": { "claims": { "a": null } } }),
            Caller::unknown().with_claim("a", Fact::Absent),
        ),
    ] {
        assert_eq!(read(&line).unwrap().request, nothing_told(caller));
    }
}

#[test]
fn a_time_may_be_written_as_people_write_it() {
    let text = r#"{"action":"start","at":"2026-11-24T09:00:00+09:00",
        "caller":{"signed_in_at":"2026-11-23T23:30:00Z","issued_at":-1}}"#;

    let attempt = NamedRequest::from_json(text).unwrap().request.attempt;

    assert_eq!(attempt.at, UnixTime::from_seconds(1_795_478_400));
    assert_eq!(attempt.caller.signed_in_at(), Fact::Known(UnixTime::from_seconds(1_795_476_600)));
    assert_eq!(attempt.caller.issued_at(), Fact::Known(UnixTime::from_seconds(-1)));
}

#[test]
fn texts_are_brought_into_nfc_and_addresses_into_their_shortest_form() {
    let line = json!({
        "action": "start", "at": 0,
        "caller": { "groups": ["カ\u{3099}ス", "ガス"], "claims": { "カ\u{3099}": "カ\u{3099}" } },
        "source": { "address": "::ffff:10.20.3.4" },
        "instance": { "tags": { "カ\u{3099}": "カ\u{3099}" } },
    });

    let named = read(&line).unwrap();

    assert_eq!(
        serde_json::to_value(Record::of(&named)).unwrap(),
        json!({
            "caller": {
                "subject": { "unknown": true }, "user": { "unknown": true }, "groups": ["ガス"],
                "claims": { "ガ": "ガ" },
                "signed_in_at": { "unknown": true }, "issued_at": { "unknown": true },
            },
            "action": "start",
            "source": { "address": "10.20.3.4", "vpc_endpoint": { "unknown": true } },
            "at": 0,
            "instance": {
                "account": { "unknown": true }, "region": { "unknown": true },
                "id": { "unknown": true }, "tags": { "ガ": "ガ" },
            },
        })
    );
}

#[test]
fn the_only_tag_may_have_the_key_unknown_and_two_spellings_of_a_key_are_unknown() {
    let tags = |tags: Value| {
        let line = json!({ "action": "start", "at": 0, "instance": { "tags": tags } });
        read(&line).unwrap().request.instance.tags.clone()
    };

    assert_eq!(tags(json!({ "unknown": true })), Fact::Unknown);
    assert_eq!(tags(json!({ "ガ": "a", "カ\u{3099}": "a" })), Fact::Unknown);
    assert_eq!(tags(json!({ "unknown": "true" })).known().unwrap().value("unknown"), Some("true"));
    assert_eq!(tags(json!({})).known().unwrap().iter().count(), 0);
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_what_to_write() {
    let fact = "`null` if there is none, or `{\"unknown\": true}`";
    let time = "whole seconds since 1970-01-01T00:00:00Z or a time such as \
                `2026-11-24T09:00:00+09:00`";
    let with = |part: &str| format!(r#"{{"action":"start","at":0,{part}}}"#);
    let cases = [
        (r#"{"at":0}"#.to_owned(), "action: found nothing, required one of `describe`, `reboot`, `start` or `stop`".to_owned()),
        (r#"{"action":"restart","at":0}"#.into(), "action: found `restart`, required one of `describe`, `reboot`, `start` or `stop`; did you mean `reboot`?".into()),
        (r#"{"action":"start"}"#.into(), format!("at: found nothing, required {time}")),
        (r#"{"action":"start","time":0}"#.into(), "time: found the unknown key `time`, required one of `name`, `caller`, `action`, `source`, `at` or `instance`; did you mean `at`?".into()),
        (r#"{"action":"start","at":null}"#.into(), format!("at: found `null`, required {time}")),
        (r#"{"action":"start","at":1.5}"#.into(), format!("at: found the number `1.5`, required {time}")),
        (r#"{"action":"start","at":1e3}"#.into(), format!("at: found the number `1000.0`, required {time}")),
        (r#"{"action":"start","at":9223372036854775808}"#.into(), format!("at: found the number `9223372036854775808`, required {time}")),
        (r#"{"action":"start","at":"1795478400"}"#.into(), format!("at: found `1795478400`, required {time}; write it without quotes: `1795478400`")),
        (r#"{"action":"start","at":"2026-11-24"}"#.into(), format!("at: found `2026-11-24`, required {time}")),
        (with(r#""name":7"#), "name: found the number `7`, required a text that names the request; put quotes around it: `\"7\"`".into()),
        (with(r#""caller":null"#), "caller: found `null`, required a mapping with any of `subject`, `user`, `groups`, `claims`, `signed_in_at`, `issued_at`".into()),
        (with(r#""caller":{"User":"sato"}"#), "caller.User: found the unknown key `User`, required one of `subject`, `user`, `groups`, `claims`, `signed_in_at` or `issued_at`; did you mean `user`?".into()),
        (with(r#""caller":{"user":7}"#), format!("caller.user: found the number `7`, required the name of the user, {fact}; put quotes around it: `\"7\"`")),
        (with(r#""caller":{"user":{"unknown":false}}"#), format!("caller.user: found a mapping, required the name of the user, {fact}")),
        (with(r#""caller":{"groups":"staff"}"#), format!("caller.groups: found `staff`, required a list of the names of groups, {fact}")),
        (with(r#""caller":{"groups":["staff",null]}"#), "caller.groups[1]: found `null`, required the name of a group".into()),
        (with(r#""caller":{"claims":null}"#), "caller.claims: found `null`, required a mapping from claim to value; leave out what is unknown".into()),
        (with("\"caller\":{\"claims\":{\"ガ\":\"a\",\"カ\u{3099}\":\"a\"}}"), "caller.claims[\"カ\u{3099}\"]: found the claim `カ\u{3099}` a second time, required each claim at most once; the other one is the same text, composed of other characters".into()),
        (with(r#""caller":{"issued_at":true}"#), format!("caller.issued_at: found `true`, required {time}, {fact}")),
        (with(r#""source":{"address":"10.20.3.4/32"}"#), "source.address: found `10.20.3.4/32`, required an IPv4 or IPv6 address such as `10.20.3.4`".into()),
        (with(r#""source":{"ip":"10.20.3.4"}"#), "source.ip: found the unknown key `ip`, required `address` or `vpc_endpoint`; did you mean `address`?".into()),
        (with(r#""instance":{"account":111122223333}"#), format!("instance.account: found the number `111122223333`, required an account id of 12 digits, {fact}; put quotes around it: `\"111122223333\"`")),
        (with(r#""instance":{"region":"ap-northeast-1a"}"#), "instance.region: found `ap-northeast-1a`, required a region in lower case, such as ap-northeast-1; did you mean `ap-northeast-1`?".into()),
        (with(r#""instance":{"tags":{"Env":7}}"#), "instance.tags.Env: found the number `7`, required the value of a tag; put quotes around it: `\"7\"`".into()),
        (with(r#""instance":{"tags":{"unknown":true,"Env":"dev"}}"#), "instance.tags.unknown: found `true`, required the value of a tag".into()),
        (with(r#""instance":{"tags":{"Env":"dev","Env":"dev"}}"#), "instance.tags.Env: found the key `Env` a second time, required each key at most once".into()),
        (with(r#""caller":{"user":1},"source":{"vpce":""},"instance":[]"#), format!("caller.user: found the number `1`, required the name of the user, {fact}; put quotes around it: `\"1\"` (and 2 more problems)")),
    ];
    for (text, said) in cases {
        assert_eq!(refusal(&text), said, "{text}");
    }
}

#[test]
fn a_text_that_is_no_json_is_told_as_far_as_it_could_be_read() {
    let json = "required JSON (RFC 8259)";
    let look = "look at the commas, the brackets and the quotes here and on the line before";
    let request = "required a request: a mapping with `action`, `at` and what is known of `caller`, \
                   `source` and `instance`";
    let deep = "[".repeat(100_000);
    let cases = [
        (" \t\r", format!("the request: found nothing, {request}")),
        ("[]", format!("the request: found an empty list, {request}")),
        (
            "{} {}",
            format!(
                "column 4: found text that cannot be read as JSON (trailing characters), {json}; {look}"
            ),
        ),
        (
            "{\n  'a': 1\n}",
            format!(
                "line 2, column 3: found text that cannot be read as JSON (key must be a string), {json}; {look}"
            ),
        ),
        (
            r#"{"at":NaN}"#,
            format!(
                "column 7: found text that cannot be read as JSON (expected value), {json}; {look}"
            ),
        ),
        (
            r#"{"at":1e999}"#,
            format!(
                "column 11: found text that cannot be read as JSON (number out of range), {json}; write a smaller number"
            ),
        ),
        (
            r#"{"name":"\ud800"}"#,
            format!(
                "column 16: found text that cannot be read as JSON (unexpected end of hex escape), {json}; write the letter itself, or both halves of its pair of escapes"
            ),
        ),
        (
            "\u{feff}{}",
            format!(
                "column 1: found text that cannot be read as JSON (expected value), {json}; save the file as UTF-8 without a byte order mark"
            ),
        ),
        (
            &deep,
            format!(
                "{}: found deeper nesting, required lists and mappings at most 32 deep",
                "[0]".repeat(32)
            ),
        ),
    ];
    for (text, said) in cases {
        assert_eq!(refusal(text), said);
    }
    assert_eq!(
        refusal(&" ".repeat(1_048_577)),
        "the request: found a text of 1048577 bytes, required at most 1048576 bytes"
    );
}

#[test]
fn the_name_of_a_request_with_a_problem_is_kept_and_so_is_every_problem() {
    let refused = NamedRequest::from_json(r#"{"name":"朝","actoin":"start","at":[]}"#).unwrap_err();

    let codes: Vec<&str> = refused.problems().iter().map(|problem| problem.code).collect();

    assert_eq!(refused.name(), Some("朝"));
    assert_eq!(codes, ["unknown_key", "wrong_kind"]);
}

#[test]
fn no_text_makes_the_reader_fall() {
    let pieces = prop_oneof![
        any::<String>(),
        request().prop_flat_map(|request| {
            let named = NamedRequest { name: Some("n".into()), request };
            let line = serde_json::to_string(&Record::of(&named)).unwrap();
            (Just(line), any::<prop::sample::Index>(), any::<char>()).prop_map(broken)
        }),
    ];
    hold(5_000, pieces, |text| match NamedRequest::from_json(&text) {
        Ok(named) => {
            let line = serde_json::to_string(&Record::of(&named)).unwrap();
            assert_eq!(NamedRequest::from_json(&line), Ok(named));
        }
        Err(refused) => {
            let said = refused.to_string();
            assert!(said.contains(": found ") && said.contains(", required "), "{said}");
            assert!(!said.contains('\n'), "{said}");
        }
    });
}

/// The line with one letter replaced.
fn broken((line, at, letter): (String, prop::sample::Index, char)) -> String {
    let mut letters: Vec<char> = line.chars().collect();
    let at = at.index(letters.len());
    letters[at] = letter;
    letters.into_iter().collect()
}
