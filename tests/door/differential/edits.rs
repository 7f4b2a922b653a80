//! Edits of a token's text, as somebody makes them who has no key.

use fastrand::Rng;

/// One edit. Places are taken modulo the length.
#[derive(Clone, Copy, Debug)]
pub enum Edit {
    /// Puts this character in.
    Insert(u16, char),
    /// Takes so many characters out.
    Remove(u16, u8),
    /// Puts this character in the place of another.
    Replace(u16, char),
    /// Exchanges two of the parts.
    Swap(u8, u8),
    /// Doubles a part.
    Double(u8),
    /// Puts padding behind a part.
    Pad(u8),
    /// Says it in the alphabet of base64.
    StandardAlphabet,
    /// Cuts it off here.
    Cut(u16),
    /// Turns a letter into the other case.
    Case(u16),
}

/// Any edit.
pub fn draw(chance: &mut Rng) -> Edit {
    let character = |chance: &mut Rng| CHARACTERS[chance.usize(..CHARACTERS.len())];
    match chance.u8(..12) {
        0 | 1 => Edit::Insert(chance.u16(..), character(chance)),
        2 => Edit::Remove(chance.u16(..), chance.u8(1..9)),
        3..6 => Edit::Replace(chance.u16(..), character(chance)),
        6 => Edit::Swap(chance.u8(..3), chance.u8(..3)),
        7 => Edit::Double(chance.u8(..3)),
        8 => Edit::Pad(chance.u8(..3)),
        9 => Edit::StandardAlphabet,
        10 => Edit::Cut(chance.u16(..)),
        _ => Edit::Case(chance.u16(..)),
    }
}

impl Edit {
    /// The text after this edit.
    pub fn apply(self, token: &str) -> String {
        let mut characters: Vec<char> = token.chars().collect();
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let (length, count) = (characters.len(), parts.len());
        let place = |at: u16| usize::from(at) % length.max(1);
        let part = |at: u8| usize::from(at) % count;
        match self {
            Self::Insert(at, c) => characters.insert(place(at), c),
            Self::Remove(at, many) => {
                let from = place(at);
                drop(characters.drain(from..length.min(from + usize::from(many))));
            }
            Self::Replace(at, c) => {
                characters.iter_mut().skip(place(at)).take(1).for_each(|it| *it = c)
            }
            Self::Cut(at) => characters.truncate(place(at)),
            Self::Case(at) => {
                for c in characters.iter_mut().skip(place(at)).take(1) {
                    *c = if c.is_lowercase() {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    };
                }
            }
            Self::StandardAlphabet => return token.replace('-', "+").replace('_', "/"),
            Self::Swap(one, other) => {
                parts.swap(part(one), part(other));
                return parts.join(".");
            }
            Self::Double(at) => {
                let again = parts[part(at)].clone();
                parts.insert(part(at), again);
                return parts.join(".");
            }
            Self::Pad(at) => {
                parts[part(at)].push('=');
                return parts.join(".");
            }
        }
        characters.into_iter().collect()
    }
}

const CHARACTERS: &[char] = &[
    'A', 'Q', 'a', 'b', 'g', 'w', 'z', '0', '4', '9', '-', '_', '=', '.', '+', '/', ' ', '\n',
    '\0', '%', '"', '\u{e9}', '\u{ff0e}', '\u{200b}', '~', ',',
];
