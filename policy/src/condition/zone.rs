//! Zones: the call comes from there.

use alloc::vec::Vec;

use crate::{MissingFact, Source, Zone, verdict::Verdict};

pub(crate) fn within(zone: &Zone, source: &Source) -> Verdict {
    let endpoint = zone.vpc_endpoints.as_ref().map(|endpoints| {
        Verdict::test(source.vpc_endpoint(), MissingFact::VpcEndpoint, |endpoint| {
            endpoints.contains(endpoint)
        })
    });
    let network = zone.cidrs.as_ref().map(|networks| {
        Verdict::test(source.address(), MissingFact::Address, |address| {
            networks.iter().any(|network| network.contains(&address))
        })
    });
    let parts: Vec<Verdict> = endpoint.into_iter().chain(network).collect();
    // INVARIANT (a zone has a part): the check refuses a zone without one. A place that is nowhere
    // in particular would be everywhere, so it is nowhere.
    if parts.is_empty() { Verdict::False } else { Verdict::all(parts) }
}
