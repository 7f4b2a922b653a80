//! `who.users`, `who.groups`: the caller is one of these, or in one of these.

use crate::{Caller, program::Values, truth::Truth};

pub(super) fn users(users: Values<'_>, caller: &Caller) -> Truth {
    Truth::test(caller.user_text(), |user| users.contain(user))
}

#[inline]
pub(super) fn groups(groups: Values<'_>, caller: &Caller) -> Truth {
    Truth::test(caller.groups(), |of_caller| groups.meet(of_caller))
}
