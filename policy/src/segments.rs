//! Networks as segments of the line of addresses, so that those an address is in are found by one
//! search, however many there are.

use alloc::vec::Vec;

use crate::landmarks::{Address, Landmarks};

/// Networks, of which any two are apart or one is within the other.
#[derive(Debug)]
pub(crate) struct Segments<A> {
    /// Where each segment starts.
    starts: Landmarks<A>,
    /// The smallest network that each segment is in, in the same order; of a segment that is in none,
    /// one without zones.
    innermost: Vec<Network>,
    networks: Vec<Network>,
    /// The zones of the networks, one network after the other.
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

/// One network: its zones, and the next larger network that it is within.
#[derive(Clone, Copy, Debug, Default)]
struct Network {
    zones: (u32, u32),
    around: Option<u32>,
}

/// The first and the last address of a network, and its zone.
type Range<A> = (A, A, GatedZone);

/// Segments, as long as some are still to come.
struct Line<A> {
    starts: Vec<A>,
    innermost: Vec<Network>,
    networks: Vec<Network>,
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
        let mut zones = Vec::with_capacity(ranges.len());
        let mut line = Line {
            starts: Vec::new(),
            innermost: Vec::new(),
            networks: Vec::new(),
            around: Vec::new(),
        };
        for alike in ranges.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1)) {
            let before = place(zones.len());
            zones.extend(alike.iter().map(|(_, _, zone)| *zone));
            if let [(first, last, _), ..] = alike {
                line.enter(*first, *last, (before, place(zones.len())));
            }
        }
        line.leave(|_| true);
        let Line { starts, innermost, networks, .. } = line;
        Self { starts: Landmarks::new(starts), innermost, networks, zones }
    }

    /// Every zone of every network that this address is in. A zone comes once for each of its
    /// networks.
    #[inline]
    pub(crate) fn each(&self, address: A, mut note: impl FnMut(GatedZone)) {
        let after = self.starts.up_to(address);
        let mut here = after.checked_sub(1).and_then(|at| self.innermost.get(at));
        while let Some(Network { zones, around }) = here {
            let zones = self.zones.get(size(zones.0)..size(zones.1));
            zones.unwrap_or_default().iter().for_each(|zone| note(*zone));
            here = around.and_then(|number| self.networks.get(size(number)));
        }
    }
}

impl<A: Address> Line<A> {
    /// Begins a network.
    fn enter(&mut self, first: A, last: A, zones: (u32, u32)) {
        self.leave(|end| end < first);
        let around = self.around.last().map(|(_, number)| *number);
        self.around.push((last, place(self.networks.len())));
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
        if self.starts.last() == Some(&address) {
            self.innermost.pop();
        } else {
            self.starts.push(address);
        }
        let innermost = self.around.last().and_then(|(_, number)| self.networks.get(size(*number)));
        self.innermost.push(innermost.copied().unwrap_or_default());
    }
}

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
}
