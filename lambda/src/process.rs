//! The process around a Lambda: its environment, its clock and its streams. Only a `main.rs`
//! or an adapter may call what is here; everything else takes it as arguments.

use core::time::Duration;
use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use lambda_runtime::{
    Context, Diagnostic, LambdaEvent, LambdaInvocation, Runtime, layers::TracingLayer, service_fn,
    tower::util::MapRequestLayer,
};
use sekisho_policy::UnixTime;
use serde::Serialize;
use serde_json::value::RawValue;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{Decided, Health, Meter, Observed, TraceId};

/// One event as the runtime hands it over: its bytes are decoded by the Lambda itself.
pub type Event = LambdaEvent<Box<RawValue>>;

/// Whatever keeps a Lambda from running.
pub type Fault = Box<dyn Error + Send + Sync>;

/// Sends the log to standard error, as JSON: standard output is for audit lines alone. Metric lines,
/// which are JSON too, are written between those of the log.
///
/// Never below INFO, whatever the environment asks for: the runtime traces the bodies of events, and
/// events hold tokens. The runtime's line about an error that a handler answers is left out: an
/// authorizer's 401 is one, which has its audit line, and a panic is told by the panic itself.
pub fn log_to_stderr() {
    let passed = Targets::new()
        .with_default(LevelFilter::INFO)
        .with_target("lambda_runtime::layers::panic", LevelFilter::OFF);
    let lines = fmt::layer().json().with_writer(io::stderr).with_filter(passed);
    tracing_subscriber::registry().with(lines).init();
}

/// How a Lambda ended: what kept it from running is told in one line of the log.
#[must_use]
pub fn exit_code(name: &str, ended: Result<(), Fault>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the {name} cannot run");
            ExitCode::FAILURE
        }
    }
}

/// The variables of the environment that are text.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Waits for what a cold start fetches, but not for longer than half of the ten seconds it has: a
/// slow dependency must not use them up.
pub async fn cold_start(hydration: impl Future<Output = ()>) {
    if tokio::time::timeout(HYDRATION, hydration).await.is_err() {
        tracing::error!("no keys or no policy in time: calls are refused until they are here");
    }
}

const HYDRATION: Duration = Duration::from_secs(5);

/// Answers one event after the other, until Lambda ends the process.
///
/// An event that is not JSON is answered too. The runtime would refuse it before any handler, and no
/// audit line would tell of it; so it comes as `null`, which is no event of any kind.
///
/// # Errors
///
/// What the Runtime API said when it could not be asked any more.
pub async fn serve<A, F>(answer: impl FnMut(Event) -> F) -> Result<(), Fault>
where
    A: Serialize,
    F: Future<Output = Result<A, Diagnostic>>,
{
    let runtime = Runtime::new(service_fn(answer));
    runtime.layer(TracingLayer::new()).layer(MapRequestLayer::new(readable)).run().await
}

fn readable(mut invocation: LambdaInvocation) -> LambdaInvocation {
    if serde_json::from_slice::<&RawValue>(&invocation.body).is_err() {
        invocation.body = "null".into();
    }
    invocation
}

/// An event that is being answered.
#[derive(Debug)]
pub struct Underway {
    began: Instant,
    context: Context,
}

impl Underway {
    /// An event that has just come in.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where the Lambdas' time comes from")]
    pub fn begin(context: Context) -> Self {
        Self { began: Instant::now(), context }
    }

    /// When Lambda stops waiting for the answer.
    #[must_use]
    pub fn deadline(&self) -> SystemTime {
        self.context.deadline()
    }

    /// Writes what is left of an answer: its audit lines to standard output, those that are
    /// [recorded](record) already left out, and its metrics to standard error. Metrics that cannot be
    /// written are lost; there is no stream left to tell it on.
    ///
    /// # Errors
    ///
    /// What to answer instead if the audit lines cannot be written, which API Gateway turns into a
    /// 5xx: nothing passes without its lines.
    pub fn leave<D: Decided>(
        &self,
        recorded: &[D],
        lines: &[D],
        meter: &Meter,
        health: Health,
    ) -> Result<(), Diagnostic> {
        let audited = record(lines);
        let observed = Observed {
            function: &self.context.env_config.function_name,
            at: system_time(),
            latency: self.began.elapsed(),
            trace: self.context.xray_trace_id.as_deref().and_then(TraceId::of_header),
            health,
            audited: audited.is_ok(),
        };
        write(&meter.lines(&observed, recorded.iter().chain(lines)), io::stderr())
            .unwrap_or_default();
        audited.map_err(|error| {
            let error_message = format!("the audit lines could not be written: {error}");
            // The runtime's own line about it is left out, see above.
            tracing::error!("{error_message}");
            Diagnostic { error_type: "AuditFailed".to_owned(), error_message }
        })
    }
}

/// Writes audit lines to standard output, which Lambda reads whatever becomes of this process.
///
/// # Errors
///
/// What kept them from being written.
pub fn record(lines: &[impl Decided]) -> io::Result<()> {
    write(lines, io::stdout())
}

/// Writes lines of JSON, all of them at once: a process that is ended leaves no half line.
fn write(lines: &[impl Serialize], mut stream: impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
    }
    stream.write_all(&text)
}

/// The time of day.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where the Lambdas' time comes from")]
pub fn system_time() -> SystemTime {
    SystemTime::now()
}

/// The time of day, as tokens and policies count it.
///
/// A machine whose clock stands before 1970 gets the end of time: every token has expired then, so
/// that nothing is allowed by a clock that is wrong.
#[must_use]
pub fn now() -> UnixTime {
    let since = system_time().duration_since(UNIX_EPOCH).ok();
    let seconds = since.and_then(|since| i64::try_from(since.as_secs()).ok());
    UnixTime::from_seconds(seconds.unwrap_or(i64::MAX))
}
