//! The real thing: the authorizer, executor and guard binaries, driven through the Lambda Runtime API,
//! against the AWS of moto. Nothing of ours is replaced.

#[path = "lambda/actions.rs"]
mod actions;
#[path = "lambda/checkpoint.rs"]
mod checkpoint;
#[path = "lambda/databases.rs"]
mod databases;
#[path = "lambda/door.rs"]
mod door;
#[path = "lambda/endings.rs"]
mod endings;
#[path = "lambda/faults.rs"]
mod faults;
#[path = "lambda/guard.rs"]
mod guard;
#[path = "lambda/instances.rs"]
mod instances;
#[path = "lambda/outages.rs"]
mod outages;
#[path = "lambda/outpost.rs"]
mod outpost;
#[path = "lambda/policy.rs"]
mod policy;
#[path = "lambda/recording.rs"]
mod recording;
#[path = "lambda/services.rs"]
mod services;
#[path = "lambda/town.rs"]
mod town;
#[path = "lambda/traces.rs"]
mod traces;
