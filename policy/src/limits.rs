//! Every limit of the engine: its number, its reason, its name in an error.

/// The limits a document is held to. Counted, never timed: the verdict is the same on every machine.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {}
