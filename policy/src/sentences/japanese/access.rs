//! What somebody may do, in Japanese.

use super::{CIRCUMSTANCES, EXCEPTIONS, MANY, QUOTED};
use crate::sentences::{
    form::{Form, Part},
    grammar::AccessGrammar,
};

pub(super) const GRAMMAR: AccessGrammar = AccessGrammar {
    all: Form::Record(&[Part::Words("いつでも、どこからでも操作できます"), BY_RULES]),
    allowed: Form::Record(&[CIRCUMSTANCES, Part::Words("操作できます"), BY_RULES]),
    denied: Form::Record(&[
        CIRCUMSTANCES,
        Part::Words("操作できません"),
        BY_RULES,
        Part::Optional("unless", &[Part::Words("ただし、"), Part::Field("unless", &EXCEPTIONS)]),
    ]),
    none: "操作できません。",
};

/// `（ルール「a」「b」）。`
const BY_RULES: Part = Part::Joined {
    before: "（ルール",
    between: "",
    after: "）。",
    needed: true,
    parts: &[("rules", &Form::List { least: 1, most: MANY, item: &QUOTED, between: "", last: "" })],
};
