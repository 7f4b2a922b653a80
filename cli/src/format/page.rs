//! The canonical text, and where the nodes of the source are in it.

use std::collections::BTreeMap;

use super::{
    anchor::Anchor,
    opening::bracketed,
    outline::{DOCUMENT, Outline},
};

/// The canonical text, and where the nodes of the source are in it.
#[derive(Debug)]
pub(super) struct Page<'s> {
    source: &'s Outline,
    pub(super) text: String,
    pub(super) outline: Outline,
    /// The nodes by the one they are in and by their name.
    by_name: Vec<usize>,
}

impl<'s> Page<'s> {
    /// `None` if the text is not YAML.
    pub(super) fn new(source: &'s Outline, text: String) -> Option<Self> {
        let outline = Outline::of(&text)?;
        let mut by_name: Vec<usize> = (1..outline.nodes.len()).collect();
        by_name.sort_by_key(|node| key(&outline, *node));
        Some(Self { source, text, outline, by_name })
    }

    /// By line, the nodes in brackets that must be opened for these anchors.
    pub(super) fn closed(&self, anchors: &[Anchor]) -> BTreeMap<usize, usize> {
        let around = |anchor: &Anchor| match anchor {
            Anchor::Above(node) | Anchor::Behind(node) => {
                let (here, _) = self.beginning(*node);
                self.outline.nodes.get(here).map(|node| node.parent)
            }
            Anchor::Below(node) => Some(self.here(*node).0),
            Anchor::Head | Anchor::End => None,
        };
        let closed = anchors.iter().filter_map(around);
        let closed = closed.filter_map(|node| bracketed(&self.outline, node));
        closed.map(|node| (self.line(node), node)).collect()
    }

    /// A node of the source in this text, or the nearest one around it that is there; and whether it is
    /// the node itself.
    pub(super) fn here(&self, node: usize) -> (usize, bool) {
        let mut path: Vec<usize> = self.source.upwards(node).collect();
        path.reverse();
        let mut at = DOCUMENT;
        for step in path {
            match self.child(at, step) {
                Some(child) => at = child,
                None => return (at, false),
            }
        }
        (at, true)
    }

    /// The same for a node whose line is wanted: the first key of an item begins where the item does.
    pub(super) fn beginning(&self, node: usize) -> (usize, bool) {
        let (here, exact) = self.here(node);
        let parent = |node: usize| self.outline.nodes.get(node).map_or(DOCUMENT, |it| it.parent);
        let item = parent(here);
        let is_item = self.outline.nodes.get(parent(item)).is_some_and(|node| node.list);
        let first = item.checked_add(1) == Some(here);
        (if is_item && first { item } else { here }, exact)
    }

    /// The node in `at` that is called as this node of the source is.
    fn child(&self, at: usize, node: usize) -> Option<usize> {
        let wanted = (at, self.source.nodes.get(node)?.name.as_str());
        let first = self.by_name.partition_point(|node| key(&self.outline, *node) < wanted);
        let named = self.by_name.get(first).filter(|node| key(&self.outline, **node) == wanted);
        named.copied().or_else(|| self.by_position(at, node))
    }

    /// The mapping at the same position of a list: one of its times may be spelt in another way.
    fn by_position(&self, at: usize, node: usize) -> Option<usize> {
        let (node_here, wanted) = (self.outline.nodes.get(at)?, self.source.nodes.get(node)?);
        if !node_here.list || !wanted.name.starts_with('{') {
            return None;
        }
        let (here, there) =
            (self.outline.children(at).count(), self.source.children(wanted.parent).count());
        let position = self.source.children(wanted.parent).position(|child| child == node)?;
        self.outline.children(at).nth(position).filter(|_| here == there)
    }

    pub(super) fn line(&self, node: usize) -> usize {
        self.outline.nodes.get(node).map_or(0, |node| node.place.line)
    }

    /// How far the line is indented on which a node begins.
    pub(super) fn indent(&self, node: usize) -> usize {
        let edge = |node: usize| self.outline.nodes.get(node).map_or(0, |node| node.edge);
        let line = self.line(node);
        // A key may stand on the line of the item that it is in.
        let on_line = self.outline.upwards(node).take_while(|outer| self.line(*outer) == line);
        on_line.last().map_or(0, edge)
    }

    /// The line after what is in a node, and how far what is in it is indented.
    pub(super) fn below(&self, node: usize) -> (usize, usize) {
        let after = self.outline.nodes.get(node).map_or(0, |node| node.after);
        let line = self.line(after.saturating_sub(1)).saturating_add(1);
        let edge = |child: usize| self.outline.nodes.get(child).map(|child| child.edge);
        let inside = self.outline.children(node).next().and_then(edge);
        (line, inside.unwrap_or_else(|| self.indent(node)))
    }
}

/// By the node it is in, and by its name.
fn key(outline: &Outline, node: usize) -> (usize, &str) {
    outline.nodes.get(node).map_or((DOCUMENT, ""), |node| (node.parent, node.name.as_str()))
}
