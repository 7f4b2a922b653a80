//! Tokens, key sources and the key cache.

#[path = "identity/accepted.rs"]
mod accepted;
#[path = "identity/bench.rs"]
mod bench;
#[path = "identity/configuration.rs"]
mod configuration;
#[path = "identity/corpus.rs"]
mod corpus;
#[path = "identity/dev_issuer.rs"]
mod dev_issuer;
#[path = "identity/form.rs"]
mod form;
#[path = "identity/hostile_key_server.rs"]
mod hostile_key_server;
#[path = "identity/jsonwebtoken.rs"]
mod jsonwebtoken;
#[path = "identity/key_ages.rs"]
mod key_ages;
#[path = "identity/key_cache.rs"]
mod key_cache;
#[path = "identity/key_set.rs"]
mod key_set;
#[path = "identity/key_sources.rs"]
mod key_sources;
#[path = "identity/minting.rs"]
mod minting;
#[path = "identity/name_spaces.rs"]
mod name_spaces;
#[path = "identity/refusals.rs"]
mod refusals;
#[path = "identity/trust.rs"]
mod trust;
#[path = "identity/vectors.rs"]
mod vectors;
