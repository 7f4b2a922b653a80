//! A region of requests, in Japanese: conditions are nouns here, too.

use super::{ANY_ACTION, LITERAL, LITERALS, MANY, MOMENT, QUOTED, SPAN as LENGTH};
use crate::sentences::form::{Constant, Form, Part};

pub(super) const SPAN: Form = Form::Record(&[
    Part::Joined {
        before: "",
        between: "で、",
        after: "である",
        needed: false,
        parts: &[
            ("user", &USER),
            ("groups", &each(&Form::Within("本人がグループ", &LITERALS, "の一員"))),
            ("no_group", &Form::Within("本人がグループ", &NAMED, "に所属しない人")),
            ("claims", &Form::Entries { entry: &CLAIM, between: "で、" }),
            ("actions", &Form::Within("操作が", &ANY_ACTION, "")),
            ("zones", &Form::Within("接続元が", &any_way(&ZONES), "")),
            ("schedules", &Form::Within("日時が", &any_way(&SCHEDULES), "")),
            ("times", &Form::Within("日時が", &any_way(&TIMES), "")),
            ("signed_in", &Form::Within("サインインからの経過時間が", &any_way(&SIGNED_IN), "")),
            ("issued", &Form::Within("トークンの発行日時が", &any_way(&ISSUED), "")),
            ("instance", &Form::Within("インスタンスの", &INSTANCE, "")),
        ],
    },
    Part::Words("すべてのリクエスト"),
]);

/// All of these.
const fn each(item: &'static Form) -> Form {
    Form::List { least: 1, most: MANY, item, between: "で、", last: "で、" }
}

/// One of these, each of several words.
const fn any_way(item: &'static Form) -> Form {
    Form::List { least: 1, most: MANY, item, between: "、または", last: "、または" }
}

const PRESENT: Part = Part::Fixed("present", Constant::Truth(true));
const ABSENT: Part = Part::Fixed("absent", Constant::Truth(true));

/// `「a」「b」`
const NAMED: Form = Form::List { least: 1, most: MANY, item: &LITERAL, between: "", last: "" };

const USER: Form = Form::Choice(&[
    Form::Record(&[Part::Words("本人が利用者"), Part::Field("in", &LITERALS)]),
    Form::Record(&[
        Part::Words("本人が利用者名のない人、または利用者"),
        Part::Field("in", &LITERALS),
        ABSENT,
    ]),
    Form::Record(&[Part::Words("本人が利用者名のある人"), PRESENT]),
    Form::Record(&[Part::Words("本人が利用者名のない人"), ABSENT]),
    Form::Record(&[
        Part::Words("本人が利用者"),
        Part::Field("none_of", &NAMED),
        Part::Words("以外の、利用者名のある人"),
        PRESENT,
    ]),
    Form::Record(&[
        Part::Words("本人が利用者"),
        Part::Field("none_of", &NAMED),
        Part::Words("以外の人"),
        ABSENT,
    ]),
]);

const CLAIM: Form = Form::Record(&[
    Part::Words("本人のクレーム"),
    Part::Field("key", &QUOTED),
    Part::Field("value", &VALUES),
]);

/// What a text may be that may be missing.
const VALUES: Form = Form::Choice(&[
    Form::Record(&[Part::Words("の値が"), Part::Field("in", &LITERALS)]),
    Form::Record(&[Part::Words("が未付与、または値が"), Part::Field("in", &LITERALS), ABSENT]),
    Form::Record(&[Part::Words("が付与済み"), PRESENT]),
    Form::Record(&[Part::Words("が未付与"), ABSENT]),
    Form::Record(&[
        Part::Words("の値が"),
        Part::Field("none_of", &NAMED),
        Part::Words("以外（付与済み）"),
        PRESENT,
    ]),
    Form::Record(&[
        Part::Words("が未付与、または値が"),
        Part::Field("none_of", &NAMED),
        Part::Words("以外"),
        ABSENT,
    ]),
]);

/// What a text may be that is always there.
const IDENTITY: Form = Form::Choice(&[
    Form::Record(&[Part::Field("in", &LITERALS)]),
    Form::Record(&[Part::Field("none_of", &NAMED), Part::Words("以外"), PRESENT]),
]);

/// A name, and of which of the two policies.
const LABEL: Form = Form::Record(&[
    Part::Field("name", &QUOTED),
    Part::Optional(
        "edition",
        &[Part::Field(
            "edition",
            &Form::Choice(&[Form::Word("new", "（変更後）"), Form::Word("old", "（変更前）")]),
        )],
    ),
]);
const LABELS: Form = Form::List { least: 1, most: MANY, item: &LABEL, between: "", last: "" };

const ZONES: Form = Form::Choice(&[
    Form::Record(&[
        Part::Words("ゾーン"),
        Part::Field("inside", &LABELS),
        Part::Words("の中でゾーン"),
        Part::Field("outside", &LABELS),
        Part::Words("の外"),
    ]),
    Form::Record(&[Part::Words("ゾーン"), Part::Field("inside", &INSIDE)]),
    Form::Record(&[Part::Words("ゾーン"), Part::Field("outside", &LABELS), Part::Words("の外")]),
]);

const SCHEDULES: Form = Form::Choice(&[
    Form::Record(&[
        Part::Words("スケジュール"),
        Part::Field("inside", &LABELS),
        Part::Words("の時間帯でスケジュール"),
        Part::Field("outside", &LABELS),
        Part::Words("の時間帯の外"),
    ]),
    Form::Record(&[
        Part::Words("スケジュール"),
        Part::Field("inside", &INSIDE),
        Part::Words("の時間帯"),
    ]),
    Form::Record(&[
        Part::Words("スケジュール"),
        Part::Field("outside", &LABELS),
        Part::Words("の時間帯の外"),
    ]),
]);

/// Of several: all of them at once.
const INSIDE: Form = Form::Choice(&[
    Form::Within(
        "",
        &Form::List { least: 2, most: MANY, item: &LABEL, between: "", last: "" },
        "のすべて",
    ),
    LABELS,
]);

const TIMES: Form = Form::Choice(&[
    Form::Record(&[
        Part::Field("from", &MOMENT),
        Part::Words("以降"),
        Part::Field("to", &MOMENT),
        Part::Words("より前"),
    ]),
    Form::Record(&[Part::Field("from", &MOMENT), Part::Words("以降")]),
    Form::Record(&[Part::Field("to", &MOMENT), Part::Words("より前")]),
]);

const ISSUED: Form = Form::Choice(&[
    Form::Record(&[
        Part::Field("from", &MOMENT),
        Part::Words("以降"),
        Part::Field("to", &MOMENT),
        Part::Words("より前"),
    ]),
    Form::Record(&[Part::Field("from", &MOMENT), Part::Words("以降、または不明")]),
    Form::Record(&[Part::Field("to", &MOMENT), Part::Words("より前")]),
]);

const SIGNED_IN: Form = Form::Choice(&[
    Form::Record(&[
        Part::Field("from", &LENGTH),
        Part::Words("以上"),
        Part::Field("to", &LENGTH),
        Part::Words("未満"),
    ]),
    Form::Record(&[Part::Field("from", &LENGTH), Part::Words("以上、または記録なし")]),
    Form::Record(&[Part::Field("to", &LENGTH), Part::Words("未満")]),
]);

const INSTANCE: Form = Form::Record(&[Part::Joined {
    before: "",
    between: "で、",
    after: "",
    needed: true,
    parts: &[
        ("account", &Form::Within("アカウントが", &IDENTITY, "")),
        ("region", &Form::Within("リージョンが", &IDENTITY, "")),
        ("id", &Form::Within("ID が", &IDENTITY, "")),
        ("tags", &Form::Entries { entry: &TAG, between: "で、" }),
        ("equal", &each(&EQUAL)),
    ],
}]);

const TAG: Form = Form::Record(&[
    Part::Words("タグ"),
    Part::Field("key", &QUOTED),
    Part::Field("value", &VALUES),
]);

/// Whether a tag equals a fact of the caller.
const EQUAL: Form = Form::Choice(&[
    Form::Record(&[
        Part::Words("タグ"),
        Part::Field("key", &QUOTED),
        Part::Words("の値が"),
        Part::Field(
            "equals_caller",
            &Form::Choice(&[Form::Word("groups", "本人の所属グループのいずれか"), OWN]),
        ),
    ]),
    Form::Record(&[
        Part::Words("タグ"),
        Part::Field("key", &QUOTED),
        Part::Words("の値が"),
        Part::Field(
            "differs_from_caller",
            &Form::Choice(&[Form::Word("groups", "本人の所属グループ"), OWN]),
        ),
        Part::Words("以外"),
    ]),
]);

const OWN: Form = Form::Choice(&[
    Form::Word("user", "本人の利用者名"),
    Form::Prefixed("claim:", &Form::Within("本人のクレーム", &QUOTED, "の値")),
]);
