//! Texts that others wrote, made harmless where they are put.

/// A text with nothing in it that moves what stands around it: a character that controls a screen, a
/// page or the direction of writing is told as one that cannot be shown.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(|letter| if controls(letter) { '\u{fffd}' } else { letter }).collect()
}

/// Whether it is a control character, or one of the marks of the bidirectional algorithm.
fn controls(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A visible text as HTML has it, in an element or between quotation marks: nothing in it is markup.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A text as a field of CSV has it. One that a spreadsheet would take for a formula begins with an
/// apostrophe.
// SOURCE: RFC 4180; OWASP, "CSV Injection": the signs that a formula begins with, also in full width.
pub(super) fn csv(text: &str) -> String {
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            html("<script>a && 'b' \"c\"</script>\u{0}\n\u{202e}"),
            "&lt;script&gt;a &amp;&amp; &#39;b&#39; &quot;c&quot;&lt;/script&gt;\u{fffd}\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn fields_hold_their_signs_and_no_formula() {
        for (text, field) in [
            ("sato", "sato"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("=1+1", "'=1+1"),
            ("=cmd|' /C calc'!A0,1", "\"'=cmd|' /C calc'!A0,1\""),
            ("\tx", "'\tx"),
            ("－1", "'－1"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(csv(text), field);
        }
    }
}
