//! The axes of the space of requests.

/// One independent fact of a request, of which conditions tell a finite number of classes apart.
///
/// Groups are no axis: each is a fact of its own, and a region keeps them apart.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Axis(pub(crate) u32);

impl Axis {
    pub(crate) const ACTION: Self = Self(0);
    /// The time of the request, by the points of time that rules name.
    pub(crate) const MOMENT: Self = Self(1);
    /// The time of the request, by which schedules are open. Bound to the moment: not each is found
    /// at each.
    pub(crate) const HOURS: Self = Self(2);
    /// How long ago the caller signed in.
    pub(crate) const SIGN_IN: Self = Self(3);
    /// When the token was issued.
    pub(crate) const ISSUE: Self = Self(4);
    /// Where the call comes from, by which zones hold it.
    pub(crate) const PLACE: Self = Self(5);
    pub(crate) const USER: Self = Self(6);
    pub(crate) const ACCOUNT: Self = Self(7);
    pub(crate) const REGION: Self = Self(8);
    pub(crate) const ID: Self = Self(9);
    /// The tags follow, then the claims.
    pub(crate) const FIRST_TAG: u32 = 10;
}
