//! The contract of the port, on every adapter.
