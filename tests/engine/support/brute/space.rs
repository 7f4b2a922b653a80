//! Every request that some documents can tell apart.

use std::{
    collections::{BTreeSet, HashSet},
    hash::Hash,
};

use sekisho_policy::{
    Action, Clause, Document, Effect, Name, Request,
    analysis::{Cause, Span},
};

use super::{
    atoms::{Atom, Atoms, Mask},
    clock,
    facts::{Facts, Place, Time},
    place,
    reading::{self, Reading},
    rules::{Rules, Told},
    set::Set,
    texts::{Alphabet, Texts},
};

/// Every request that one or two documents and some clauses beside them can tell apart.
///
/// The names of the clauses are those of the first document.
#[derive(Debug)]
pub struct Space<'d> {
    documents: Vec<&'d Document>,
    used: Used<'d>,
    alphabet: Alphabet<'d>,
    axes: Axes,
    /// What each document tells.
    pub told: Vec<Told<'d>>,
    /// The requests of each clause.
    pub asked: Vec<Set>,
    /// Every request.
    pub all: Set,
}

/// The values of each fact, with the atoms that are true of it.
#[derive(Debug, Default)]
struct Axes {
    actions: Vec<(Action, Mask)>,
    times: Vec<(Time, Mask)>,
    places: Vec<(Place, Mask)>,
    ages: Vec<(Option<i64>, Mask)>,
    issues: Vec<(Option<i64>, Mask)>,
    texts: Vec<(Texts, Mask)>,
}

/// The names that are used, each with its document.
#[derive(Debug, Default)]
struct Used<'d> {
    schedules: BTreeSet<(usize, &'d Name)>,
    zones: BTreeSet<(usize, &'d Name)>,
}

/// More requests than these are too many.
const MOST: usize = 250_000;

impl<'d> Space<'d> {
    /// Every request; `None` if these are too many.
    #[must_use]
    pub fn new(documents: &[&'d Document], clauses: &[&'d Clause]) -> Option<Self> {
        let mut atoms = Atoms::default();
        let numbered = documents.iter().copied().enumerate();
        let rules = numbered.map(|(number, document)| Rules::new(number, document, &mut atoms));
        let rules: Vec<_> = rules.collect();
        let clauses = clauses.iter().map(|clause| atoms.of_clause(0, clause));
        let clauses: Vec<Mask> = clauses.collect();
        let mut used = Used::default();
        for (atom, _) in atoms.iter() {
            match atom {
                Atom::During(of, names) => used.schedules.extend(names.iter().map(|it| (of, it))),
                Atom::From(of, names) => used.zones.extend(names.iter().map(|it| (of, it))),
                _ => {}
            }
        }
        let mut alphabet = Alphabet::new(&atoms);
        let texts = alphabet.combinations()?;
        let mut space = Self {
            documents: documents.into(),
            used,
            alphabet,
            axes: Axes { texts, ..Axes::default() },
            told: Vec::new(),
            asked: Vec::new(),
            all: Set(Vec::new()),
        };
        space.fill(&atoms);
        let rows = space.axes.rows();
        if rows.len() * space.axes.texts.len() > MOST {
            return None;
        }
        let of_texts = space.alphabet.atoms();
        let every = bits(&space.axes.texts, |_| true);
        space.all = Set(every.repeat(rows.len()));
        // A clause holds where its conditions on texts hold and the others do.
        let holds = |mask: Mask| {
            let (on_texts, others) = (mask & of_texts, mask & !of_texts);
            let texts = bits(&space.axes.texts, |(_, found)| found & on_texts == on_texts);
            Set(spread(&texts, rows.iter().map(|row| row & others == others)))
        };
        space.told = rules.iter().map(|rules| rules.told(&space.all, holds)).collect();
        space.asked = clauses.into_iter().map(holds).collect();
        Some(space)
    }

    fn fill(&mut self, atoms: &Atoms<'d>) {
        let actions = Action::ALL.into_iter().map(|action| {
            let holds = |atom| matches!(atom, Atom::Actions(wanted) if wanted.contains(&action));
            (action, atoms.those(holds), ())
        });
        self.axes.actions = apart(actions);
        self.fill_times(atoms);
        self.fill_places(atoms);
        let within = |atom| match atom {
            Atom::SignedInWithin(within) => Some(i64::from(within)),
            _ => None,
        };
        let asked = atoms.iter().any(|(atom, _)| within(atom).is_some());
        let ages = atoms.iter().filter_map(|(atom, _)| within(atom));
        let ages = ages.flat_map(|it| [it - 1, it]).chain([0, -1]).map(Some).chain([None]);
        self.axes.ages = apart(ages.map(|ago: Option<i64>| {
            let holds = |atom| {
                within(atom).is_some_and(|most| ago.is_some_and(|it| (0..most).contains(&it)))
            };
            // Who never signed in, or will, is told apart only where it is asked for.
            (ago, atoms.those(holds), asked.then(|| ago.is_some_and(|ago| ago >= 0)))
        }));
        let end = |atom| match atom {
            Atom::IssuedBefore(end) => Some(end.seconds()),
            _ => None,
        };
        let issues = atoms.iter().filter_map(|(atom, _)| end(atom));
        let issues = issues.flat_map(|it| [it - 1, it]).map(Some).chain([None]);
        self.axes.issues = apart(issues.map(|issued: Option<i64>| {
            let holds = |atom| end(atom).is_some_and(|end| issued.is_some_and(|it| it < end));
            (issued, atoms.those(holds), issued.is_none())
        }));
    }

    fn fill_times(&mut self, atoms: &Atoms<'d>) {
        let named = atoms.iter().filter_map(|(atom, _)| match atom {
            Atom::NotBefore(at) | Atom::NotAfter(at) => Some(at.seconds()),
            _ => None,
        });
        let schedules = self.used.schedules.iter().map(|(of, name)| {
            let document = self.documents[*of];
            (document, &document.schedules()[*name])
        });
        let schedules: Vec<_> = schedules.collect();
        let instants = clock::instants(&schedules, &named.collect::<Vec<_>>());
        let times = instants.into_iter().map(|at| {
            let open = schedules.iter().map(|(document, it)| clock::is_open(document, it, at));
            let open =
                open.enumerate().fold(0_u64, |all, (place, it)| all | u64::from(it) << place);
            let is_open = |of: usize, name: &Name| {
                let place = self.used.schedules.iter().position(|used| *used == (of, name));
                place.is_some_and(|place| open & 1 << place != 0)
            };
            let mask = atoms.those(|atom| match atom {
                Atom::NotBefore(first) => at >= first.seconds(),
                Atom::NotAfter(end) => at < end.seconds(),
                Atom::During(of, names) => names.iter().any(|name| is_open(of, name)),
                _ => false,
            });
            (at, mask, open)
        });
        let times = apart(times).into_iter();
        self.axes.times =
            times.map(|(at, mask)| (Time { at, open: self.open(at) }, mask)).collect();
    }

    fn fill_places(&mut self, atoms: &Atoms<'d>) {
        let zones = self.used.zones.iter().map(|(of, name)| &self.documents[*of].zones()[*name]);
        let places = place::places(zones.clone()).into_iter().map(|from| {
            let mask = atoms.those(|atom| {
                matches!(atom, Atom::From(of, names)
                    if names.iter().any(|it| place::is_in(&self.documents[of].zones()[it], &from)))
            });
            let held = zones.clone().map(|zone| place::is_in(zone, &from));
            let held = held.enumerate().fold(0_u64, |all, (at, it)| all | u64::from(it) << at);
            (from, mask, held)
        });
        let places = apart(places).into_iter();
        let places = places.map(|(from, mask)| (Place { zones: self.zones(&from), from }, mask));
        self.axes.places = places.collect();
    }

    /// The schedules that are open, each of its document.
    fn open(&self, at: i64) -> BTreeSet<(usize, Name)> {
        let all = self.documents.iter().enumerate().flat_map(|(of, document)| {
            document.schedules().iter().map(move |(name, schedule)| (of, document, name, schedule))
        });
        let open = all.filter(|(_, document, _, schedule)| clock::is_open(document, schedule, at));
        open.map(|(of, _, name, _)| (of, name.clone())).collect()
    }

    /// The zones that the call comes from, each of its document.
    fn zones(&self, from: &place::From) -> BTreeSet<(usize, Name)> {
        let all = self.documents.iter().enumerate().flat_map(|(of, document)| {
            document.zones().iter().map(move |(name, zone)| (of, name, zone))
        });
        let held = all.filter(|(.., zone)| place::is_in(zone, from));
        held.map(|(of, name, _)| (of, name.clone())).collect()
    }

    /// The requests that the one document allows and the other one does not because of that cause:
    /// an allow rule of the one where no allow rule of the other holds, or a denial of the other.
    #[must_use]
    pub fn opened_by(&self, from: usize, to: usize, cause: &Cause) -> Set {
        let (from, to) = (&self.told[from], &self.told[to]);
        let opened = &to.allowed() - &from.allowed();
        &opened
            & &match cause {
                Cause::Rule(id) => {
                    let newly = to.rule(id, Effect::Allow) - &from.allows();
                    &newly | from.rule(id, Effect::Deny)
                }
                Cause::RequiredTag(key) => from.lacking(key).clone(),
            }
    }

    /// The request of that place.
    #[must_use]
    pub fn request(&self, at: usize) -> Request {
        let width = self.axes.texts.len().div_ceil(64) * 64;
        let texts = &self.axes.texts[at % width].0;
        let (mut row, mut found) = (0, None);
        self.axes.each(|action, time, place, ago, issued, _| {
            if row == at / width {
                let facts = Facts { action, time, place, ago, issued, texts };
                found = Some(facts.request(&self.alphabet));
            }
            row += 1;
        });
        found.expect("one of them")
    }

    /// The requests that a span holds, of the first document or of a comparison of the first two.
    #[must_use]
    pub fn held(&self, span: &Span) -> Set {
        self.held_of(span, self.two())
    }

    /// The first document, and the second if there is one.
    fn two(&self) -> [usize; 2] {
        [0, usize::from(self.documents.len() > 1)]
    }

    /// The requests that a span of a comparison of these two documents holds.
    #[must_use]
    pub fn held_of(&self, span: &Span, of: [usize; 2]) -> Set {
        let reading = Reading::new(span, &self.alphabet);
        let texts = bits(&self.axes.texts, |(texts, _)| reading.holds(texts));
        let Axes { actions, times, places, ages, issues, .. } = &self.axes;
        let mut rows = vec![true];
        rows = product(&rows, actions, |action| reading::action(span, *action));
        rows = product(&rows, times, |time| reading::time(span, time, of));
        rows = product(&rows, places, |place| reading::place(span, place, of));
        rows = product(&rows, ages, |ago| reading::signed_in(span, *ago));
        rows = product(&rows, issues, |issued| reading::issued(span, *issued));
        Set(spread(&texts, rows.into_iter()))
    }

    /// Whether a span holds a request that is perhaps none of these.
    #[must_use]
    pub fn holds_request(&self, span: &Span, request: &Request) -> bool {
        let of = self.two();
        let attempt = &request.attempt;
        let at = attempt.at.seconds();
        let source = &attempt.source;
        let from = place::From {
            address: source.address().known().copied(),
            endpoint: source.vpc_endpoint().known().map(|id| (*id).clone()),
        };
        let zones = self.zones(&from);
        let caller = &attempt.caller;
        let ago = caller.signed_in_at().known().map(|signed_in| at - signed_in.seconds());
        let issued = caller.issued_at().known().map(|issued| issued.seconds());
        reading::action(span, attempt.action)
            && reading::time(span, &Time { at, open: self.open(at) }, of)
            && reading::place(span, &Place { from, zones }, of)
            && reading::signed_in(span, ago)
            && reading::issued(span, issued)
            && Reading::new(span, &self.alphabet).holds(&self.alphabet.of(request))
    }
}

impl Axes {
    /// Each combination of the facts that are no texts, with the atoms that are true of it.
    fn each<'a>(
        &'a self,
        mut with: impl FnMut(Action, &'a Time, &'a Place, Option<i64>, Option<i64>, Mask),
    ) {
        for (action, of_action) in &self.actions {
            for (time, of_time) in &self.times {
                for (place, of_place) in &self.places {
                    for (ago, of_age) in &self.ages {
                        for (issued, of_issue) in &self.issues {
                            let mask = of_action | of_time | of_place | of_age | of_issue;
                            with(*action, time, place, *ago, *issued, mask);
                        }
                    }
                }
            }
        }
    }

    fn rows(&self) -> Vec<Mask> {
        let mut rows = Vec::new();
        self.each(|_, _, _, _, _, mask| rows.push(mask));
        rows
    }
}

/// Of the values that no atom tells apart, nor this, one.
fn apart<T, K: Copy + Eq + Hash>(values: impl Iterator<Item = (T, Mask, K)>) -> Vec<(T, Mask)> {
    let mut known = HashSet::new();
    let (mut last, mut all) = (None, Vec::new());
    for (value, mask, key) in values {
        // Those that stand side by side are mostly alike.
        if last.replace((mask, key)) != Some((mask, key)) && known.insert((mask, key)) {
            all.push((value, mask));
        }
    }
    all
}

/// A bit for each of these.
fn bits<T>(values: &[T], holds: impl Fn(&T) -> bool) -> Vec<u64> {
    let mut words = vec![0; values.len().div_ceil(64)];
    for (at, value) in values.iter().enumerate() {
        if holds(value) {
            words[at / 64] |= 1 << (at % 64);
        }
    }
    words
}

/// These texts in each row of which this is so.
fn spread(texts: &[u64], rows: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut words = Vec::new();
    for row in rows {
        if row {
            words.extend_from_slice(texts);
        } else {
            words.resize(words.len() + texts.len(), 0);
        }
    }
    words
}

/// Each of these with each value, in the order of [`Axes::each`].
fn product<T>(all: &[bool], values: &[(T, Mask)], holds: impl Fn(&T) -> bool) -> Vec<bool> {
    let values: Vec<bool> = values.iter().map(|(value, _)| holds(value)).collect();
    let mut product = Vec::with_capacity(all.len() * values.len());
    for one in all {
        if *one {
            product.extend_from_slice(&values);
        } else {
            product.resize(product.len() + values.len(), false);
        }
    }
    product
}
