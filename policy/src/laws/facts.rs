//! Laws about what is not known, and about signing in again.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::{Attempt, Caller, Fact, Instance, Request, Source, strategies};

use super::{
    Check, Subject,
    answer::{keeps_allow, keeps_denial},
};

/// How many completions of a request are tried.
const COMPLETIONS: usize = 24;
/// How many facts a request has that may be unknown: the bits of a selection.
const FACTS: u16 = 11;

pub(super) fn law_15(subject: &Subject) -> Check {
    let subject = subject.clone();
    let strategy = strategies::requests_for(&subject.document);
    let mut runner = TestRunner::deterministic();
    let others =
        (0..COMPLETIONS).filter_map(|_| Some(strategy.new_tree(&mut runner).ok()?.current()));
    let others: Vec<Request> = others.collect();
    Box::new(move |request| {
        let before = subject.answer(request);
        let unknown = unknown(request);
        if !before.is_allow() || unknown == 0 {
            return Ok(false);
        }
        for other in &others {
            keeps_allow(&before, &subject.answer(&mixed(request, other, unknown)))?;
        }
        Ok(true)
    })
}

pub(super) fn law_16(subject: &Subject) -> Check {
    let subject = subject.clone();
    Box::new(move |request| {
        let before = subject.answer(request);
        let nothing = nothing_known(request);
        let one = (0..FACTS).map(|bit| 1_u16.wrapping_shl(bit.into()));
        let mut about = false;
        for hidden in one.chain([0b000_0001_1111, 0b000_0110_0000, 0b111_1000_0000, u16::MAX]) {
            if hidden & !unknown(request) != 0 {
                about |= keeps_denial(&before, &subject.answer(&mixed(request, &nothing, hidden)))?;
            }
        }
        Ok(about)
    })
}

/// Only an allow rule or an exception can ask how long ago the caller signed in.
pub(super) fn law_21(subject: &Subject) -> Check {
    let subject = subject.clone();
    let clauses =
        || subject.document.rules.iter().flat_map(|it| it.unless.iter().chain([&it.when]));
    let asked = clauses().any(|clause| clause.signed_in_within.is_some());
    Box::new(move |request| {
        let attempt = &request.attempt;
        let caller = attempt.caller.clone().with_signed_in_at(Fact::Known(attempt.at));
        let attempt = Attempt { caller, ..(**attempt).clone() };
        let fresh = Request { attempt: Arc::new(attempt), instance: Arc::clone(&request.instance) };
        let held = keeps_allow(&subject.answer(request), &subject.answer(&fresh))?;
        Ok(held && asked && fresh != *request)
    })
}

/// The request with the facts of this selection taken from another: a bit each.
fn mixed(request: &Request, other: &Request, from_other: u16) -> Request {
    let pick = |bit: u32| if from_other & 1_u16.wrapping_shl(bit) == 0 { request } else { other };
    let caller = |bit| &pick(bit).attempt.caller;
    let mut mixed = Caller::unknown()
        .with_subject(caller(0).subject())
        .with_user(caller(0).user())
        .with_signed_in_at(caller(3).signed_in_at())
        .with_issued_at(caller(4).issued_at());
    mixed = match caller(1).groups() {
        Fact::Known(groups) => {
            mixed.with_groups(Fact::Known(groups.iter().map(AsRef::<str>::as_ref)))
        }
        Fact::Absent => mixed.with_groups::<'_>(Fact::<Vec<&str>>::Absent),
        Fact::Unknown => mixed,
    };
    for (name, value) in caller(2).claims() {
        mixed = mixed.with_claim(name, value);
    }
    let endpoint = pick(6).attempt.source.vpc_endpoint().map(Clone::clone);
    let source = Source::new(pick(5).attempt.source.address(), endpoint);
    let instance = Instance {
        account: pick(7).instance.account.clone(),
        region: pick(8).instance.region.clone(),
        id: pick(9).instance.id.clone(),
        tags: pick(10).instance.tags.clone(),
    };
    let attempt = Attempt { caller: mixed, source, ..(*request.attempt).clone() };
    Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
}

fn nothing_known(request: &Request) -> Request {
    let attempt = &request.attempt;
    let attempt =
        Attempt { caller: Caller::unknown(), source: Source::default(), ..(**attempt).clone() };
    Request { attempt: Arc::new(attempt), instance: Arc::new(Instance::default()) }
}

/// The facts of the request that are unknown, as a selection. Claims count as unknown if none is
/// known: one that is not set can be anything.
fn unknown(request: &Request) -> u16 {
    fn is<T>(fact: &Fact<T>) -> bool {
        matches!(fact, Fact::Unknown)
    }
    let (attempt, instance) = (&request.attempt, &request.instance);
    let caller = &attempt.caller;
    let facts = [
        is(&caller.user()),
        is(&caller.groups()),
        caller.claims().all(|(_, claim)| is(&claim)),
        is(&caller.signed_in_at()),
        is(&caller.issued_at()),
        is(&attempt.source.address()),
        is(&attempt.source.vpc_endpoint()),
        is(&instance.account),
        is(&instance.region),
        is(&instance.id),
        is(&instance.tags),
    ];
    (0..).zip(facts).fold(0, |bits, (bit, unknown)| bits | u16::from(unknown).wrapping_shl(bit))
}
