//! The zones of a policy, filed by what a call comes from: the network of its address and its VPC
//! endpoint.

use alloc::vec::Vec;
use core::net::IpAddr;

use ipnet::IpNet;
use tinyvec::TinyVec;

use crate::{
    Fact, Source, Zone,
    condition::{missing, within},
    segments::Segments,
    text::Text,
    truth::{Missing, Truth},
};

/// The zones of a policy, each with a number.
#[derive(Debug)]
pub(crate) struct Networks {
    zones: Vec<Zone>,
    /// For each zone the endpoints it takes; `None`: it asks for none.
    gates: Vec<Option<Vec<Text>>>,
    v4: Segments<u32>,
    v6: Segments<u128>,
    /// Every zone that asks for an endpoint, under the hash of each that it takes.
    endpoints: Vec<Endpoint>,
}

/// A zone behind an endpoint, in the order of the hashes and the zones.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Endpoint {
    hash: u64,
    zone: u64,
}

/// Where an attempt comes from: zones by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Whereabouts {
    /// It comes from these.
    inside: Zones,
    /// It may come from these: facts that would tell are unknown.
    perhaps: Zones,
}

/// Zones by their numbers, in order, each once.
#[derive(Debug, Default)]
struct Zones(TinyVec<[u16; 12]>);

impl Networks {
    pub(crate) fn new(zones: impl IntoIterator<Item = Zone>) -> Self {
        let zones: Vec<Zone> = zones.into_iter().collect();
        let (mut v4, mut v6, mut endpoints) = (Vec::new(), Vec::new(), Vec::new());
        for (zone, number) in zones.iter().zip(0_u64..) {
            for network in zone.cidrs.iter().flatten() {
                match network {
                    IpNet::V4(net) => {
                        v4.push((net.network().to_bits(), net.broadcast().to_bits(), number));
                    }
                    IpNet::V6(net) => {
                        v6.push((net.network().to_bits(), net.broadcast().to_bits(), number));
                    }
                }
            }
            // Of a zone that has networks it is the network that is looked for.
            if zone.cidrs.is_none() {
                let ids = zone.vpc_endpoints.iter().flatten();
                endpoints.extend(ids.map(|id| Endpoint { hash: id.text().hash(), zone: number }));
            }
        }
        endpoints.sort_unstable();
        let gate = |zone: &Zone| {
            let ids = zone.vpc_endpoints.as_ref();
            ids.map(|ids| ids.iter().map(|id| id.text().clone()).collect())
        };
        let gates = zones.iter().map(gate).collect();
        Self { v4: Segments::new(v4), v6: Segments::new(v6), endpoints, gates, zones }
    }

    /// The zones this comes from.
    pub(crate) fn locate(&self, source: &Source) -> Whereabouts {
        let mut found = Whereabouts::default();
        if self.zones.is_empty() {
            return found;
        }
        match (source.address(), source.vpc_endpoint()) {
            (Fact::Unknown, _) | (_, Fact::Unknown) => {
                for (number, zone) in (0..).zip(&self.zones) {
                    found.note(number, zone, source);
                }
            }
            (address, endpoint) => {
                let endpoint = endpoint.known().map(|endpoint| endpoint.text());
                if let Fact::Known(address) = address {
                    self.each_with(address, |number| {
                        if self.is_behind(number, endpoint) {
                            found.inside.insert(number);
                        }
                    });
                }
                if let Some(endpoint) = endpoint {
                    self.each_behind(endpoint, |number| {
                        if let Some(zone) = self.zone(number) {
                            found.note(number, zone, source);
                        }
                    });
                }
            }
        }
        found.inside.settle();
        found.perhaps.settle();
        found
    }

    /// What it waits for whether this comes from one of these zones.
    pub(crate) fn missing(&self, zones: &[u64], source: &Source) -> Missing {
        let zones = zones.iter().filter_map(|number| self.zone(*number));
        zones.flat_map(|zone| missing(zone, source)).collect()
    }

    /// The zones that a network of the address is of.
    fn each_with(&self, address: IpAddr, note: impl FnMut(u64)) {
        match address {
            IpAddr::V4(address) => self.v4.each(address.to_bits(), note),
            IpAddr::V6(address) => self.v6.each(address.to_bits(), note),
        }
    }

    /// The zones without a network that may be behind this endpoint.
    fn each_behind(&self, endpoint: &Text, mut note: impl FnMut(u64)) {
        if self.endpoints.is_empty() {
            return;
        }
        let wanted = endpoint.hash();
        let first = self.endpoints.partition_point(|endpoint| endpoint.hash < wanted);
        let alike = self.endpoints.iter().skip(first);
        for endpoint in alike.take_while(|endpoint| endpoint.hash == wanted) {
            note(endpoint.zone);
        }
    }

    /// Whether a zone takes this endpoint, or asks for none. A zone that is not there takes none.
    fn is_behind(&self, number: u64, endpoint: Option<&Text>) -> bool {
        let gate = usize::try_from(number).ok().and_then(|at| self.gates.get(at));
        gate.is_some_and(|gate| {
            gate.as_ref().is_none_or(|ids| endpoint.is_some_and(|endpoint| ids.contains(endpoint)))
        })
    }

    fn zone(&self, number: u64) -> Option<&Zone> {
        self.zones.get(usize::try_from(number).ok()?)
    }
}

impl Whereabouts {
    /// A zone, of which nothing is known yet.
    fn note(&mut self, number: u64, zone: &Zone, source: &Source) {
        match within(zone, source) {
            Truth::False => {}
            Truth::True => self.inside.insert(number),
            Truth::Undecided => self.perhaps.insert(number),
        }
    }

    /// Whether it comes from one of these.
    #[inline]
    pub(crate) fn any(&self, zones: &[u64]) -> Truth {
        if self.inside.any(zones) {
            Truth::True
        } else if self.perhaps.any(zones) {
            Truth::Undecided
        } else {
            Truth::False
        }
    }

    /// The zones that it is not known to be outside of.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> {
        self.inside.0.iter().chain(&self.perhaps.0).copied().map(u64::from)
    }
}

impl Zones {
    fn insert(&mut self, number: u64) {
        // INVARIANT (fits): there are at most as many zones as `Limits::names`.
        if let Ok(number) = u16::try_from(number) {
            self.0.push(number);
        }
    }

    fn settle(&mut self) {
        if let [first, second, ..] = self.0.as_mut_slice() {
            if second < first {
                core::mem::swap(first, second);
            }
            if self.0.len() > 2 {
                self.0.sort_unstable();
            }
            // Two networks of one zone may lie within each other.
            let mut last = None;
            self.0.retain(|number| last.replace(*number) != Some(*number));
        }
    }

    #[inline]
    fn any(&self, zones: &[u64]) -> bool {
        let one = |zone: &u64| match self.0.as_slice() {
            [] => false,
            [only] => u64::from(*only) == *zone,
            more => more.binary_search_by_key(zone, |number| u64::from(*number)).is_ok(),
        };
        zones.iter().any(one)
    }
}
