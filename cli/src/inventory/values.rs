//! A file as the JSON values that stand in it, each with its line.

use serde_json::value::RawValue;

use super::misfit::{Fault, Misfit};

/// A JSON value of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Placed<'a> {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// The values of a file: one after the other, as in JSON lines, or the items of lists.
pub(super) fn values(text: &str) -> Result<Vec<Placed<'_>>, Misfit> {
    let text = text.trim_start_matches('\u{feff}');
    let mut values = Vec::new();
    let mut lines = Lines { text, at: 0, line: 1 };
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value.map_err(|error| not_json(&error))?.get();
        if value.starts_with('[') {
            // INVARIANT (it is JSON): it has been read as such.
            let items: Vec<&RawValue> =
                serde_json::from_str(value).map_err(|error| not_json(&error))?;
            values.extend(items.into_iter().map(|item| lines.placed(item.get())));
        } else {
            values.push(lines.placed(value));
        }
    }
    Ok(values)
}

fn not_json(error: &serde_json::Error) -> Misfit {
    let whole = error.to_string();
    let reason = whole.split(" at line ").next().unwrap_or(&whole);
    let found = format!("text that cannot be read as JSON ({reason})");
    Fault::new("", found, "JSON (RFC 8259)").on(error.line())
}

/// Counts lines on the way through a text.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    /// A part of the text, with its line. The parts come in order.
    fn placed(&mut self, part: &'a str) -> Placed<'a> {
        let at = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let breaks = self.text.get(self.at..at).unwrap_or_default().matches('\n').count();
        self.line = self.line.saturating_add(breaks);
        self.at = at;
        Placed { line: self.line, text: part }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_one_after_the_other_and_the_items_of_lists_have_their_lines() {
        let text = "\u{feff}{\"a\":\n1}\n[2,\n\n  3] [] [\n[4]]\n";

        let placed = |(line, text)| Placed { line, text };
        let expected = [(1, "{\"a\":\n1}"), (3, "2"), (5, "3"), (6, "[4]")].map(placed);
        assert_eq!(values(text), Ok(expected.to_vec()));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_line() {
        let found = "text that cannot be read as JSON (key must be a string)";

        let misfit = Fault::new("", found, "JSON (RFC 8259)").on(2);
        assert_eq!(values("{}\n{]"), Err(misfit));
    }
}
