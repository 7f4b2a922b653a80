//! `actions`: what is tried is one of these.

use crate::Action;

/// The bit of an action: one of the lowest four.
pub(crate) const fn bits(action: Action) -> u8 {
    match action {
        Action::Describe => 1,
        Action::Reboot => 2,
        Action::Start => 4,
        Action::Stop => 8,
    }
}
