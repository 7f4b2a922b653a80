//! Cedar as a second opinion: what is exported decides as the engine does, and where something was
//! lost on the way it allows no more.

mod agreement;
mod page;
mod world;
