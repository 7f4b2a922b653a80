//! What is in one document and not in the other, by what it is of.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    change::Edit,
    comparison::{Comparison, Side},
    rules::{By, Ruled},
};

/// A direction to look in: for what one side allows and the other denies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way<'c, 'a> {
    /// What denies.
    pub(crate) from: &'c Side<'a>,
    /// What allows.
    pub(crate) to: &'c Side<'a>,
}

/// An edit that may open something.
#[derive(Clone, Debug)]
pub(crate) struct Edited<'c, 'a> {
    pub(crate) by: By<'a>,
    pub(crate) edit: Edit,
    /// What the one side allows by it, and no rule of the other says the same.
    pub(crate) allow: Option<&'c Ruled<'a>>,
    /// What the other side denies by it, and no rule of the one says the same.
    pub(crate) deny: Option<&'c Ruled<'a>>,
}

impl<'a> Comparison<'a> {
    /// The edits that may open something this way, in order.
    pub(crate) fn edited<'c>(&'c self, way: Way<'c, 'a>) -> Vec<Edited<'c, 'a>> {
        let mut found: BTreeMap<By<'a>, (Option<&Ruled<'a>>, Option<&Ruled<'a>>)> = BTreeMap::new();
        for allow in way.to.rules.allows.beyond(&way.from.rules.allows) {
            found.entry(allow.by).or_default().0 = Some(allow);
        }
        for deny in way.from.rules.denies.beyond(&way.to.rules.denies) {
            found.entry(deny.by).or_default().1 = Some(deny);
        }
        let among = |side: &'c Side<'a>| -> BTreeSet<By<'a>> {
            let rules = side.rules.allows.list.iter().chain(&side.rules.denies.list);
            rules.map(|rule| rule.by).filter(|by| found.contains_key(by)).collect()
        };
        let (old, new) = (among(&self.old), among(&self.new));
        let edits = found.iter().map(|(by, (allow, deny))| {
            let edit = match (old.contains(by), new.contains(by)) {
                (true, false) => Edit::Removed,
                (false, _) => Edit::Added,
                (true, true) => Edit::Changed,
            };
            Edited { by: *by, edit, allow: *allow, deny: *deny }
        });
        edits.collect()
    }
}
