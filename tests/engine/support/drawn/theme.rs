//! What a drawn policy is about: few facts at a time, so that brute force can follow, and few values
//! of each, so that rules cover regions together.

use super::tape::Tape;

/// How often conditions are drawn, of a hundred, and from how many values.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// What it is called where cases are counted.
    pub name: &'static str,
    /// Texts that groups, users, claims and tags have in common.
    pub words: usize,
    /// Keys of tags.
    pub keys: usize,
    /// Claims that tags are compared with.
    pub claims: usize,
    /// Zones, and schedules.
    pub zones: usize,
    pub schedules: usize,
    /// The most rules, and the most exceptions of one.
    pub rules: usize,
    pub unless: usize,
    pub groups: usize,
    pub users: usize,
    pub actions: usize,
    pub from: usize,
    pub during: usize,
    pub instants: usize,
    pub signed_in: usize,
    pub issued: usize,
    pub identity: usize,
    pub tags: usize,
    /// Of the conditions on tags, those that compare with a fact of the caller.
    pub relations: usize,
    pub required: usize,
}

const NOTHING: Theme = Theme {
    name: "nothing",
    words: 2,
    keys: 1,
    claims: 0,
    zones: 0,
    schedules: 0,
    rules: 5,
    unless: 2,
    groups: 0,
    users: 0,
    actions: 0,
    from: 0,
    during: 0,
    instants: 0,
    signed_in: 0,
    issued: 0,
    identity: 0,
    tags: 0,
    relations: 0,
    required: 0,
};

/// Tags that equal a user or a claim, and users and tags that are named.
const EQUALITY: Theme = Theme {
    name: "equality",
    words: 2,
    keys: 2,
    claims: 1,
    users: 35,
    tags: 60,
    relations: 60,
    required: 15,
    ..NOTHING
};

/// Groups as those who may and as what tags say.
const GROUPS: Theme = Theme {
    name: "groups",
    words: 3,
    keys: 2,
    groups: 60,
    users: 10,
    tags: 50,
    relations: 55,
    required: 10,
    ..NOTHING
};

/// Both, on the same keys.
const RELATIONS: Theme = Theme {
    name: "relations",
    words: 2,
    keys: 2,
    claims: 1,
    rules: 4,
    groups: 30,
    users: 20,
    tags: 55,
    relations: 75,
    ..NOTHING
};

/// Schedules over midnight, calendars, and points of time among them.
const TIME: Theme = Theme {
    name: "time",
    schedules: 3,
    rules: 5,
    unless: 3,
    during: 75,
    instants: 35,
    actions: 25,
    ..NOTHING
};

/// Networks within each other, endpoints, and both.
const PLACE: Theme =
    Theme { name: "place", zones: 3, from: 80, actions: 40, rules: 6, unless: 3, ..NOTHING };

/// Plain sets that cover each other together.
const SETS: Theme = Theme {
    name: "sets",
    rules: 6,
    unless: 3,
    words: 3,
    actions: 60,
    identity: 30,
    tags: 40,
    users: 25,
    groups: 20,
    signed_in: 25,
    issued: 25,
    required: 20,
    ..NOTHING
};

/// A little of everything.
const MIXED: Theme = Theme {
    name: "mixed",
    rules: 4,
    words: 2,
    zones: 1,
    schedules: 1,
    claims: 1,
    groups: 25,
    users: 10,
    actions: 25,
    from: 25,
    during: 25,
    instants: 10,
    signed_in: 10,
    issued: 10,
    identity: 5,
    tags: 35,
    relations: 30,
    required: 10,
    ..NOTHING
};

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 7] = [EQUALITY, GROUPS, RELATIONS, TIME, PLACE, SETS, MIXED];

    /// One of them.
    pub fn draw(tape: &mut Tape<'_>) -> Self {
        tape.pick(&Self::ALL)
    }
}
