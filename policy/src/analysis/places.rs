//! Where calls come from, by which zones hold them.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec,
    vec::Vec,
};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use ipnet::IpNet;

use super::{ranges::Ranges, texts::number};
use crate::{Fact, Source, VpcEndpointId, Zone, condition::within, truth::Truth};

/// Every combination of zones that hold some call.
#[derive(Debug, Default)]
pub(crate) struct Places {
    zones: Vec<Zone>,
    numbers: HashMap<Vec<u32>, u32, FixedState>,
    /// A call of each class.
    examples: Vec<Source>,
    /// The classes that each zone holds.
    held: Vec<Ranges>,
}

/// Gathers the zones that some clause uses.
#[derive(Debug, Default)]
pub(crate) struct PlacesMaker {
    zones: Vec<Zone>,
    numbers: BTreeMap<Key, u32>,
}

/// What a zone holds.
type Key = (Option<BTreeSet<VpcEndpointId>>, Option<BTreeSet<IpNet>>);

/// Addresses that are in nobody's network: they stand for any other (RFC 5737, RFC 3849).
const NOWHERE: [IpAddr; 4] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1)),
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

impl PlacesMaker {
    /// Notes a zone, and gives its number: two that hold the same are one.
    pub(crate) fn zone(&mut self, zone: &Zone) -> u32 {
        let key = (zone.vpc_endpoints.clone(), zone.cidrs.clone());
        let new = number(self.zones.len());
        let known = *self.numbers.entry(key).or_insert(new);
        if known == new {
            self.zones.push(zone.clone());
        }
        known
    }

    pub(crate) fn finish(self) -> Places {
        let mut places = Places {
            held: vec![Ranges::default(); self.zones.len()],
            zones: self.zones,
            ..Places::default()
        };
        places.walk();
        places
    }
}

impl Places {
    /// How many classes there are.
    pub(crate) fn classes(&self) -> u32 {
        number(self.examples.len())
    }

    /// The classes that a zone holds.
    pub(crate) fn held(&self, zone: u32) -> Ranges {
        let at = usize::try_from(zone).ok();
        at.and_then(|at| self.held.get(at)).cloned().unwrap_or_default()
    }

    /// The classes that each zone holds, by its number.
    pub(crate) fn zones(&self) -> &[Ranges] {
        &self.held
    }

    /// A call of this class.
    pub(crate) fn example(&self, class: u32) -> Option<&Source> {
        self.examples.get(usize::try_from(class).ok()?)
    }

    /// The class of a call; `None` if it is not known where it comes from.
    pub(crate) fn locate(&self, source: &Source) -> Option<u32> {
        let mut zones = Vec::new();
        for (zone, at) in self.zones.iter().zip(0..) {
            match within(zone, source) {
                Truth::True => zones.push(at),
                Truth::False => {}
                Truth::Undecided => return None,
            }
        }
        self.numbers.get(&zones).copied()
    }

    /// The classes that a call may be of, whatever is unknown of where it comes from.
    pub(crate) fn possible(&self, source: &Source) -> Ranges {
        let all = Ranges::run(0, self.classes());
        let zones = self.zones.iter().zip(&self.held);
        zones.fold(all, |left, (zone, held)| match within(zone, source) {
            Truth::True => left.meet(held),
            Truth::False => left.without(held),
            Truth::Undecided => left,
        })
    }

    /// Finds every combination: for each endpoint that some zone names, and for any other, the
    /// networks of the zones that may hold it.
    fn walk(&mut self) {
        let endpoints: BTreeSet<_> =
            self.zones.iter().filter_map(|zone| zone.vpc_endpoints.clone()).flatten().collect();
        // Any other comes last: what can be told by an endpoint of the policy's own is told by it.
        for endpoint in endpoints.into_iter().map(Fact::Known).chain([Fact::Absent]) {
            self.walk_endpoint(&endpoint);
        }
        let mut held: Vec<Vec<u32>> = vec![Vec::new(); self.zones.len()];
        for (zones, class) in &self.numbers {
            for zone in zones {
                let at = usize::try_from(*zone).unwrap_or(usize::MAX);
                if let Some(all) = held.get_mut(at) {
                    all.push(*class);
                }
            }
        }
        self.held = held.into_iter().map(|classes| classes.into_iter().collect()).collect();
        for address in NOWHERE {
            let source = Source::new(Fact::Known(address), Fact::Absent);
            let at = self.locate(&source).and_then(|class| usize::try_from(class).ok());
            if let Some(example) = at.and_then(|at| self.examples.get_mut(at))
                && example.address() != Fact::Known(NOWHERE[0])
            {
                *example = source;
            }
        }
    }

    fn walk_endpoint(&mut self, endpoint: &Fact<VpcEndpointId>) {
        let mut always = Vec::new();
        let mut edges: Vec<(IpAddr, bool, u32)> = Vec::new();
        for (zone, at) in self.zones.iter().zip(0..) {
            let fits = zone.vpc_endpoints.as_ref().is_none_or(|endpoints| {
                endpoint.known().is_some_and(|endpoint| endpoints.contains(endpoint))
            });
            match &zone.cidrs {
                _ if !fits => {}
                None => always.push(at),
                Some(networks) => {
                    // Networks of one zone may lie within each other: its outermost ones tell all.
                    for network in IpNet::aggregate(&networks.iter().copied().collect()) {
                        edges.push((network.network(), true, at));
                        if let Some(next) = next(network.broadcast()) {
                            edges.push((next, false, at));
                        }
                    }
                }
            }
        }
        self.note(endpoint, Fact::Absent, &always);
        // An end comes before a begin at the same address.
        edges.sort_unstable();
        let mut inside: BTreeSet<u32> = always.iter().copied().collect();
        let mut edges = edges.into_iter().peekable();
        for first in [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)] {
            let mut at = first;
            loop {
                while let Some((_, begins, zone)) = edges.next_if(|(address, ..)| *address == at) {
                    if begins {
                        inside.insert(zone);
                    } else {
                        inside.remove(&zone);
                    }
                }
                let next = edges.peek().map(|(address, ..)| *address);
                let next = next.filter(|address| address.is_ipv4() == first.is_ipv4());
                let called = called(at);
                if next.is_none_or(|next| called < next) {
                    let zones: Vec<u32> = inside.iter().copied().collect();
                    self.note(endpoint, Fact::Known(called), &zones);
                }
                match next {
                    Some(next) => at = next,
                    None => break,
                }
            }
            inside = always.iter().copied().collect();
        }
    }

    fn note(&mut self, endpoint: &Fact<VpcEndpointId>, address: Fact<IpAddr>, zones: &[u32]) {
        let new = self.classes();
        if !self.numbers.contains_key(zones) {
            self.numbers.insert(zones.into(), new);
            self.examples.push(Source::new(address, endpoint.clone()));
        }
    }
}

/// The address behind this one.
fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            address.to_bits().checked_add(1).map(|it| Ipv4Addr::from_bits(it).into())
        }
        IpAddr::V6(address) => {
            address.to_bits().checked_add(1).map(|it| Ipv6Addr::from_bits(it).into())
        }
    }
}

/// The first address from this one on that a call can come from: one that stands for an IPv4 address
/// is folded to it.
fn called(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(it) if it.to_ipv4_mapped().is_some() => IpAddr::V6(Ipv6Addr::from_bits(1 << 48)),
        IpAddr::V4(_) | IpAddr::V6(_) => address,
    }
}
