//! What a decision allocates: counted by an allocator of this binary's own. It depends on what the
//! answer names, and not on how many rules there are.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    sync::Arc,
};

use engine_support::strategies::compiled;
use sekisho_policy::{
    Action, Attempt, Caller, Decision, Fact, Instance, Policy, Request, Source, Tags, UnixTime,
};
use serde_json::{Value, json};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call goes to the system's allocator as it is; counting is two cells of the thread's
// own, which need no allocation and no destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as the caller promised.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn count(bytes: usize) {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    BYTES.set(BYTES.get() + bytes as u64);
}

/// The answer, how many allocations it took, and how many bytes.
fn counted(work: impl FnOnce() -> Decision) -> (Decision, u64, u64) {
    let before = (ALLOCATIONS.get(), BYTES.get());
    let decision = work();
    (decision, ALLOCATIONS.get() - before.0, BYTES.get() - before.1)
}

fn decided(policy: &Policy, request: &Request) -> (Decision, u64, u64) {
    let request = request.clone();
    counted(|| policy.decide(request))
}

/// So many rules for one group each, then the ones given.
fn policy(others: usize, own: &[Value]) -> Policy {
    let mut rules: Vec<Value> = (0..others)
        .map(|number| {
            json!({
                "id": format!("other-{number}"), "effect": if number % 10 == 9 { "deny" } else { "allow" },
                "who": { "groups": [format!("group-{number}")] }, "actions": ["start"],
                "from": ["hall"], "during": ["day"], "instances": { "tags": { "Env": ["dev"] } },
            })
        })
        .collect();
    rules.extend(own.iter().cloned());
    compiled(&json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00", "required_tags": ["Env"], "rules": rules,
        "zones": { "hall": { "cidrs": ["10.20.0.0/16"] } },
        "schedules": { "day": { "weekly": [
            { "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00" },
        ] } },
    }))
}

fn own(number: usize, effect: &str) -> Value {
    json!({
        "id": format!("own-{number}"), "effect": effect, "who": { "groups": ["staff"] },
        "actions": ["start"], "from": ["hall"], "instances": { "tags": { "Env": ["dev"] } },
    })
}

fn request(groups: Fact<[&str; 1]>) -> Request {
    Request {
        attempt: Arc::new(Attempt {
            caller: Caller::unknown().with_user(Fact::Known("sato")).with_groups(groups),
            action: Action::Start,
            source: Source::new(Fact::Known([10, 20, 3, 4].into()), Fact::Absent),
            at: UnixTime::from_seconds(1_797_822_000),
        }),
        instance: Arc::new(Instance {
            tags: Tags::collect([("Env", "dev"), ("Name", "kikan-01")]),
            ..Instance::default()
        }),
    }
}

#[test]
fn a_decision_allocates_no_more_for_ten_thousand_rules_than_for_ten() {
    for (own, groups, code) in [
        (vec![own(0, "allow")], Fact::Known(["staff"]), "allow"),
        (vec![own(0, "allow"), own(1, "deny")], Fact::Known(["staff"]), "explicit"),
        (vec![own(0, "allow")], Fact::Known(["nobody"]), "default"),
    ] {
        let request = request(groups);
        let [(few, allocations, bytes), (many, of_many, bytes_of_many)] =
            [10, 10_000].map(|rules| decided(&policy(rules, &own), &request));

        println!("{code}: {allocations} allocations, {bytes} bytes");
        assert_eq!(engine_support::oracle::told(&few).code, code);
        assert_eq!(few, many);
        assert_eq!((allocations, bytes), (of_many, bytes_of_many));
        assert!(allocations <= 4, "{allocations}");
        assert!(bytes <= 256, "{bytes}");
    }
}

#[test]
fn what_an_answer_names_is_all_that_it_allocates_more_for() {
    let request = request(Fact::Known(["staff"]));
    for named in [1, 10, 100, 1000] {
        let own: Vec<Value> = (0..named).map(|number| own(number, "allow")).collect();

        let (decision, allocations, bytes) = decided(&policy(100, &own), &request);

        let Decision::Allow(grant) = decision else { panic!("{decision:?}") };
        assert_eq!(grant.rules().len(), named);
        println!("{named} rules named: {allocations} allocations, {bytes} bytes");
        let named = named as u64;
        // One list, that grows by half of itself or more.
        assert!(allocations <= 4 + u64::from(named.ilog2()), "{named}: {allocations}");
        assert!(bytes <= 256 + 64 * named, "{named}: {bytes}");
    }
}

/// An unknown fact leaves every rule undecided, and all of them are named.
#[test]
fn a_request_of_which_nothing_is_known_allocates_for_the_rules_it_leaves_undecided() {
    let request = request(Fact::Unknown);
    for rules in [10, 100, 1000] {
        let (decision, allocations, bytes) = decided(&policy(rules, &[]), &request);

        assert!(!decision.is_allow());
        println!("{rules} rules, groups unknown: {allocations} allocations, {bytes} bytes");
        let rules = rules as u64;
        assert!(allocations <= 12 + 8 * rules, "{rules}: {allocations}");
        assert!(bytes <= 4096 + 2048 * rules, "{rules}: {bytes}");
    }
}

#[test]
fn an_entitlement_admits_an_instance_without_allocating_more_for_more_rules() {
    let request = request(Fact::Known(["staff"]));
    let [few, many] = [10, 10_000].map(|rules| {
        let entitlement = policy(rules, &[own(0, "allow")]).entitlement(request.attempt.clone());
        let (decision, allocations, bytes) = counted(|| entitlement.admits(&request.instance));
        assert!(decision.is_allow());
        (allocations, bytes)
    });

    println!("admits: {few:?}");
    assert_eq!(few, many);
    assert!(few.0 <= 4, "{few:?}");
}
