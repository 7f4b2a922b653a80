//! How long keys are trusted and how often they are asked for.

use std::time::Duration;

use crate::ConfigError;

/// The three ages of a key set, before they are checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "whoever sets the ages must see a new one")]
pub struct KeyAges {
    /// From this age on a refresh is tried before a key is used; if it fails, the keys still serve.
    pub refresh_after: Duration,
    /// From this age on the keys are refused. A withdrawn key whose issuer cannot be reached is
    /// trusted no longer than this.
    pub hard_limit: Duration,
    /// After a fetch that failed, or that did not bring the key that was asked for, none is tried
    /// for this long.
    pub penalty: Duration,
}

/// Checked key ages, in whole seconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeySettings(KeyAges);

impl KeySettings {
    /// These ages.
    ///
    /// # Errors
    ///
    /// [`ConfigError::KeyAges`] unless 1 s <= `penalty` <= `refresh_after` <= `hard_limit` <= 7 days
    /// and all are whole seconds.
    pub fn new(ages: KeyAges) -> Result<Self, ConfigError> {
        let KeyAges { refresh_after, hard_limit, penalty } = ages;
        let ordered = [Duration::from_secs(1), penalty, refresh_after, hard_limit, LONGEST_TRUST];
        let whole = ordered.iter().all(|age| age.subsec_nanos() == 0);
        if whole && ordered.is_sorted() { Ok(Self(ages)) } else { Err(ConfigError::KeyAges) }
    }

    /// The ages.
    #[must_use]
    pub const fn ages(&self) -> KeyAges {
        self.0
    }
}

impl Default for KeySettings {
    /// Refresh after an hour, refuse after a day, at most one failing fetch in ten seconds.
    // SOURCE: ten seconds is aws-jwt-verify's penalty box
    fn default() -> Self {
        Self(KeyAges {
            refresh_after: Duration::from_hours(1),
            hard_limit: Duration::from_hours(24),
            penalty: Duration::from_secs(10),
        })
    }
}

const LONGEST_TRUST: Duration = Duration::from_hours(7 * 24);
