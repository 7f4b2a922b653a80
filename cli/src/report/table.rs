//! Columns that stay aligned when a name is written in Japanese.

use std::io;

use clap::builder::styling::AnsiColor;
use unicode_width::UnicodeWidthStr;

use crate::Surroundings;

/// A column: its heading, and how wide it is at least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    pub(crate) width: usize,
}

/// A table whose rows are written as they come: widths are fixed beforehand, so that a reader sees
/// every row at once.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
}

impl Table {
    /// A table of these columns, widened to the cells that are known beforehand.
    pub(crate) fn fitted<'a>(
        mut columns: Vec<Column>,
        rows: impl IntoIterator<Item = Vec<&'a str>>,
    ) -> Self {
        for column in &mut columns {
            column.width = column.width.max(column.heading.width());
        }
        for row in rows {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.width = column.width.max(cell.width());
            }
        }
        Self { columns }
    }

    /// Writes the headings.
    pub(crate) fn head(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        let headings: Vec<(&str, Option<AnsiColor>)> =
            self.columns.iter().map(|column| (column.heading, None)).collect();
        self.row(&headings, surroundings)
    }

    /// Writes one row: each cell with its colour, padded to its column by display width.
    pub(crate) fn row(
        &self,
        cells: &[(&str, Option<AnsiColor>)],
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let mut line = String::new();
        let mut owed = 0_usize;
        for (column, (cell, colour)) in self.columns.iter().zip(cells) {
            line.push_str(&" ".repeat(owed));
            match colour {
                Some(colour) => line.push_str(&surroundings.paint(*colour, cell)),
                None => line.push_str(cell),
            }
            owed = column.width.saturating_sub(cell.width()).saturating_add(2);
        }
        surroundings.say(line)
    }
}
