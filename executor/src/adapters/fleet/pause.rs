//! How long to wait before something throttled is asked again.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};

/// Pauses that double, each cut short by up to a half, so that those who were throttled together do
/// not come back together.
///
/// What is cut off depends on a text that differs from request to request, such as a decision id:
/// the same request waits the same in a test, and there is no other chance in this room.
pub(super) struct Pause {
    seed: DefaultHasher,
    before: u32,
}

impl Pause {
    pub(super) fn of(text: &str) -> Self {
        let mut seed = DefaultHasher::new();
        text.hash(&mut seed);
        Self { seed, before: 0 }
    }

    /// The next pause, if the first were this long: at most this, doubled for every one before it.
    pub(super) fn next(&mut self, first: Duration) -> Duration {
        let mut hasher = self.seed.clone();
        self.before.hash(&mut hasher);
        let whole = first.saturating_mul(1_u32.checked_shl(self.before).unwrap_or(u32::MAX));
        self.before = self.before.saturating_add(1);
        let chance = u32::from(hasher.finish().to_le_bytes()[0]);
        let cut = whole.saturating_mul(chance).checked_div(512).unwrap_or_default();
        whole.saturating_sub(cut)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pause;

    #[test]
    fn pauses_double_and_differ_between_requests() {
        let first = Duration::from_secs(1);
        let pauses = |text| {
            let mut pause = Pause::of(text);
            [pause.next(first), pause.next(first), pause.next(first)]
        };

        for (number, pause) in (0_u32..).zip(pauses("a")) {
            let whole = first * 2_u32.pow(number);
            assert!(whole / 2 <= pause && pause <= whole, "{pause:?}");
        }
        assert_eq!(pauses("a"), pauses("a"));
        assert_ne!(pauses("a"), pauses("b"));
    }
}
