//! Zones.

use super::{Check, cidr, values::List};
use crate::{
    Limits, VpcEndpointId,
    document::{model::Zone, node::Node, report::Fault},
};

impl Check {
    pub(super) fn zone(&mut self, node: &Node) -> Option<Zone> {
        let fields = self.fields(node, &["vpce", "cidrs"], REQUIRED)?;
        if fields.is_empty() {
            self.report
                .refuse(&node.spot, Fault::new("empty_condition", "an empty mapping", REQUIRED));
            return None;
        }
        let vpce = fields.find("vpce").map(|node| self.vpc_endpoints(node));
        let cidrs = fields.find("cidrs").map(|node| self.cidrs(node));
        let zone = Zone {
            vpc_endpoints: vpce.map_or(Some(None), |it| it.map(Some))?,
            cidrs: cidrs.map_or(Some(None), |it| it.map(Some))?,
        };
        let private = |zone: &Zone| zone.cidrs.iter().flatten().any(cidr::private);
        if zone.vpc_endpoints.is_none() && private(&zone) {
            let spot = fields.entry("cidrs").map_or(&node.spot, |entry| &entry.spot);
            self.report.warn(spot, || {
                Fault::new(
                    "private_network_alone",
                    "a private network without a VPC endpoint",
                    "also `vpce`, the VPC endpoints its calls come through",
                )
                .help("another network may use the same private addresses")
            });
        }
        Some(zone)
    }

    fn vpc_endpoints(
        &mut self,
        node: &Node,
    ) -> Option<alloc::collections::BTreeSet<VpcEndpointId>> {
        let list = List {
            required: "a list of VPC endpoint ids",
            most: Limits::VERSION_1.values,
            empty: "leave `vpce` out if the endpoint does not matter",
        };
        self.set(node, &list, |check, node| check.id(node, VpcEndpointId::parse))
    }

    fn cidrs(&mut self, node: &Node) -> Option<alloc::collections::BTreeSet<ipnet::IpNet>> {
        let list = List {
            required: "a list of networks",
            most: Limits::VERSION_1.values,
            empty: "leave `cidrs` out if the address does not matter",
        };
        self.set(node, &list, |check, node| {
            let text = check.notation(node, cidr::NETWORK)?;
            let parsed = cidr::parse(text);
            check.accept(&node.spot, parsed)
        })
    }
}

const REQUIRED: &str = "a mapping with `vpce`, `cidrs` or both";
