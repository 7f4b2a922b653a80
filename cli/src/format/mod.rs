//! The canonical form of a document, with the comments of its source.
//!
//! `Document::to_yaml` knows no comments. They are found in the source, each is anchored to the node it
//! stands by, and the canonical text is written with each comment where its node begins there.

mod anchor;
mod opening;
mod outline;
mod page;
mod remark;
mod weave;

use std::borrow::Cow;

use sekisho_policy::Document;

use self::{
    anchor::anchored,
    opening::open,
    outline::Outline,
    page::Page,
    remark::{Remark, remarks},
    weave::weave,
};

/// The text of a document in canonical form, with every comment that it has.
///
/// `None` if the result would not be the same document with the same comments: nothing is ever lost
/// for the sake of its form.
pub(crate) fn formatted(text: &str, document: &Document) -> Option<String> {
    let text = unix(text);
    let source = Outline::of(&text)?;
    let remarks = remarks(&text, &source);
    // Whatever is not a letter of a text is the sign of a comment: none has been overlooked.
    let signs = remarks.iter().map(|remark| hashes(&remark.text)).fold(0, usize::saturating_add);
    if hashes(&text) > signs.saturating_add(source.hashes) {
        return None;
    }
    let canonical = document.to_yaml();
    if remarks.is_empty() {
        return Some(canonical);
    }
    let anchors = anchored(&text, &source, &remarks);
    let mut page = Page::new(&source, canonical)?;
    // For a blank line nothing is opened.
    let commented = remarks.iter().zip(&anchors).filter(|(remark, _)| remark.comment().is_some());
    let commented: Vec<_> = commented.filter_map(|(_, anchor)| *anchor).collect();
    // Each round opens one level of brackets, and a document is not deeper than this.
    for _ in 0..MOST_ROUNDS {
        let closed = page.closed(&commented);
        if closed.is_empty() {
            break;
        }
        page = Page::new(&source, open(&page.text, &page.outline, &closed))?;
    }
    let woven = weave(&page, &remarks, &anchors);
    same(&woven, document, &remarks).then_some(woven)
}

/// The text with the line ends of Unix and without a byte order mark, as YAML reads it too.
fn unix(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

/// Whether this text says what the document says, with these comments.
fn same(text: &str, document: &Document, wanted: &[Remark]) -> bool {
    let Some(outline) = Outline::of(text) else { return false };
    let found = remarks(text, &outline);
    comments(&found) == comments(wanted)
        && Document::from_yaml(text).is_ok_and(|found| found == *document)
}

fn comments(remarks: &[Remark]) -> Vec<&str> {
    let mut texts: Vec<&str> = remarks.iter().filter_map(Remark::comment).collect();
    texts.sort_unstable();
    texts
}

fn hashes(text: &str) -> usize {
    text.matches('#').count()
}

const MOST_ROUNDS: usize = 32;
