//! Addresses at the ends of networks.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::draw::Choice;

/// One of the first and last address of this network, the next after and before them, and those
/// just outside. An IPv4 address may be written as an IPv6 one.
pub(crate) fn at_an_end(network: IpNet, choice: Choice, inside: bool) -> IpAddr {
    let (first, last) = (network.network(), network.broadcast());
    let within = [first, last, beside(first, 1), beside(last, -1)];
    let outside = [first, last, beside(first, -1), beside(last, 1)];
    let pool: Vec<IpAddr> = if inside {
        within.into_iter().filter(|address| network.contains(address)).collect()
    } else {
        outside.into()
    };
    let address = choice.of(&pool).copied().unwrap_or(first);
    match address {
        IpAddr::V4(address) if choice.next().below(4) == 3 => address.to_ipv6_mapped().into(),
        IpAddr::V4(_) | IpAddr::V6(_) => address,
    }
}

/// An address that no sensible policy names: a benchmark's, or a documentation prefix's.
pub(crate) fn elsewhere(choice: Choice) -> IpAddr {
    if choice.below(2) == 0 {
        Ipv4Addr::new(198, 19, 255, 254).into()
    } else {
        Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 1).into()
    }
}

/// The address so far from this one, held at the ends of its family.
pub(crate) fn beside(address: IpAddr, by: i8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let bits = address.to_bits().saturating_add_signed(by.into());
            Ipv4Addr::from_bits(bits).into()
        }
        IpAddr::V6(address) => {
            let bits = address.to_bits().saturating_add_signed(by.into());
            Ipv6Addr::from_bits(bits).into()
        }
    }
}
