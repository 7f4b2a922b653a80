//! In which order instances are started and stopped.

use sekisho_lambda::Change;

use crate::{Seen, TargetTag};

/// Tiers, by the values of one tag: what is first here is started first and stopped last, as databases
/// are before the applications that use them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tiers {
    key: String,
    /// In the order of their start; none twice.
    values: Vec<String>,
}

impl Tiers {
    /// Reads `Key=first,second,third`: a key without `=`, and values without commas.
    ///
    /// # Errors
    ///
    /// What is required.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const REQUIRED: &str = "a tag key and at least two of its values, each once, in the order of \
                                their start: Tier=database,application";
        let TargetTag { key, value } = TargetTag::parse(text).map_err(|_| REQUIRED)?;
        let mut values: Vec<String> = Vec::new();
        for value in value.split(',').map(str::trim) {
            if value.is_empty() || values.iter().any(|other| other == value) {
                return Err(REQUIRED);
            }
            values.push(value.to_owned());
        }
        if values.len() < 2 { Err(REQUIRED) } else { Ok(Self { key, values }) }
    }

    /// The step in which an instance is changed, from 0: later ones wait for earlier ones. What is of
    /// no tier starts last and stops first. There is no order of reboots.
    pub(crate) fn step(&self, change: Change, seen: &Seen) -> usize {
        let last = self.values.len();
        let of_start = seen
            .tag(&self.key)
            .and_then(|value| self.values.iter().position(|one| one == value))
            .unwrap_or(last);
        match change {
            Change::Reboot => 0,
            Change::Start => of_start,
            Change::Stop => last.saturating_sub(of_start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tiers;

    #[test]
    fn tiers_are_a_key_and_at_least_two_values_each_once() {
        for text in ["Tier", "Tier=", "Tier=a", "Tier=a,", "Tier=a,a", "=a,b", "Tier=a,,b"] {
            assert!(Tiers::parse(text).is_err(), "{text}");
        }
        let tiers = Tiers { key: "Tier".into(), values: vec!["a".into(), "b".into()] };
        assert_eq!(Tiers::parse("Tier=a, b"), Ok(tiers));
    }
}
