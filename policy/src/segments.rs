//! Networks as segments of the line of addresses, so that those an address is in are found by one
//! search, however many there are.

use alloc::vec::Vec;

use crate::landmarks::{Address, Landmarks};

/// Networks, of which any two are apart or one is within the other.
#[derive(Debug)]
pub(crate) struct Segments<A> {
    /// The smallest network that each segment is in; of a segment that is in none, one without zones.
    innermost: Landmarks<A, Network>,
    networks: Vec<Network>,
    zones: Vec<GatedZone>,
}

/// A zone, and which VPC endpoints it takes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct GatedZone {
    pub(crate) zone: u32,
    pub(crate) gate: Gate,
}

/// Which VPC endpoints a zone takes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Gate {
    /// Any, or none at all.
    Open,
    /// The one of this number.
    One(u32),
    /// Several.
    Several,
}

/// One network: its zones and those of the networks close around it, and the next larger network that
/// it is within.
#[derive(Clone, Copy, Debug, Default)]
struct Network {
    zones: (u32, u32),
    around: Option<u32>,
}

/// The first and the last address of a network, and its zone.
type Range<A> = (A, A, GatedZone);

/// Segments, as long as some are still to come.
struct Line<A> {
    segments: Vec<(A, Network)>,
    networks: Vec<Network>,
    zones: Vec<GatedZone>,
    /// The networks around the address that was come to: their last addresses.
    around: Vec<(A, u32)>,
}

impl<A: Address> Segments<A> {
    pub(crate) fn new(mut ranges: Vec<Range<A>>) -> Self {
        // The larger of two that start together comes first.
        ranges.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then(right.1.cmp(&left.1)).then(left.2.cmp(&right.2))
        });
        ranges.dedup();
        let mut line = Line {
            segments: Vec::new(),
            networks: Vec::new(),
            zones: Vec::new(),
            around: Vec::new(),
        };
        for alike in ranges.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1)) {
            if let [(first, last, _), ..] = alike {
                line.enter(*first, *last, alike.iter().map(|(_, _, zone)| *zone));
            }
        }
        line.leave(|_| true);
        let Line { segments, networks, zones, .. } = line;
        Self { innermost: Landmarks::new(segments), networks, zones }
    }

    /// Every zone of every network that this address is in. A zone comes once for each of its
    /// networks.
    #[inline]
    pub(crate) fn each(&self, address: A, mut note: impl FnMut(GatedZone)) {
        let mut here = self.innermost.at(address);
        while let Some(Network { zones, around }) = here {
            let zones = self.zones.get(size(zones.0)..size(zones.1));
            zones.unwrap_or_default().iter().for_each(|zone| note(*zone));
            here = around.and_then(|number| self.networks.get(size(number)));
        }
    }
}

impl<A: Address> Line<A> {
    /// Begins a network of these zones.
    fn enter(&mut self, first: A, last: A, zones: impl Iterator<Item = GatedZone>) {
        self.leave(|end| end < first);
        let from = self.zones.len();
        self.zones.extend(zones);
        let mut around = self.around.last().map(|(_, number)| *number);
        // The few zones of the network around it are read here, not there.
        if let Some(outer) = self.innermost()
            && outer.zones.1.saturating_sub(outer.zones.0) < CLOSE
        {
            self.zones.extend_from_within(size(outer.zones.0)..size(outer.zones.1));
            around = outer.around;
        }
        self.around.push((last, place(self.networks.len())));
        let zones = (place(from), place(self.zones.len()));
        self.networks.push(Network { zones, around });
        self.start(first);
    }

    /// Ends the innermost networks, as long as this is so of their ends.
    fn leave(&mut self, is_over: impl Fn(A) -> bool) {
        while let Some((last, _)) = self.around.pop_if(|(last, _)| is_over(*last)) {
            if let Some(next) = last.next() {
                self.start(next);
            }
        }
    }

    /// Begins a segment, which is in the networks around.
    fn start(&mut self, address: A) {
        self.segments.pop_if(|(start, _)| *start == address);
        self.segments.push((address, self.innermost().unwrap_or_default()));
    }

    /// The innermost of the networks around.
    fn innermost(&self) -> Option<Network> {
        let (_, number) = self.around.last()?;
        self.networks.get(size(*number)).copied()
    }
}

/// As many zones as lie in one or two lines of a processor's cache.
const CLOSE: u32 = 8;

/// INVARIANT (fits): a document within its limits names far fewer networks than 32 bits count.
fn place(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn zones(segments: &Segments<u32>, address: u32) -> Vec<u32> {
        let mut found = Vec::new();
        segments.each(address, |gated| found.push(gated.zone));
        found
    }

    #[test]
    fn an_address_is_in_the_networks_around_it_and_in_no_other() {
        let ranges = [(16, 31), (0, 63), (16, 19), (20, 20), (16, 31), (u32::MAX, u32::MAX)];
        let ranges = ranges.into_iter().zip([1, 0, 2, 3, 4, 5]);
        let ranges =
            ranges.map(|((first, last), zone)| (first, last, GatedZone { zone, gate: Gate::Open }));

        let segments = Segments::new(ranges.collect());

        for (address, expected) in [
            (0, vec![0]),
            (15, vec![0]),
            (16, vec![2, 1, 4, 0]),
            (19, vec![2, 1, 4, 0]),
            (20, vec![3, 1, 4, 0]),
            (21, vec![1, 4, 0]),
            (31, vec![1, 4, 0]),
            (32, vec![0]),
            (63, vec![0]),
            (64, vec![]),
            (u32::MAX - 1, vec![]),
            (u32::MAX, vec![5]),
        ] {
            assert_eq!(zones(&segments, address), expected, "{address}");
        }
    }

    #[test]
    fn networks_lie_in_each_other_however_deep() {
        for depth in [1, 7, 8, 9, 40, 100] {
            // Every third is of two zones.
            let number = |zone: u32| zone - zone / 4;
            let zones_of_all: Vec<u32> = (0..depth).collect();
            let ranges = zones_of_all.iter().map(|zone| {
                (number(*zone), 199 - number(*zone), GatedZone { zone: *zone, gate: Gate::Open })
            });
            let segments = Segments::new(ranges.collect());

            for address in 0..=200 {
                let mut found = zones(&segments, address);
                found.sort_unstable();
                let within = |zone: &u32| (number(*zone)..=199 - number(*zone)).contains(&address);
                let expected: Vec<u32> = zones_of_all.iter().copied().filter(within).collect();
                assert_eq!(found, expected, "{address}, {depth} deep");
            }
        }
    }
}
