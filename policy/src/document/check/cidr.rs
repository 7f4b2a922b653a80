//! Networks: written canonically, narrower than everything.

use alloc::{format, string::ToString};
use core::net::{IpAddr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::document::{node::quote, report::Fault};

/// `10.20.0.0/16`.
pub(super) fn parse(text: &str) -> Result<IpNet, Fault> {
    let invalid = || Fault::new("invalid_network", quote(text), NETWORK);
    let Some((address, length)) = text.split_once('/') else {
        return Err(match text.parse::<IpAddr>() {
            Ok(address) => {
                let length = if address.is_ipv4() { 32 } else { 128 };
                invalid().help(format!("for this address alone write `{address}/{length}`"))
            }
            Err(_) => invalid(),
        });
    };
    let address: IpAddr = address.parse().map_err(|_| invalid())?;
    let canonical = length.bytes().all(|byte| byte.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    let length: u8 = length.parse().ok().filter(|_| canonical).ok_or_else(invalid)?;
    let network = IpNet::new(address, length).map_err(|_| {
        let most = if address.is_ipv4() { 32 } else { 128 };
        invalid().help(format!("what follows `/` is at most {most}"))
    })?;
    let mapped = match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => unmapped(address, length),
    };
    if length == 0 || mapped.is_some_and(|network| network.prefix_len() == 0) {
        return Err(Fault::new(
            "network_of_everything",
            quote(text),
            "a network narrower than everything",
        )
        .help("for calls from anywhere, leave `from` out of the rule"));
    }
    if let Some(mapped) = mapped {
        let fault =
            Fault::new("mapped_network", quote(text), "an IPv4 network in its own notation");
        return Err(fault.help(format!("write `{mapped}`")));
    }
    if network.trunc() != network {
        let found = format!("{}, an address inside a network", quote(text));
        let fault = Fault::new("host_bits", found, "the address of the network itself");
        return Err(fault.help(format!("the network is `{}`", network.trunc())));
    }
    Ok(network)
}

/// Whether a policy may name this network.
pub(crate) fn is_network(network: &IpNet) -> bool {
    parse(&network.to_string()).is_ok()
}

/// The IPv4 network that an IPv4-mapped one means.
fn unmapped(address: Ipv6Addr, length: u8) -> Option<Ipv4Net> {
    let length = length.checked_sub(96)?;
    Ipv4Net::new(address.to_ipv4_mapped()?, length).ok().map(|network| network.trunc())
}

/// Whether a network is in a range that every town may use for itself (RFC 1918, RFC 4193).
pub(super) fn private(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.network().is_private() && network.broadcast().is_private(),
        IpNet::V6(network) => network.network().is_unique_local() && network.prefix_len() >= 7,
    }
}

pub(super) const NETWORK: &str = "a network such as `10.20.0.0/16`";
