//! A region of requests, in English.

use super::{ACTION, LITERAL, LITERALS, MANY, MOMENT, QUOTED, SPAN as LENGTH, any_of};
use crate::sentences::form::{Constant, Form, Part};

pub(super) const SPAN: Form = Form::Record(&[
    Part::Words("every request"),
    Part::Joined {
        before: " in which ",
        between: ", and ",
        after: "",
        needed: false,
        parts: &[
            ("user", &USER),
            ("groups", &each(&Form::Within("the caller is in the group ", &LITERALS, ""))),
            ("no_group", &Form::Within("the caller is ", &NO_GROUP, "")),
            ("claims", &Form::Entries { entry: &CLAIM, between: ", and " }),
            ("actions", &Form::Within("the action is to ", &any_of(&ACTION), "")),
            ("zones", &Form::Within("the call comes ", &any_way(&ZONES), "")),
            ("schedules", &Form::Within("the time is ", &any_way(&SCHEDULES), "")),
            ("times", &Form::Within("the time is ", &any_way(&TIMES), "")),
            ("signed_in", &Form::Within("the caller signed in ", &any_way(&SIGNED_IN), "")),
            ("issued", &Form::Within("the caller's token was issued ", &any_way(&ISSUED), "")),
            ("instance", &INSTANCE),
        ],
    },
]);

/// All of these.
const fn each(item: &'static Form) -> Form {
    Form::List { least: 1, most: MANY, item, between: ", and ", last: ", and " }
}

/// One of these, each of several words.
const fn any_way(item: &'static Form) -> Form {
    Form::List { least: 1, most: MANY, item, between: ", or ", last: ", or " }
}

const PRESENT: Part = Part::Fixed("present", Constant::Truth(true));
const ABSENT: Part = Part::Fixed("absent", Constant::Truth(true));

const USER: Form = Form::Choice(&[
    Form::Record(&[Part::Words("the caller is the user "), Part::Field("in", &LITERALS)]),
    Form::Record(&[
        Part::Words("the caller has no user name or is the user "),
        Part::Field("in", &LITERALS),
        ABSENT,
    ]),
    Form::Record(&[Part::Words("the caller has a user name"), PRESENT]),
    Form::Record(&[Part::Words("the caller has no user name"), ABSENT]),
    Form::Record(&[
        Part::Words("the caller has a user name that is "),
        Part::Field("none_of", &NONE_OF),
        PRESENT,
    ]),
    Form::Record(&[
        Part::Words("the caller is "),
        Part::Field(
            "none_of",
            &Form::Choice(&[
                Form::Within("not the user ", &only(&LITERAL), ""),
                Form::Within("none of the users ", &several(&LITERAL), ""),
            ]),
        ),
        ABSENT,
    ]),
]);

const NO_GROUP: Form = Form::Choice(&[
    Form::Within("not in the group ", &only(&LITERAL), ""),
    Form::Within("in none of the groups ", &several(&LITERAL), ""),
]);

const NONE_OF: Form = Form::Choice(&[
    Form::Within("not ", &only(&LITERAL), ""),
    Form::Within("none of ", &several(&LITERAL), ""),
]);

const fn only(item: &'static Form) -> Form {
    Form::List { least: 1, most: 1, item, between: "", last: "" }
}

const fn several(item: &'static Form) -> Form {
    Form::List { least: 2, most: MANY, item, between: ", ", last: " and " }
}

const CLAIM: Form = Form::Record(&[
    Part::Words("the caller's claim "),
    Part::Field("key", &QUOTED),
    Part::Words(" is "),
    Part::Field("value", &VALUES),
]);

/// What a text may be that may be missing.
const VALUES: Form = Form::Choice(&[
    Form::Record(&[Part::Field("in", &LITERALS)]),
    Form::Record(&[Part::Words("missing or "), Part::Field("in", &LITERALS), ABSENT]),
    Form::Record(&[Part::Words("present"), PRESENT]),
    Form::Record(&[Part::Words("missing"), ABSENT]),
    Form::Record(&[Part::Words("present and "), Part::Field("none_of", &NONE_OF), PRESENT]),
    Form::Record(&[Part::Words("missing or "), Part::Field("none_of", &NONE_OF), ABSENT]),
]);

/// What a text may be that is always there.
const IDENTITY: Form = Form::Choice(&[
    Form::Record(&[Part::Field("in", &LITERALS)]),
    Form::Record(&[Part::Field("none_of", &NONE_OF), PRESENT]),
]);

/// A name, and of which of the two policies.
const LABEL: Form = Form::Record(&[
    Part::Field("name", &QUOTED),
    Part::Optional(
        "edition",
        &[
            Part::Words(" ("),
            Part::Field(
                "edition",
                &Form::Choice(&[Form::Word("new", "new"), Form::Word("old", "old")]),
            ),
            Part::Words(")"),
        ],
    ),
]);

const ZONES: Form = Form::Record(&[Part::Joined {
    before: "",
    between: " and ",
    after: "",
    needed: true,
    parts: &[
        (
            "inside",
            &Form::Choice(&[
                Form::Within("from the zone ", &only(&LABEL), ""),
                Form::Within("from the zones ", &several(&LABEL), " at once"),
            ]),
        ),
        (
            "outside",
            &Form::Choice(&[
                Form::Within("from outside the zone ", &only(&LABEL), ""),
                Form::Within("from outside the zones ", &several(&LABEL), ""),
            ]),
        ),
    ],
}]);

const SCHEDULES: Form = Form::Record(&[Part::Joined {
    before: "",
    between: " and ",
    after: "",
    needed: true,
    parts: &[
        (
            "inside",
            &Form::Choice(&[
                Form::Within("within the schedule ", &only(&LABEL), ""),
                Form::Within("within the schedules ", &several(&LABEL), " at once"),
            ]),
        ),
        (
            "outside",
            &Form::Choice(&[
                Form::Within("outside the schedule ", &only(&LABEL), ""),
                Form::Within("outside the schedules ", &several(&LABEL), ""),
            ]),
        ),
    ],
}]);

const TIMES: Form = Form::Choice(&[
    Form::Record(&[
        Part::Field("from", &MOMENT),
        Part::Words(" or later and before "),
        Part::Field("to", &MOMENT),
    ]),
    Form::Record(&[Part::Field("from", &MOMENT), Part::Words(" or later")]),
    Form::Record(&[Part::Words("before "), Part::Field("to", &MOMENT)]),
]);

const ISSUED: Form = Form::Choice(&[
    Form::Record(&[
        Part::Words("at "),
        Part::Field("from", &MOMENT),
        Part::Words(" or later and before "),
        Part::Field("to", &MOMENT),
    ]),
    Form::Record(&[
        Part::Words("at "),
        Part::Field("from", &MOMENT),
        Part::Words(" or later, or at no known time"),
    ]),
    Form::Record(&[Part::Words("before "), Part::Field("to", &MOMENT)]),
]);

const SIGNED_IN: Form = Form::Choice(&[
    Form::Record(&[
        Part::Field("from", &LENGTH),
        Part::Words(" ago or more and less than "),
        Part::Field("to", &LENGTH),
        Part::Words(" ago"),
    ]),
    Form::Record(&[Part::Field("from", &LENGTH), Part::Words(" ago or more, or never")]),
    Form::Record(&[Part::Words("less than "), Part::Field("to", &LENGTH), Part::Words(" ago")]),
]);

const INSTANCE: Form = Form::Record(&[Part::Joined {
    before: "",
    between: ", and ",
    after: "",
    needed: true,
    parts: &[
        ("account", &Form::Within("the instance's account is ", &IDENTITY, "")),
        ("region", &Form::Within("the instance's region is ", &IDENTITY, "")),
        ("id", &Form::Within("the instance's id is ", &IDENTITY, "")),
        ("tags", &Form::Entries { entry: &TAG, between: ", and " }),
        ("equal", &each(&EQUAL)),
    ],
}]);

const TAG: Form = Form::Record(&[
    Part::Words("the instance's tag "),
    Part::Field("key", &QUOTED),
    Part::Words(" is "),
    Part::Field("value", &VALUES),
]);

/// Whether a tag equals a fact of the caller.
const EQUAL: Form = Form::Choice(&[
    Form::Record(&[
        Part::Words("the instance's tag "),
        Part::Field("key", &QUOTED),
        Part::Words(" is "),
        Part::Field(
            "equals_caller",
            &Form::Choice(&[Form::Word("groups", "one of the caller's groups"), OWN]),
        ),
    ]),
    Form::Record(&[
        Part::Words("the instance's tag "),
        Part::Field("key", &QUOTED),
        Part::Words(" is "),
        Part::Field(
            "differs_from_caller",
            &Form::Choice(&[
                Form::Word("groups", "none of the caller's groups"),
                Form::Within("not ", &OWN, ""),
            ]),
        ),
    ]),
]);

const OWN: Form = Form::Choice(&[
    Form::Word("user", "the caller's user name"),
    Form::Prefixed("claim:", &Form::Within("the caller's claim ", &QUOTED, "")),
]);
