//! From what chance decided to a request.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::net::IpAddr;

use crate::{Action, Attempt, Caller, Fact, Instance, Request, Source, VpcEndpointId, Zone};

use super::{
    aim::Aim,
    atoms::Atoms,
    draw::{Draw, How, Slot},
    instants, networks, tags,
};

pub(crate) fn request(atoms: &Atoms, draw: &Draw) -> Request {
    let aim = Aim::of(atoms, draw);
    let at = instants::at(atoms, &aim, draw);
    let caller = caller(atoms, &aim, draw)
        .with_signed_in_at(instants::signed_in(atoms, &aim, draw, at))
        .with_issued_at(instants::issued(atoms, &aim, draw, at));
    let instance = Instance {
        account: draw.fact(
            Slot::Account,
            &atoms.accounts,
            &aim.values(|clause| clause.instances.as_ref()?.accounts.as_ref()),
        ),
        region: draw.fact(
            Slot::Region,
            &atoms.regions,
            &aim.values(|clause| clause.instances.as_ref()?.regions.as_ref()),
        ),
        id: draw.fact(
            Slot::Id,
            &atoms.ids,
            &aim.values(|clause| clause.instances.as_ref()?.ids.as_ref()),
        ),
        tags: tags::tags(atoms, &aim, draw, &caller),
    };
    let attempt =
        Attempt { caller, action: action(&aim, draw), source: source(atoms, &aim, draw), at };
    Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
}

fn action(aim: &Aim<'_>, draw: &Draw) -> Action {
    let choice = draw.choice(Slot::Action);
    let aimed = aim.values(|clause| clause.actions.as_ref());
    let action = match draw.how(choice) {
        How::Pool => choice.of(&Action::ALL),
        How::Absent | How::Unknown | How::Aimed if aimed.is_empty() => choice.of(&Action::ALL),
        How::Absent | How::Unknown | How::Aimed => choice.of(&aimed),
    };
    action.copied().unwrap_or(Action::Describe)
}

fn caller(atoms: &Atoms, aim: &Aim<'_>, draw: &Draw) -> Caller {
    let users = aim.values(|clause| clause.who.as_ref()?.users.as_ref());
    let user = draw.fact(Slot::User, &atoms.users, &users);
    let user = user.as_ref().map(String::as_str);
    let groups = groups(atoms, aim, draw);
    let mut caller = Caller::unknown()
        .with_subject(user)
        .with_user(user)
        .with_groups(groups.as_ref().map(|groups| groups.iter().map(String::as_str)));
    for name in &atoms.claims {
        let value = draw.fact(Slot::Claim, &atoms.values, &[]);
        // An unknown claim is one that no issuer is trusted on: never set.
        if value != Fact::Unknown {
            caller = caller.with_claim(name, value.as_ref().map(String::as_str));
        }
    }
    caller
}

/// A group of each clause that asks for one, and perhaps others.
fn groups(atoms: &Atoms, aim: &Aim<'_>, draw: &Draw) -> Fact<Vec<String>> {
    let choice = draw.choice(Slot::Groups);
    let mut groups = Vec::new();
    match draw.how(choice) {
        How::Absent => return Fact::Absent,
        How::Unknown => return Fact::Unknown,
        How::Pool => {}
        How::Aimed => {
            let asked = aim.each(|clause| clause.who.as_ref()?.groups.as_ref());
            for wanted in asked {
                let wanted: Vec<&String> = wanted.iter().collect();
                groups.extend(choice.of(&wanted).map(|group| (*group).clone()));
            }
        }
    }
    for more in [Slot::GroupMore, Slot::GroupOther].map(|slot| draw.choice(slot)) {
        if more.how >= 50 {
            groups.extend(more.of(&atoms.groups).cloned());
        }
    }
    Fact::Known(groups)
}

fn source(atoms: &Atoms, aim: &Aim<'_>, draw: &Draw) -> Source {
    let names = aim.values(|clause| clause.from.as_ref());
    let zone = draw.choice(Slot::Zone).of(&names).and_then(|name| atoms.document.zones.get(name));
    let endpoints = zone.and_then(|zone| zone.vpc_endpoints.as_ref());
    let endpoints: Vec<VpcEndpointId> = endpoints.into_iter().flatten().cloned().collect();
    Source::new(address(atoms, zone, draw), draw.fact(Slot::Endpoint, &atoms.endpoints, &endpoints))
}

fn address(atoms: &Atoms, zone: Option<&Zone>, draw: &Draw) -> Fact<IpAddr> {
    let choice = draw.choice(Slot::Address);
    let within: Vec<_> =
        zone.and_then(|zone| zone.cidrs.as_ref()).into_iter().flatten().copied().collect();
    let how = draw.how(choice);
    Fact::Known(match how {
        How::Absent => return Fact::Absent,
        How::Unknown => return Fact::Unknown,
        How::Aimed if !within.is_empty() => choice.of(&within).map_or_else(
            || networks::elsewhere(choice),
            |net| networks::at_an_end(*net, choice.next(), true),
        ),
        How::Aimed | How::Pool => match choice.of(&atoms.networks) {
            Some(net) if choice.next().below(5) > 0 => {
                networks::at_an_end(*net, choice.next(), false)
            }
            _ => networks::elsewhere(choice),
        },
    })
}
