//! What holds at an address, of what begins to hold at each of many, without a search through all of
//! them.
//!
//! A search that halves the list waits for one of its numbers after the other. So the line of addresses
//! is cut into as many parts of one width as there are addresses in the list, and each part knows where
//! the list has its first: there are few others in it. Where there are many, the part is cut again.

use alloc::vec::Vec;

/// An address as a number.
pub(crate) trait Address: Copy + Ord {
    /// The next one; `None` after the last.
    fn next(self) -> Option<Self>;

    /// How far it is from another one, in steps of a power of two; `None` if it is before that.
    fn steps(self, from: Self, power: u32) -> Option<usize>;

    /// How many bits tell how far it is from one before it.
    fn bits(self, from: Self) -> u32;
}

macro_rules! address {
    ($($number:ty)*) => {
        $(impl Address for $number {
            fn next(self) -> Option<Self> {
                self.checked_add(1)
            }

            #[inline]
            fn steps(self, from: Self, power: u32) -> Option<usize> {
                let steps = self.checked_sub(from)?.checked_shr(power).unwrap_or_default();
                Some(usize::try_from(steps).unwrap_or(usize::MAX))
            }

            fn bits(self, from: Self) -> u32 {
                Self::BITS.saturating_sub(self.saturating_sub(from).leading_zeros())
            }
        })*
    };
}

address!(u32 u128);

/// Values in the order of the addresses at which they begin to hold, and where to begin to look for the
/// one of an address.
#[derive(Debug)]
pub(crate) struct Landmarks<A, T> {
    /// Each address once. The value lies beside it, to come from memory with it.
    values: Vec<(A, T)>,
    /// The one of all addresses is the last.
    stretches: Vec<Stretch<A>>,
    marks: Vec<Mark>,
}

/// Some addresses that follow each other.
#[derive(Clone, Copy, Debug)]
struct Stretch<A> {
    first: A,
    /// The place of the first.
    at: u32,
    /// How wide a part is: two to this power.
    power: u32,
    /// A mark for each part, and one behind the last.
    marks: (u32, u32),
}

/// Where the addresses of a part begin: a place in the list, or the number of a stretch.
#[derive(Clone, Copy, Debug)]
struct Mark(u32);

/// Of a mark: it is the number of a stretch.
const STRETCH: u32 = 1 << 31;
/// So many addresses are looked at one by one.
const FEW: usize = 8;

impl<A: Address, T> Landmarks<A, T> {
    /// The addresses are in order, each once.
    pub(crate) fn new(values: Vec<(A, T)>) -> Self {
        let mut landmarks = Self { values, stretches: Vec::new(), marks: Vec::new() };
        landmarks.stretch(0, landmarks.values.len());
        landmarks
    }

    /// The value that holds at this address: that of the last one that is not beyond it.
    #[inline]
    pub(crate) fn at(&self, address: A) -> Option<&T> {
        let before = self.up_to(address).checked_sub(1)?;
        self.values.get(before).map(|(_, value)| value)
    }

    /// How many of the addresses are not beyond this one.
    #[inline]
    fn up_to(&self, address: A) -> usize {
        let mut stretch = self.stretches.last();
        while let Some(Stretch { first, at, power, marks }) = stretch {
            let Some(part) = address.steps(*first, *power) else { return size(*at) };
            let marks = self.marks.get(size(marks.0)..size(marks.1)).unwrap_or_default();
            let Some([here, next]) = marks.get(part..).and_then(<[Mark]>::first_chunk) else {
                return marks.last().map_or(0, |end| self.place(*end));
            };
            stretch = self.within(*here);
            if stretch.is_none() {
                let (from, to) = (self.place(*here), self.place(*next));
                let those = self.values.get(from..to).unwrap_or_default();
                let before = those.iter().take_while(|(other, _)| *other <= address).count();
                return from.saturating_add(before);
            }
        }
        0
    }

    /// Cuts the addresses from one place to another into parts.
    fn stretch(&mut self, from: usize, to: usize) {
        let those = self.values.get(from..to).unwrap_or_default();
        let (Some((first, _)), Some((last, _))) = (those.first(), those.last()) else { return };
        let (first, last) = (*first, *last);
        let all = those.len();
        let power = last.bits(first).saturating_sub(all.ilog2());
        let parts = last.steps(first, power).unwrap_or_default().saturating_add(1);
        let mut marks = Vec::with_capacity(parts.saturating_add(1));
        let mut at = from;
        for part in 0..parts {
            let rest = self.values.get(at..to).unwrap_or_default();
            let here = rest.partition_point(|(other, _)| other.steps(first, power) <= Some(part));
            let next = at.saturating_add(here);
            // The first and the last of several are in different parts, so that every part has fewer.
            if here > FEW && here < all {
                self.stretch(at, next);
                marks.push(Mark(STRETCH | number(self.stretches.len().saturating_sub(1))));
            } else {
                marks.push(Mark(number(at)));
            }
            at = next;
        }
        marks.push(Mark(number(to)));
        let before = number(self.marks.len());
        self.marks.extend(marks);
        let marks = (before, number(self.marks.len()));
        self.stretches.push(Stretch { first, at: number(from), power, marks });
    }

    fn within(&self, mark: Mark) -> Option<&Stretch<A>> {
        (mark.0 & STRETCH != 0).then(|| self.stretches.get(size(mark.0 & !STRETCH)))?
    }

    fn place(&self, mark: Mark) -> usize {
        size(self.within(mark).map_or(mark.0, |stretch| stretch.at))
    }
}

/// INVARIANT (fits): a document within its limits names far fewer networks than 31 bits count.
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;

    #[test]
    fn the_last_of_the_values_that_begin_before_an_address_is_found_wherever_they_lie() {
        let crowded = |count: u32| (0..count).map(|number| 0x0a00_0000 + number * 16);
        let doubling = (0..32).map(|power| 1 << power);
        for list in [
            vec![],
            vec![0],
            vec![u32::MAX],
            vec![0, u32::MAX],
            (0..100).collect::<Vec<u32>>(),
            (u32::MAX - 40..=u32::MAX).collect(),
            crowded(3000).collect(),
            crowded(300).chain([0xc0a8_0000, 0xcb00_7100]).collect(),
            crowded(300).chain([1, 0x0500_0000, 0x0700_0000, 0x1000_0000]).collect(),
            doubling.clone().collect(),
            [0].into_iter().chain(doubling.flat_map(|it: u32| [it, it | it >> 1])).collect(),
        ] {
            let mut list = list;
            list.sort_unstable();
            list.dedup();
            let landmarks = Landmarks::new(list.iter().map(|it| (*it, *it)).collect());
            let wide = list.iter().map(|it| (u128::from(*it) << 90 | 7, *it)).collect();
            let wide: Landmarks<u128, u32> = Landmarks::new(wide);

            let near = list.iter().flat_map(|it| [it.saturating_sub(1), *it, it.saturating_add(1)]);
            for address in near.chain([0, 1, 0x0a00_0001, 0x0b00_0000, 0xc0ff_ffff, u32::MAX]) {
                let expected = list.iter().rfind(|other| **other <= address);
                assert_eq!(landmarks.at(address), expected, "{address} in {list:?}");
                assert_eq!(wide.at(u128::from(address) << 90 | 7), expected, "{address}");
            }
            assert_eq!(wide.at(6), None);
            assert_eq!(wide.at(u128::MAX), list.last());
        }
    }
}
