//! The node that a remark stands by.

use super::{
    outline::{DOCUMENT, Outline, Place},
    remark::{Kind, Remark},
};

/// Where a remark belongs, by the nodes of its source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Anchor {
    /// Above everything.
    Head,
    /// Above the line on which a node begins.
    Above(usize),
    /// Behind the line on which a node begins.
    Behind(usize),
    /// Below what is in a node, as deep as that: a key that is commented out at the end of a rule stays
    /// with the rule, wherever the rules are moved.
    Below(usize),
    /// Below everything.
    End,
}

/// The anchors of these remarks; of a blank line at the end of the text there is none.
pub(super) fn anchored(text: &str, outline: &Outline, remarks: &[Remark]) -> Vec<Option<Anchor>> {
    let lines = lines(text);
    let mut anchors = Vec::with_capacity(remarks.len());
    let mut following: Option<(usize, Kind, Option<Anchor>)> = None;
    for remark in remarks.iter().rev() {
        let next = outline.starts.partition_point(|(start, _)| *start < remark.place);
        let anchor = match remark.kind {
            Kind::Trailing => Some(behind(outline, remark.place, next, &lines)),
            Kind::Whole => Some(whole(outline, remark.place, next, &lines)),
            // A blank line goes with the comment that it sets apart.
            Kind::Blank => match following {
                Some((same, Kind::Blank | Kind::Whole, anchor)) if same == next => anchor,
                Some(_) | None if next == 0 => Some(Anchor::Head),
                Some(_) | None => outline.starts.get(next).map(|(_, node)| Anchor::Above(*node)),
            },
        };
        following = Some((next, remark.kind, anchor));
        anchors.push(anchor);
    }
    anchors.reverse();
    anchors
}

/// The anchor of a comment with a line of its own; `next` is the number of the start after it.
fn whole(outline: &Outline, at: Place, next: usize, lines: &[Line]) -> Anchor {
    let Some((start, last)) = next.checked_sub(1).and_then(|last| outline.starts.get(last)) else {
        return Anchor::Head;
    };
    let next = outline.starts.get(next);
    let edge = |node: &usize| outline.nodes.get(*node).map_or(0, |node| node.edge);
    // The dash of an item may stand on a line before.
    let indent = next.map_or(0, |(place, node)| {
        lines.get(place.line).map_or(0, |line| line.indent).min(edge(node))
    });
    let container = || {
        let beside = outline.upwards(*last).find(|node| edge(node) <= at.column)?;
        outline.nodes.get(beside).map(|node| node.parent).filter(|parent| *parent != DOCUMENT)
    };
    let dash = lines.get(at.line).and_then(|line| line.dash);
    let begun = dash.is_some_and(|dash| dash > start.line);
    let outer = if at.column > indent && !begun { container() } else { None };
    match (next, outer) {
        (Some((_, next)), Some(outer)) if outline.is_within(*next, outer) => Anchor::Above(*next),
        (_, Some(outer)) => Anchor::Below(outer),
        (Some((_, next)), None) => Anchor::Above(*next),
        (None, None) => Anchor::End,
    }
}

/// The anchor of a comment behind something: the first node that begins on its line; on a line where
/// none begins, the outermost one whose brackets are closed on it, or else the one before.
fn behind(outline: &Outline, at: Place, next: usize, lines: &[Line]) -> Anchor {
    let first = outline.starts.partition_point(|(start, _)| start.line < at.line);
    if first < next
        && let Some((_, node)) = outline.starts.get(first)
    {
        return Anchor::Behind(*node);
    }
    // Behind the dash of an item, of which nothing stands on that line.
    if lines.get(at.line).is_some_and(|line| line.dash == Some(at.line))
        && let Some((_, node)) = outline.starts.get(next)
    {
        return Anchor::Above(*node);
    }
    let Some((_, last)) = next.checked_sub(1).and_then(|last| outline.starts.get(last)) else {
        return Anchor::Head;
    };
    let closed = outline.upwards(*last).filter(|node| {
        let brackets = outline.nodes.get(*node).and_then(|node| node.brackets);
        brackets.is_some_and(|(_, end)| end.line == at.line && end <= at)
    });
    Anchor::Behind(closed.last().unwrap_or(*last))
}

struct Line {
    indent: usize,
    /// The last line up to this one with a dash alone, which begins an item.
    dash: Option<usize>,
}

fn lines(text: &str) -> Vec<Line> {
    let mut dash = None;
    let lines = text.lines().enumerate().map(|(number, line)| {
        dash = if begins_item(line) { Some(number) } else { dash };
        Line { indent: line.chars().take_while(|letter| *letter == ' ').count(), dash }
    });
    lines.collect()
}

/// Whether a line is a dash, and perhaps a comment.
fn begins_item(line: &str) -> bool {
    let rest = line.trim().strip_prefix('-');
    rest.is_some_and(|rest| {
        rest.is_empty() || (rest.starts_with(' ') && rest.trim_start().starts_with('#'))
    })
}
