//! The oracle's networks: strings of ones and noughts.

use std::net::IpAddr;

/// Whether the network, written `address/length`, contains the address.
pub fn contains(network: &str, address: IpAddr) -> bool {
    let (start, length) = network.split_once('/').unwrap();
    let length: usize = length.parse().unwrap();
    let (start, address) = (bits(start.parse().unwrap()), bits(address));
    start.len() == address.len() && start[..length] == address[..length]
}

fn bits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.octets().iter().map(|byte| format!("{byte:08b}")).collect(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => bits(IpAddr::V4(address)),
            None => address.octets().iter().map(|byte| format!("{byte:08b}")).collect(),
        },
    }
}
