//! The `sekisho` commands, `demo` and `serve`, called as a user calls them.

#[path = "cli/case_tables.rs"]
mod case_tables;
#[path = "cli/checking.rs"]
mod checking;
#[path = "cli/clerk.rs"]
mod clerk;
#[path = "cli/clerk_busy.rs"]
mod clerk_busy; // Cognito that was asked too often
#[path = "cli/clerk_changes.rs"]
mod clerk_changes;
#[path = "cli/clerk_faults.rs"]
mod clerk_faults;
#[path = "cli/clerk_page.rs"]
mod clerk_page;
#[path = "cli/clerk_sessions.rs"]
mod clerk_sessions;
#[path = "cli/clerk_words.rs"]
mod clerk_words;
#[path = "cli/command.rs"]
mod command;
#[path = "cli/decide.rs"]
mod decide;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/differing.rs"]
mod differing;
#[path = "cli/differing_people.rs"]
mod differing_people;
#[path = "cli/differing_versions.rs"]
mod differing_versions;
#[path = "cli/editing.rs"]
mod editing;
#[path = "cli/events.rs"]
mod events;
#[path = "cli/explaining.rs"]
mod explaining;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/formatting.rs"]
mod formatting;
#[path = "cli/formatting_laws.rs"]
mod formatting_laws;
#[path = "cli/importing.rs"]
mod importing;
#[path = "cli/inventory.rs"]
mod inventory;
#[path = "cli/inventory_databases.rs"]
mod inventory_databases; // databases in what AWS prints
#[path = "cli/japanese.rs"]
mod japanese;
#[path = "cli/japanese_arguments.rs"]
mod japanese_arguments;
#[path = "cli/japanese_errors.rs"]
mod japanese_errors;
#[path = "cli/japanese_help.rs"]
mod japanese_help;
#[path = "cli/japanese_sources.rs"]
mod japanese_sources;
#[path = "cli/keeping.rs"]
mod keeping;
#[path = "cli/keys.rs"]
mod keys; // of issuers, in the policy table
#[path = "cli/linting.rs"]
mod linting;
#[path = "cli/linting_inventory.rs"]
mod linting_inventory;
#[path = "cli/literals.rs"]
mod literals;
#[path = "cli/mutating.rs"]
mod mutating;
#[path = "cli/mutating_laws.rs"]
mod mutating_laws;
#[path = "cli/obligations.rs"]
mod obligations;
#[path = "cli/operations_page.rs"]
mod operations_page;
#[path = "cli/page_commands.rs"]
mod page_commands; // every command on every page
#[path = "cli/policy_tests.rs"]
mod policy_tests;
#[path = "cli/proving.rs"]
mod proving;
#[path = "cli/publishing.rs"]
mod publishing;
#[path = "cli/replaying.rs"]
mod replaying;
#[path = "cli/revoking.rs"]
mod revoking;
#[path = "cli/scenarios.rs"]
mod scenarios;
#[path = "cli/serving.rs"]
mod serving;
#[path = "cli/show.rs"]
mod show;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/town_table.rs"]
mod town_table;
#[path = "cli/vendor_pages.rs"]
mod vendor_pages; // what `serve` shows a vendor to read
#[path = "cli/verify_token.rs"]
mod verify_token;
#[path = "cli/who_can.rs"]
mod who_can;
#[path = "cli/why_not.rs"]
mod why_not;
#[path = "cli/why_not_example.rs"]
mod why_not_example;
#[path = "cli/why_not_rules.rs"]
mod why_not_rules;
