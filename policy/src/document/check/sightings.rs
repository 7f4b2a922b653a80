//! Values that look alike but are not the same, such as `Prod` and `prod`, or a full-width `Ａ`.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
};

use unicode_normalization::UnicodeNormalization;

use super::Check;
use crate::document::{
    node::{Spot, quote},
    report::Fault,
};

/// What a value is compared with: values of different domains never meet.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Domain {
    Group,
    TagKey,
    /// The values of this tag.
    TagValue(String),
    User,
}

/// The values seen so far, by what they look like.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    seen: BTreeMap<(Domain, String), String>,
}

impl Check {
    /// Notes a value, and warns where another one looks the same.
    pub(super) fn see(&mut self, domain: Domain, value: &str, spot: &Spot) {
        let looks: String = value.nfkc().flat_map(char::to_lowercase).collect();
        let key = (domain, looks);
        let Some(first) = self.sightings.seen.get(&key) else {
            self.sightings.seen.insert(key, value.to_string());
            return;
        };
        if first != value {
            let found = format!("{}, which looks like {}", quote(value), quote(first));
            let fault = Fault::new("look_alike", found, "one spelling of one name");
            let help = "upper and lower case, full and half width are different texts here";
            self.report.warn(spot, fault.help(help));
        }
    }
}
