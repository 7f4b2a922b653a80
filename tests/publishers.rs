//! Real `sekisho` processes on one table: killed at every step, and racing each other.

#[path = "publishers/killed.rs"]
mod killed;
#[path = "publishers/permissions.rs"]
mod permissions;
#[path = "publishers/racing.rs"]
mod racing;
#[path = "publishers/step.rs"]
mod step;
#[path = "publishers/vendor.rs"]
mod vendor;
