//! Tokens, key sources and the key cache.

#[path = "identity/accepted.rs"]
mod accepted;
#[path = "identity/minting.rs"]
mod minting;
