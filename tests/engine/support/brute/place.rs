//! Places by brute force: the first and the last address of each network, and those beside them.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use sekisho_policy::{VpcEndpointId, Zone};

/// Where a call comes from.
#[derive(Clone, Debug)]
pub(super) struct From {
    pub(super) address: Option<IpAddr>,
    pub(super) endpoint: Option<VpcEndpointId>,
}

/// Whether the call comes from the zone.
pub(super) fn is_in(zone: &Zone, from: &From) -> bool {
    let endpoint = zone
        .vpc_endpoints
        .as_ref()
        .is_none_or(|ids| from.endpoint.as_ref().is_some_and(|id| ids.contains(id)));
    let network = zone.cidrs.as_ref().is_none_or(|networks| {
        from.address.is_some_and(|address| {
            networks.iter().any(|network| {
                let (first, length) = (network.network(), network.prefix_len());
                let ((first, width), (address, other)) = (bits(first), bits(address));
                let host = width - u32::from(length);
                width == other && first.checked_shr(host) == address.checked_shr(host)
            })
        })
    });
    endpoint && network
}

/// The bits of an address, and how many they are.
fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (address.to_bits().into(), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

/// Calls from every place that these zones can tell apart.
pub(super) fn places<'z>(zones: impl Iterator<Item = &'z Zone> + Clone) -> Vec<From> {
    let networks = zones.clone().filter_map(|zone| zone.cidrs.as_ref()).flatten();
    let mut addresses: BTreeSet<IpAddr> =
        [IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9)), IpAddr::V6(Ipv6Addr::from_bits(0xc0de << 96))]
            .into();
    for network in networks {
        addresses.extend([network.network(), network.broadcast()]);
        addresses.extend(moved(network.network(), -1));
        addresses.extend(moved(network.broadcast(), 1));
    }
    // An address that stands for one of IPv4 is that one.
    let addresses: BTreeSet<IpAddr> = addresses.into_iter().map(|it| it.to_canonical()).collect();
    let endpoints: BTreeSet<VpcEndpointId> =
        zones.filter_map(|zone| zone.vpc_endpoints.clone()).flatten().collect();
    let other: VpcEndpointId = "vpce-ffffffff".parse().expect("an endpoint");
    let endpoints: Vec<_> = endpoints.into_iter().chain([other]).map(Some).chain([None]).collect();
    let addresses = addresses.into_iter().map(Some).chain([None]);
    let all = addresses.flat_map(|address| {
        endpoints.iter().map(move |endpoint| From { address, endpoint: endpoint.clone() })
    });
    all.collect()
}

/// The address so many places away, if there is one.
fn moved(address: IpAddr, by: i8) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            address.to_bits().checked_add_signed(by.into()).map(|it| Ipv4Addr::from_bits(it).into())
        }
        IpAddr::V6(address) => {
            address.to_bits().checked_add_signed(by.into()).map(|it| Ipv6Addr::from_bits(it).into())
        }
    }
}
