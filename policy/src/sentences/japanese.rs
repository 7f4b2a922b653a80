//! Japanese.
//!
//! Conditions are said as nouns (`タグ「Env」の値が「prod」`), so that `で、` joins any of them and `である`
//! ends the last: no phrase has a form of its own for the middle and for the end.

mod access;
mod span;

use super::{
    form::{Constant, Form, Part, Quotes, Unit},
    grammar::{Grammar, over_midnight},
};

/// How a policy is said in Japanese.
pub(super) const GRAMMAR: Grammar = Grammar {
    policy: Form::Record(&[
        Part::Words("ポリシー"),
        Part::Field("policy", &QUOTED),
        Part::Words("（ポリシー言語バージョン1）のルールは"),
        Part::Fixed("version", Constant::Number("1")),
        Part::Field("rules", &Form::Count(Unit { one: "件", many: "件" })),
        Part::Words(
            "です。拒否は許可に優先し、どのルールでも許可されていないことはできません。日時は UTC",
        ),
        Part::Field("utc_offset", &Form::Plain),
        Part::Words(" で表します。"),
        Part::Optional(
            "required_tags",
            &[
                Part::Words("タグ"),
                Part::Field("required_tags", &NAMES),
                Part::Words("が付いていないインスタンスについては、だれも、どの操作もできません。"),
            ],
        ),
    ]),
    zone: Form::Record(&[
        Part::Words("ゾーン"),
        Part::Field("name", &QUOTED),
        Part::Joined {
            before: "は、",
            between: "で、",
            after: "である場所です。",
            needed: true,
            parts: &[
                ("vpce", &Form::Within("VPC エンドポイントが", &NAMES, "")),
                ("cidrs", &Form::Within("接続元のアドレスがネットワーク", &NAMES, "の範囲内")),
            ],
        },
    ]),
    calendar: Form::Record(&[
        Part::Words("カレンダー"),
        Part::Field("name", &QUOTED),
        Part::Words("の日は、"),
        Part::Field(
            "dates",
            &Form::List { least: 1, most: MANY, item: &DAYS, between: "、", last: "、" },
        ),
        Part::Words("です。"),
    ]),
    schedule: Form::Record(&[
        Part::Words("スケジュール"),
        Part::Field("name", &QUOTED),
        Part::Words("は、"),
        Part::Field(
            "weekly",
            &Form::List { least: 1, most: MANY, item: &WINDOW, between: "、", last: "、" },
        ),
        Part::Words("です。"),
        Part::Optional(
            "except",
            &[
                Part::Words("ただし、カレンダー"),
                Part::Field("except", &NAMES),
                Part::Words("の日に始まるものを除きます。"),
            ],
        ),
    ]),
    rule: Form::Choice(&[
        Form::Record(&[
            Part::Words("ルール"),
            Part::Field("name", &QUOTED),
            Part::Words("（許可"),
            Part::Fixed("effect", Constant::Text("allow")),
            SWITCHED_OFF,
            Part::Words("）："),
            Part::Field("who", &Form::Choice(&[Form::Word("everyone", "だれでも、"), PEOPLE])),
            CIRCUMSTANCES,
            Part::Field(
                "instances",
                &Form::Choice(&[
                    Form::Word("any", "すべてのインスタンス"),
                    Form::Within("", &INSTANCE, "であるインスタンス"),
                ]),
            ),
            Part::Field(
                "actions",
                &Form::Choice(&[
                    Form::Word("any", "について、すべての操作ができます。"),
                    Form::Within("を", &ACTIONS, "できます。"),
                ]),
            ),
            OBLIGATIONS,
            APPROVED_BY,
            DESCRIPTION,
        ]),
        Form::Record(&[
            Part::Words("ルール"),
            Part::Field("name", &QUOTED),
            Part::Words("（拒否"),
            Part::Fixed("effect", Constant::Text("deny")),
            SWITCHED_OFF,
            Part::Words("）："),
            Part::Field("who", &Form::Choice(&[Form::Word("everyone", "だれも、"), PEOPLE])),
            CIRCUMSTANCES,
            Part::Field(
                "instances",
                &Form::Choice(&[
                    Form::Word("any", "どのインスタンスについても、"),
                    Form::Within("", &INSTANCE, "であるインスタンスについて、"),
                ]),
            ),
            Part::Field(
                "actions",
                &Form::Choice(&[
                    Form::Word("any", "どの操作もできません。"),
                    Form::Within("", &ACTIONS, "はできません。"),
                ]),
            ),
            Part::Optional(
                "unless",
                &[Part::Words("ただし、"), Part::Field("unless", &EXCEPTIONS)],
            ),
            APPROVED_BY,
            DESCRIPTION,
        ]),
    ]),
    unsayable: "ポリシー文書では表せない内容です。",
    access: access::GRAMMAR,
    span: span::SPAN,
};

const MANY: usize = usize::MAX;
const QUOTES: Quotes = Quotes { open: '「', close: '」' };
const QUOTED: Form = Form::Quoted(QUOTES);
const LITERAL: Form = Form::Literal(QUOTES);

/// `「a」`, or `「a」「b」のいずれか`.
const NAMES: Form = Form::Choice(&[
    Form::Within(
        "",
        &Form::List { least: 2, most: MANY, item: &QUOTED, between: "", last: "" },
        ANY,
    ),
    Form::List { least: 1, most: 1, item: &QUOTED, between: "", last: "" },
]);
const LITERALS: Form = Form::Choice(&[
    Form::Within(
        "",
        &Form::List { least: 2, most: MANY, item: &LITERAL, between: "", last: "" },
        ANY,
    ),
    Form::List { least: 1, most: 1, item: &LITERAL, between: "", last: "" },
]);
const ANY: &str = "のいずれか";

const DATE: Form = Form::Date { after: ["年", "月", "日"], padded: false };
const DAYS: Form = Form::Choice(&[
    Form::Within("", &Form::Split { first: &DATE, between: "から", second: &DATE }, "まで"),
    DATE,
]);
const MOMENT: Form = Form::Moment { date: &DATE, words: [" ", "（UTC", "）"] };
const SPAN: Form = Form::Span(&[
    ('d', Unit { one: "日", many: "日" }),
    ('h', Unit { one: "時間", many: "時間" }),
    ('m', Unit { one: "分", many: "分" }),
    ('s', Unit { one: "秒", many: "秒" }),
]);

const WINDOW: Form = Form::Choice(&[
    Form::Where(
        over_midnight,
        &Form::Record(&[
            Part::Field("days", &WEEKDAYS),
            Part::Words("の"),
            Part::Field("from", &Form::Plain),
            Part::Words("から翌日の"),
            Part::Field("to", &Form::Plain),
            Part::Words("まで"),
        ]),
    ),
    Form::Record(&[
        Part::Field("days", &WEEKDAYS),
        Part::Words("の"),
        Part::Field("from", &Form::Plain),
        Part::Words("から"),
        Part::Field("to", &Form::Plain),
        Part::Words("まで"),
    ]),
]);
const WEEKDAYS: Form = Form::Choice(&[
    Form::Exactly(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "毎日"),
    Form::Exactly(&["mon", "tue", "wed", "thu", "fri"], "月曜日から金曜日"),
    Form::Within(
        "",
        &Form::List {
            least: 1,
            most: 7,
            item: &Form::Choice(&[
                Form::Word("mon", "月"),
                Form::Word("tue", "火"),
                Form::Word("wed", "水"),
                Form::Word("thu", "木"),
                Form::Word("fri", "金"),
                Form::Word("sat", "土"),
                Form::Word("sun", "日"),
            ]),
            between: "・",
            last: "・",
        },
        "曜日",
    ),
]);

const SWITCHED_OFF: Part = Part::Optional(
    "enabled",
    &[Part::Words("、無効"), Part::Fixed("enabled", Constant::Truth(false))],
);
const OBLIGATIONS: Part = Part::Optional(
    "obligations",
    &[
        Part::Words("インスタンスを停止する前に、"),
        Part::Field("obligations", &OBLIGATION),
        Part::Words("が成功していなければなりません。"),
    ],
);
const OBLIGATION: Form = Form::Record(&[
    Part::Words("そのインスタンスでランブック"),
    Part::Field("before_stop", &QUOTED),
]);
const APPROVED_BY: Part = Part::Optional(
    "approved_by",
    &[Part::Words("承認者："), Part::Field("approved_by", &QUOTED), Part::Words("。")],
);
const DESCRIPTION: Part = Part::Optional(
    "description",
    &[Part::Words("説明："), Part::Field("description", &QUOTED), Part::Words("。")],
);

const PEOPLE: Form = Form::Choice(&[
    Form::Record(&[
        Part::Words("利用者"),
        Part::Field("users", &LITERALS),
        Part::Words("で、グループ"),
        Part::Field("groups", &LITERALS),
        Part::Words("に所属する人は、"),
    ]),
    Form::Record(&[
        Part::Words("グループ"),
        Part::Field("groups", &LITERALS),
        Part::Words("に所属する人は、"),
    ]),
    Form::Record(&[
        Part::Words("利用者"),
        // All of them: `のいずれかはできません` would be one of them.
        Part::Field(
            "users",
            &Form::List { least: 1, most: MANY, item: &LITERAL, between: "", last: "" },
        ),
        Part::Words("は、"),
    ]),
]);

const ACTIONS: Form =
    Form::List { least: 1, most: MANY, item: &ACTION, between: "・", last: "・" };
const ANY_ACTION: Form = Form::Choice(&[
    Form::Within(
        "",
        &Form::List { least: 2, most: MANY, item: &ACTION, between: "・", last: "・" },
        ANY,
    ),
    Form::List { least: 1, most: 1, item: &ACTION, between: "", last: "" },
]);
const ACTION: Form = Form::Choice(&[
    Form::Word("describe", "参照"),
    Form::Word("reboot", "再起動"),
    Form::Word("start", "起動"),
    Form::Word("stop", "停止"),
]);

/// What is asked of an instance.
const INSTANCE: Form = Form::Record(&[Part::Joined {
    before: "",
    between: "で、",
    after: "",
    needed: true,
    parts: &[
        ("accounts", &Form::Within("アカウントが", &NAMES, "")),
        ("regions", &Form::Within("リージョンが", &NAMES, "")),
        ("ids", &Form::Within("ID が", &NAMES, "")),
        ("tags", &Form::Entries { entry: &TAG, between: "で、" }),
    ],
}]);

const TAG: Form =
    Form::Record(&[Part::Words("タグ"), Part::Field("key", &QUOTED), Part::Field("value", &TEST)]);
const TEST: Form = Form::Choice(&[
    Form::Record(&[Part::Words("が付与済み"), Part::Fixed("present", Constant::Truth(true))]),
    Form::Record(&[Part::Field(
        "equals_caller",
        &Form::Choice(&[
            Form::Word("groups", "の値が本人の所属グループのいずれか"),
            Form::Word("user", "の値が本人の利用者名"),
            Form::Prefixed("claim:", &Form::Within("の値が本人のクレーム", &QUOTED, "の値")),
        ]),
    )]),
    Form::Within("の値が", &LITERALS, ""),
]);

/// Where and when a rule applies.
const CIRCUMSTANCES: Part = Part::Joined {
    before: "",
    between: "",
    after: "",
    needed: false,
    parts: &[
        ("from", &Form::Within("ゾーン", &NAMES, "から、")),
        ("during", &Form::Within("スケジュール", &NAMES, "の時間帯に、")),
        ("not_before", &Form::Within("", &MOMENT, "以降、")),
        ("not_after", &Form::Within("", &MOMENT, "より前に、")),
        ("signed_in_within", &Form::Within("サインインから", &SPAN, "たたないうちに、")),
        ("issued_before", &Form::Within("", &MOMENT, "より前に発行されたトークンでは、")),
    ],
};

const EXCEPTIONS: Form = Form::Choice(&[
    Form::Within(
        "次のいずれかの場合を除きます。",
        &Form::Numbered { before: ["（", "）"], item: &EXCEPTION, between: "である場合。" },
        "である場合。",
    ),
    Form::Within(
        "",
        &Form::List { least: 1, most: 1, item: &EXCEPTION, between: "", last: "" },
        "である場合を除きます。",
    ),
]);

/// A clause of `unless`.
const EXCEPTION: Form = Form::Record(&[Part::Joined {
    before: "",
    between: "で、",
    after: "",
    needed: true,
    parts: &[
        ("who", &CALLER),
        ("actions", &Form::Within("操作が", &ANY_ACTION, "")),
        ("from", &Form::Within("接続元がゾーン", &NAMES, "")),
        ("during", &Form::Within("日時がスケジュール", &NAMES, "の時間帯")),
        ("not_before", &Form::Within("日時が", &MOMENT, "以降")),
        ("not_after", &Form::Within("日時が", &MOMENT, "より前")),
        ("signed_in_within", &Form::Within("サインインからの経過時間が", &SPAN, "未満")),
        ("instances", &Form::Within("インスタンスの", &INSTANCE, "")),
    ],
}]);

const CALLER: Form = Form::Record(&[Part::Joined {
    before: "本人が",
    between: "で、",
    after: "",
    needed: true,
    parts: &[
        ("users", &Form::Within("利用者", &LITERALS, "")),
        ("groups", &Form::Within("グループ", &LITERALS, "の一員")),
    ],
}]);
