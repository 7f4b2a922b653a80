//! The tutorial as Markdown.

use crate::{
    play::{Language, Told},
    script::TITLE,
};

/// The page of a play.
pub fn of(language: Language, told: &[Told]) -> String {
    let other = match language {
        Language::English => "日本語: [ja/tutorial.md](ja/tutorial.md)",
        Language::Japanese => "English: [../tutorial.md](../tutorial.md)",
    };
    let mut page = format!("# {}\n\n{other}\n", TITLE.in_words(language));
    for told in told {
        page += "\n";
        page += &match told {
            Told::Words(words) => format!("{words}\n"),
            Told::File { text } => format!("```yaml\n{text}```\n"),
            Told::Command { line, output } => format!("```console\n$ {line}\n{output}```\n"),
        };
    }
    page
}
