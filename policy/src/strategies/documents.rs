//! Documents: small ones with every feature of the language, or as large as one likes.

use alloc::{collections::BTreeMap, collections::BTreeSet, format, vec, vec::Vec};
use core::ops::RangeInclusive;

use ipnet::IpNet;
use jiff::civil::{Date, date};
use proptest::{
    collection::vec,
    option::weighted,
    prelude::{Just, any},
    sample::{select, subsequence},
    strategy::{BoxedStrategy, Strategy, Union},
};

use crate::{
    Calendar, DateRange, Document, Effect, Name, PolicyName, RuleId, Schedule, UtcOffset, Weekday,
    Window, Zone,
};

use super::{
    rules::rule,
    vocabulary::{Shape, Vocabulary},
};

/// The minutes at which windows start and end: with each other they make windows of a minute, of a
/// day, over midnight and side by side.
const STARTS: [u16; 5] = [0, 360, 510, 1320, 1439];
const ENDS: [u16; 5] = [1, 360, 511, 1035, 1440];

/// Small documents, of up to five rules, that say what the language can say: the check accepts each.
///
/// Obligations follow from how many conditions a rule has; they have no draw of their own.
pub fn documents() -> BoxedStrategy<Document> {
    documents_of(&Shape::small())
}

/// Documents of this shape.
pub fn documents_of(shape: &Shape) -> BoxedStrategy<Document> {
    let words = Vocabulary::of(shape);
    let denies = shape.denies.clamp(1, 99);
    let rules = Union::new_weighted(vec![
        (100_u32.saturating_sub(denies), rule(Effect::Allow, &words)),
        (denies, rule(Effect::Deny, &words)),
    ]);
    let required = select(vec![0_usize, 0, 0, 1, 2]);
    let places = (networks(&words), zone_parts(&words));
    (vec(rules, shape.rules.clone()), required, places, vec(schedule(&words), 2), offset())
        .prop_filter_map(
            "a policy has a name",
            move |(rules, required, (nets, parts), schedules, utc_offset)| {
                let mut rules = rules;
                let width = rules.len().checked_ilog10().unwrap_or_default().saturating_add(1);
                let width = usize::try_from(width).unwrap_or(1);
                for (number, rule) in rules.iter_mut().enumerate() {
                    rule.id = RuleId::parse(&format!("rule-{number:0width$}")).ok()?;
                }
                let required_tags: BTreeSet<_> =
                    words.keys.iter().take(required).cloned().collect();
                Some(Document {
                    name: PolicyName::parse("asahikawa").ok()?,
                    utc_offset,
                    required_tags,
                    zones: zones(&words.zones, nets, parts),
                    calendars: calendars(&words.calendars),
                    schedules: words.schedules.iter().cloned().zip(schedules).collect(),
                    rules,
                    warnings: Vec::new(),
                })
            },
        )
        .boxed()
}

fn offset() -> BoxedStrategy<UtcOffset> {
    let minutes = select(vec![540_i16, 540, 0, -570, 1439]);
    minutes.prop_map(|it| UtcOffset::from_minutes(it).unwrap_or(UtcOffset::UTC)).boxed()
}

/// Networks that lie within each other, side by side and far apart; of both families.
fn networks(words: &Vocabulary) -> BoxedStrategy<Vec<BTreeSet<IpNet>>> {
    let texts = [
        "10.20.0.0/16",
        "10.20.5.0/24",
        "10.20.5.0/25",
        "10.20.5.128/25",
        "10.20.6.0/24",
        "192.0.2.7/32",
        "2001:db8::/48",
        "2001:db8:0:1::/64",
        "0.0.0.0/1",
        "255.255.255.0/24",
        "::/1",
        "ffff::/16",
    ];
    let nets: Vec<IpNet> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    vec(subsequence(nets, 1..=3).prop_map(|it| it.into_iter().collect()), words.zones.len()).boxed()
}

/// For each zone: its endpoints, and whether it has them, networks, or both.
fn zone_parts(words: &Vocabulary) -> BoxedStrategy<Vec<(BTreeSet<crate::VpcEndpointId>, u8)>> {
    let endpoints = subsequence(words.endpoints.clone(), 1..=2);
    vec((endpoints.prop_map(|it| it.into_iter().collect()), 0..3_u8), words.zones.len()).boxed()
}

fn zones(
    names: &[Name],
    networks: Vec<BTreeSet<IpNet>>,
    parts: Vec<(BTreeSet<crate::VpcEndpointId>, u8)>,
) -> BTreeMap<Name, Zone> {
    let zone = |(networks, (endpoints, kind))| Zone {
        vpc_endpoints: (kind != 0).then_some(endpoints),
        cidrs: (kind != 1).then_some(networks),
    };
    names.iter().cloned().zip(networks.into_iter().zip(parts).map(zone)).collect()
}

fn calendars(names: &[Name]) -> BTreeMap<Name, Calendar> {
    let range = |first: Date, last: Date| DateRange { first, last };
    let closed = vec![
        range(date(2026, 12, 29), date(2026, 12, 31)),
        range(date(2027, 1, 2), date(2027, 1, 2)),
    ];
    let fair = vec![range(date(2026, 12, 26), date(2026, 12, 26))];
    let calendars = [closed, fair].map(|ranges| Calendar { ranges });
    names.iter().cloned().zip(calendars).collect()
}

fn schedule(words: &Vocabulary) -> BoxedStrategy<Schedule> {
    let except = weighted(0.5, subsequence(words.calendars.clone(), 1..=2));
    (vec(window(), 1..=2), except)
        .prop_map(|(weekly, except)| {
            let weekly: BTreeSet<Window> = weekly.into_iter().collect();
            let except = except.into_iter().flatten().collect();
            Schedule { weekly: weekly.into_iter().collect(), except }
        })
        .boxed()
}

fn window() -> BoxedStrategy<Window> {
    let days = subsequence(Weekday::ALL.to_vec(), 1..=7);
    (days, select(STARTS.to_vec()), select(ENDS.to_vec()))
        .prop_map(|(days, from, to)| {
            // A window that ends where it starts is none.
            let to = if from == to { to.saturating_add(1) } else { to };
            Window { days: days.into_iter().collect(), from, to }
        })
        .boxed()
}

/// Which of these, so many at most: the first ones more often than the last, so that some are in
/// many rules and most in few.
pub(super) fn some<T: Clone + Ord + core::fmt::Debug + 'static>(
    values: &[T],
    longest: usize,
) -> BoxedStrategy<BTreeSet<T>> {
    let values = values.to_vec();
    let count: RangeInclusive<usize> = 1..=longest.max(1);
    let one = (any::<u16>(), any::<u16>()).prop_map(|(one, other)| usize::from(one.min(other)));
    vec(one, count)
        .prop_map(move |places| {
            let at = |place: usize| {
                place
                    .saturating_mul(values.len())
                    .checked_div(0x1_0000)
                    .and_then(|it| values.get(it))
            };
            places.into_iter().filter_map(at).cloned().collect()
        })
        .boxed()
}

/// Nothing drawn.
pub(super) fn none<T: Clone + core::fmt::Debug + 'static>() -> BoxedStrategy<Option<T>> {
    Just(None).boxed()
}
