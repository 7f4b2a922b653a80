//! The laws by their numbers: each a property over generated documents and the requests made for
//! them. Each counts the requests that it had something to say about, and fails below a floor.

use std::cell::Cell;

use engine_support::strategies::hold;
use sekisho_policy::{laws, strategies};

/// Documents, with four to eight requests each.
const DOCUMENTS: u32 = 150;

fn holds(number: u8, name: &str, floor: usize) {
    let law = laws::numbered(number).unwrap();
    let words = law.statement().replace([',', '\''], "").replace([' ', '-'], "_");
    assert_eq!(name, format!("law_{number}_{words}"), "the test is named after the law");
    let (requests, about) = (Cell::new(0), Cell::new(0));

    hold(DOCUMENTS, strategies::cases(4..=8), |(document, drawn)| {
        let ready = law.of(&document);
        for request in drawn {
            match ready.check(&request) {
                Ok(counts) => about.set(about.get() + usize::from(counts)),
                Err(broken) => panic!("{broken}\n{}", document.to_yaml()),
            }
            requests.set(requests.get() + 1);
        }
    });

    println!(
        "law {number}: about {} of {} requests, required {floor}",
        about.get(),
        requests.get()
    );
    assert!(about.get() >= floor, "about {} of {}", about.get(), requests.get());
}

macro_rules! laws {
    ($($name:ident: $number:literal, $floor:literal;)*) => {
        $(#[test] fn $name() { holds($number, stringify!($name), $floor); })*

        #[test]
        fn every_law_that_ships_has_its_test() {
            let numbers: Vec<u8> = laws::ALL.iter().map(laws::Law::number).collect();

            assert_eq!(numbers, [$($number),*]);
        }
    };
}

laws! {
    law_1_a_decision_is_the_same_every_time: 1, 330;
    law_2_a_policy_without_rules_in_force_denies: 2, 160;
    law_3_a_deny_rule_that_holds_denies_whatever_allows: 3, 160;
    law_4_the_order_of_the_rules_changes_nothing: 4, 330;
    law_5_a_rule_written_twice_is_the_rule_written_once: 5, 300;
    law_6_an_allow_rule_more_keeps_every_allow: 6, 130;
    law_7_an_allow_rule_more_beats_no_deny_rule_that_holds: 7, 120;
    law_8_a_deny_rule_more_keeps_every_denial: 8, 300;
    law_9_an_answer_is_made_of_what_each_rule_comes_to_alone_and_of_nothing_else: 9, 330;
    law_10_rules_that_do_not_match_can_be_taken_out: 10, 240;
    law_11_the_answer_of_two_policies_together_follows_from_the_answers_of_each: 11, 80;
    law_12_an_allow_rule_that_asks_less_takes_no_allow_away: 12, 160;
    law_13_a_deny_rule_that_asks_less_allows_nothing_more: 13, 240;
    law_14_an_exception_that_asks_less_takes_no_allow_away: 14, 70;
    law_15_what_is_allowed_with_unknown_facts_is_allowed_whatever_they_are: 15, 130;
    law_16_hiding_a_fact_turns_no_denial_into_an_allow: 16, 300;
    law_17_deleting_a_tag_makes_no_allow_rule_match: 17, 200;
    law_18_deleting_a_tag_opens_nothing_unless_a_deny_rule_tests_it: 18, 240;
    law_19_a_group_more_keeps_every_allow_unless_a_deny_rule_tests_groups: 19, 90;
    law_20_a_group_more_grants_nothing_unless_an_allow_rule_or_an_exception_tests_groups: 20, 220;
    law_21_a_fresh_sign_in_never_loses_access: 21, 50;
    law_22_each_rule_that_an_answer_names_is_enough_for_it: 22, 290;
    law_23_renaming_every_constant_in_the_policy_and_in_the_request_changes_nothing: 23, 330;
    law_24_requests_between_the_same_edges_of_the_policy_get_the_same_answer: 24, 320;
    law_25_one_value_that_the_policy_does_not_name_is_as_good_as_another: 25, 320;
    law_26_how_the_same_is_written_changes_nothing: 26, 330;
    law_27_what_has_a_first_and_a_last_includes_both_and_nothing_beside_them: 27, 460;
    law_28_without_dates_every_week_is_like_every_other: 28, 200;
    law_37_each_of_many_instances_is_decided_as_if_it_were_alone: 37, 130;
}
