//! The line from which CloudWatch takes the metrics of an event.

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    Metric, Observed,
    meter::Failures,
    metric::{CODE, FUNCTION, NAMESPACE, OUTCOME},
};

/// A line of the log in the Embedded Metric Format: CloudWatch Logs takes the metrics out of it by
/// itself, so that no call is made and no permission is needed.
///
/// It is a line of its own and not a part of the audit line: an audit line is what was decided, and
/// is the same whoever writes it, while a metric is of the process that happened to answer. It goes
/// to standard error, which CloudWatch reads like standard output: standard output is for audit
/// lines alone, and a metric that says that they could not be written must not take the same way.
///
/// Besides the metrics it has `decision_id`, which the audit lines of the event have too, and
/// `trace_id`, the X-Ray trace: so one finds from a decision to a trace and back. Both are null if
/// there is none. No byte of an event is in the line but the trace id, which is checked.
// SOURCE: CloudWatch user guide, "Specification: Embedded metric format": a member `_aws` with a
// time in milliseconds, at most 30 dimensions in a set and 100 metrics in a directive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricLine(Map<String, Value>);

impl MetricLine {
    /// A line without metrics.
    pub(crate) fn new(observed: &Observed<'_>, decision_id: Option<&str>) -> Self {
        let aws = json!({ "Timestamp": milliseconds(observed.at), "CloudWatchMetrics": [] });
        let mut members = Map::new();
        members.insert(AWS.to_owned(), aws);
        members.insert(FUNCTION.to_owned(), observed.function.into());
        members.insert("decision_id".to_owned(), decision_id.into());
        members.insert("trace_id".to_owned(), json!(observed.trace));
        Self(members)
    }

    /// The same line with what is measured of the event as a whole.
    pub(crate) fn measuring(
        self,
        observed: &Observed<'_>,
        cold: bool,
        failures: Failures<u64>,
    ) -> Self {
        let health = observed.health;
        let seconds = |age: Option<Duration>| age.map(|age| Value::from(age.as_secs()));
        let measured = [
            (Metric::AuditFailures, Some(u64::from(!observed.audited).into())),
            (Metric::ColdStarts, Some(u64::from(cold).into())),
            (Metric::KeyAge, seconds(health.key_age)),
            (Metric::KeyRefreshFailures, health.key_refresh_failures.map(|_| failures.keys.into())),
            (Metric::Latency, Some(to_the_microsecond(observed.latency).into())),
            (Metric::PolicyAge, seconds(health.policy_age)),
            (Metric::PolicyRefreshFailures, Some(failures.policy.into())),
        ];
        let known = measured.into_iter().filter_map(|(metric, value)| Some((metric, value?)));
        self.with(known.collect())
    }

    /// The same line with the number of decisions of one outcome and code.
    pub(crate) fn counting(mut self, (outcome, code): (&str, &str), count: u64) -> Self {
        self.0.insert(OUTCOME.to_owned(), outcome.into());
        self.0.insert(CODE.to_owned(), code.into());
        self.with(vec![(Metric::Decisions, count.into())])
    }

    /// Adds metrics that are kept by the same dimensions, and one directive about them.
    fn with(mut self, metrics: Vec<(Metric, Value)>) -> Self {
        let dimensions = metrics.first().map(|(metric, _)| metric.dimensions());
        let named =
            |(metric, _): &(Metric, Value)| json!({ "Name": metric.name(), "Unit": metric.unit() });
        let directive = json!({
            "Namespace": NAMESPACE,
            "Dimensions": dimensions,
            "Metrics": metrics.iter().map(named).collect::<Vec<_>>(),
        });
        let directives = self.0.get_mut(AWS).and_then(|aws| aws.get_mut("CloudWatchMetrics"));
        if let Some(Value::Array(directives)) = directives {
            directives.push(directive);
        }
        self.0.extend(metrics.into_iter().map(|(metric, value)| (metric.name().to_owned(), value)));
        self
    }
}

/// Milliseconds, with the microseconds behind the point.
fn to_the_microsecond(duration: Duration) -> f64 {
    f64::from(u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)) / 1_000.0
}

/// Milliseconds since 1970.
fn milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

const AWS: &str = "_aws";
