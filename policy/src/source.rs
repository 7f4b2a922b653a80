//! Where a call comes from.

use core::net::IpAddr;

use crate::{Fact, VpcEndpointId};

/// The place a call comes from, as API Gateway saw it: never what a header claims.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Source {
    address: Fact<IpAddr>,
    vpc_endpoint: Fact<VpcEndpointId>,
}

impl Source {
    /// A call from this address through this VPC endpoint. An IPv4-mapped IPv6 address becomes the
    /// IPv4 address it stands for.
    #[inline]
    #[must_use]
    pub fn new(address: Fact<IpAddr>, vpc_endpoint: Fact<VpcEndpointId>) -> Self {
        Self { address: address.map(|address| address.to_canonical()), vpc_endpoint }
    }

    /// The address, IPv4-mapped ones folded to IPv4.
    #[must_use]
    pub const fn address(&self) -> Fact<IpAddr> {
        self.address
    }

    /// The VPC endpoint.
    #[must_use]
    pub const fn vpc_endpoint(&self) -> Fact<&VpcEndpointId> {
        self.vpc_endpoint.as_ref()
    }
}
