//! The executor's answers, in process, on the simulated fleet; the contract of every fleet; the
//! planner.

#[path = "executor/batches.rs"]
mod batches; // many instances of which some are bad
#[path = "executor/changes.rs"]
mod changes; // starting, stopping and rebooting: whole answers
#[path = "executor/city.rs"]
mod city; // the world of these tests
#[path = "executor/console.rs"]
mod console; // the page for the staff
#[path = "executor/cut.rs"]
mod cut; // a fleet whose caller is ended in the middle
#[path = "executor/database_city.rs"]
mod database_city; // the same with databases
#[cfg(feature = "moto")]
#[path = "executor/database_wire.rs"]
mod database_wire; // the production adapter of RDS, behind its wire
#[path = "executor/databases.rs"]
mod databases; // databases beside the instances
#[path = "executor/door.rs"]
mod door; // who is let in, and which bodies are read
#[path = "executor/endings.rs"]
mod endings; // an executor that is ended in the middle
#[path = "executor/errors.rs"]
mod errors; // every error of EC2, in the process and over the wire
#[path = "executor/faults.rs"]
mod faults; // what goes wrong in EC2, and what is said of it
#[path = "executor/fleet.rs"]
mod fleet; // the contract of the port, on every adapter
#[path = "executor/laws.rs"]
mod laws; // what holds whatever happens
#[path = "executor/listing.rs"]
mod listing; // GET /instances
#[path = "executor/load.rs"]
mod load; // many instances: how many calls it takes
#[path = "executor/notebook.rs"]
mod notebook; // the journal of a test
#[path = "executor/planner.rs"]
mod planner; // every change in every state
#[path = "executor/recording.rs"]
mod recording; // the lines of a change: what is written before it, and what after
#[path = "executor/runbook_endings.rs"]
mod runbook_endings; // the same, ended in the middle, and over the wire
#[path = "executor/runbook_meanwhile.rs"]
mod runbook_meanwhile; // what happens elsewhere while one runs
#[path = "executor/runbook_repeats.rs"]
mod runbook_repeats; // a runbook is for one stop of one thing
#[path = "executor/runbooks.rs"]
mod runbooks; // what must have succeeded before a stop
#[path = "executor/service_city.rs"]
mod service_city; // the same with services
#[path = "executor/service_counts.rs"]
mod service_counts; // how many tasks a service had: remembered across every end
#[path = "executor/service_fleet.rs"]
mod service_fleet; // the contract of the port, on every adapter of ECS
#[cfg(feature = "moto")]
#[path = "executor/service_wire.rs"]
mod service_wire; // the production adapter of ECS, behind its wire
#[path = "executor/services.rs"]
mod services; // services beside the instances
#[path = "executor/sessions.rs"]
mod sessions; // what AWS is told of a decision, and what it then refuses
#[path = "executor/settings.rs"]
mod settings; // the environment
#[path = "executor/standby.rs"]
mod standby; // members of Auto Scaling groups
#[path = "executor/tiers.rs"]
mod tiers; // the order of starts and stops
