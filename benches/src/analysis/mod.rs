//! What questions about all requests of a policy cost.

mod documents;
mod figures;

pub use documents::Kind;
pub use figures::{Figures, measure};

#[cfg(feature = "peers")]
mod cedar;
#[cfg(feature = "peers")]
pub use cedar::validate;
