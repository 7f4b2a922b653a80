//! Rounds in which every engine has its turn.

use std::time::{Duration, Instant};

use super::{Contestant, median};
use crate::{Workload, report::Row};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How many rounds; a figure is the median over them.
    pub rounds: usize,
    /// How long an engine's turn should take: long enough that what the engine before it has left in
    /// the caches does not tell.
    pub turn: Duration,
    /// How long an engine's answers are compared with ours before anything is timed; but at least
    /// 500 of them are.
    pub check: Duration,
}

impl Pace {
    /// Enough to see a factor.
    pub const QUICK: Self =
        Self { rounds: 41, turn: Duration::from_millis(8), check: Duration::from_secs(4) };
    /// Enough to see a few per cent on a quiet machine.
    pub const FULL: Self =
        Self { rounds: 101, turn: Duration::from_millis(8), check: Duration::from_secs(20) };
}

/// Compares all answers, then times the engines.
///
/// # Panics
///
/// If two engines answer a question differently: then nothing that is timed would mean anything.
pub fn race(
    workload: &Workload,
    contestants: &mut [Box<dyn Contestant + '_>],
    pace: Pace,
) -> Vec<Row> {
    agree(workload, contestants, pace.check);
    let turns: Vec<Turn> =
        contestants.iter_mut().map(|it| Turn::fitting(&mut **it, pace)).collect();
    let mut alone = vec![Vec::new(); contestants.len()];
    let mut from_strings = vec![Vec::new(); contestants.len()];
    for round in 0..pace.rounds {
        for (index, contestant) in contestants.iter_mut().enumerate() {
            let Turn { decisions, questions } = turns[index];
            // Whoever comes after a slow engine finds the caches full of that engine's things.
            let all = workload.questions.len();
            contestant.whole((round * questions + all / 3) % all, questions / 2);
            // Each turn has its own questions: what one has read of the policy is not yet there for
            // the next.
            let first = round * decisions % all;
            alone[index].push(each(contestant.alone(first, decisions), decisions));
            let first = (round * questions + all * 2 / 3) % all;
            from_strings[index].push(each(contestant.whole(first, questions), questions));
        }
    }
    let figures = contestants.iter().zip(alone).zip(from_strings);
    figures
        .map(|((contestant, alone), from_strings)| Row {
            engine: contestant.name(),
            shape: workload.shape.name(),
            rules: workload.rules.rules.len(),
            ns_per_decision: median(alone),
            ns_from_strings: median(from_strings),
            setup_ms: contestant.set_up().as_secs_f64() * 1e3,
            load: None,
        })
        .collect()
}

fn agree(workload: &Workload, contestants: &mut [Box<dyn Contestant + '_>], most: Duration) {
    let Some((ours, peers)) = contestants.split_first_mut() else { return };
    let answers: Vec<bool> =
        (0..workload.questions.len()).map(|question| ours.answer(question)).collect();
    let allowed = answers.iter().filter(|allowed| **allowed).count();
    eprintln!("  {} allows {allowed} of {} questions", ours.name(), answers.len());
    for peer in peers {
        let began = Instant::now();
        let mut compared = 0;
        for (index, expected) in answers.iter().enumerate() {
            if compared >= 500 && began.elapsed() > most {
                break;
            }
            let found = peer.answer(index);
            assert!(
                found == *expected,
                "{}: allowed {found}, by {}: {expected}: {:#?}",
                peer.name(),
                ours.name(),
                workload.questions[index]
            );
            compared += 1;
        }
        eprintln!("  {} agrees on {compared}", peer.name());
    }
}

/// How many decisions make a turn.
#[derive(Clone, Copy)]
struct Turn {
    decisions: usize,
    questions: usize,
}

impl Turn {
    fn fitting(contestant: &mut dyn Contestant, pace: Pace) -> Self {
        let fitting = |measure: &mut dyn FnMut(usize) -> Duration| {
            let mut count = 1;
            while count < 1 << 20 && measure(count) < pace.turn / 2 {
                count *= 2;
            }
            count
        };
        Self {
            decisions: fitting(&mut |count| contestant.alone(0, count)),
            questions: fitting(&mut |count| contestant.whole(0, count)),
        }
    }
}

fn each(took: Duration, count: usize) -> f64 {
    let count = u32::try_from(count).expect("a turn is at most a million decisions");
    took.as_secs_f64() * 1e9 / f64::from(count)
}
