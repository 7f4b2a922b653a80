//! Pages for the vendor, to read: who can do what in the town, and the policy in plain sentences, both of
//! what is in force at this moment. Nothing can be changed by them.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sekisho_policy::{AccessMatrix, Action, Caller, Fact, Instance, Tags};
use sekisho_store::{Snapshot, load_active};
use serde::Deserialize;

use super::http::Site;
use crate::{
    Language,
    chart::{self, Chart},
    command::{Found, Origin},
    inventory::Person,
    scenario::Town,
};

/// Where the pages are.
pub(crate) const PATH: &str = "/vendor";

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new().route(PATH, get(who_can)).route(&format!("{PATH}/policy"), get(policy))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    lang: Lang,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Lang {
    En,
    #[default]
    Ja,
}

impl Asked {
    const fn language(&self) -> Language {
        match self.lang {
            Lang::En => Language::English,
            Lang::Ja => Language::Japanese,
        }
    }
}

/// The matrix of the people and the machines of the town.
async fn who_can(State(site): State<Arc<Site>>, Query(asked): Query<Asked>) -> Response {
    let snapshot = match in_force(&site).await {
        Ok(snapshot) => snapshot,
        Err(answer) => return answer,
    };
    let Snapshot { pointer, document } = snapshot;
    let (people, instances) = (people(&site.town), instances(&site.town));
    let callers = people.iter().map(|person| &person.caller);
    let matrix = AccessMatrix::new(&document, callers, &instances, &Action::ALL);
    let origin = Origin::Table { version: pointer.version, sha256: pointer.snapshot.sha256 };
    let found = Found { document, origin, as_of: None };
    let chart = Chart::new(found, people, instances, matrix, site.gateway.clock.now());
    page(|output| chart::write_html(&chart, asked.language(), output))
}

/// Every sentence of the policy.
async fn policy(State(site): State<Arc<Site>>, Query(asked): Query<Asked>) -> Response {
    match in_force(&site).await {
        Ok(Snapshot { pointer, document }) => {
            page(|output| chart::write_policy(&document, pointer.version, asked.language(), output))
        }
        Err(answer) => answer,
    }
}

async fn in_force(site: &Site) -> Result<Snapshot, Response> {
    load_active(site.table.as_ref(), &site.policy)
        .await
        .map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response())
}

/// An answer with this page, which may load and run nothing.
fn page(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Response {
    let mut text = Vec::new();
    if let Err(error) = write(&mut text) {
        return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (headers, text).into_response()
}

fn people(town: &Town) -> Vec<Person> {
    let person = |(user, person): (&String, &crate::scenario::Person)| {
        let caller = Caller::unknown()
            .with_user(Fact::Known(user))
            .with_groups(Fact::Known(person.groups.iter().map(String::as_str)));
        Person { name: person.name.clone(), caller }
    };
    town.people.iter().map(person).collect()
}

fn instances(town: &Town) -> Vec<Instance> {
    let instance = |(name, machine): (&String, &crate::scenario::Machine)| {
        let tags = machine.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        Instance {
            account: Fact::Known(town.account.clone()),
            region: Fact::Known(town.region.clone()),
            id: Fact::Known(machine.id.clone()),
            tags: Tags::collect(tags.chain([("Name", name.as_str())])),
        }
    };
    town.instances.iter().map(instance).collect()
}
