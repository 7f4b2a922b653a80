//! Lists and mappings on one line, opened so that each entry has a line for its comment.

use std::collections::BTreeMap;

use super::outline::{DOCUMENT, Node, Outline, Place};

/// The canonical text with these nodes opened: at most one a line, the outermost.
pub(super) fn open(text: &str, outline: &Outline, nodes: &BTreeMap<usize, usize>) -> String {
    let mut opened = String::new();
    for (number, line) in text.lines().enumerate() {
        let entries = nodes.get(&number).and_then(|node| entries(line, outline, *node));
        if let Some(entries) = entries {
            opened.push_str(&entries);
        } else {
            opened.push_str(line);
            opened.push('\n');
        }
    }
    opened
}

/// The lines of a node whose value is in brackets, which end its line.
fn entries(line: &str, outline: &Outline, number: usize) -> Option<String> {
    let node = outline.nodes.get(number)?;
    let (Place { column: start, .. }, Place { column: end, .. }) = node.brackets?;
    let (dash, closing) = if node.list { ("- ", "]") } else { ("", " }") };
    let children: Vec<&Node> =
        outline.children(number).filter_map(|child| outline.nodes.get(child)).collect();
    let ends = children.iter().skip(1).map(|next| next.place.column.saturating_sub(", ".len()));
    let ends = ends.chain([end.saturating_sub(closing.len())]);
    let before = letters(line, 0, start);
    let key = before.ends_with(": ");
    // A mapping in a list begins on the line of its dash.
    let (mut lines, indent) = if key {
        (format!("{}\n", before.trim_end()), node.place.column.saturating_add(2))
    } else {
        (before, start)
    };
    for (index, (child, end)) in children.iter().zip(ends).enumerate() {
        if key || index > 0 {
            lines.extend(std::iter::repeat_n(' ', indent));
        }
        lines.push_str(dash);
        lines.push_str(&letters(line, child.place.column, end));
        lines.push('\n');
    }
    Some(lines)
}

/// The outermost node around this one, or itself, that is written in brackets.
pub(super) fn bracketed(outline: &Outline, node: usize) -> Option<usize> {
    let brackets = |node: &usize| outline.nodes.get(*node).is_some_and(|it| it.brackets.is_some());
    outline.upwards(node).filter(brackets).last().filter(|node| *node != DOCUMENT)
}

fn letters(line: &str, from: usize, to: usize) -> String {
    line.chars().skip(from).take(to.saturating_sub(from)).collect()
}
