//! The executor's answers, in process, on the simulated fleet; the contract of every fleet; the
//! planner.

#[path = "executor/changes.rs"]
mod changes; // starting, stopping and rebooting: whole answers
#[path = "executor/city.rs"]
mod city; // the world of these tests
#[path = "executor/door.rs"]
mod door; // who is let in, and which bodies are read
#[path = "executor/faults.rs"]
mod faults; // what goes wrong in EC2, and what is said of it
#[path = "executor/fleet.rs"]
mod fleet; // the contract of the port, on every adapter
#[path = "executor/listing.rs"]
mod listing; // GET /instances
#[path = "executor/planner.rs"]
mod planner; // every change in every state
#[path = "executor/settings.rs"]
mod settings; // the environment
