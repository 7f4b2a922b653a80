//! Invariants: whatever the check accepts comes back from every form.

use proptest::{prelude::*, strategy::ValueTree};
use sekisho_policy::{Document, Invariants, Statement, strategies};

fn invariants_of_a_document() -> impl Strategy<Value = (Document, Invariants)> {
    strategies::documents().prop_flat_map(|document| {
        let invariants = strategies::invariants_for(&document);
        (Just(document), invariants)
    })
}

proptest! {
    #[test]
    fn invariants_come_back_from_every_form((document, invariants) in invariants_of_a_document()) {
        for again in [
            Invariants::from_json(&invariants.to_json(), &document),
            Invariants::from_yaml(&invariants.to_yaml(), &document),
            Invariants::from_rows(&invariants.to_rows(), &document),
        ] {
            prop_assert_eq!(again.as_ref(), Ok(&invariants));
            prop_assert_eq!(again.map(|again| again.to_json()), Ok(invariants.to_json()));
        }
    }

    #[test]
    fn neither_a_document_nor_its_invariants_care_for_the_rows_of_the_other(
        (document, invariants) in invariants_of_a_document(),
    ) {
        let mut rows = [document.to_rows(), invariants.to_rows()].concat();
        rows.reverse();

        prop_assert_eq!(Document::from_rows(&rows), Ok(document.clone()));
        prop_assert_eq!(Invariants::from_rows(&rows, &document), Ok(invariants));
    }
}

#[test]
fn the_strategy_draws_every_kind_of_statement() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut drawn, mut kinds) = (0, [false; 4]);
    while kinds != [true; 4] && drawn < 1_000 {
        let tree = invariants_of_a_document().new_tree(&mut runner).unwrap();
        for invariant in tree.current().1.as_slice() {
            let kind = match invariant.statement {
                Statement::Always(_) => 0,
                Statement::Delegation { .. } => 1,
                Statement::Never(_) => 2,
                Statement::Only { .. } => 3,
            };
            kinds[kind] = true;
        }
        drawn += 1;
    }

    assert_eq!(kinds, [true; 4], "after {drawn} documents");
}
