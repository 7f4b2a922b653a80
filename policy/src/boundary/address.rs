//! The first and last addresses of the networks of a zone.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::{Bound, Boundary, Edge, RuleCondition};
use crate::{Clause, Document, Fact, Name, Source, Zone};

/// The boundaries of a zone's networks, each with the conditions for which it is one: beside it there
/// is no address, or one that the condition takes as well, and it is none.
pub(super) fn boundaries(
    document: &Document,
    name: &Name,
    zone: &Zone,
    uses: &[(RuleCondition, &Clause)],
) -> Vec<Boundary> {
    let ends = zone.cidrs.iter().flatten().flat_map(|network| {
        let (first, last) = (network.network(), network.broadcast());
        [
            (Bound::FirstAddress { zone: name.clone(), network: *network }, first, before(first)),
            (Bound::LastAddress { zone: name.clone(), network: *network }, last, after(last)),
        ]
    });
    let boundary = |(bound, inside, outside): (Bound, IpAddr, Option<IpAddr>)| {
        let outside = outside?;
        let ends_there = |clause: &Clause| {
            let others = clause.from.iter().flatten().filter_map(|name| document.zones.get(name));
            !others.into_iter().any(|other| takes(other, outside) && is_wider(other, zone))
        };
        let uses = uses.iter().filter(|(_, clause)| ends_there(clause));
        let conditions: Vec<_> = uses.map(|(condition, _)| condition.clone()).collect();
        (!conditions.is_empty()).then_some(Boundary {
            bound,
            inside: Edge::Address(inside),
            outside: Edge::Address(outside),
            conditions,
        })
    };
    ends.filter_map(boundary).collect()
}

/// Whether only the address is left to tell whether a call comes from the zone.
pub(super) fn comes_through(zone: &Zone, source: &Source) -> bool {
    match (&zone.vpc_endpoints, source.vpc_endpoint()) {
        (None, _) => true,
        (Some(endpoints), Fact::Known(endpoint)) => endpoints.contains(endpoint),
        (Some(_), Fact::Absent | Fact::Unknown) => false,
    }
}

fn takes(zone: &Zone, address: IpAddr) -> bool {
    let contains = |network: &IpNet| network.contains(&address);
    zone.cidrs.as_ref().is_none_or(|networks| networks.iter().any(contains))
}

/// Whether every endpoint of the zone is one of the wider one.
fn is_wider(wider: &Zone, zone: &Zone) -> bool {
    match (&wider.vpc_endpoints, &zone.vpc_endpoints) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wider), Some(endpoints)) => endpoints.is_subset(wider),
    }
}

fn before(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits().checked_sub(1)?).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits().checked_sub(1)?).into(),
    })
}

fn after(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits().checked_add(1)?).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits().checked_add(1)?).into(),
    })
}
