//! Regions that are probably misspelt: a deny rule on a region that does not exist denies nothing.

/// The region that was probably meant, where the one written is not known and differs from a known
/// one in one or two letters. A region that is only new (another number, another place) is no
/// misspelling.
pub(super) fn meant(region: &str) -> Option<&'static str> {
    if KNOWN.binary_search(&region).is_ok() {
        return None;
    }
    let (stem, number) = region.rsplit_once('-')?;
    if KNOWN.iter().any(|known| stem_of(known) == stem) {
        return None;
    }
    KNOWN
        .into_iter()
        .filter(|known| known.ends_with(number))
        .map(|known| (strsim::damerau_levenshtein(stem, stem_of(known)), known))
        .filter(|(distance, _)| *distance <= 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

fn stem_of(region: &str) -> &str {
    region.rsplit_once('-').map_or(region, |(stem, _)| stem)
}

/// SOURCE: AWS Regions and Availability Zones, "AWS Regions", one for each stem and number.
const KNOWN: [&str; 39] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
    "eusc-de-east-1",
];
