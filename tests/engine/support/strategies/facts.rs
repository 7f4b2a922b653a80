//! Requests, from the values that documents name.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use proptest::{
    prelude::*,
    sample::{select, subsequence},
};
use sekisho_policy::{
    AccountId, Action, Attempt, Caller, Fact, Instance, InstanceId, Region, Request, Source, Tags,
    UnixTime, VpcEndpointId,
};

use super::{
    ACCOUNTS, ENDPOINTS, ENDS, GROUPS, IDS, INSTANTS, REGIONS, SPANS, STARTS, TAG_KEYS, TAG_VALUES,
    USERS,
};

/// An instance and its tags as they were typed: not all of them in NFC.
#[derive(Clone, Debug)]
pub struct Spelled {
    pub instance: Arc<Instance>,
    pub typed: Vec<(String, String)>,
}

/// A request of which any fact may be absent or unknown.
pub fn request() -> impl Strategy<Value = Request> {
    let caller = (
        fact(user()),
        fact(subsequence([&GROUPS[..], &["strangers"]].concat(), 0..=2)),
        fact(select(TAG_VALUES.to_vec())),
        prop::bool::weighted(0.8),
    );
    let source = (fact(address()), fact(endpoint()));
    let ages = (fact(age()), fact(select(vec![0, 1, 3600, 86_400, 864_000])));
    (caller, select(Action::ALL.to_vec()), source, time(), ages, instance(0.12)).prop_map(
        |((user, groups, claim, trusted), action, (address, endpoint), at, ages, spelled)| {
            let caller = Caller::unknown()
                .with_subject(user)
                .with_user(user)
                .with_groups(groups)
                .with_signed_in_at(ages.0.map(|age| at.saturating_add(-age)))
                .with_issued_at(ages.1.map(|age| at.saturating_add(-age)));
            let caller = if trusted { caller.with_claim("department", claim) } else { caller };
            let source = Source::new(address, endpoint);
            Request {
                attempt: Arc::new(Attempt { caller, action, source, at }),
                instance: spelled.instance,
            }
        },
    )
}

/// An instance of which each fact is absent or unknown with about this probability.
pub fn instance(doubt: f64) -> impl Strategy<Value = Spelled> {
    let value = prop::option::weighted(0.7, (select(TAG_VALUES.to_vec()), any::<bool>()));
    let tags = (TAG_KEYS.map(|_| value.clone()), prop::bool::weighted(0.3));
    (
        doubted(doubt, select([&ACCOUNTS[..], &["777788889999"]].concat())),
        doubted(doubt, select([&REGIONS[..], &["us-east-1"]].concat())),
        doubted(
            doubt,
            select([&IDS[..], &["i-ffffffff", "db:ledger", "service:Town:desk"]].concat()),
        ),
        doubted(doubt, tags),
    )
        .prop_map(|(account, region, id, tags)| {
            let typed = tags.map(|(values, others)| typed(values, others));
            let pairs = typed.known().cloned().unwrap_or_default();
            let texts = || pairs.iter().map(|(key, value)| (&**key, &**value));
            let tags = match typed {
                Fact::Known(_) => Tags::collect(texts()),
                Fact::Absent => Fact::Absent,
                Fact::Unknown => Fact::Unknown,
            };
            let instance = Instance {
                account: account.map(|id| AccountId::parse(id).unwrap()),
                region: region.map(|id| Region::parse(id).unwrap()),
                id: id.map(|id| InstanceId::parse(id).unwrap()),
                tags,
            };
            Spelled { instance: Arc::new(instance), typed: pairs }
        })
}

fn typed(values: [Option<(&str, bool)>; 3], others: bool) -> Vec<(String, String)> {
    let mut tags: BTreeMap<String, String> = TAG_KEYS
        .into_iter()
        .zip(values)
        .filter_map(|(key, value)| {
            let (value, decomposed) = value?;
            Some((key.to_owned(), if decomposed { apart(value) } else { value.to_owned() }))
        })
        .collect();
    if others {
        tags.insert("Name".into(), "kikan-01".into());
    }
    tags.into_iter().collect()
}

/// Canonically the same text, typed in another way.
fn apart(text: &str) -> String {
    text.replace('ガ', "カ\u{3099}").replace('福', "\u{fa1b}")
}

fn user() -> impl Strategy<Value = &'static str> {
    select([&USERS[..], &["tanaka", "福祉課"]].concat())
}

fn address() -> impl Strategy<Value = IpAddr> {
    let texts = [
        "10.19.255.255",
        "10.20.0.0",
        "10.20.4.255",
        "10.20.5.0",
        "10.20.5.255",
        "10.20.6.0",
        "10.20.255.255",
        "10.21.0.0",
        "192.0.2.7",
        "192.0.2.8",
        "::ffff:10.20.5.9",
        "2001:db8::",
        "2001:db8:0:ffff:ffff:ffff:ffff:ffff",
        "2001:db8:1::",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
    ];
    select(texts.map(|text| text.parse().unwrap()).to_vec())
}

fn endpoint() -> impl Strategy<Value = VpcEndpointId> {
    let texts = [ENDPOINTS[0], ENDPOINTS[1], "vpce-ffffffff"];
    select(texts.map(|text| VpcEndpointId::parse(text).unwrap()).to_vec())
}

/// The instants that policies name, and the edges of windows around them, give or take a second;
/// now and then a time at an end of the range.
fn time() -> impl Strategy<Value = UnixTime> {
    let instants = select(INSTANTS.map(|(_, at)| at).to_vec());
    let minutes = select([&STARTS[..], &ENDS].concat());
    // 2026-12-24T00:00:00+09:00, and a fortnight from there.
    let windows = (0..14_i64, minutes)
        .prop_map(|(day, minute)| 1_798_038_000 + day * 86_400 + i64::from(minute) * 60);
    let edge = (prop_oneof![1 => instants, 4 => windows], -1..=1_i64).prop_map(|(at, by)| at + by);
    let ends = select(vec![i64::MIN, i64::MAX, 0, -1_000_000_000_000, 1_000_000_000_000]);
    prop_oneof![40 => edge, 1 => ends].prop_map(UnixTime::from_seconds)
}

fn age() -> impl Strategy<Value = i64> {
    let spans = select(SPANS.map(|(_, seconds)| seconds).to_vec());
    prop_oneof![
        3 => (spans, -1..=1_i64).prop_map(|(span, by)| span + by),
        1 => -1..=1_i64,
        1 => Just(i64::MAX),
    ]
}

fn fact<T: Clone + std::fmt::Debug>(
    known: impl Strategy<Value = T>,
) -> impl Strategy<Value = Fact<T>> {
    doubted(0.12, known)
}

fn doubted<T: Clone + std::fmt::Debug>(
    doubt: f64,
    known: impl Strategy<Value = T>,
) -> impl Strategy<Value = Fact<T>> {
    (known, 0.0..1.0).prop_map(move |(value, chance)| {
        if chance < doubt / 2.0 {
            Fact::Unknown
        } else if chance < doubt {
            Fact::Absent
        } else {
            Fact::Known(value)
        }
    })
}
