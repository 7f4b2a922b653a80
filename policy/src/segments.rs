//! Networks as segments of the line of addresses, so that those an address is in are found by one
//! search, however many there are.

use alloc::vec::Vec;

/// An address as a number.
pub(crate) trait Address: Copy + Ord {
    /// The next one; `None` after the last.
    fn next(self) -> Option<Self>;
}

impl Address for u32 {
    fn next(self) -> Option<Self> {
        self.checked_add(1)
    }
}

impl Address for u128 {
    fn next(self) -> Option<Self> {
        self.checked_add(1)
    }
}

/// Networks, of which any two are apart or one is within the other.
#[derive(Debug)]
pub(crate) struct Segments<A> {
    /// Where each segment starts, in order.
    starts: Vec<A>,
    /// The smallest network that each segment is in, in the same order.
    innermost: Vec<Option<u32>>,
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
#[derive(Clone, Copy, Debug)]
struct Network {
    zones: (u32, u32),
    around: Option<u32>,
}

/// The first and the last address of a network, and its zone.
type Range<A> = (A, A, GatedZone);

impl<A: Address> Segments<A> {
    pub(crate) fn new(mut ranges: Vec<Range<A>>) -> Self {
        // The larger of two that start together comes first.
        ranges.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then(right.1.cmp(&left.1)).then(left.2.cmp(&right.2))
        });
        ranges.dedup();
        let mut segments = Self {
            starts: Vec::new(),
            innermost: Vec::new(),
            networks: Vec::new(),
            zones: Vec::new(),
        };
        let mut around: Vec<(A, u32)> = Vec::new();
        let mut rest = &*ranges;
        while let Some((first, last, _)) = rest.first() {
            let alike = rest.partition_point(|other| (other.0, other.1) == (*first, *last));
            let (here, others) = rest.split_at_checked(alike).unwrap_or((rest, &[]));
            rest = others;
            segments.leave(&mut around, |end| end < *first);
            let number = place(segments.networks.len());
            let begin = place(segments.zones.len());
            segments.zones.extend(here.iter().map(|(_, _, zone)| zone));
            segments.networks.push(Network {
                zones: (begin, place(segments.zones.len())),
                around: around.last().map(|(_, number)| *number),
            });
            segments.start(*first, Some(number));
            around.push((*last, number));
        }
        segments.leave(&mut around, |_| true);
        segments
    }

    /// Every zone of every network that this address is in. A zone comes once for each of its
    /// networks.
    #[inline]
    pub(crate) fn each(&self, address: A, mut note: impl FnMut(GatedZone)) {
        let after = self.starts.partition_point(|start| *start <= address);
        let mut here = after.checked_sub(1).and_then(|at| *self.innermost.get(at)?);
        while let Some(network) = here.and_then(|number| self.networks.get(size(number))) {
            let zones = self.zones.get(size(network.zones.0)..size(network.zones.1));
            zones.unwrap_or_default().iter().for_each(|zone| note(*zone));
            here = network.around;
        }
    }

    /// Ends the innermost networks, as long as this is so of their ends.
    fn leave(&mut self, around: &mut Vec<(A, u32)>, is_over: impl Fn(A) -> bool) {
        while let Some((last, _)) = around.pop_if(|(last, _)| is_over(*last)) {
            if let Some(next) = last.next() {
                self.start(next, around.last().map(|(_, number)| *number));
            }
        }
    }

    fn start(&mut self, address: A, network: Option<u32>) {
        if self.starts.last() == Some(&address) {
            self.innermost.pop();
        } else {
            self.starts.push(address);
        }
        self.innermost.push(network);
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
