//! Brute force: every request that some small documents can tell apart, one after the other.
//!
//! It shares no code with the analysis, nor with the engine: a condition of a document is an atom, a
//! request is the set of the atoms that are true of it, and a clause holds where all of its atoms
//! are. The requests are made by putting together, for each fact, every value that the documents
//! name, the values beside it, some that they do not name, and none at all. A text that a tag may
//! have to equal is taken from all the texts that those are compared with, and from as many others
//! as there are of those facts: more could not be told apart.

mod atoms;
mod clock;
mod facts;
mod place;
mod reading;
mod rules;
mod set;
mod space;
mod texts;

pub use rules::Told;
pub use set::Set;
pub use space::Space;
