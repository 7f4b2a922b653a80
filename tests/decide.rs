//! Requests and answers as lines of JSON: what was written down can be asked again, what is wrong is
//! said, and the schemas describe exactly what is read and written.

#[path = "decide/reading.rs"]
mod reading;
