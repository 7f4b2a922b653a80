//! The templates of `deploy/`: held to rules, run as far as they can be run here, and compared with
//! the programs and the pages.

#[path = "deploy/agreement.rs"]
mod agreement; // with the programs: environments, routes, metrics
#[path = "deploy/commands.rs"]
mod commands; // with the pages: parameters, commands, alarms
#[path = "deploy/deployed.rs"]
mod deployed; // a town in moto, read back
#[path = "deploy/doors.rs"]
mod doors; // which calls its resource policy lets through
#[path = "deploy/mapping.rs"]
mod mapping; // what is passed on to Cognito
#[path = "deploy/packages.rs"]
mod packages; // that what is wrong with one is found
#[path = "deploy/programs.rs"]
mod programs; // the Python programs beside
#[path = "deploy/templates.rs"]
mod templates; // cfn-lint, checkov, and the rules of our own
