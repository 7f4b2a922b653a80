//! The zones of a policy, filed by what a call comes from: the network of its address and its VPC
//! endpoint.

use alloc::vec::Vec;
use core::{cell::LazyCell, net::IpAddr, ops::Deref};

use hashbrown::HashTable;
use ipnet::IpNet;
use smallvec::SmallVec;

use crate::{
    Fact, Source, Zone,
    condition::{missing, within},
    segments::{Gate, GatedZone, Segments},
    text::Text,
    truth::{Missing, Truth},
};

/// The zones of a policy, each with a number.
#[derive(Debug)]
pub(crate) struct Networks {
    zones: Vec<Zone>,
    v4: Segments<u32>,
    v6: Segments<u128>,
    /// Every endpoint that a zone takes, each once: its place is its number.
    endpoints: Vec<Text>,
    /// The numbers of the endpoints, by their hashes.
    numbers: HashTable<u32>,
    /// The numbers of the endpoints that each zone takes.
    taken: Vec<Vec<u32>>,
    /// The zones that have no network, under the numbers of the endpoints they take.
    behind: Vec<(u32, u32)>,
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
struct Zones(SmallVec<[u16; 12]>);

impl Networks {
    pub(crate) fn new(zones: impl IntoIterator<Item = Zone>) -> Self {
        let zones: Vec<Zone> = zones.into_iter().collect();
        let ids = zones.iter().flat_map(|zone| zone.vpc_endpoints.iter().flatten());
        let mut endpoints: Vec<Text> = ids.map(|id| id.text().clone()).collect();
        endpoints.sort_unstable();
        endpoints.dedup();
        let mut numbers = HashTable::with_capacity(endpoints.len());
        let hash = |number: &u32| of_number(&endpoints, *number).map_or(0, Text::hash);
        for (endpoint, number) in endpoints.iter().zip(0..) {
            numbers.insert_unique(endpoint.hash(), number, hash);
        }
        let mut networks = Self {
            v4: Segments::new(Vec::new()),
            v6: Segments::new(Vec::new()),
            taken: Vec::new(),
            behind: Vec::new(),
            numbers,
            endpoints,
            zones,
        };
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for (zone, number) in networks.zones.iter().zip(0_u32..) {
            let ids = zone.vpc_endpoints.iter().flatten();
            let taken: Vec<u32> = ids.filter_map(|id| networks.endpoint(id.text())).collect();
            let gate = match (&zone.vpc_endpoints, taken.as_slice()) {
                (None, _) => Gate::Open,
                (Some(_), [only]) => Gate::One(*only),
                (Some(_), _) => Gate::Several,
            };
            let gated = GatedZone { zone: number, gate };
            for network in zone.cidrs.iter().flatten() {
                match network {
                    IpNet::V4(net) => {
                        v4.push((net.network().to_bits(), net.broadcast().to_bits(), gated));
                    }
                    IpNet::V6(net) => {
                        v6.push((net.network().to_bits(), net.broadcast().to_bits(), gated));
                    }
                }
            }
            // Of a zone that has networks it is the network that is looked for.
            if zone.cidrs.is_none() {
                networks.behind.extend(taken.iter().map(|endpoint| (*endpoint, number)));
            }
            networks.taken.push(taken);
        }
        networks.behind.sort_unstable();
        Self { v4: Segments::new(v4), v6: Segments::new(v6), ..networks }
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
                let id = endpoint.known().map(|id| id.text());
                let number = LazyCell::new(|| id.and_then(|id| self.endpoint(id)));
                if let Fact::Known(address) = address {
                    self.each_with(address, |gated| {
                        if self.is_open(gated, id, &number) {
                            found.inside.insert(gated.zone);
                        }
                    });
                }
                if !self.behind.is_empty()
                    && let Some(number) = *number
                {
                    let first = self.behind.partition_point(|(other, _)| *other < number);
                    let behind = self.behind.iter().skip(first);
                    for (_, zone) in behind.take_while(|(other, _)| *other == number) {
                        found.inside.insert(*zone);
                    }
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
    fn each_with(&self, address: IpAddr, note: impl FnMut(GatedZone)) {
        match address {
            IpAddr::V4(address) => self.v4.each(address.to_bits(), note),
            IpAddr::V6(address) => self.v6.each(address.to_bits(), note),
        }
    }

    /// The number of this endpoint; `None` if no zone takes it.
    fn endpoint(&self, id: &Text) -> Option<u32> {
        self.numbers.find(id.hash(), |number| self.is(*number, id)).copied()
    }

    /// Whether a zone takes the endpoint with this id. Its number is only asked for where a zone takes
    /// several.
    fn is_open(
        &self,
        gated: GatedZone,
        id: Option<&Text>,
        number: &impl Deref<Target = Option<u32>>,
    ) -> bool {
        match gated.gate {
            Gate::Open => true,
            Gate::One(only) => id.is_some_and(|id| self.is(only, id)),
            Gate::Several => number.is_some_and(|number| {
                let taken = self.taken.get(usize::try_from(gated.zone).unwrap_or(usize::MAX));
                taken.is_some_and(|taken| taken.contains(&number))
            }),
        }
    }

    /// Whether this endpoint has this number.
    fn is(&self, number: u32, id: &Text) -> bool {
        of_number(&self.endpoints, number) == Some(id)
    }

    fn zone(&self, number: u64) -> Option<&Zone> {
        self.zones.get(usize::try_from(number).ok()?)
    }
}

/// The endpoint of this number.
fn of_number(endpoints: &[Text], number: u32) -> Option<&Text> {
    endpoints.get(usize::try_from(number).ok()?)
}

impl Whereabouts {
    /// A zone, of which nothing is known yet.
    fn note(&mut self, number: u32, zone: &Zone, source: &Source) {
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
    fn insert(&mut self, number: u32) {
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

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::VpcEndpointId;

    fn endpoint(number: u16) -> Option<VpcEndpointId> {
        VpcEndpointId::parse(&format!("vpce-{number:08x}")).ok()
    }

    #[test]
    fn each_of_many_endpoints_leads_to_the_zones_that_take_it_and_to_no_other() {
        // A zone takes an endpoint of its own and one that it shares with its neighbour.
        let shared = |number: u16| 0x4000 | number >> 1;
        let zone = |number| Zone {
            vpc_endpoints: Some(
                [number, shared(number)].into_iter().filter_map(endpoint).collect(),
            ),
            cidrs: None,
        };
        let networks = Networks::new((0..600).map(zone));

        let zones = |number| {
            let endpoint = Fact::known_or_absent(endpoint(number));
            let found = networks.locate(&Source::new(Fact::Absent, endpoint));
            found.iter().collect::<Vec<u64>>()
        };

        for number in 0..600 {
            let own = u64::from(number);
            assert_eq!(zones(number), [own]);
            assert_eq!(zones(shared(number)), [own & !1, own | 1]);
        }
        assert!(zones(600).is_empty());
    }
}
