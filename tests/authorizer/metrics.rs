//! What is measured of an event, whichever Lambda answered it.

use std::{
    fs,
    path::Path,
    time::{Duration, UNIX_EPOCH},
};

use sekisho_lambda::{Decided, Health, Meter, Metric, NAMESPACE, Observed, TraceId};
use serde::Serialize;
use serde_json::{Value, json};
use support::{events::Call, one_id::DECISION_ID};

use crate::house::{House, NOW, token};

const HEADER: &str = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0";

/// A decision about one of several instances.
#[derive(Clone, Copy, Serialize)]
struct One(&'static str, &'static str);

impl Decided for One {
    fn decision_id(&self) -> &str {
        DECISION_ID
    }

    fn outcome(&self) -> &'static str {
        self.0
    }

    fn code(&self) -> &'static str {
        self.1
    }
}

fn observed() -> Observed<'static> {
    Observed {
        function: "sekisho-executor",
        at: UNIX_EPOCH + Duration::from_millis(1_795_482_000_123),
        latency: Duration::from_micros(12_500),
        trace: TraceId::of_header(HEADER),
        health: Health {
            key_age: Some(Duration::from_secs(60)),
            policy_age: Some(Duration::from_secs(7)),
            key_refresh_failures: Some(2),
            policy_refresh_failures: 3,
        },
        audited: true,
    }
}

fn lines(meter: &Meter, observed: &Observed<'_>, decisions: &[impl Decided]) -> Vec<Value> {
    let lines = meter.lines(observed, decisions);
    lines.iter().map(|line| serde_json::to_value(line).unwrap()).collect()
}

fn of_the_event(metrics: &[&str]) -> Value {
    let unit =
        |name: &str| Metric::ALL.into_iter().find(|metric| metric.name() == name).unwrap().unit();
    let metrics: Vec<Value> =
        metrics.iter().map(|name| json!({ "Name": name, "Unit": unit(name) })).collect();
    json!({ "Namespace": "Sekisho", "Dimensions": [["Function"]], "Metrics": metrics })
}

fn of_decisions() -> Value {
    json!({
        "Namespace": "Sekisho",
        "Dimensions": [["Function", "Outcome"], ["Function", "Code"]],
        "Metrics": [{ "Name": "Decisions", "Unit": "Count" }],
    })
}

#[test]
fn one_event_is_one_line_that_cloudwatch_can_read() {
    let lines = lines(&Meter::new(), &observed(), &[One("refused", "explicit")]);

    let measured = [
        "AuditFailures",
        "ColdStarts",
        "KeyAge",
        "KeyRefreshFailures",
        "Latency",
        "PolicyAge",
        "PolicyRefreshFailures",
    ];
    let expected = json!({
        "_aws": {
            "Timestamp": 1_795_482_000_123_u64,
            "CloudWatchMetrics": [of_the_event(&measured), of_decisions()],
        },
        "Function": "sekisho-executor",
        "Outcome": "refused",
        "Code": "explicit",
        "AuditFailures": 0,
        "ColdStarts": 1,
        "Decisions": 1,
        "KeyAge": 60,
        "KeyRefreshFailures": 2,
        "Latency": 12.5,
        "PolicyAge": 7,
        "PolicyRefreshFailures": 3,
        "decision_id": DECISION_ID,
        "trace_id": "1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
    });
    assert_eq!(lines, [expected]);
}

#[test]
fn instances_that_fared_differently_are_counted_in_lines_of_their_own() {
    let fared = [
        One("requested", "requested"),
        One("refused", "explicit"),
        One("requested", "requested"),
        One("refused", "default"),
    ];

    let lines = lines(&Meter::new(), &observed(), &fared);

    let told: Vec<Value> = lines
        .iter()
        .map(|line| json!([line["Outcome"], line["Code"], line["Decisions"], line["Latency"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["refused", "default", 1, 12.5]),
            json!(["refused", "explicit", 1, null]),
            json!(["requested", "requested", 2, null]),
        ]
    );
    assert_eq!(
        lines[2],
        json!({
            "_aws": { "Timestamp": 1_795_482_000_123_u64, "CloudWatchMetrics": [of_decisions()] },
            "Function": "sekisho-executor",
            "Outcome": "requested",
            "Code": "requested",
            "Decisions": 2,
            "decision_id": DECISION_ID,
            "trace_id": "1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
        })
    );
}

#[test]
fn an_age_that_nobody_knows_is_not_reported_as_zero() {
    let mut observed = observed();
    observed.health = Health::default();

    let lines = lines(&Meter::new(), &observed, &[One("deny", "keys_unavailable")]);

    let directive = &lines[0]["_aws"]["CloudWatchMetrics"][0];
    let measured = ["AuditFailures", "ColdStarts", "Latency", "PolicyRefreshFailures"];
    assert_eq!(*directive, of_the_event(&measured));
    assert_eq!((lines[0].get("KeyAge"), lines[0].get("PolicyAge")), (None, None));
}

#[test]
fn a_process_is_cold_once_and_tells_of_a_failed_read_or_fetch_once() {
    let (meter, mut observed) = (Meter::new(), observed());
    let mut told = Vec::new();

    for (reads, fetches) in [(3, 1), (3, 2), (5, 2)] {
        observed.health.policy_refresh_failures = reads;
        observed.health.key_refresh_failures = Some(fetches);
        let line = &lines(&meter, &observed, &[One("allow", "entitled")])[0];
        let told_of = ["ColdStarts", "PolicyRefreshFailures", "KeyRefreshFailures"];
        told.push(told_of.map(|metric| line[metric].clone()));
    }

    assert_eq!(told, [[1, 3, 1], [0, 0, 1], [0, 2, 0]].map(|told| told.map(Value::from)));
}

#[test]
fn only_what_has_the_form_of_a_trace_id_is_taken_for_one() {
    let id = "1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
    for header in
        [HEADER.to_owned(), format!("Root={id}"), format!("Self=1-x;Root={id};Lineage=a:0")]
    {
        assert_eq!(TraceId::of_header(&header).as_ref().map(TraceId::as_str), Some(id), "{header}");
    }
    let long = format!("Root={id}{}", "0".repeat(4096));
    for header in [
        "",
        "Root=",
        id,
        "root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
        "Root=2-5bef4de7-ad49b0e87f6ef6c87fc2e700",
        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e70",
        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e70g",
        "Root=1-5bef4de-7ad49b0e87f6ef6c87fc2e700",
        "Root=1-5bef4de7-ad49b0e8\n7f6ef6c87fc2e70",
        &long,
    ] {
        assert_eq!(TraceId::of_header(header), None, "{header:?}");
    }
}

#[test]
fn every_metric_keeps_to_the_limits_of_cloudwatch() {
    // SOURCE: CloudWatch user guide, "Specification: Embedded metric format".
    assert!(Metric::ALL.len() <= 100);
    assert!(Metric::ALL.is_sorted());
    for metric in Metric::ALL {
        assert!(metric.dimensions().iter().all(|set| (1..=30).contains(&set.len())), "{metric:?}");
    }
}

#[tokio::test]
async fn the_ages_are_those_of_what_the_answer_rests_on() {
    let house = House::open().await;
    let nothing = Health { key_refresh_failures: Some(0), ..Health::default() };
    assert_eq!(house.authorizer.health(NOW), nothing);
    let event = Call::get("/instances").bearer(token("sato")).authorizer_event();

    house.answer(&event).await;

    let age = Some(Duration::from_secs(90));
    assert_eq!(
        house.authorizer.health(NOW.saturating_add(90)),
        Health { key_age: age, policy_age: age, ..nothing }
    );
}

#[test]
fn the_pages_about_metrics_name_every_one_with_its_unit() {
    for page in ["docs/metrics.md", "docs/ja/metrics.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
        let text = fs::read_to_string(path).unwrap();
        let rows: Vec<(&str, &str)> = text
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
            .filter(|(name, _)| !name.contains('`'))
            .filter_map(|(name, rest)| Some((name, rest.split_once(" | ")?.0)))
            .collect();
        let metrics: Vec<(&str, &str)> =
            Metric::ALL.iter().map(|metric| (metric.name(), metric.unit())).collect();

        assert_eq!(rows, metrics, "{page}");
        assert!(text.contains(&format!("`{NAMESPACE}`")), "{page}");
    }
}
