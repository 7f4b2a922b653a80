//! Places and hours in words: inside and outside of zones, inside and outside of schedules.

use std::fmt::Display;

use sekisho_policy::{
    Document, Fact, Name, Source,
    analysis::{Label, Within},
};

use super::values::joined;
use crate::Language;

/// So many networks, or endpoints, of a zone are told.
const TOLD: usize = 3;

/// `` `city-hall` (10.20.0.0/16 through vpce-0a1b2c3d4e5f60718) or … ``; where it is not told by zones, the
/// place itself.
pub(super) fn place(
    ways: Option<&[Within]>,
    source: &Source,
    document: &Document,
    language: Language,
) -> String {
    let Some(ways) = ways.filter(|ways| !ways.is_empty()) else { return exactly(source, language) };
    let zone = |label: &Label| match networks(document, &label.name, language) {
        Some(networks) => language.pick(
            format!("`{}` ({networks})", label.name),
            format!("`{}`({networks})", label.name),
        ),
        None => format!("`{}`", label.name),
    };
    let ways = ways.iter().map(|way| within(way, zone, language));
    let ways: Vec<String> = ways.collect();
    ways.join(language.pick(", or from ", "、または "))
}

/// `` , within `office-hours` ``; nothing where schedules do not matter.
pub(super) fn hours(ways: Option<&[Within]>, language: Language) -> String {
    let Some(ways) = ways.filter(|ways| !ways.is_empty()) else { return String::new() };
    let name = |label: &Label| format!("`{}`", label.name);
    let said = ways.iter().map(|way| {
        let held = within(way, name, language);
        let is_inside = !way.inside.is_empty();
        language.pick(if is_inside { format!("within {held}") } else { held.clone() }, held)
    });
    let said: Vec<String> = said.collect();
    language.pick(
        format!(", {}", said.join(", or ")),
        joined(&format!("、{}", said.join("、または ")), "の時間帯に"),
    )
}

/// Inside of all of these, outside of all those.
fn within(way: &Within, name: impl Fn(&Label) -> String, language: Language) -> String {
    let names = |labels: &std::collections::BTreeSet<Label>, between: &str| {
        labels.iter().map(&name).collect::<Vec<_>>().join(between)
    };
    let inside = names(&way.inside, language.pick(" and ", "・"));
    let outside = names(&way.outside, language.pick(" and ", "・"));
    match (way.inside.is_empty(), way.outside.is_empty()) {
        (false, true) => inside,
        (false, false) => language.pick(
            format!("{inside} but outside of {outside}"),
            format!("{inside} の中で {outside} の外"),
        ),
        (true, _) => language.pick(format!("outside of {outside}"), format!("{outside} の外")),
    }
}

/// `10.20.0.0/16 through vpce-0a1b2c3d4e5f60718`
fn networks(document: &Document, zone: &Name, language: Language) -> Option<String> {
    let zone = document.zones().get(zone)?;
    let networks = zone.cidrs.as_ref().map(|networks| some(networks, language));
    let endpoints = zone.vpc_endpoints.as_ref().map(|endpoints| some(endpoints, language));
    match (networks, endpoints) {
        (Some(networks), Some(endpoints)) => Some(language.pick(
            format!("{networks} through {endpoints}"),
            format!("{endpoints} 経由の {networks}"),
        )),
        (Some(networks), None) => Some(networks),
        (None, Some(endpoints)) => {
            Some(language.pick(format!("through {endpoints}"), format!("{endpoints} 経由")))
        }
        (None, None) => None,
    }
}

/// One of them, or some and the number of the others.
fn some<T: Display>(items: &std::collections::BTreeSet<T>, language: Language) -> String {
    let told: Vec<String> = items.iter().take(TOLD).map(ToString::to_string).collect();
    match items.len().saturating_sub(TOLD) {
        0 => told.join(language.pick(" or ", "、")),
        more => language.pick(
            format!("{} or {more} more", told.join(", ")),
            format!("{} ほか {more} 件", told.join("、")),
        ),
    }
}

/// `10.20.1.5 through vpce-0a1b2c3d4e5f60718`
fn exactly(source: &Source, language: Language) -> String {
    let address = match source.address() {
        Fact::Known(address) => address.to_string(),
        Fact::Absent | Fact::Unknown => language.pick("another address", "別のアドレス").to_owned(),
    };
    match source.vpc_endpoint() {
        Fact::Known(endpoint) => language
            .pick(format!("{address} through {endpoint}"), format!("{endpoint} 経由の {address}")),
        Fact::Absent | Fact::Unknown => address,
    }
}
