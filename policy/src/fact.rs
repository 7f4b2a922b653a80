//! What is known of one fact: a value, its absence, or nothing.

/// One fact of a request, as far as it is known.
///
/// *Absent* and *Unknown* are told apart because they must not open the same doors: an absent fact
/// makes every condition on it false; an unknown one leaves the condition undecided, and an
/// undecided request is denied, naming the fact.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "three-valued logic has three values")]
pub enum Fact<T> {
    /// An authoritative source gave this value.
    Known(T),
    /// An authoritative source says that there is none. Callers can never assert this themselves.
    Absent,
    /// Not retrieved, malformed or stale.
    #[default]
    Unknown,
}

impl<T> Fact<T> {
    /// The same fact by reference.
    #[must_use]
    pub const fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Known(value) => Fact::Known(value),
            Self::Absent => Fact::Absent,
            Self::Unknown => Fact::Unknown,
        }
    }

    /// The value, if there is a known one.
    #[must_use]
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown => None,
        }
    }

    /// The same kind of knowledge about another value.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(change(value)),
            Self::Absent => Fact::Absent,
            Self::Unknown => Fact::Unknown,
        }
    }

    /// `Known` for `Some`, `Absent` for `None`: for a source that is authoritative about absence.
    #[must_use]
    pub fn known_or_absent(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Known)
    }

    /// `Known` for `Some`, `Unknown` for `None`: for a source that may merely not have told.
    #[must_use]
    pub fn known_or_unknown(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Self::Known)
    }
}
