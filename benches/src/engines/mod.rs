//! One engine a file.

#[cfg(feature = "peers")]
mod cedar;
#[cfg(feature = "peers")]
mod cedar_sliced;
mod linear;
#[cfg(feature = "peers")]
mod rego;
mod sekisho;

#[cfg(feature = "peers")]
pub use cedar::Cedar;
#[cfg(feature = "peers")]
pub use cedar_sliced::CedarSliced;
pub use linear::Linear;
#[cfg(feature = "peers")]
pub use rego::{Regorus, RegorusIndexed};
pub use sekisho::Sekisho;
