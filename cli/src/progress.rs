//! How far long work is, for somebody who watches.

use std::sync::Mutex;

use sekisho_policy::UnixTime;
use sekisho_store::Edited;

use crate::{Surroundings, surroundings::MANY_RULES};

/// A line beside the answer that says how many rows are done, written over as they are: once a second,
/// and only on a terminal. It ends where this does.
#[derive(Debug)]
pub(crate) struct Progress<'a, 'b>(Mutex<Line<'a, 'b>>);

#[derive(Debug)]
struct Line<'a, 'b> {
    surroundings: &'a mut Surroundings<'b>,
    /// When it was written, if it was.
    written: Option<UnixTime>,
}

impl<'a, 'b> Progress<'a, 'b> {
    pub(crate) const fn new(surroundings: &'a mut Surroundings<'b>) -> Self {
        Self(Mutex::new(Line { surroundings, written: None }))
    }

    /// Says how far it is. That it cannot be said stops no work.
    pub(crate) fn say(&self, done: Edited) {
        let Ok(mut line) = self.0.lock() else { return };
        let now = (line.surroundings.now)();
        let is_due = line.written != Some(now) || done.rows == done.of;
        if !line.surroundings.progress || done.of < MANY_RULES || !is_due {
            return;
        }
        line.written = Some(now);
        let (rows, of) = (grouped(done.rows), grouped(done.of));
        let (english, japanese) = (format!("rows: {rows} of {of}"), format!("行: {rows} / {of}"));
        let text = line.surroundings.language.pick(english, japanese);
        drop(write!(line.surroundings.errors, "\r{text}"));
        drop(line.surroundings.errors.flush());
    }
}

impl Drop for Line<'_, '_> {
    fn drop(&mut self) {
        if self.written.is_some() {
            drop(writeln!(self.surroundings.errors));
        }
    }
}

/// A number with a comma after each thousand: `12,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
