//! Values that look alike but are not the same, such as `Prod` and `prod`, or a full-width `Ａ`.

use alloc::{format, string::String};

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smol_str::{SmolStr, StrExt};
use unicode_normalization::UnicodeNormalization;

use super::Check;
use crate::document::{
    node::{Spot, quote},
    report::Fault,
};

/// What a value is compared with: values of different domains never meet.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Domain {
    Group,
    TagKey,
    /// The values of the tag with this number.
    TagValue(usize),
    User,
}

/// The values seen so far. What a text looks like is found out once, however often it is seen.
///
/// Hashed, and always with the same seed: whoever may write a policy gains nothing by making the
/// check of it slow.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    /// The first value of each look.
    looks: Seen<SmolStr>,
    /// The first value that looks like this one, for those whose look takes long to find out.
    first: Seen<SmolStr>,
    tags: HashMap<SmolStr, usize, FixedState>,
}

type Seen<T> = HashMap<(Domain, SmolStr), T, FixedState>;

impl Sightings {
    /// The domain of the values of this tag.
    pub(super) fn values_of(&mut self, tag: &str) -> Domain {
        if let Some(number) = self.tags.get(tag) {
            return Domain::TagValue(*number);
        }
        let number = self.tags.len();
        self.tags.insert(tag.into(), number);
        Domain::TagValue(number)
    }

    /// The first value that looks like this one: itself, if there was none.
    pub(super) fn first(&mut self, domain: Domain, value: &str) -> SmolStr {
        if value.is_ascii() {
            return self.first_of(domain, value.to_ascii_lowercase_smolstr(), value);
        }
        let exactly = (domain, SmolStr::new(value));
        if let Some(first) = self.first.get(&exactly) {
            return first.clone();
        }
        let first = self.first_of(domain, look(value).into(), value);
        self.first.insert(exactly, first.clone());
        first
    }

    fn first_of(&mut self, domain: Domain, looks: SmolStr, value: &str) -> SmolStr {
        self.looks.entry((domain, looks)).or_insert_with(|| value.into()).clone()
    }
}

/// What a value looks like: two that look the same are taken for each other by a reader.
pub(crate) fn look(value: &str) -> String {
    value.nfkc().flat_map(char::to_lowercase).collect()
}

impl Check {
    /// Notes a value, and warns where another one looks the same.
    pub(super) fn see(&mut self, domain: Domain, value: &str, spot: &Spot) {
        let first = self.sightings.first(domain, value);
        if first != value {
            self.report.warn(spot, || {
                let found = format!("{}, which looks like {}", quote(value), quote(&first));
                Fault::new("look_alike", found, "one spelling of one name")
                    .help("upper and lower case, full and half width are different texts here")
            });
        }
    }
}
