//! Requests and answers as lines of JSON: the schemas describe exactly what is read and written.

#[path = "decide/answers.rs"]
mod answers;
#[path = "decide/requests.rs"]
mod requests;
#[path = "decide/tokens.rs"]
mod tokens;
