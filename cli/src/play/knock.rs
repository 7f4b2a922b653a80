//! What a step asks of the API, and which machines an answer is about.

use std::collections::BTreeMap;

use reqwest::Method;
use sekisho_policy::Action;
use serde_json::{Value, json};

use crate::{
    scenario::{Door, ScenarioError, Step, Town},
    serve::client::ApiRequest,
};

/// The HTTP request of a step.
pub(super) fn knock<'a>(
    step: &Step,
    town: &'a Town,
    token: Option<&'a str>,
) -> Result<ApiRequest<'a>, ScenarioError> {
    let ids: Vec<String> =
        step.to.iter().filter_map(|name| town.instance_id(name)).map(|id| id.to_string()).collect();
    let (method, path, body) = match (step.door, step.action) {
        (Door::Instances, Action::Describe) => (Method::GET, "/instances".to_owned(), None),
        (Door::Instances, action) => {
            let path = format!("/instances/{}/{action}", ids.concat());
            (Method::POST, path, step.dry_run.then(|| json!({ "dry_run": true })))
        }
        (Door::Actions, action) => {
            let mut body = json!({ "action": action.name(), "instance_ids": ids });
            if let (true, Some(members)) = (step.dry_run, body.as_object_mut()) {
                members.insert("dry_run".to_owned(), Value::Bool(true));
            }
            (Method::POST, "/actions".to_owned(), Some(body))
        }
        (Door::Script, action) => {
            let action = if action == Action::Stop { "Stop" } else { "Start" };
            (Method::POST, "/".to_owned(), Some(json!({ "Action": action })))
        }
    };
    Ok(ApiRequest { method, path, body, token, place: town.place(&step.from)? })
}

/// The names of the machines in an answer's body, each with its state.
pub(super) fn touched(body: &Value, town: &Town) -> BTreeMap<String, String> {
    let text = |item: &Value, name: &str| {
        item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let items = body.get("instances").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .map(|item| (town.instance_name(&text(item, "id")).to_owned(), text(item, "state")))
        .collect()
}
