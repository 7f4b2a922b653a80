//! Texts: in NFC, with nothing in them that cannot be seen, and no longer than AWS would store.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    InvalidId, Limits,
    document::{node::quote, report::Fault},
};

/// What a text is to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    ApprovedBy,
    Claim,
    Description,
    Group,
    TagKey,
    TagValue,
    User,
}

impl Kind {
    pub(super) const fn required(self) -> &'static str {
        match self {
            Self::ApprovedBy => "the name of who approved it",
            Self::Claim => "the name of a claim",
            Self::Description => "a text",
            Self::Group => "the name of a group",
            Self::TagKey => "a tag key",
            Self::TagValue => "a tag value",
            Self::User => "a user name",
        }
    }

    const fn most(self) -> usize {
        let limits = Limits::VERSION_1;
        match self {
            Self::ApprovedBy => limits.approved_by,
            Self::Claim | Self::Group | Self::User => limits.principal,
            Self::Description => limits.description,
            Self::TagKey => limits.tag_key,
            Self::TagValue => limits.tag_value,
        }
    }
}

/// The text in NFC, or what is wrong with it.
///
/// A tag value may be empty, as in EC2; a description may have several lines, and the line breaks
/// that a YAML block leaves at its end are dropped.
pub(super) fn clean(text: &str, kind: Kind) -> Result<String, Fault> {
    let pattern_in_key = |text: &str| kind == Kind::TagKey && text.contains(['*', '?']);
    if plain(text) && text.len() <= kind.most() && !pattern_in_key(text) {
        return Ok(text.to_string());
    }
    let description = kind == Kind::Description;
    let text = if description { text.trim_end_matches('\n') } else { text };
    if text.is_empty() && kind != Kind::TagValue {
        return Err(Fault::new("empty_text", "an empty text", kind.required()));
    }
    let trimmed = text.trim();
    if trimmed != text {
        let required = format!("{} without spaces at its ends", kind.required());
        let help = format!("write {}", quote(trimmed));
        return Err(Fault::new("outer_space", in_quotes(text), required).help(help));
    }
    let hidden = |letter: &char| {
        invisible(*letter) || (letter.is_control() && !(description && *letter == '\n'))
    };
    if let Some(letter) = text.chars().find(hidden) {
        let code = u32::from(letter);
        let required = format!("{} without invisible characters", kind.required());
        let help = format!("remove the character U+{code:04X}; typing the text anew is safest");
        return Err(Fault::new("invisible_character", quote(text), required).help(help));
    }
    let text = crate::text::nfc(text);
    let length = text.chars().count();
    if length > kind.most() {
        let found = format!("a text of {length} characters");
        return Err(Fault::new("limit", found, format!("at most {}", kind.most())));
    }
    if pattern_in_key(&text) {
        return Err(pattern(&text, kind.required(), "write each tag key out"));
    }
    Ok(text)
}

/// Whether there is nothing to look for in a text: letters, digits and signs of ASCII, and spaces
/// between them.
fn plain(text: &str) -> bool {
    let shown = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    shown && !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ')
}

/// A pattern, in a language that has none.
pub(super) fn pattern(text: &str, required: &str, help: impl Into<String>) -> Fault {
    Fault::new("pattern", quote(text), format!("{required}; this language has no patterns"))
        .help(help)
}

/// Quotation marks and not backticks, so that a space at the end can be seen.
fn in_quotes(text: &str) -> String {
    format!("\"{}\"", crate::document::node::escape(text))
}

/// An identifier, or what is wrong with it and what it probably should be.
pub(crate) fn id<T>(text: &str, parse: fn(&str) -> Result<T, InvalidId>) -> Result<T, Fault> {
    parse(text).map_err(|invalid| {
        let found = if text.is_empty() { "an empty text".to_string() } else { quote(text) };
        let fault = Fault::new("invalid_id", found, invalid.required());
        fault.maybe(
            corrections(text)
                .into_iter()
                .find(|text| parse(text).is_ok())
                .map(|text| format!("did you mean `{text}`?")),
        )
    })
}

/// What people write for an identifier: capitals, spaces and underscores; an account with hyphens;
/// an availability zone for its region.
fn corrections(text: &str) -> [String; 5] {
    let short: String = text.chars().take(128).collect();
    let lower = short.trim().to_lowercase();
    let hyphens = lower.replace([' ', '_', '.'], "-");
    let digits = lower.replace(['-', ' '], "");
    let without_letter = lower.strip_suffix(|letter: char| letter.is_ascii_lowercase());
    let region = without_letter.unwrap_or_default().to_string();
    let endpoint = lower.replacen("vpc-", "vpce-", 1);
    [lower, hyphens, digits, region, endpoint]
}

/// Whether a character shows nothing, or changes how its neighbours are shown: bidirectional
/// controls, zero-width characters, fillers, line separators and tag characters.
pub(crate) fn invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}
