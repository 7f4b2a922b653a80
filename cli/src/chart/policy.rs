//! A policy as a page: every sentence of it, those of one kind together.

use std::io::{self, Write};

use sekisho_policy::{Document, sentences};

use super::{escape::html, style::STYLE};
use crate::Language;

/// Writes the page.
pub(crate) fn write(
    document: &Document,
    version: u64,
    language: Language,
    output: &mut impl Write,
) -> io::Result<()> {
    let name = document.name();
    let title = html(&language.pick(format!("The policy {name}"), format!("ポリシー {name}")));
    let lang = language.pick("en", "ja");
    writeln!(output, "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(output, "<meta name=\"viewport\" content=\"width=device-width\">")?;
    writeln!(output, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>")?;
    writeln!(output, "<h1>{title}</h1>")?;
    let in_force =
        language.pick(format!("Version {version}, in force."), format!("有効な版: {version}"));
    writeln!(output, "<p>{in_force}</p>")?;
    let mut last = None;
    for sentence in sentences::render(document, language.of_sentences()) {
        if last != Some(sentence.about()) {
            if last.is_some() {
                writeln!(output, "</ul>\n<hr>")?;
            }
            writeln!(output, "<ul>")?;
        }
        last = Some(sentence.about());
        writeln!(output, "<li>{}</li>", html(sentence.text()))?;
    }
    if last.is_some() {
        writeln!(output, "</ul>")?;
    }
    writeln!(output, "</body>\n</html>")
}
