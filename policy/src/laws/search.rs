//! Draws requests, counts, and makes the first one that breaks a law simpler.

use alloc::string::{String, ToString};

use proptest::{
    strategy::{BoxedStrategy, Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::Request;

use super::{Broken, Finding, Held};

/// Steps towards a simpler request. A request has some thirty parts, each of which is halved.
const STEPS: usize = 2_000;

pub(super) fn search(
    strategy: &BoxedStrategy<Request>,
    requests: u32,
    (number, statement): (Option<u8>, &str),
    check: impl Fn(&Request) -> Finding,
) -> Result<Held, Broken> {
    let mut runner = TestRunner::deterministic();
    let mut about = 0_u32;
    for _ in 0..requests {
        // The strategies for requests reject nothing.
        let Ok(mut tree) = strategy.new_tree(&mut runner) else { continue };
        match check(&tree.current()) {
            Ok(counts) => about = about.saturating_add(counts.into()),
            Err(how) => {
                let (how, request) = simplest(&mut tree, how, &check);
                return Err(Broken::by(number, statement, how, request));
            }
        }
    }
    Ok(Held { number, statement: statement.to_string(), requests, about })
}

fn simplest(
    tree: &mut impl ValueTree<Value = Request>,
    how: String,
    check: impl Fn(&Request) -> Finding,
) -> (String, Request) {
    let mut best = (how, tree.current());
    let mut can_go_on = tree.simplify();
    for _ in 0..STEPS {
        if !can_go_on {
            break;
        }
        let request = tree.current();
        can_go_on = match check(&request) {
            Err(how) => {
                best = (how, request);
                tree.simplify()
            }
            Ok(_) => tree.complicate(),
        };
    }
    best
}
