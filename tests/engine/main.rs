//! The engine: against the naive oracle, and by the laws it must obey.

mod agreement;
mod boundaries;
mod combinations;
mod differences;
mod drawing;
mod edges;
mod emptiness;
mod explanations;
mod facts;
mod findings;
mod fuzzed;
mod invariants;
mod large;
mod lints;
mod matrix;
mod mutants;
mod numbered;
mod proofs;
mod records;
mod remedies;
mod requests;
mod scale;
mod selections;
mod sentences;
mod session_policies;
mod standings;
