//! What somebody may do, in English.

use super::{EXCEPTIONS, MANY, QUOTED, circumstances};
use crate::sentences::{
    form::{Form, Part},
    grammar::AccessGrammar,
};

pub(super) const GRAMMAR: AccessGrammar = AccessGrammar {
    all: Form::Record(&[Part::Words("Always allowed"), BY_RULES]),
    allowed: Form::Record(&[Part::Words("Allowed"), circumstances(" if "), BY_RULES]),
    denied: Form::Record(&[
        Part::Words("Denied"),
        circumstances(" if "),
        Part::Optional("unless", &[Part::Words(", unless "), Part::Field("unless", &EXCEPTIONS)]),
        BY_RULES,
    ]),
    none: "Never allowed.",
};

/// ` (rules "a" and "b").`
const BY_RULES: Part = Part::Joined {
    before: " (",
    between: "",
    after: ").",
    needed: true,
    parts: &[(
        "rules",
        &Form::Choice(&[
            Form::Within(
                "rules ",
                &Form::List { least: 2, most: MANY, item: &QUOTED, between: ", ", last: " and " },
                "",
            ),
            Form::Within(
                "rule ",
                &Form::List { least: 1, most: 1, item: &QUOTED, between: "", last: "" },
                "",
            ),
        ]),
    )],
};
