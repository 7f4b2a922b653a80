//! `who.users`, `who.groups`: the caller is one of these, or in one of these.

use crate::{Caller, program::Values, text::Text, truth::Truth};

pub(super) fn users(users: Values<'_>, caller: &Caller) -> Truth {
    Truth::test(caller.user_text(), |user| users.contain(user.borrowed()))
}

#[inline]
pub(super) fn groups(groups: Values<'_>, caller: &Caller) -> Truth {
    Truth::test(caller.groups(), |of_caller| {
        // The longer list is searched for each value of the shorter.
        if groups.len() < of_caller.len() {
            groups.iter().any(|group| of_caller.has(group.borrowed()))
        } else {
            of_caller.texts().iter().map(Text::borrowed).any(|group| groups.contain(group))
        }
    })
}
