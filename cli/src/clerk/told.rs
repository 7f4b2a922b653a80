//! Words and names as a terminal may show them.

use crate::{Language, words};

/// What a code means.
pub(crate) fn said(code: &str, language: Language) -> String {
    words::answer(code, language).map_or_else(
        || {
            let code = plain(code);
            language.pick(
                format!("This could not be done ({code}). Tell the operator."),
                format!("操作できませんでした({code})。運用担当者に知らせてください。"),
            )
        },
        str::to_owned,
    )
}

/// What a state is called; one that is not known is shown as it is.
pub(crate) fn state(state: &str, language: Language) -> String {
    words::state(state, language).map_or_else(|| plain(state), str::to_owned)
}

/// A text of somebody else's: a terminal must not take any of it for a command.
pub(crate) fn plain(text: &str) -> String {
    let shown = |letter: char| {
        if letter.is_control() { letter.escape_unicode().to_string() } else { letter.to_string() }
    };
    text.chars().map(shown).collect()
}
