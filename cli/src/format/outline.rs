//! The nodes of a YAML text: what each is called, and where it begins.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

/// A place in a text, both counted from nought.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A key with its value, or an item of a list.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The number of the node it is in; the document is in itself.
    pub(super) parent: usize,
    /// The key; of an item what it says, or its `id` if it is a rule.
    pub(super) name: String,
    pub(super) place: Place,
    /// How far its line is indented: an item begins with its dash.
    pub(super) edge: usize,
    /// Whether its value is a list.
    pub(super) list: bool,
    /// The brackets of its value: from the first one to behind the last one.
    pub(super) brackets: Option<(Place, Place)>,
    /// The number of the first node that is not within it.
    pub(super) after: usize,
}

/// The nodes of a text, each before those within it. The first one is the document.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) nodes: Vec<Node>,
    /// Where nodes and values of nodes begin, in order.
    pub(super) starts: Vec<(Place, usize)>,
    /// Where texts stand in which a `#` is a letter, in order.
    texts: Vec<(Place, Place)>,
    /// How many letters `#` there are in the texts of the document.
    pub(super) hashes: usize,
}

pub(super) const DOCUMENT: usize = 0;

impl Outline {
    /// The outline of a text; `None` if it is not YAML.
    pub(super) fn of(text: &str) -> Option<Self> {
        let outline = Self { nodes: Vec::new(), starts: Vec::new(), texts: Vec::new(), hashes: 0 };
        let lines = text.lines().collect();
        let mut builder = Builder { outline, open: Vec::new(), lines };
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.ok()?;
            builder.take(event, span);
        }
        (!builder.outline.nodes.is_empty()).then_some(builder.outline)
    }

    /// Whether a `#` here would be a letter of a text in quotes or in a block.
    pub(super) fn within_text(&self, place: Place) -> bool {
        let before = self.texts.partition_point(|(start, _)| *start <= place);
        let text = before.checked_sub(1).and_then(|last| self.texts.get(last));
        text.is_some_and(|(_, end)| place < *end)
    }

    /// The nodes directly in this one.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> {
        let end = self.nodes.get(of).map_or(0, |node| node.after);
        let first = of.checked_add(1).filter(|child| *child < end);
        std::iter::successors(first, move |child| {
            self.nodes.get(*child).map(|node| node.after).filter(|next| *next < end)
        })
    }

    /// This node, the one it is in, and so on; without the document.
    pub(super) fn upwards(&self, from: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(from), |node| self.nodes.get(*node).map(|node| node.parent))
            .take_while(|node| *node != DOCUMENT)
    }

    /// Whether one node is within another.
    pub(super) fn is_within(&self, node: usize, outer: usize) -> bool {
        node > outer && self.nodes.get(outer).is_some_and(|outer| node < outer.after)
    }
}

struct Builder<'t> {
    outline: Outline,
    lines: Vec<&'t str>,
    /// The lists and mappings that are open, outermost first.
    open: Vec<Open>,
}

struct Open {
    node: usize,
    list: bool,
    /// What its entries say.
    entries: Vec<String>,
    /// The key whose value comes next.
    key: Option<usize>,
    /// What its key `id` says.
    id: Option<String>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Scalar(text, style, ..) => {
                let hashes = text.matches('#').count();
                self.outline.hashes = self.outline.hashes.saturating_add(hashes);
                let (start, end) = (place(span.start), place(span.end));
                match style {
                    // In these a sign of a comment ends the text.
                    ScalarStyle::Plain => {}
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        self.outline.texts.push((start, end));
                    }
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                        self.outline.texts.push((start, quoted(&self.lines, start)));
                    }
                }
                if let Some(Open { list: false, key: key @ None, node, .. }) = self.open.last_mut()
                {
                    *key = Some(self.outline.nodes.len());
                    let parent = *node;
                    self.add(parent, place(span.start), text.into_owned());
                } else {
                    let node = self.begin(span);
                    self.end(node, text.into_owned());
                }
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let list = matches!(event, Event::SequenceStart(..));
                let mut node = self.begin(span);
                if let Some(node) = self.outline.nodes.get_mut(node) {
                    node.list = list;
                    // Of a block the span is empty.
                    let brackets = (place(span.start), place(span.end));
                    node.brackets = (!span.is_empty()).then_some(brackets);
                }
                if !list && self.is_unless(node) {
                    // One clause is short for a list of one, which is the canonical form.
                    let clause = self.outline.nodes.len();
                    self.add(node, place(span.start), String::new());
                    node = clause;
                }
                self.open.push(Open { node, list, entries: Vec::new(), key: None, id: None });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let Some(open) = self.open.pop() else { return };
                self.close(open, place(span.start));
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::Alias(_) => {}
        }
    }

    fn close(&mut self, open: Open, bracket: Place) {
        let Open { node, list, mut entries, id, .. } = open;
        // Sets are in order in the canonical text, and need not be in the source.
        entries.sort_unstable();
        let entries = entries.join("\n");
        let says = if list { format!("[{entries}]") } else { format!("{{{entries}}}") };
        if let Some((_, last)) =
            self.outline.nodes.get_mut(node).and_then(|it| it.brackets.as_mut())
        {
            *last = Place { column: bracket.column.saturating_add(1), ..bracket };
        }
        let parent = self.outline.nodes.get(node).map_or(DOCUMENT, |node| node.parent);
        if self.is_unless(parent) && self.open.last().is_some_and(|open| open.node != parent) {
            self.name(node, says.clone());
            self.end(parent, says);
        } else {
            let says = id.filter(|_| self.is_rules(parent)).unwrap_or(says);
            self.end(node, says);
        }
    }

    /// The node whose value begins here.
    fn begin(&mut self, span: Span) -> usize {
        let at = place(span.start);
        match self.open.last() {
            Some(Open { list: false, key: Some(key), .. }) => {
                let key = *key;
                // A block begins where the first node in it does.
                if !span.is_empty() {
                    self.outline.starts.push((at, key));
                }
                key
            }
            Some(Open { node, .. }) => {
                let (parent, item) = (*node, self.outline.nodes.len());
                self.add(parent, at, String::new());
                item
            }
            None => {
                if self.outline.nodes.is_empty() {
                    self.outline.nodes.push(Node { place: at, ..Node::default() });
                }
                DOCUMENT
            }
        }
    }

    fn add(&mut self, parent: usize, place: Place, name: String) {
        let node = self.outline.nodes.len();
        self.outline.starts.push((place, node));
        let after = node.saturating_add(1);
        let edge = place.column;
        self.outline.nodes.push(Node { parent, name, place, edge, after, ..Node::default() });
    }

    /// The value of this node has ended, and says this.
    fn end(&mut self, node: usize, says: String) {
        let after = self.outline.nodes.len();
        let Some(ended) = self.outline.nodes.get_mut(node) else { return };
        ended.after = after;
        match self.open.last_mut() {
            Some(Open { list: true, entries, .. }) => {
                // A dash and a space stand between an item and its edge.
                ended.edge = ended.place.column.saturating_sub(2);
                ended.name.clone_from(&says);
                entries.push(says);
            }
            Some(Open { list: false, entries, key, id, .. }) => {
                *key = None;
                entries.push(format!("{}: {says}", ended.name));
                if ended.name == "id" {
                    *id = Some(says);
                }
            }
            None => {}
        }
    }

    fn name(&mut self, node: usize, name: String) {
        let after = self.outline.nodes.len();
        if let Some(node) = self.outline.nodes.get_mut(node) {
            node.after = after;
            node.name = name;
        }
    }

    /// Whether this is the list of rules.
    fn is_rules(&self, node: usize) -> bool {
        let node = (node != DOCUMENT).then(|| self.outline.nodes.get(node)).flatten();
        node.is_some_and(|node| node.parent == DOCUMENT && node.name == "rules")
    }

    /// Whether this is the key `unless` of a rule.
    fn is_unless(&self, node: usize) -> bool {
        let parent = |node: usize| self.outline.nodes.get(node).map_or(DOCUMENT, |it| it.parent);
        self.outline.nodes.get(node).is_some_and(|it| it.name == "unless")
            && self.is_rules(parent(parent(node)))
    }
}

/// Where a text in quotes ends that begins here: the parser counts what is behind it too.
fn quoted(lines: &[&str], start: Place) -> Place {
    let mut quote = None;
    for (line, text) in lines.iter().enumerate().skip(start.line) {
        let before = if line == start.line { start.column } else { 0 };
        let mut letters = text.chars().enumerate().skip(before).peekable();
        while let Some((column, letter)) = letters.next() {
            match quote {
                None => quote = Some(letter),
                Some('"') if letter == '\\' => drop(letters.next()),
                Some(quote) if letter == quote => {
                    // Two single quotes stand for one.
                    if quote == '\'' && letters.next_if(|(_, next)| *next == quote).is_some() {
                        continue;
                    }
                    return Place { line, column: column.saturating_add(1) };
                }
                Some(_) => {}
            }
        }
    }
    Place { line: lines.len(), column: 0 }
}

fn place(marker: Marker) -> Place {
    Place { line: marker.line().saturating_sub(1), column: marker.col() }
}
