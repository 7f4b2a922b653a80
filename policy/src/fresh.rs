//! Values that a policy does not name: whatever they are, its answer must be the same.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
};

use crate::{AccountId, InstanceId, Region, VpcEndpointId};

/// What can be made new.
pub(crate) trait Fresh: Ord + Sized {
    /// The candidate of this number: another for each number.
    fn candidate(number: u32) -> Option<Self>;
}

/// The value of this number (0 is the first) of those that are not among the taken.
pub(crate) fn fresh<T: Fresh>(taken: &BTreeSet<T>, number: usize) -> Option<T> {
    (0..=u32::MAX).map_while(T::candidate).filter(|it| !taken.contains(it)).nth(number)
}

impl Fresh for String {
    fn candidate(number: u32) -> Option<Self> {
        Some(if number == 0 { "other".to_string() } else { format!("other-{number}") })
    }
}

impl Fresh for AccountId {
    fn candidate(number: u32) -> Option<Self> {
        Self::parse(&format!("{:012}", 999_000_000_000_u64.saturating_add(number.into()))).ok()
    }
}

impl Fresh for Region {
    fn candidate(number: u32) -> Option<Self> {
        // Real ones first: they are told to people.
        let real = ["us-east-1", "eu-west-1", "eu-central-1"];
        if let Some(region) = usize::try_from(number).ok().and_then(|at| real.get(at)) {
            return Self::parse(region).ok();
        }
        let (first, last) = (number.checked_div(100)?, number.checked_rem(100)?);
        let letter = char::from_digit(first.checked_add(10)?, 36)?;
        Self::parse(&format!("zz-other{letter}-{last}")).ok()
    }
}

impl Fresh for InstanceId {
    fn candidate(number: u32) -> Option<Self> {
        Self::parse(&format!("i-{:08x}", u32::MAX.checked_sub(number)?)).ok()
    }
}

impl Fresh for VpcEndpointId {
    fn candidate(number: u32) -> Option<Self> {
        Self::parse(&format!("vpce-{:08x}", u32::MAX.checked_sub(number)?)).ok()
    }
}
