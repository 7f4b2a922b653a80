//! What the templates say and what the programs take are the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use sekisho_executor::GuardConfig;
use sekisho_lambda::{CODE, FUNCTION, Metric, NAMESPACE, OUTCOME, Route};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::programs::{ask, repository};

/// What the templates come to.
pub async fn expanded() -> &'static Value {
    static EXPANDED: OnceCell<Value> = OnceCell::const_new();
    EXPANDED.get_or_init(async || ask("expanded.py")).await
}

#[tokio::test]
async fn every_function_reads_the_environment_it_is_given() {
    let mut read = BTreeMap::new();
    for given in expanded().await["environments"].as_array().unwrap() {
        let variables = given["variables"].as_object().unwrap();
        let pairs = variables.iter().map(|(name, value)| (name.clone(), text(value)));
        let function = given["function"].as_str().unwrap();
        let error = match function {
            "functions.yaml: Authorizer" => sekisho_lambda::Config::from_pairs(pairs).err(),
            "functions.yaml: Executor" => sekisho_executor::Config::from_pairs(pairs).err(),
            "guard.yaml: Guard" => GuardConfig::from_pairs(pairs).err(),
            other => panic!("no program of {other}"),
        };
        assert_eq!(error.map(|it| it.to_string()), None, "{}: {function}", given["town"]);
        *read.entry(function).or_insert(0) += 1;
    }
    // One of the fourteen towns has no guard.
    let times = [
        ("functions.yaml: Authorizer", 14),
        ("functions.yaml: Executor", 14),
        ("guard.yaml: Guard", 13),
    ];
    assert_eq!(read, times.into());
}

#[tokio::test]
async fn the_variables_that_are_given_are_all_documented() {
    let pages = ["docs/configuration.md", "docs/guard.md"]
        .map(|page| fs::read_to_string(repository(page)).unwrap())
        .concat();
    for given in expanded().await["environments"].as_array().unwrap() {
        for variable in given["variables"].as_object().unwrap().keys() {
            assert!(pages.contains(&format!("`{variable}`")), "{variable}");
        }
    }
}

#[tokio::test]
async fn the_routes_behind_the_authorizer_are_those_of_the_programs() {
    let routes = expanded().await["routes"].as_array().unwrap();
    let deployed: BTreeSet<_> =
        routes.iter().map(|it| format!("{} {}", text(&it[0]), text(&it[1]))).collect();

    assert_eq!(deployed, Route::ALL.iter().map(ToString::to_string).collect());
}

#[tokio::test]
async fn alarms_and_the_dashboard_look_at_metrics_that_are_written() {
    assert_eq!(NAMESPACE, "Sekisho");
    let mut shown = BTreeSet::new();
    for looked in expanded().await["metrics"].as_array().unwrap() {
        let (place, name) = (&looked["where"], looked["name"].as_str().unwrap());
        let metric = Metric::ALL.into_iter().find(|metric| metric.name() == name);
        let metric = metric.unwrap_or_else(|| panic!("{place}: no metric `{name}` is written"));
        let dimensions = looked["dimensions"].as_object().unwrap();
        let named: BTreeSet<_> = dimensions.keys().map(String::as_str).collect();
        let kept = metric.dimensions().iter();
        assert!(
            kept.map(|set| set.iter().copied().collect::<BTreeSet<_>>()).any(|set| set == named),
            "{place}: `{name}` is not kept by {named:?}"
        );
        let function = dimensions[FUNCTION].as_str().unwrap();
        let function = function.strip_prefix("sekisho-hoshimi-").unwrap();
        assert!(["authorizer", "executor", "guard"].contains(&function), "{place}: {function}");
        for value in [OUTCOME, CODE].iter().filter_map(|kind| dimensions.get(*kind)?.as_str()) {
            assert!(is_written(value), "{place}: no program writes `{value}`");
        }
        if text(place).starts_with("dashboard.yaml") {
            shown.insert(metric);
        }
    }
    assert_eq!(shown, Metric::ALL.into(), "the dashboard shows every metric");
}

/// Whether some program has this text among its outcomes and codes.
fn is_written(value: &str) -> bool {
    let literal = format!("\"{value}\"");
    ["authorizer/src", "executor/src", "identity/src", "lambda/src"]
        .iter()
        .any(|room| holds(&repository(room), &literal))
}

fn holds(folder: &Path, literal: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            holds(&path, literal)
        } else {
            fs::read_to_string(&path).is_ok_and(|it| it.contains(literal))
        }
    })
}

#[tokio::test]
async fn a_network_is_shared_whole_or_not_at_all() {
    assert_eq!(
        expanded().await["half_shared"],
        "template.yaml: ExecuteApiEndpointId is of another installation, and \
         FunctionSecurityGroupId is not"
    );
}

/// The accounts, their roles and those whose events are taken in are given in three parameters.
#[tokio::test]
async fn a_parameter_set_names_the_same_accounts_everywhere() {
    for (name, set) in expanded().await["sets"].as_object().unwrap() {
        let accounts: BTreeSet<_> = text(&set["Accounts"])
            .split(',')
            .map(|account| account.split('=').next().unwrap().to_owned())
            .collect();
        let roles: BTreeSet<_> = text(&set["ActorRoleArns"])
            .split(',')
            .map(|arn| {
                assert!(arn.ends_with(":role/sekisho/SekishoActor"), "{name}: {arn}");
                arn.split(':').nth(4).unwrap().to_owned()
            })
            .collect();
        assert_eq!(accounts, roles, "{name}");
        let spokes: BTreeSet<_> = match set.get("SpokeAccounts") {
            Some(spokes) => text(spokes).split(',').map(str::to_owned).collect(),
            None => BTreeSet::new(),
        };
        let others: BTreeSet<_> =
            accounts.into_iter().filter(|account| account != "111122223333").collect();
        assert_eq!(spokes, others, "{name}");
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
