//! Sekisho's executor: acts on the instances a caller is entitled to, and on nothing else.
//!
//! It trusts nothing that the authorizer said: it verifies the token again, reads the policy again,
//! and decides every instance on the tags that EC2 shows at that moment. What changes an instance
//! takes a [`Grant`](sekisho_policy::Grant), which only the policy engine makes, and acts on what the
//! grant names. What both Lambdas read of an event, and the wiring, is in `sekisho-lambda`.
//!
//! What is done to one instance is decided from its state alone, once the policy allows it:
//!
//! ```
//! use sekisho_executor::{Obstacle, Seen, State, Step, plan};
//! use sekisho_lambda::Change;
//! use sekisho_policy::{AccountId, InstanceId, Region};
//!
//! let seen = |state| {
//!     Seen::new(
//!         AccountId::parse("111122223333").unwrap(),
//!         Region::parse("ap-northeast-1").unwrap(),
//!         InstanceId::parse("i-0a0000000000000a1").unwrap(),
//!         state,
//!     )
//! };
//!
//! assert_eq!(plan(Change::Start, &seen(State::Stopped)), Step::Act);
//! assert_eq!(plan(Change::Start, &seen(State::Running)), Step::Already);
//! assert_eq!(plan(Change::Start, &seen(State::Stopping)), Step::Cannot(Obstacle::Stopping));
//! ```
//!
//! Where to go on: [`Executor`] for a request from its event to its answer, [`Fleet`] for the port to AWS
//! and [`CloudFleet`] for what stands behind it, [`Guard`] for the Lambda that watches; `docs/api.md` and
//! `docs/guard.md` for what they answer and write.
#![forbid(unsafe_code)]

mod adapters;
mod answer;
mod audit;
mod config;
mod console;
mod event;
mod executor;
mod fleet;
mod guard;
mod journal;
mod json;
mod order;
mod outcome;
mod places;
mod plan;
mod ports;
mod refusal;
mod response;
mod runbooks;
mod settings;
mod tags;
mod tasks;
mod tiers;

pub use adapters::{
    CloudFleet, CloudRunbooks, Fault, FleetOfKinds, RunbookFault, ServiceCounts, SimulatedCall,
    SimulatedCloud, SimulatedDatabase, SimulatedError, SimulatedInstance, SimulatedRole,
    SimulatedRun, SimulatedRunbook, SimulatedService, SimulatedSession, SimulatedWire, SystemClock,
    UnknownFault, UnreadablePolicy, WireAnswer,
};
pub use audit::{AuditLine, AuditListings};
pub use config::Config;
pub use console::is_console;
pub use executor::{Executor, Handled};
pub use fleet::{
    AwsError, CallTrace, FleetError, Looked, Reply, Seen, Selection, State, Tie, Verdict,
};
pub use guard::{
    GUARD_TIME_BUDGET, Guard, GuardAnswer, GuardConfig, GuardLine, GuardOutcome, GuardSettings,
    Watched,
};
pub use journal::Journal;
pub use order::BodyError;
pub use outcome::Outcome;
pub use places::{Account, ActorRole, ExternalId, InvalidPlace, Place, Places};
pub use plan::{Obstacle, Step, plan};
pub use ports::{Authority, Clock, Fleet};
pub use response::ProxyResponse;
pub use runbooks::{RunbookError, RunbookRun, RunbookState, Runbooks};
pub use settings::{ExecutorSettings, TIME_BUDGET, TargetTag};
pub use tasks::{Rollout, Tasks};
pub use tiers::Tiers;
