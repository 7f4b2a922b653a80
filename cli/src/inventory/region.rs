//! The region of a zone.

use sekisho_policy::Region;

/// The region that a zone belongs to, by its name: `ap-northeast-1` of `ap-northeast-1a`, `us-west-2` of
/// the local zone `us-west-2-lax-1a`, `us-east-1` of the Wavelength zone `us-east-1-wl1-bos-wlz-1`.
///
/// A region's name ends with its first number. What follows is a letter, or more behind a hyphen.
// SOURCE: AWS, "Regions and Zones" of the Amazon EC2 User Guide: the names of the three kinds of zones.
pub(super) fn of_zone(zone: &str) -> Option<Region> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let (words, rest) = zone.split_at_checked(zone.find(is_digit)?)?;
    let (number, more) = rest.split_at_checked(rest.find(|letter| !is_digit(letter))?)?;
    let is_zone = matches!(more.as_bytes(), [b'a'..=b'z'] | [b'-', _, ..]);
    Region::parse(&format!("{words}{number}")).ok().filter(|_| is_zone && words.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_every_kind_name_their_region() {
        for (zone, region) in [
            ("ap-northeast-1a", Some("ap-northeast-1")),
            ("us-west-2-lax-1a", Some("us-west-2")),
            ("us-east-1-wl1-bos-wlz-1", Some("us-east-1")),
            ("us-gov-west-1b", Some("us-gov-west-1")),
            ("cn-north-1a", Some("cn-north-1")),
            ("eu-isoe-west-1a", Some("eu-isoe-west-1")),
            ("ap-northeast-1", None),
            ("apne1-az4", None),
            ("ap-northeast-1-", None),
            ("ap-northeast-1aa", None),
            ("1a", None),
            ("", None),
        ] {
            assert_eq!(of_zone(zone).as_ref().map(Region::as_str), region, "{zone}");
        }
    }
}
