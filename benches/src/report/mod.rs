//! What came out, for people and for programs.

mod goals;
mod row;
mod table;

pub use goals::goals;
pub use row::{Load, Row};
pub use table::{loads, table};
