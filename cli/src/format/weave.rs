//! Comments, written into the canonical text.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    anchor::Anchor,
    opening::bracketed,
    outline::DOCUMENT,
    page::Page,
    remark::{Kind, Remark},
};

/// A line to write above a line of the canonical text.
struct Note<'r> {
    /// What is below the node before comes first, the deepest before all.
    order: (bool, Reverse<usize>),
    indent: usize,
    text: &'r str,
}

/// The canonical text with the remarks in it.
pub(super) fn weave(page: &Page<'_>, remarks: &[Remark], anchors: &[Option<Anchor>]) -> String {
    let end = page.text.lines().count();
    let mut head: Vec<Note<'_>> = Vec::new();
    let mut above: BTreeMap<usize, Vec<Note<'_>>> = BTreeMap::new();
    let mut behind: BTreeMap<usize, &str> = BTreeMap::new();
    for (remark, anchor) in remarks.iter().zip(anchors) {
        let text = remark.text.as_str();
        let over = |indent| Note { order: (true, Reverse(0)), indent, text };
        let blank = remark.kind == Kind::Blank;
        let at = match anchor {
            None => continue,
            Some(Anchor::Head) => {
                head.push(over(0));
                continue;
            }
            Some(Anchor::End) => (end, over(0)),
            Some(Anchor::Below(node)) => match page.here(*node).0 {
                DOCUMENT => (end, over(0)),
                node => {
                    let (line, indent) = page.below(node);
                    (line, Note { order: (false, Reverse(indent)), indent, text })
                }
            },
            Some(Anchor::Above(node) | Anchor::Behind(node)) => {
                let (node, exact) = page.beginning(*node);
                let outer = page.outline.nodes.get(node).map_or(DOCUMENT, |node| node.parent);
                if blank && (!exact || bracketed(&page.outline, outer).is_some()) {
                    continue;
                }
                let line = page.line(node);
                if exact && remark.kind == Kind::Trailing && !behind.contains_key(&line) {
                    behind.insert(line, text);
                    continue;
                }
                (line, over(page.indent(node)))
            }
        };
        let (line, note) = at;
        above.entry(line).or_default().push(note);
    }
    for notes in above.values_mut() {
        notes.sort_by_key(|note| note.order);
    }
    set_rules_apart(page, &mut above);
    let mut text = Text::default();
    for note in &head {
        text.note(note);
    }
    for (number, line) in page.text.lines().enumerate() {
        for note in above.remove(&number).iter().flatten() {
            text.note(note);
        }
        text.line(line, behind.get(&number).copied());
    }
    for note in above.remove(&end).iter().flatten() {
        text.note(note);
    }
    text.text
}

/// If the source sets one rule apart by a blank line, all of them are: they are in another order now.
fn set_rules_apart(page: &Page<'_>, above: &mut BTreeMap<usize, Vec<Note<'_>>>) {
    let rules = page
        .outline
        .children(DOCUMENT)
        .find(|node| page.outline.nodes.get(*node).is_some_and(|node| node.name == "rules"));
    let Some(rules) = rules else { return };
    let apart = |notes: &Vec<Note<'_>>| {
        notes.iter().find(|note| note.order.0).is_some_and(|note| note.text.is_empty())
    };
    let lines: Vec<usize> = page.outline.children(rules).map(|rule| page.line(rule)).collect();
    if !lines.iter().any(|line| above.get(line).is_some_and(apart)) {
        return;
    }
    for line in lines {
        let notes = above.entry(line).or_default();
        if !apart(notes) {
            let first = notes.iter().take_while(|note| !note.order.0).count();
            notes.insert(first, Note { order: (true, Reverse(0)), indent: 0, text: "" });
        }
    }
}

/// The text that is being written.
#[derive(Default)]
struct Text {
    text: String,
    /// Whether a blank line would say nothing here: at the top, after another one, below a key.
    no_blank: bool,
}

impl Text {
    fn note(&mut self, note: &Note<'_>) {
        if note.text.is_empty() {
            if !self.no_blank && !self.text.is_empty() {
                self.text.push('\n');
            }
            self.no_blank = true;
            return;
        }
        self.text.extend(std::iter::repeat_n(' ', note.indent));
        self.text.push_str(note.text);
        self.text.push('\n');
        self.no_blank = false;
    }

    fn line(&mut self, line: &str, comment: Option<&str>) {
        self.text.push_str(line);
        if let Some(comment) = comment {
            self.text.push_str("  ");
            self.text.push_str(comment);
        }
        self.text.push('\n');
        self.no_blank = line.ends_with(':');
    }
}
