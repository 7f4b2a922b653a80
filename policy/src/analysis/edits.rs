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
    /// What the other side allows by it.
    pub(crate) other_allow: Option<&'c Ruled<'a>>,
    /// What the other side denies by it, and no rule of the one says the same.
    pub(crate) deny: Option<&'c Ruled<'a>>,
    /// What the one side denies by it.
    pub(crate) other_deny: Option<&'c Ruled<'a>>,
}

impl<'a> Comparison<'a> {
    /// The edits that may open something this way, in order.
    pub(crate) fn edited<'c>(&'c self, way: Way<'c, 'a>) -> Vec<Edited<'c, 'a>> {
        let allows = by(way.to.rules.allows.beyond(&way.from.rules.allows));
        let denies = by(way.from.rules.denies.beyond(&way.to.rules.denies));
        let edited: BTreeSet<By<'a>> = allows.keys().chain(denies.keys()).copied().collect();
        let of = |list: &'c [Ruled<'a>]| by(list.iter().filter(|rule| edited.contains(&rule.by)));
        let [other_allows, other_denies] =
            [of(&way.from.rules.allows.list), of(&way.to.rules.denies.list)];
        let of_side = |side: &'c Side<'a>| {
            let rules = of(&side.rules.allows.list).into_keys();
            rules.chain(of(&side.rules.denies.list).into_keys()).collect::<BTreeSet<_>>()
        };
        let (old, new) = (of_side(&self.old), of_side(&self.new));
        let edits = edited.iter().map(|by| Edited {
            by: *by,
            edit: match (old.contains(by), new.contains(by)) {
                (true, false) => Edit::Removed,
                (false, _) => Edit::Added,
                (true, true) => Edit::Changed,
            },
            allow: allows.get(by).copied(),
            other_allow: other_allows.get(by).copied(),
            deny: denies.get(by).copied(),
            other_deny: other_denies.get(by).copied(),
        });
        edits.collect()
    }
}

fn by<'c, 'a>(rules: impl IntoIterator<Item = &'c Ruled<'a>>) -> BTreeMap<By<'a>, &'c Ruled<'a>> {
    rules.into_iter().map(|rule| (rule.by, rule)).collect()
}
