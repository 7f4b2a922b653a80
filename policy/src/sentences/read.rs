//! From sentences to the document.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    About, Language, NAME, RULES, ReadError,
    cursor::{Cursor, found},
    hear, render,
};
use crate::{Attribute, Document, Row};

/// Reads the sentences that [`render`] writes, each on a line of its own that ends in a line break.
/// Empty lines may stand between them.
///
/// What they say is checked as any document is, and then said again: a text is read if it is, letter
/// by letter, what would be written, and not otherwise. So no text is taken for a policy that it only
/// resembles, and one that lost its end is refused wherever it was cut off: the first sentence tells
/// how many rules there are.
///
/// ```
/// use sekisho_policy::sentences::{self, Language};
///
/// let text = "Policy \"town\" (version 1 of the policy language) has 1 rule. A deny rule beats every \
///             allow rule, and what no rule allows is denied. Dates and times are those of UTC+09:00.\n\
///             Rule \"look\" (allow): Anyone in the group \"staff\" may see instances whose tag \"Env\" \
///             is \"dev\".\n";
/// let document = sentences::read(text, Language::English).unwrap();
/// assert_eq!(document.rules().len(), 1);
///
/// let error = sentences::read(&text.replace("see", "delete"), Language::English).unwrap_err();
/// assert!(error.to_string().starts_with("line 2, column 54: found `delete instances"), "{error}");
/// ```
///
/// # Errors
///
/// [`ReadError::Line`]: the first line that is something else, and where in it;
/// [`ReadError::Problems`]: what is wrong with what the sentences say.
pub fn read(text: &str, language: Language) -> Result<Document, ReadError> {
    let lines = || text.lines().zip(1_usize..).filter(|(line, _)| !line.is_empty());
    let mut rows = Vec::new();
    for (line, number) in lines() {
        let abouts: &[About] = if rows.is_empty() { &[About::Policy] } else { &About::NAMED };
        rows.push(row(line, number, abouts, language)?);
    }
    if let Some((line, number)) = lines().last()
        && !text.ends_with('\n')
    {
        return Err(ReadError::Line {
            line: number,
            column: line.chars().count().saturating_add(1),
            found: "the end of the text".to_string(),
            required: "a line break".to_string(),
        });
    }
    if rows.is_empty() {
        return Err(ReadError::Line {
            line: 1,
            column: 1,
            found: "nothing".to_string(),
            required: "the sentences of a policy, one a line".to_string(),
        });
    }
    let document = Document::from_rows(&rows)?;
    for ((line, number), sentence) in lines().zip(render(&document, language)) {
        same(line, number, sentence.text())?;
    }
    Ok(document)
}

/// The row that a sentence is for.
fn row(line: &str, number: usize, abouts: &[About], language: Language) -> Result<Row, ReadError> {
    let mut cursor = Cursor::new(line);
    for about in abouts {
        cursor.back(0);
        let Some(Attribute::Map(mut attributes)) =
            hear::hear(language.grammar().form(*about), &mut cursor)
        else {
            continue;
        };
        if !cursor.is_at_end() {
            continue;
        }
        // How many rules there are is compared when the document is said again.
        attributes.remove(RULES);
        let name = match attributes.remove(NAME) {
            Some(Attribute::String(name)) => name,
            _ => String::new(),
        };
        return Ok(Row { key: format!("{}{name}", about.prefix()), attributes });
    }
    Err(ReadError::Line {
        line: number,
        column: cursor.column(),
        found: cursor.found(),
        required: cursor.required(),
    })
}

/// That a line is the sentence that would be written in its place.
fn same(line: &str, number: usize, sentence: &str) -> Result<(), ReadError> {
    let letters = line.chars().zip(sentence.chars());
    let shared = letters.take_while(|(one, other)| one == other);
    let (letters, bytes) = shared.fold((0_usize, 0_usize), |(letters, bytes), (letter, _)| {
        (letters.saturating_add(1), bytes.saturating_add(letter.len_utf8()))
    });
    let [rest, required] = [line, sentence].map(|it| it.get(bytes..).unwrap_or_default());
    if rest.is_empty() && required.is_empty() {
        return Ok(());
    }
    Err(ReadError::Line {
        line: number,
        column: letters.saturating_add(1),
        found: found(rest),
        required: found(required),
    })
}
