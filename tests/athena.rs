//! The tables and queries of `docs/athena`, run by a real SQL engine over the lines of a morning.

#[path = "athena/answers.rs"]
mod answers; // what each query answers, whole
#[path = "athena/bucket.rs"]
mod bucket; // files as they lie in S3
#[path = "athena/morning.rs"]
mod morning; // both Lambdas at work, and what they leave
#[path = "athena/story.rs"]
mod story; // what happens that morning
#[path = "athena/trail.rs"]
mod trail; // what CloudTrail writes of it
#[path = "athena/watching.rs"]
mod watching; // the guard beside them
