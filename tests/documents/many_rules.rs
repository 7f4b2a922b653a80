//! Documents with many rules: JSON is read rule by rule, and nothing that is said may show it.

use std::fmt::Write as _;

use sekisho_policy::{Document, Problems};

const RULES: usize = 500;

/// Rules of which the one in the middle holds something else; each stands on a line of its own.
fn document(middle: &str) -> String {
    let mut text =
        "{\"version\":1,\"policy\":\"p\",\"utc_offset\":\"+09:00\",\"rules\":[\n".to_owned();
    for number in 0..RULES {
        let value = if number == RULES / 2 { middle } else { "\"prod\"" };
        let end = if number + 1 < RULES { ",\n" } else { "]}" };
        let _ = write!(
            text,
            "{{\"id\":\"r-{number:03}\",\"effect\":\"allow\",\"who\":\"everyone\",\"actions\":\"any\",\
             \"instances\":{{\"tags\":{{\"Env\":[{value}]}}}}}}{end}",
        );
    }
    text
}

fn refused(middle: &str) -> String {
    Document::from_json(&document(middle)).as_ref().map_err(Problems::to_string).unwrap_err()
}

#[test]
fn what_is_no_json_deep_in_the_rules_is_told_with_its_line_and_column() {
    for (middle, message) in [
        (
            "\"\\ud800\"",
            "line 252, column 100: found text that cannot be read as JSON (unexpected end of hex \
             escape), required JSON (RFC 8259); write the letter itself, or both halves of its pair \
             of escapes",
        ),
        (
            "1e999",
            "line 252, column 97: found text that cannot be read as JSON (number out of range), \
             required JSON (RFC 8259); write a smaller number",
        ),
        (
            "\"prod\"],",
            "line 252, column 101: found text that cannot be read as JSON (key must be a string), \
             required JSON (RFC 8259); look at the commas, the brackets and the quotes here and on \
             the line before",
        ),
    ] {
        assert_eq!(refused(middle), message);
    }
}

#[test]
fn what_is_wrong_deep_in_the_rules_is_told_with_its_path() {
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    for (middle, message) in [
        (
            "{\"literal\":\"*\",\"literal\":\"*\"}",
            "rules[250].instances.tags.Env[0].literal: found the key `literal` a second time, required \
             each key at most once",
        ),
        (
            &deep,
            "rules[250].instances.tags.Env[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]\
             [0][0][0][0][0][0][0]: found deeper nesting, required lists and mappings at most 32 deep",
        ),
        (
            "\"prod\"]}},\"instances\":{\"tags\":{\"Env\":[\"prod\"",
            "rules[250].instances: found the key `instances` a second time, required each key at most \
             once",
        ),
        (
            "\"prod\"]}}},{\"id\":\"r-007\",\"effect\":\"allow\",\"who\":\"everyone\",\"actions\":\"any\",\
             \"instances\":{\"regions\":[\"ap-northeast-1\"],\"tags\":{\"Env\":[\"prod\"",
            "rules[251].id: found the id `r-007` a second time, required an id of its own for each \
             rule; `rules[7]` has it already",
        ),
    ] {
        assert_eq!(refused(middle), message);
    }
}

#[test]
fn rules_are_kept_by_id_in_whatever_order_they_were_written() {
    let text = document("\"prod\"");
    let turned = text.replace("\"r-0", "\"z-0");

    let ids = |text: &str| -> Vec<String> {
        let document = Document::from_json(text).unwrap();
        document.rules().iter().map(|rule| rule.id.to_string()).collect()
    };

    let mut sorted = ids(&turned);
    sorted.sort();
    assert_eq!(ids(&turned), sorted);
    assert_eq!(ids(&turned).first().map(String::as_str), Some("r-100"));
    assert_eq!(ids(&text).first().map(String::as_str), Some("r-000"));
}

/// What a text looks like is found out once; what looks like it is told wherever it stands.
#[test]
fn a_look_alike_is_told_at_each_of_its_places() {
    let text = document("\"prod\"");
    let text = text.replace("Env\":[\"prod\"]", "Env\":[\"福祉\",\"ｐrod\"]");
    let text = text.replacen("\"ｐrod\"", "\"prod\"", 1);

    let document = Document::from_json(&text).unwrap();

    let (last, told) = document.warnings().split_last().unwrap();
    assert_eq!(last.found, "399 more warnings");
    for (number, warning) in told.iter().enumerate() {
        assert_eq!(
            warning.to_string(),
            format!(
                "rules[{}].instances.tags.Env[1]: found `ｐrod`, which looks like `prod`, required one \
                 spelling of one name; upper and lower case, full and half width are different texts \
                 here",
                number + 1
            )
        );
    }
}

/// Every warning counts, also those that nobody is told.
#[test]
fn after_a_hundred_warnings_the_rest_are_counted() {
    let text = document("\"prod\"").replace("\"allow\"", "\"deny\"");

    let document = Document::from_json(&text).unwrap();

    let (last, told) = document.warnings().split_last().unwrap();
    assert_eq!(
        last.to_string(),
        "the document: found 401 more warnings, required none; correct the ones above and check again"
    );
    assert_eq!(
        told[0].to_string(),
        "rules: found no allow rule that is enabled, required at least one: without it every request \
         is denied"
    );
    for (number, warning) in told[1..].iter().enumerate() {
        assert_eq!(
            warning.to_string(),
            format!(
                "rules[{number}].instances.tags.Env: found a deny rule on the tag `Env`, which is not \
                 in `required_tags`, required a tag that every instance must carry; whoever deletes \
                 the tag escapes the rule: add it to `required_tags`"
            )
        );
    }
}
