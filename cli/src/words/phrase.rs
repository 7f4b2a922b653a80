//! Phrases with holes: what an English text has in them is put into the Japanese one.

/// English, and the same in Japanese. In either `{}` is a hole for a value, which is left as it is, and
/// `{p}` one for another phrase. The holes of the two stand in the same order.
pub(super) type Phrase = (&'static str, &'static str);

/// Phrases of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrasebook {
    pages: &'static [&'static [Phrase]],
    /// Whether a phrase is told with a part that is not known, which is as it was.
    lenient: bool,
}

impl Phrasebook {
    pub(super) const fn new(pages: &'static [&'static [Phrase]]) -> Self {
        Self { pages, lenient: false }
    }

    /// For what comes in part from elsewhere, such as from the operating system.
    pub(super) const fn lenient(pages: &'static [&'static [Phrase]]) -> Self {
        Self { pages, lenient: true }
    }

    pub(super) fn phrases(self) -> impl Iterator<Item = Phrase> {
        self.pages.iter().copied().flatten().copied()
    }

    /// What stands beside a phrase without holes.
    pub(super) fn exactly(self, text: &str) -> Option<&'static str> {
        self.phrases().find(|(english, _)| *english == text).map(|(_, japanese)| japanese)
    }

    /// The text in Japanese; `None` if no phrase is like it. What is only quoted, or a choice among such
    /// words, is the same in every language.
    pub(super) fn japanese(self, text: &str) -> Option<String> {
        if let Some(japanese) = self.exactly(text) {
            return Some(japanese.to_owned());
        }
        let filled = self.phrases().find_map(|(english, japanese)| {
            let values: Option<Vec<String>> = holes(english, text)?
                .into_iter()
                .map(|(hole, value)| match hole {
                    Hole::Value => Some(value.to_owned()),
                    Hole::Phrase => {
                        self.japanese(value).or_else(|| self.lenient.then(|| value.to_owned()))
                    }
                })
                .collect();
            Some(fill(japanese, &values?))
        });
        filled.or_else(|| choice(text)).or_else(|| quoted(text).then(|| text.to_owned()))
    }
}

#[derive(Clone, Copy, Debug)]
enum Hole {
    Phrase,
    Value,
}

/// A phrase in its parts: what stands before each hole, and what stands after the last.
fn parts(mut phrase: &str) -> Vec<(&str, Option<Hole>)> {
    let mut parts = Vec::new();
    loop {
        let found = [("{}", Hole::Value), ("{p}", Hole::Phrase)]
            .into_iter()
            .filter_map(|(mark, hole)| phrase.split_once(mark).map(|it| (it, hole)))
            .min_by_key(|((before, _), _)| before.len());
        let Some(((before, after), hole)) = found else {
            parts.push((phrase, None));
            return parts;
        };
        parts.push((before, Some(hole)));
        phrase = after;
    }
}

/// What a text has where the phrase has holes, if it is the same otherwise.
fn holes<'a>(phrase: &str, mut text: &'a str) -> Option<Vec<(Hole, &'a str)>> {
    let mut values = Vec::new();
    let mut open = None;
    for (literal, next) in parts(phrase) {
        match (open, next) {
            (None, _) => text = text.strip_prefix(literal)?,
            (Some(hole), Some(_)) => {
                let (value, rest) = text.split_once(literal)?;
                values.push((hole, value));
                text = rest;
            }
            (Some(hole), None) => {
                values.push((hole, text.strip_suffix(literal)?));
                text = "";
            }
        }
        open = next;
    }
    text.is_empty().then_some(values)
}

/// Puts values into the holes of a Japanese phrase. A space divides Latin letters and signs from
/// Japanese ones, and goes where both sides are Japanese.
pub(super) fn fill(phrase: &str, values: &[String]) -> String {
    let mut filled = String::new();
    let mut values = values.iter();
    for (literal, hole) in parts(phrase) {
        join(&mut filled, literal);
        if let Some(value) = hole.and_then(|_| values.next()) {
            join(&mut filled, value);
        }
    }
    filled
}

fn join(text: &mut String, more: &str) {
    if let Some(rest) = more.strip_prefix(' ') {
        let divided = !(text.ends_with(is_wide) && rest.starts_with(is_wide));
        text.push_str(if divided { more } else { rest });
        return;
    }
    if let Some(before) = text.strip_suffix(' ')
        && before.ends_with(is_wide)
        && more.starts_with(is_wide)
    {
        text.pop();
    }
    text.push_str(more);
}

fn is_wide(letter: char) -> bool {
    !letter.is_ascii() || letter == ')'
}

/// `a` or `b`; `a`, `b` or `c`; one of `a`, `b` or `c`.
fn choice(text: &str) -> Option<String> {
    let (first, last) = text.rsplit_once(" or ").filter(|(_, last)| one_word(last))?;
    if one_word(first) {
        return Some(format!("{first} または {last}"));
    }
    let first = first.strip_prefix("one of ").unwrap_or(first);
    let words: Vec<&str> = first.split(", ").chain([last]).collect();
    words.iter().all(|word| one_word(word)).then(|| format!("{} のいずれか", words.join("、")))
}

fn one_word(text: &str) -> bool {
    quoted(text) && text.matches('`').count() == 2
}

fn quoted(text: &str) -> bool {
    ['`', '"']
        .into_iter()
        .any(|mark| text.strip_prefix(mark).is_some_and(|rest| rest.strip_suffix(mark).is_some()))
}
