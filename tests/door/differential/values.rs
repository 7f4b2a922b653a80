//! Values that a reader of JSON may stumble over, as the text of JSON; templates are those of the corpus.

use fastrand::Rng;

/// One of them.
pub fn pick<'a, T: ?Sized>(chance: &mut Rng, of: &[&'a T]) -> &'a T {
    of[chance.usize(..of.len())]
}

/// Any value, of any type.
pub fn odd(chance: &mut Rng) -> String {
    match chance.u8(..20) {
        0..12 => pick(chance, ODD).to_owned(),
        12..16 => integer(chance),
        16 => format!("[{}]", odd(chance)),
        17 => format!(r#"{{"a":{}}}"#, odd(chance)),
        _ => text(chance),
    }
}

/// A value that every reader reads.
pub fn plain(chance: &mut Rng) -> String {
    match chance.u8(..4) {
        0 => pick(chance, PLAIN).to_owned(),
        1 => chance.i32(..).to_string(),
        _ => text(chance),
    }
}

/// A text of up to nine characters, some of them spelled in another way.
pub fn text(chance: &mut Rng) -> String {
    let count = chance.usize(1..10);
    let characters: String = (0..count).map(|_| pick(chance, CHARACTERS)).collect();
    format!("\"{characters}\"")
}

/// A JSON text that says the same, with characters escaped.
pub fn escaped(text: &str, chance: &mut Rng) -> String {
    let escape = |c: char| {
        let mut units = [0; 2];
        c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>()
    };
    let mut all: String =
        text.chars().map(|c| if chance.u8(..3) == 0 { escape(c) } else { c.to_string() }).collect();
    if all == text {
        all = text.chars().map(escape).collect();
    }
    format!("\"{all}\"")
}

/// A moment near `at` seconds after the token was issued, as an integer or in another spelling.
pub fn moment(at: i64, chance: &mut Rng) -> String {
    let seconds = template(at + i64::from(*pick(chance, NEAR)));
    match chance.u8(..16) {
        0 => format!("{seconds}.0"),
        1 => format!("{seconds}.5"),
        2 => format!("{seconds}e0"),
        3 => format!("{seconds}000"),
        4 => format!("\"{seconds}\""),
        5 => format!("-{seconds}"),
        6 => format!("0{seconds}"),
        7 => format!("[{seconds}]"),
        8 => format!(" {seconds}\t"),
        _ => seconds,
    }
}

/// So many seconds after the token was issued.
pub fn template(after: i64) -> String {
    format!("{{{{now{after:+}}}}}")
}

fn integer(chance: &mut Rng) -> String {
    match chance.u8(..4) {
        0 => chance.i64(..).to_string(),
        1 => chance.u128(..).to_string(),
        2 => (1_i128 << chance.u8(30..70)).to_string(),
        _ => chance.i16(..).to_string(),
    }
}

const NEAR: &[&i32] = &[
    &-86_401, &-86_400, &-3600, &-301, &-300, &-299, &-61, &-60, &-59, &-30, &-1, &0, &1, &30, &59,
    &60, &61, &299, &300, &301, &3600, &82_799, &82_800, &82_801, &86_400,
];

const PLAIN: &[&str] = &["null", "true", "false", "0", "[]", "{}", "\"\"", "[1,\"a\",null]", "1.5"];

const ODD: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1e9",
    "1E+9",
    "1e-9",
    "1E400",
    "-1e400",
    "0.1",
    "1.8e9",
    "18e8",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "01",
    "+1",
    ".5",
    "1.",
    "0x10",
    "NaN",
    "Infinity",
    "\"\"",
    "\" \"",
    "\"1\"",
    "[]",
    "[[]]",
    "[\"\"]",
    "[null]",
    "[1]",
    "{}",
    "[\"a\",\"a\"]",
    "\"a b\"",
    "\"\\u0000\"",
    "\"\\ud83d\"",
    "\"\\ude00\\ud83d\"",
    "\"\\ud83d\\ude00\"",
    "\"\\/\"",
    "\"\\x\"",
    "\"\t\"",
    "\"{{hex:ff}}\"",
    "\"{{hex:c080}}\"",
    "\"{{hex:eda080}}\"",
    "\"{{hex:f4908080}}\"",
    "'a'",
    "a",
    "",
    "[1,]",
    "{\"a\":1,}",
    "{\"a\":1,\"a\":2}",
    "{\"$numberLong\":\"1\"}",
    "{\"toString\":1}",
    "{\"__proto__\":{\"a\":1}}",
    "{\"constructor\":1}",
    "{{nested:3}}",
    "{{nested:63}}",
    "{{nested:64}}",
    "{{nested:70}}",
    "\"{{iss}}\"",
    "\"{{iss}}/\"",
    "\"{{client}}\"",
    "[\"{{client}}\"]",
    "[\"{{client}}\",\"b\"]",
    "[\"a\",7]",
    "\"access\"",
    "\"id\"",
    "[\"access\"]",
    "[\"id\",\"access\"]",
    "\"ACCESS\"",
    "\"access \"",
    "\"{{kid}}\"",
    "\"{{id_kid}}\"",
    "\"own\"",
    "\"RS256\"",
    "\"sato\"",
    "\"{{repeat:200:a}}\"",
    "\"{{repeat:2000:a}}\"",
    "\"https://issuer-cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1\"",
];

const CHARACTERS: &[&str] = &[
    "a",
    "b",
    "Z",
    "0",
    "9",
    " ",
    "-",
    "_",
    "/",
    ":",
    "{ ",
    "}",
    "[",
    "]",
    ",",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\u0041",
    "\\u00e9",
    "é",
    "e\u{301}",
    "会",
    "計",
    "\u{feff}",
    "\u{2028}",
    "\\u2029",
    "😀",
    "\\ud83d\\ude00",
    "\u{7f}",
    "\\u0000",
    "\\b",
];
