//! `instances.ids`, `instances.accounts`, `instances.regions`: which instance it is.

use crate::{Fact, program::Values, text::Text, truth::Truth};

#[inline]
pub(super) fn among(wanted: Values<'_>, fact: Fact<&Text>) -> Truth {
    Truth::test(fact, |text| wanted.contain(text))
}
