//! Zones: the call comes from there.

use crate::{
    MissingFact, Source, Zone,
    truth::{Missing, Truth},
};

/// Whether the call comes from the zone.
pub(crate) fn within(zone: &Zone, source: &Source) -> Truth {
    let [endpoint, network] = parts(zone, source);
    match (endpoint, network) {
        (Some(endpoint), Some(network)) => endpoint.and(network),
        (Some(truth), None) | (None, Some(truth)) => truth,
        // INVARIANT (a zone has a part): the check refuses a zone without one. A place that is
        // nowhere in particular would be everywhere, so it is nowhere.
        (None, None) => Truth::False,
    }
}

/// What it waits for whether the call comes from the zone, if that is undecided.
pub(crate) fn missing(zone: &Zone, source: &Source) -> Missing {
    if within(zone, source) != Truth::Undecided {
        return Missing::new();
    }
    let facts = [MissingFact::VpcEndpoint, MissingFact::Address];
    let parts = parts(zone, source).into_iter().zip(facts);
    parts.filter(|(part, _)| *part == Some(Truth::Undecided)).map(|(_, fact)| fact).collect()
}

/// Its VPC endpoints and its networks.
fn parts(zone: &Zone, source: &Source) -> [Option<Truth>; 2] {
    let endpoint = zone.vpc_endpoints.as_ref().map(|endpoints| {
        Truth::test(source.vpc_endpoint(), |endpoint| endpoints.contains(endpoint))
    });
    let network = zone.cidrs.as_ref().map(|networks| {
        Truth::test(source.address(), |address| {
            networks.iter().any(|network| network.contains(&address))
        })
    });
    [endpoint, network]
}
