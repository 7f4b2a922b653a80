//! What can be wrong with a zone.

use alloc::{collections::BTreeSet, string::ToString, vec::Vec};

use ipnet::IpNet;

use super::{
    Operator, Site,
    list::{Edited, edits, replaced},
    vocabulary::{Vocabulary, next_or_new},
};
use crate::{Zone, document::is_network};

/// The zones that differ from this one in one thing.
pub(super) fn of_zone<'a>(
    zone: &'a Zone,
    words: &Vocabulary,
) -> impl Iterator<Item = (Site, Edited<Zone>)> + use<'a> {
    let endpoints = zone.vpc_endpoints.as_ref();
    let more = endpoints.and_then(|list| next_or_new(list, &words.vpc_endpoints));
    let endpoints = edits(endpoints, more, |vpc_endpoints| {
        not_empty(Zone { vpc_endpoints, cidrs: zone.cidrs.clone() })
    });
    let cidrs = edits(zone.cidrs.as_ref(), [], |cidrs| {
        not_empty(Zone { vpc_endpoints: zone.vpc_endpoints.clone(), cidrs })
    });
    let networks = zone.cidrs.iter().flat_map(|cidrs| cidrs.iter().map(move |it| (cidrs, *it)));
    let resized = networks.flat_map(|(cidrs, network)| resized(zone, cidrs, network));
    let endpoints = endpoints.map(|edited| (Site::VpcEndpoints, edited));
    endpoints.chain(cidrs.chain(resized).map(|edited| (Site::Cidrs, edited)))
}

/// A zone has endpoints or networks.
fn not_empty(zone: Zone) -> Option<Zone> {
    (zone.vpc_endpoints.is_some() || zone.cidrs.is_some()).then_some(zone)
}

/// The network twice as large, and each half of it.
fn resized(zone: &Zone, cidrs: &BTreeSet<IpNet>, network: IpNet) -> Vec<Edited<Zone>> {
    let halves = network.prefix_len().checked_add(1).and_then(|it| network.subnets(it).ok());
    let others = network.supernet().into_iter().chain(halves.into_iter().flatten());
    let others = others.filter(|other| !cidrs.contains(other) && is_network(other));
    let edited = others.map(|other| {
        let rest = cidrs.iter().filter(|kept| **kept != network).copied();
        let vpc_endpoints = zone.vpc_endpoints.clone();
        let zone = Zone { vpc_endpoints, cidrs: Some(rest.chain([other]).collect()) };
        (Operator::ResizeNetwork, replaced(network.to_string(), other.to_string()), zone)
    });
    edited.collect()
}
