//! The language a command answers in.

use std::ffi::OsString;

use clap::ValueEnum;
use sekisho_policy::sentences;

/// The language a command answers in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
#[expect(clippy::exhaustive_enums, reason = "a new language must be spoken everywhere")]
pub enum Language {
    /// English
    #[default]
    #[value(name = "en")]
    English,
    /// 日本語
    #[value(name = "ja")]
    Japanese,
}

impl Language {
    /// The same language, as sentences about a policy have it.
    pub(crate) const fn of_sentences(self) -> sentences::Language {
        match self {
            Self::English => sentences::Language::English,
            Self::Japanese => sentences::Language::Japanese,
        }
    }

    /// The text in this language.
    pub(crate) fn pick<T>(self, english: T, japanese: T) -> T {
        match self {
            Self::English => english,
            Self::Japanese => japanese,
        }
    }

    /// The language of an environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and
    /// not empty counts, as everywhere else. English unless that is Japanese.
    #[must_use]
    pub fn of_environment(environment: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut found = [const { None }; LOCALES.len()];
        for (name, value) in environment {
            let slot = LOCALES.iter().zip(&mut found).find(|(locale, _)| name == **locale);
            if let Some((_, slot)) = slot
                && !value.is_empty()
            {
                *slot = Some(value);
            }
        }
        let japanese = |locale: OsString| {
            let locale = locale.to_string_lossy();
            // As in ja, ja_JP, ja_JP.UTF-8.
            locale == "ja" || locale.starts_with("ja_") || locale.starts_with("ja.")
        };
        if found.into_iter().flatten().next().is_some_and(japanese) {
            Self::Japanese
        } else {
            Self::English
        }
    }
}

/// In the order in which they count.
// SOURCE: POSIX.1-2017, 8.2 Internationalization Variables
const LOCALES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];
