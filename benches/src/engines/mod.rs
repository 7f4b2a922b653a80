//! One engine a file.

mod linear;
mod sekisho;

pub use linear::Linear;
pub use sekisho::Sekisho;
