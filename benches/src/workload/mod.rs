//! A policy and questions about it, drawn from a seed: the same on every machine.

mod adversarial;
mod places;
mod question;
mod rules;
mod shape;
mod town;

pub use question::Question;
pub use rules::{Actions, Effect, Instances, Rule, Rules, Who, Zone};
pub use shape::Shape;

/// A policy and questions about it.
#[derive(Clone, Debug)]
pub struct Workload {
    /// What kind it is.
    pub shape: Shape,
    /// The policy.
    pub rules: Rules,
    /// The questions; about half of them are allowed unless the shape says otherwise.
    pub questions: Vec<Question>,
}

impl Workload {
    /// `rules` rules of this shape, and as many questions as were asked for.
    pub fn draw(shape: Shape, rules: usize, questions: usize) -> Self {
        // The seed is any number, but always the same one for the same row.
        let mut random = fastrand::Rng::with_seed(0x5e_c1_50 ^ rules as u64);
        let (rules, questions) = match shape {
            Shape::Town => town::draw(&town::ORDINARY, rules, questions, &mut random),
            Shape::Skew => town::draw(&town::SKEWED, rules, questions, &mut random),
            Shape::ManyGroups => town::draw(&town::MANY_GROUPS, rules, questions, &mut random),
            Shape::ManyTags => town::draw(&town::MANY_TAGS, rules, questions, &mut random),
            Shape::DenyHeavy => town::draw(&town::DENY_HEAVY, rules, questions, &mut random),
            Shape::TagsOnly => adversarial::tags_only(rules, questions, &mut random),
            Shape::NetworkOnly => adversarial::network_only(rules, questions, &mut random),
            Shape::IdsOnly => adversarial::ids_only(rules, questions, &mut random),
            Shape::Nested => adversarial::nested(rules, questions, &mut random),
            Shape::AllMatch => adversarial::all_match(rules, questions, &mut random),
        };
        Self { shape, rules, questions }
    }
}
