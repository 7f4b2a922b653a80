//! The whole system on one machine: an API Gateway on loopback, both Lambdas, an issuer of tokens,
//! a policy table and simulated machines.
//!
//! For development only. The gateway believes what a caller says about their address
//! ([`SOURCE_HEADER`], [`VPCE_HEADER`]) and the issuer gives a token to whoever asks, which is why
//! nothing here listens on anything but loopback.

mod call;
pub(crate) mod client;
mod clock;
pub mod combination;
mod event;
mod gateway;
mod http;
pub mod issuer;
mod policy_file;
mod services;
mod sign_in;
mod system;
mod tokens;
mod vendor;

pub use self::{
    call::{Call, Resource},
    clock::{MachineClock, ScriptedClock},
    event::MethodCall,
    gateway::Exchange,
    http::{SOURCE_HEADER, TOKEN_PATH, VPCE_HEADER},
    system::{Setup, StartError, System},
};
pub(crate) use self::{policy_file::PolicyFile, vendor::PATH as VENDOR_PATH};
