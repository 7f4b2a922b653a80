//! English.

mod access;
mod span;

use super::{
    form::{Constant, Form, Part, Quotes, Unit},
    grammar::{Grammar, over_midnight},
};

/// How a policy is said in English.
pub(super) const GRAMMAR: Grammar = Grammar {
    policy: Form::Record(&[
        Part::Words("Policy "),
        Part::Field("policy", &QUOTED),
        Part::Words(" (version 1 of the policy language) has "),
        Part::Fixed("version", Constant::Number("1")),
        Part::Field("rules", &Form::Count(Unit { one: " rule", many: " rules" })),
        Part::Words(
            ". A deny rule beats every allow rule, and what no rule allows is denied. Dates and \
             times are those of UTC",
        ),
        Part::Field("utc_offset", &Form::Plain),
        Part::Words("."),
        Part::Optional(
            "required_tags",
            &[
                Part::Words(" Nobody may do anything to an instance that lacks "),
                Part::Field("required_tags", &REQUIRED_TAGS),
                Part::Words("."),
            ],
        ),
    ]),
    zone: Form::Record(&[
        Part::Words("A call comes from the zone "),
        Part::Field("name", &QUOTED),
        Part::Joined {
            before: " if it comes ",
            between: " and ",
            after: ".",
            needed: true,
            parts: &[
                ("vpce", &Form::Within("through the VPC endpoint ", &NAMES, "")),
                ("cidrs", &Form::Within("from an address in the network ", &NAMES, "")),
            ],
        },
    ]),
    calendar: Form::Record(&[
        Part::Words("The calendar "),
        Part::Field("name", &QUOTED),
        Part::Words(" holds "),
        Part::Field(
            "dates",
            &Form::List { least: 1, most: MANY, item: &DAYS, between: ", ", last: " and " },
        ),
        Part::Words("."),
    ]),
    schedule: Form::Record(&[
        Part::Words("The schedule "),
        Part::Field("name", &QUOTED),
        Part::Words(" is "),
        Part::Field(
            "weekly",
            &Form::List { least: 1, most: MANY, item: &WINDOW, between: "; ", last: "; and " },
        ),
        Part::Optional(
            "except",
            &[
                Part::Words(", except for what starts on a day of the calendar "),
                Part::Field("except", &NAMES),
            ],
        ),
        Part::Words("."),
    ]),
    rule: Form::Choice(&[
        Form::Record(&[
            Part::Words("Rule "),
            Part::Field("name", &QUOTED),
            Part::Words(" (allow"),
            Part::Fixed("effect", Constant::Text("allow")),
            SWITCHED_OFF,
            Part::Words("): "),
            Part::Field("who", &ALLOWED),
            Part::Field(
                "actions",
                &Form::Choice(&[
                    Form::Word("any", "do anything to "),
                    Form::Within("", &all_of(&ACTION), " "),
                ]),
            ),
            Part::Field("instances", &INSTANCES),
            circumstances(", but only when "),
            Part::Words("."),
            OBLIGATIONS,
            APPROVED_BY,
            DESCRIPTION,
        ]),
        Form::Record(&[
            Part::Words("Rule "),
            Part::Field("name", &QUOTED),
            Part::Words(" (deny"),
            Part::Fixed("effect", Constant::Text("deny")),
            SWITCHED_OFF,
            Part::Words("): "),
            Part::Field("who", &DENIED),
            Part::Field(
                "actions",
                &Form::Choice(&[
                    Form::Word("any", "do anything to "),
                    Form::Within("", &any_of(&ACTION), " "),
                ]),
            ),
            Part::Field("instances", &INSTANCES),
            circumstances(", when "),
            Part::Optional(
                "unless",
                &[Part::Words(", unless "), Part::Field("unless", &EXCEPTIONS)],
            ),
            Part::Words("."),
            APPROVED_BY,
            DESCRIPTION,
        ]),
    ]),
    unsayable: "This says something that no policy document can say.",
    access: access::GRAMMAR,
    span: span::SPAN,
};

const MANY: usize = usize::MAX;
const QUOTES: Quotes = Quotes { open: '"', close: '"' };
const QUOTED: Form = Form::Quoted(QUOTES);
const LITERAL: Form = Form::Literal(QUOTES);
/// `"a", "b" or "c"`
const NAMES: Form = any_of(&QUOTED);
const LITERALS: Form = any_of(&LITERAL);

const fn any_of(item: &'static Form) -> Form {
    Form::List { least: 1, most: MANY, item, between: ", ", last: " or " }
}

const fn all_of(item: &'static Form) -> Form {
    Form::List { least: 1, most: MANY, item, between: ", ", last: " and " }
}

const REQUIRED_TAGS: Form = Form::Choice(&[
    Form::Within(
        "one of the tags ",
        &Form::List { least: 2, most: MANY, item: &QUOTED, between: ", ", last: " and " },
        "",
    ),
    Form::Within(
        "the tag ",
        &Form::List { least: 1, most: 1, item: &QUOTED, between: "", last: "" },
        "",
    ),
]);

const DATE: Form = Form::Date { after: ["-", "-", ""], padded: true };
const DAYS: Form =
    Form::Choice(&[Form::Split { first: &DATE, between: " through ", second: &DATE }, DATE]);
const MOMENT: Form = Form::Moment { date: &DATE, words: [" ", " (UTC", ")"] };
const SPAN: Form = Form::Span(&[
    ('d', Unit { one: " day", many: " days" }),
    ('h', Unit { one: " hour", many: " hours" }),
    ('m', Unit { one: " minute", many: " minutes" }),
    ('s', Unit { one: " second", many: " seconds" }),
]);

const WINDOW: Form = Form::Choice(&[
    Form::Where(over_midnight, &Form::Within("", &SAME_DAY, " the next day")),
    SAME_DAY,
]);
const SAME_DAY: Form = Form::Record(&[
    Part::Field("days", &WEEKDAYS),
    Part::Words(" from "),
    Part::Field("from", &Form::Plain),
    Part::Words(" until "),
    Part::Field("to", &Form::Plain),
]);
const WEEKDAYS: Form = Form::Choice(&[
    Form::Exactly(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "every day"),
    Form::Exactly(&["mon", "tue", "wed", "thu", "fri"], "Monday to Friday"),
    all_of(&Form::Choice(&[
        Form::Word("mon", "Monday"),
        Form::Word("tue", "Tuesday"),
        Form::Word("wed", "Wednesday"),
        Form::Word("thu", "Thursday"),
        Form::Word("fri", "Friday"),
        Form::Word("sat", "Saturday"),
        Form::Word("sun", "Sunday"),
    ])),
]);

const SWITCHED_OFF: Part = Part::Optional(
    "enabled",
    &[Part::Words(", switched off"), Part::Fixed("enabled", Constant::Truth(false))],
);
const OBLIGATIONS: Part = Part::Optional(
    "obligations",
    &[
        Part::Words(" Before an instance is stopped, "),
        Part::Field("obligations", &OBLIGATION),
        Part::Words("."),
    ],
);
const OBLIGATION: Form = Form::Record(&[
    Part::Words("the runbook "),
    Part::Field("before_stop", &QUOTED),
    Part::Words(" must succeed on it"),
]);
const APPROVED_BY: Part = Part::Optional(
    "approved_by",
    &[Part::Words(" Approved by "), Part::Field("approved_by", &QUOTED), Part::Words(".")],
);
const DESCRIPTION: Part = Part::Optional(
    "description",
    &[Part::Words(" Described as "), Part::Field("description", &QUOTED), Part::Words(".")],
);

const ALLOWED: Form = Form::Choice(&[
    Form::Word("everyone", "Everyone may "),
    Form::Record(&[
        Part::Words("Anyone who is the user "),
        Part::Field("users", &LITERALS),
        Part::Words(" and in the group "),
        Part::Field("groups", &LITERALS),
        Part::Words(" may "),
    ]),
    Form::Record(&[
        Part::Words("Anyone in the group "),
        Part::Field("groups", &LITERALS),
        Part::Words(" may "),
    ]),
    Form::Record(&[
        Part::Words("The user "),
        Part::Field("users", &LITERALS),
        Part::Words(" may "),
    ]),
]);

/// With `Nobody`, since `A or B may not` can be taken for less than it is.
const DENIED: Form = Form::Choice(&[
    Form::Word("everyone", "Nobody may "),
    Form::Record(&[
        Part::Words("Nobody who is the user "),
        Part::Field("users", &LITERALS),
        Part::Words(" and in the group "),
        Part::Field("groups", &LITERALS),
        Part::Words(" may "),
    ]),
    Form::Record(&[
        Part::Words("Nobody in the group "),
        Part::Field("groups", &LITERALS),
        Part::Words(" may "),
    ]),
    Form::Record(&[
        Part::Words("The user "),
        Part::Field(
            "users",
            &Form::List { least: 1, most: 1, item: &LITERAL, between: "", last: "" },
        ),
        Part::Words(" may not "),
    ]),
    Form::Record(&[
        Part::Words("None of the users "),
        Part::Field(
            "users",
            &Form::List { least: 2, most: MANY, item: &LITERAL, between: ", ", last: " and " },
        ),
        Part::Words(" may "),
    ]),
]);

const ACTION: Form = Form::Choice(&[
    Form::Word("describe", "see"),
    Form::Word("reboot", "reboot"),
    Form::Word("start", "start"),
    Form::Word("stop", "stop"),
]);

const INSTANCES: Form = Form::Choice(&[
    Form::Word("any", "any instance"),
    Form::Record(&[Part::Joined {
        before: "instances ",
        between: " and ",
        after: "",
        needed: true,
        parts: &[
            ("accounts", &Form::Within("whose account is ", &NAMES, "")),
            ("regions", &Form::Within("whose region is ", &NAMES, "")),
            ("ids", &Form::Within("whose id is ", &NAMES, "")),
            ("tags", &Form::Entries { entry: &WHOSE_TAG, between: " and " }),
        ],
    }]),
]);

const WHOSE_TAG: Form = Form::Record(&[
    Part::Words("whose tag "),
    Part::Field("key", &QUOTED),
    Part::Words(" is "),
    Part::Field("value", &TEST),
]);
const ITS_TAG: Form = Form::Record(&[
    Part::Words("the instance's tag "),
    Part::Field("key", &QUOTED),
    Part::Words(" is "),
    Part::Field("value", &TEST),
]);
const TEST: Form = Form::Choice(&[
    Form::Record(&[Part::Words("present"), Part::Fixed("present", Constant::Truth(true))]),
    Form::Record(&[Part::Field(
        "equals_caller",
        &Form::Choice(&[
            Form::Word("groups", "one of the caller's groups"),
            Form::Word("user", "the caller's user name"),
            Form::Prefixed("claim:", &Form::Within("the caller's claim ", &QUOTED, "")),
        ]),
    )]),
    LITERALS,
]);

const FROM: Form = Form::Within("the call comes from the zone ", &NAMES, "");
const DURING: Form = Form::Within("the time is within the schedule ", &NAMES, "");
const NOT_BEFORE: Form = Form::Within("the time is ", &MOMENT, " or later");
const NOT_AFTER: Form = Form::Within("the time is before ", &MOMENT, "");
const SIGNED_IN_WITHIN: Form = Form::Within("the caller signed in less than ", &SPAN, " ago");
const ISSUED_BEFORE: Form = Form::Within("the caller's token was issued before ", &MOMENT, "");

/// Where and when a rule applies.
const fn circumstances(before: &'static str) -> Part {
    Part::Joined {
        before,
        between: ", and ",
        after: "",
        needed: false,
        parts: &[
            ("from", &FROM),
            ("during", &DURING),
            ("not_before", &NOT_BEFORE),
            ("not_after", &NOT_AFTER),
            ("signed_in_within", &SIGNED_IN_WITHIN),
            ("issued_before", &ISSUED_BEFORE),
        ],
    }
}

const EXCEPTIONS: Form = Form::Choice(&[
    Form::Within(
        "one of these is so: ",
        &Form::Numbered { before: ["(", ") "], item: &EXCEPTION, between: "; " },
        "",
    ),
    Form::List { least: 1, most: 1, item: &EXCEPTION, between: "", last: "" },
]);

/// A clause of `unless`.
const EXCEPTION: Form = Form::Record(&[Part::Joined {
    before: "",
    between: ", and ",
    after: "",
    needed: true,
    parts: &[
        ("who", &CALLER),
        ("actions", &Form::Within("the action is to ", &any_of(&ACTION), "")),
        ("from", &FROM),
        ("during", &DURING),
        ("not_before", &NOT_BEFORE),
        ("not_after", &NOT_AFTER),
        ("signed_in_within", &SIGNED_IN_WITHIN),
        ("instances", &ITS),
    ],
}]);

const CALLER: Form = Form::Record(&[Part::Joined {
    before: "the caller is ",
    between: " and ",
    after: "",
    needed: true,
    parts: &[
        ("users", &Form::Within("the user ", &LITERALS, "")),
        ("groups", &Form::Within("in the group ", &LITERALS, "")),
    ],
}]);

const ITS: Form = Form::Record(&[Part::Joined {
    before: "",
    between: ", and ",
    after: "",
    needed: true,
    parts: &[
        ("accounts", &Form::Within("the instance's account is ", &NAMES, "")),
        ("regions", &Form::Within("the instance's region is ", &NAMES, "")),
        ("ids", &Form::Within("the instance's id is ", &NAMES, "")),
        ("tags", &Form::Entries { entry: &ITS_TAG, between: ", and " }),
    ],
}]);
