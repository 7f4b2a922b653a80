//! Templates: what stands between two braces is put in when a token is made.

/// The bytes of a template. Known everywhere are `hex:…`, `nested:N`, `ones:N`, `repeat:N:…` and
/// `zeros:N`; everything else is asked for.
pub fn expand(template: &str, known: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once("{{") {
        bytes.extend_from_slice(before.as_bytes());
        let (name, behind) = from.split_once("}}").expect("what is opened is closed");
        let value = generic(name).or_else(|| known(name));
        bytes.extend(value.unwrap_or_else(|| panic!("`{name}` is not known here: {template}")));
        rest = behind;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The same, where it has to be text.
pub fn expand_text(template: &str, known: &dyn Fn(&str) -> Option<Vec<u8>>) -> String {
    String::from_utf8(expand(template, known)).expect("UTF-8")
}

fn generic(name: &str) -> Option<Vec<u8>> {
    let (kind, argument) = name.split_once(':')?;
    match kind {
        "hex" => Some(hex(argument)),
        "nested" => {
            let depth = argument.parse().expect("a number");
            Some(format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth)).into_bytes())
        }
        "ones" => Some(vec![0xff; argument.parse().expect("a number")]),
        "repeat" => {
            let (count, text) = argument.split_once(':').expect("a number and a text");
            Some(text.repeat(count.parse().expect("a number")).into_bytes())
        }
        "zeros" => Some(vec![0; argument.parse().expect("a number")]),
        _ => None,
    }
}

pub fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2), "{digits}");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits"))
        .collect()
}

/// The seconds that `now`, `now+N` or `now-N` stands for.
pub fn time(name: &str, now: i64) -> Option<i64> {
    let offset = name.strip_prefix("now")?;
    if offset.is_empty() { Some(now) } else { Some(now.saturating_add(offset.parse().ok()?)) }
}
