//! Texts as numbers: one alphabet for all axes that hold texts, so that equal texts are equal
//! numbers wherever they stand.

use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Every text that a condition names, in order. Two classes follow them: any other text, and none.
#[derive(Debug, Default)]
pub(crate) struct Texts<'a> {
    list: Vec<&'a str>,
    classes: HashMap<&'a str, u32, FixedState>,
}

impl<'a> Texts<'a> {
    /// Notes a text.
    pub(crate) fn note(&mut self, text: &'a str) {
        self.classes.entry(text).or_default();
    }

    /// Puts the texts in order.
    pub(crate) fn settle(&mut self) {
        self.list = self.classes.keys().copied().collect();
        self.list.sort_unstable();
        for (text, class) in self.list.iter().zip(0..) {
            if let Some(known) = self.classes.get_mut(text) {
                *known = class;
            }
        }
    }

    /// The class of a text: of one that was not noted that of any other text.
    pub(crate) fn class(&self, text: &str) -> u32 {
        self.classes.get(text).copied().unwrap_or_else(|| self.other())
    }

    /// The text of a class, if it is that of one text.
    pub(crate) fn text(&self, class: u32) -> Option<&'a str> {
        self.list.get(usize::try_from(class).ok()?).copied()
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.classes.contains_key(text)
    }

    /// The class of every text that was not noted.
    pub(crate) fn other(&self) -> u32 {
        number(self.list.len())
    }

    /// The class of no text.
    pub(crate) fn absent(&self) -> u32 {
        self.other().saturating_add(1)
    }

    /// How many classes there are with `absent`.
    pub(crate) fn classes(&self) -> u32 {
        self.other().saturating_add(2)
    }
}

/// A count as a class. A document that is within its limits comes nowhere near 32 bits.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
