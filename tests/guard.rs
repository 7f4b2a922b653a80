//! The guard's answers, in process, on the simulated fleet: what it makes of an event, and what it does.

#[path = "guard/crashes.rs"]
mod crashes; // what is begun and not finished
#[path = "guard/deliveries.rs"]
mod deliveries; // events that come twice, late, and in batches
#[path = "guard/events.rs"]
mod events; // which bytes are an event
#[path = "guard/laws.rs"]
mod laws; // what holds whatever happens
#[path = "guard/settings.rs"]
mod settings; // the environment
#[path = "guard/stops.rs"]
mod stops; // who stopped what, and what comes of it
#[path = "guard/watch.rs"]
mod watch; // the world of these tests
