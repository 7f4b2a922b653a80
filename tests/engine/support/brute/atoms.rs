//! The conditions of some documents, each once, with a number.

use std::collections::BTreeSet;

use sekisho_policy::{
    AccountId, Action, Clause, Document, InstanceId, Name, Region, TagCondition, UnixTime,
};

/// A set of atoms, as bits.
pub(super) type Mask = u128;

/// One condition. Names are those of the document of this number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Atom<'d> {
    Actions(&'d BTreeSet<Action>),
    From(usize, &'d BTreeSet<Name>),
    During(usize, &'d BTreeSet<Name>),
    NotBefore(UnixTime),
    NotAfter(UnixTime),
    SignedInWithin(u32),
    IssuedBefore(UnixTime),
    Users(&'d BTreeSet<String>),
    Groups(&'d BTreeSet<String>),
    Accounts(&'d BTreeSet<AccountId>),
    Regions(&'d BTreeSet<Region>),
    Ids(&'d BTreeSet<InstanceId>),
    Tag(&'d str, &'d TagCondition),
}

/// That a required tag is there.
static PRESENT: TagCondition = TagCondition::Present;

/// The atoms of some documents.
#[derive(Debug, Default)]
pub(super) struct Atoms<'d>(Vec<Atom<'d>>);

impl<'d> Atoms<'d> {
    /// Every atom of a clause, noted.
    pub(super) fn of_clause(&mut self, document: usize, clause: &'d Clause) -> Mask {
        let who = clause.who.as_ref();
        let instances = clause.instances.as_ref();
        let mut atoms = vec![
            clause.actions.as_ref().map(Atom::Actions),
            clause.from.as_ref().map(|names| Atom::From(document, names)),
            clause.during.as_ref().map(|names| Atom::During(document, names)),
            clause.not_before.map(Atom::NotBefore),
            clause.not_after.map(Atom::NotAfter),
            clause.signed_in_within.map(Atom::SignedInWithin),
            clause.issued_before.map(Atom::IssuedBefore),
            who.and_then(|who| who.users.as_ref()).map(Atom::Users),
            who.and_then(|who| who.groups.as_ref()).map(Atom::Groups),
            instances.and_then(|it| it.accounts.as_ref()).map(Atom::Accounts),
            instances.and_then(|it| it.regions.as_ref()).map(Atom::Regions),
            instances.and_then(|it| it.ids.as_ref()).map(Atom::Ids),
        ];
        for (key, condition) in instances.iter().flat_map(|it| &it.tags) {
            atoms.push(Some(Atom::Tag(key, condition)));
        }
        atoms.into_iter().flatten().fold(0, |mask, atom| mask | self.note(atom))
    }

    /// The atoms that the required tags of a document are there, each noted.
    pub(super) fn of_required(&mut self, document: &'d Document) -> Vec<(String, Mask)> {
        let required = document.required_tags().iter();
        required.map(|key| (key.clone(), self.note(Atom::Tag(key, &PRESENT)))).collect()
    }

    fn note(&mut self, atom: Atom<'d>) -> Mask {
        let known = self.0.iter().position(|known| *known == atom);
        let at = known.unwrap_or_else(|| {
            self.0.push(atom);
            self.0.len() - 1
        });
        assert!(at < 128, "a small document has fewer conditions");
        1 << at
    }

    /// Each atom, with its bit.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Atom<'d>, Mask)> {
        self.0.iter().enumerate().map(|(at, atom)| (*atom, 1 << at))
    }

    /// The atoms of which this says so.
    pub(super) fn those(&self, mut hold: impl FnMut(Atom<'d>) -> bool) -> Mask {
        self.iter().filter(|(atom, _)| hold(*atom)).fold(0, |mask, (_, bit)| mask | bit)
    }
}
