//! The laws of `sekisho fmt`, for documents and comments drawn at random.

use proptest::{collection::vec, prelude::*};
use sekisho_policy::{Document, strategies};
use tokio::runtime::{Builder, Runtime};

use crate::formatting::formatted;

/// A comment to be put somewhere, or a blank line.
#[derive(Clone, Debug)]
struct Remark {
    /// Which of the legal places.
    at: prop::sample::Index,
    /// How far it is indented, if it gets a line of its own.
    line: Option<usize>,
    text: Option<String>,
}

fn remarks() -> impl Strategy<Value = Vec<Remark>> {
    let line = prop_oneof![Just(None), (0_usize..14).prop_map(Some)];
    let text = prop::option::weighted(0.8, "[ -~あ-ん]{0,12}");
    let remark = (any::<prop::sample::Index>(), line, text).prop_map(|(at, line, text)| Remark {
        at,
        line,
        text,
    });
    vec(remark, 0..12)
}

/// The text of these pieces, each with whether it ends its line, with the remarks behind some of them, and the comments among them.
fn remarked(places: &[(String, bool)], remarks: &[Remark]) -> (String, Vec<String>) {
    let (mut text, mut comments) = (String::new(), Vec::new());
    for (number, (piece, ends_line)) in places.iter().enumerate() {
        text.push_str(piece);
        let mut open = true;
        for remark in remarks.iter().filter(|remark| remark.at.index(places.len()) == number) {
            // No two comments are the same.
            let comment = remark.text.as_ref().map(|text| format!("#{}§{text}", comments.len()));
            let (line, comment) = match (remark.line, comment) {
                (line, Some(comment)) => (line, comment),
                (_, None) => {
                    text.push_str(if open { "\n\n" } else { "\n" });
                    open = false;
                    continue;
                }
            };
            if open && line.is_some() {
                text.push('\n');
            }
            let before = if open && line.is_none() { 1 } else { line.unwrap_or_default() };
            text.push_str(&" ".repeat(before));
            text.push_str(&comment);
            text.push('\n');
            comments.push(comment.trim_end().to_owned());
            open = false;
        }
        if open && *ends_line {
            text.push('\n');
        }
    }
    (text, comments)
}

/// The pieces of YAML as people write it: one a line.
fn lines(document: &Document) -> Vec<(String, bool)> {
    document.to_yaml().lines().map(|line| (line.to_owned(), true)).collect()
}

/// The pieces of the same in brackets throughout.
fn brackets(document: &Document) -> Vec<(String, bool)> {
    let (mut pieces, mut piece) = (vec![("---".to_owned(), true)], String::new());
    let (mut quoted, mut escaped) = (false, false);
    for letter in document.to_json().chars() {
        if !quoted && "]}".contains(letter) {
            pieces.push((std::mem::take(&mut piece), false));
        }
        piece.push(letter);
        if escaped {
            escaped = false;
        } else if quoted && letter == '\\' {
            escaped = true;
        } else if letter == '"' {
            quoted = !quoted;
        } else if !quoted && "[{,".contains(letter) {
            pieces.push((std::mem::take(&mut piece), false));
        }
    }
    pieces.push((piece, true));
    pieces
}

fn runtime() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

fn holds(document: &Document, pieces: &[(String, bool)], remarks: &[Remark]) {
    let (text, comments) = remarked(pieces, remarks);
    let runtime = runtime();
    let format = |text: &str| runtime.block_on(formatted(text));

    let once = format(&text);

    assert_eq!(Document::from_yaml(&once).as_ref(), Ok(document), "{text}\n{once}");
    let mut bare = Vec::new();
    let mut found: Vec<&String> = Vec::new();
    for line in once.lines() {
        let comment = comments.iter().find(|comment| line.ends_with(comment.as_str()));
        found.extend(comment);
        let line = comment.and_then(|comment| line.strip_suffix(comment.as_str())).unwrap_or(line);
        bare.push(line.trim_end().to_owned() + "\n");
    }
    found.sort();
    let mut wanted: Vec<&String> = comments.iter().collect();
    wanted.sort();
    assert_eq!(found, wanted, "{text}\n{once}");
    // What is left is the document, without a comment.
    assert_eq!(format(&bare.concat()).replace("\n\n", "\n"), document.to_yaml(), "{once}");
    assert_eq!(format(&once), once, "{text}");
    assert_eq!(format(&text.replace('\n', "\r\n")), once, "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_comment_on_lines_is_kept(document in strategies::documents(), remarks in remarks()) {
        holds(&document, &lines(&document), &remarks);
    }

    #[test]
    fn every_comment_between_brackets_is_kept(
        document in strategies::documents(),
        remarks in remarks(),
    ) {
        holds(&document, &brackets(&document), &remarks);
    }

    #[test]
    fn what_is_in_canonical_form_stays_as_it_is(document in strategies::documents()) {
        let yaml = document.to_yaml();
        prop_assert_eq!(runtime().block_on(formatted(&yaml)), yaml);
    }
}
