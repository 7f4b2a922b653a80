//! Zones, and addresses within them.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use fastrand::Rng;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::Zone;

/// A document holds at most 1,000 zones: beyond that, rules share them.
const MOST_ZONES: usize = 1_000;

/// A zone before it is written down.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) vpce: Vec<String>,
    pub(super) networks: Vec<IpNet>,
}

/// A town's sites: each one to three networks behind one or two of its VPC endpoints.
pub(super) fn sites(count: usize, random: &mut Rng) -> Vec<Place> {
    let count = count.clamp(1, MOST_ZONES);
    let endpoints = (count / 8).clamp(2, 64);
    (0..count)
        .map(|number| {
            let networks = (0..random.usize(1..=3)).map(|_| private_network(random));
            let mut networks: Vec<IpNet> = networks.collect();
            networks.sort_unstable();
            networks.dedup();
            let vpce = endpoint(random.usize(0..endpoints));
            Place { name: format!("site-{number:04}"), vpce: vec![vpce], networks }
        })
        .collect()
}

/// Zones of one network each, none of which meets another.
pub(super) fn apart(count: usize) -> Vec<Place> {
    let count = count.clamp(1, MOST_ZONES);
    (0..count)
        .map(|number| {
            let [high, low] = u16::try_from(number).expect("at most 1,000").to_be_bytes();
            let address = Ipv4Addr::new(10, high, low, 0);
            let network = Ipv4Net::new(address, 24).expect("24 of 32 bits");
            place(number, network.into())
        })
        .collect()
}

/// Zones of one network each: from a `/33` to a `/128`, each within the one before; then the next
/// such chain.
pub(super) fn nested(count: usize, random: &mut Rng) -> Vec<Place> {
    let count = count.clamp(1, MOST_ZONES);
    let mut innermost = Ipv6Addr::UNSPECIFIED;
    (0..count)
        .map(|number| {
            let depth = u8::try_from(number % 96).expect("less than 96");
            if depth == 0 {
                innermost = Ipv6Addr::from_bits(0x2001_0db8 << 96 | random.u128(..) >> 32);
            }
            let network = Ipv6Net::new(innermost, 33 + depth).expect("at most 128 bits");
            place(number, network.trunc().into())
        })
        .collect()
}

fn place(number: usize, network: IpNet) -> Place {
    Place { name: format!("site-{number:04}"), vpce: vec![endpoint(0)], networks: vec![network] }
}

pub(super) fn written(places: &[Place]) -> BTreeMap<String, Zone> {
    let zone = |place: &Place| Zone {
        vpce: place.vpce.clone(),
        cidrs: place.networks.iter().map(ToString::to_string).collect(),
    };
    places.iter().map(|place| (place.name.clone(), zone(place))).collect()
}

/// An address in this place.
pub(super) fn address(place: &Place, random: &mut Rng) -> IpAddr {
    match random.choice(&place.networks).expect("a place has a network") {
        IpNet::V4(network) => {
            let host = random.u32(..) & network.hostmask().to_bits();
            Ipv4Addr::from_bits(network.network().to_bits() | host).into()
        }
        IpNet::V6(network) => {
            let host = random.u128(..) & network.hostmask().to_bits();
            Ipv6Addr::from_bits(network.network().to_bits() | host).into()
        }
    }
}

fn private_network(random: &mut Rng) -> IpNet {
    let length = random.u8(16..=26);
    let address = Ipv4Addr::from_bits(10 << 24 | random.u32(..1 << 24));
    Ipv4Net::new(address, length).expect("at most 26 of 32 bits").trunc().into()
}

fn endpoint(number: usize) -> String {
    format!("vpce-{number:017x}")
}
