//! The authorizer's answers, in process: every event shape, every refusal, proved through API
//! Gateway's own combination of documents.

#[path = "authorizer/answers.rs"]
mod answers;
#[path = "authorizer/combination.rs"]
mod combination;
#[path = "authorizer/config.rs"]
mod config;
#[path = "authorizer/corpus.rs"]
mod corpus;
#[path = "authorizer/house.rs"]
mod house;
#[path = "authorizer/laws.rs"]
mod laws;
#[path = "authorizer/metrics.rs"]
mod metrics;
#[path = "authorizer/noise.rs"]
mod noise;
#[path = "authorizer/shared_events.rs"]
mod shared_events;
