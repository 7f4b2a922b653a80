//! Sekisho's executor: acts on the instances a caller is entitled to, and on nothing else.
//!
//! It trusts nothing that the authorizer said: it verifies the token again, reads the policy again,
//! and decides every instance on the tags that EC2 shows at that moment. What changes an instance
//! takes a [`Grant`](sekisho_policy::Grant), which only the policy engine makes, and acts on what the
//! grant names. What both Lambdas read of an event, and the wiring, is in `sekisho-lambda`.
#![forbid(unsafe_code)]

mod adapters;
mod answer;
mod audit;
mod config;
mod event;
mod executor;
mod fleet;
mod json;
mod order;
mod outcome;
mod plan;
mod ports;
mod refusal;
mod response;
mod settings;
mod tags;

#[cfg(feature = "ec2")]
pub use adapters::Ec2Fleet;
pub use adapters::{
    Fault, SimulatedCall, SimulatedError, SimulatedFleet, SimulatedInstance, SystemClock,
    UnknownFault,
};
pub use audit::AuditLine;
pub use config::Config;
pub use executor::{Executor, Handled};
pub use fleet::{AwsError, FleetError, Reply, Seen, Selection, State, Verdict};
pub use order::BodyError;
pub use outcome::Outcome;
pub use plan::{Obstacle, Step, plan};
pub use ports::{Clock, Fleet};
pub use response::ProxyResponse;
pub use settings::{ExecutorSettings, TIME_BUDGET, TargetTag};
