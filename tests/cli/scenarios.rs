use sekisho::scenario::{HOSHIMI, Scenario};

/// What is said of the scenario of Hoshimi with one text of it replaced.
#[track_caller]
fn said(from: &str, to: &str) -> String {
    assert!(HOSHIMI.contains(from), "the scenario has no `{from}`");
    Scenario::parse(&HOSHIMI.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_step_names_only_what_the_town_has() {
    assert_eq!(
        said("who: sato,", "who: satoh,"),
        "step 1: found person `satoh`, required one of the town: kato, sato, suzuki, takahashi, \
         tanaka, …"
    );
    assert_eq!(
        said("from: city-hall, do: start, to: [library-opac]", "from: hall, do: start, to: [x]"),
        "step 1: found place `hall`, required one of the town: branch-library, city-hall, home, \
         next-town, operations-room, …"
    );
    assert_eq!(
        said("to: [library-opac]", "to: [library-opak]"),
        "step 1: found instance `library-opak`, required one of the town: disaster-radio, \
         library-gate, library-opac, library-web, parks-map, …"
    );
}

#[test]
fn a_step_asks_for_what_the_api_has() {
    assert_eq!(
        said("do: start, to: [library-opac]", "do: start"),
        "step 1: found `do: start` to 0 instances, required one instance in `to`, or `door: actions`"
    );
    assert_eq!(
        said("do: describe,", "do: describe, to: [library-opac],"),
        "step 2: found `do: describe` to 1 instances, required no `to` with describe"
    );
    assert_eq!(
        said("door: script,", "door: script, to: [library-web],"),
        "step 5: found `do: start` to 1 instances, required no `to`: the script acts on the town's \
         default target"
    );
}

#[test]
fn a_step_is_not_earlier_than_the_one_before_it() {
    assert_eq!(
        said("T08:21:00", "T08:19:00"),
        "step 2 is earlier than the one before it: write the steps in the order of time"
    );
}

#[test]
fn a_time_has_an_offset() {
    let said = said("2026-11-24T08:20:00+09:00", "2026-11-24T08:20:00");

    assert!(
        said.contains(
            "found `2026-11-24T08:20:00`, required a time with an offset, such as \
             2026-11-24T08:30:00+09:00"
        ),
        "{said}"
    );
}

#[test]
fn a_misspelt_key_is_not_passed_over() {
    let said = said("reason: schedule", "raeson: schedule");

    assert!(said.contains("raeson"), "{said}");
}
