//! An instance as conditions look at it: its texts beside their hashes, each found out once.

use crate::{AccountId, Fact, Instance, InstanceId, Region, Tags, text::TextRef};

/// An instance as conditions look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) account: Fact<TextRef<'a>>,
    pub(crate) region: Fact<TextRef<'a>>,
    pub(crate) id: Fact<TextRef<'a>>,
    pub(crate) tags: Fact<&'a Tags>,
}

impl<'a> View<'a> {
    pub(crate) fn new(instance: &'a Instance) -> Self {
        let text = |id: &'a str| TextRef::new(id);
        Self {
            account: instance.account.as_ref().map(AccountId::as_str).map(text),
            region: instance.region.as_ref().map(Region::as_str).map(text),
            id: instance.id.as_ref().map(InstanceId::as_str).map(text),
            tags: instance.tags.as_ref(),
        }
    }

    /// Any instance: nothing is known of it.
    pub(crate) const fn of_any_instance() -> Self {
        Self {
            account: Fact::Unknown,
            region: Fact::Unknown,
            id: Fact::Unknown,
            tags: Fact::Unknown,
        }
    }
}
