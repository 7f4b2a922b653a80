//! A policy document in a file, and what is wrong with it.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use clap::{ValueEnum, builder::styling::AnsiColor};
use sekisho_policy::{Document, Invariants, Limits, PolicyName, Problem, Problems};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    Language, Surroundings,
    error::CommandError,
    scenario::{HOSHIMI_POLICY, Scenario},
    table::TableLocation,
    words,
};

/// The form of a document.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    Json,
    Yaml,
}

/// The text of a document, and where it is from.
#[derive(Debug)]
pub(crate) struct Source {
    origin: Origin,
    text: String,
    format: Format,
}

/// Where a document is from.
#[derive(Debug)]
enum Origin {
    /// It came with the program, under this name.
    BuiltIn(String),
    Draft {
        policy: PolicyName,
        table: String,
    },
    File(PathBuf),
    Input,
}

impl Source {
    /// Reads a file; `-` is the standard input. JSON is told by the name, and on the standard input
    /// by the brace it begins with.
    pub(crate) fn read(
        path: &Path,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Self, CommandError> {
        let text = read_text(path, surroundings)?;
        if path == Path::new("-") {
            let json = text.trim_start().starts_with('{');
            let format = if json { Format::Json } else { Format::Yaml };
            return Ok(Self { origin: Origin::Input, text, format });
        }
        let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let format = if json { Format::Json } else { Format::Yaml };
        Ok(Self { origin: Origin::File(path.to_owned()), text, format })
    }

    /// The rows of a draft, which have no text.
    pub(crate) fn draft(table: &TableLocation, policy: &PolicyName) -> Self {
        let origin = Origin::Draft { policy: policy.clone(), table: table.to_string() };
        Self { origin, text: String::new(), format: Format::Yaml }
    }

    /// A document that came with the program.
    pub(crate) fn built_in(name: &str, text: &str) -> Self {
        Self {
            origin: Origin::BuiltIn(name.to_owned()),
            text: text.to_owned(),
            format: Format::Yaml,
        }
    }

    /// The policy in a file, or the one of Hoshimi.
    pub(crate) fn policy(
        path: Option<&Path>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Self, CommandError> {
        match path {
            Some(path) => Self::read(path, surroundings),
            None => Ok(Self::built_in("examples/hoshimi.yaml", HOSHIMI_POLICY)),
        }
    }

    /// The text as a scenario.
    pub(crate) fn scenario(&self, language: Language) -> Result<Scenario, CommandError> {
        Scenario::parse(&self.text)
            .map_err(|error| CommandError::Scenario { place: self.place(language), error })
    }

    /// The text as it was read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Where the text is from.
    pub(crate) fn place(&self, language: Language) -> String {
        match (&self.origin, language) {
            (Origin::BuiltIn(name), _) => name.clone(),
            (Origin::Draft { policy, table }, Language::English) => {
                format!("draft of {policy} in {table}")
            }
            (Origin::Draft { policy, table }, Language::Japanese) => {
                format!("{table} の {policy} の下書き")
            }
            (Origin::File(path), _) => path.display().to_string(),
            (Origin::Input, Language::English) => "standard input".to_owned(),
            (Origin::Input, Language::Japanese) => "標準入力".to_owned(),
        }
    }

    /// The document, or everything that is wrong with it.
    pub(crate) fn parse(&self) -> Result<Document, Problems> {
        match self.format {
            Format::Json => Document::from_json(&self.text),
            Format::Yaml => Document::from_yaml(&self.text),
        }
    }

    /// The document; if it has problems they are written, all of them.
    pub(crate) fn document(
        &self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Document, CommandError> {
        self.sound(self.parse(), surroundings)
    }

    /// The invariants of a document; if they have problems these are written, all of them.
    pub(crate) fn invariants(
        &self,
        document: &Document,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Invariants, CommandError> {
        let read = match self.format {
            Format::Json => Invariants::from_json(&self.text, document),
            Format::Yaml => Invariants::from_yaml(&self.text, document),
        };
        self.sound(read, surroundings)
    }

    fn sound<T>(
        &self,
        read: Result<T, Problems>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<T, CommandError> {
        match read {
            Ok(read) => Ok(read),
            Err(problems) => {
                for problem in problems.as_slice() {
                    self.show(problem, Severity::Error, surroundings)?;
                }
                Err(CommandError::Problems)
            }
        }
    }

    /// Writes one problem for a person: where, what, and a mark under the place.
    pub(crate) fn show(
        &self,
        problem: &Problem,
        severity: Severity,
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let language = surroundings.language;
        let path = match problem.place.path.as_str() {
            "" => String::new(),
            path => format!(" {path}:"),
        };
        let place = self.at(problem.place.position, language);
        let place = match (problem.place.position, &problem.place.row, language) {
            (None, Some(row), Language::English) => format!("{place}: row {row}"),
            (None, Some(row), Language::Japanese) => format!("{place}: 行 {row}"),
            (Some(_), _, _) | (None, None, _) => place,
        };
        let name = surroundings.paint(severity.colour(), severity.name_in(language));
        let Problem { code, found, required, help, .. } = problem;
        surroundings.tell(
            format_args!("{place}: {name}[{code}]:{path} found {found}, required {required}"),
            format_args!("{place}: {name}[{code}]:{path} {}", words::found_and_required(problem)),
        )?;
        self.mark(problem.place.position, severity, surroundings)?;
        match help {
            Some(help) => surroundings.tell(
                format_args!("  help: {help}"),
                format_args!("  ヒント: {}", words::what_to_do(help)),
            ),
            None => Ok(()),
        }
    }

    /// Writes what is wrong with a text that is no document: where, what, and a mark under the place.
    pub(crate) fn show_message(
        &self,
        position: Option<(usize, usize)>,
        severity: Severity,
        message: &str,
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let language = surroundings.language;
        let name = surroundings.paint(severity.colour(), severity.name_in(language));
        surroundings.say(format_args!("{}: {name}: {message}", self.at(position, language)))?;
        self.mark(position, severity, surroundings)
    }

    fn at(&self, position: Option<(usize, usize)>, language: Language) -> String {
        let place = self.place(language);
        match position {
            Some((line, column)) => format!("{place}:{line}:{column}"),
            None => place,
        }
    }

    fn mark(
        &self,
        position: Option<(usize, usize)>,
        severity: Severity,
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let Some((number, line, mark)) = position.and_then(|at| self.marked(at)) else {
            return Ok(());
        };
        let gutter = " ".repeat(number.len());
        let caret = surroundings.paint(severity.colour(), "^");
        surroundings.say(format_args!(" {number} | {line}"))?;
        surroundings.say(format_args!(" {gutter} | {}{caret}", " ".repeat(mark)))
    }

    /// The number and text of a line, and how far into it on a screen a column is.
    fn marked(&self, (line, column): (usize, usize)) -> Option<(String, String, usize)> {
        let text = self.text.lines().nth(line.checked_sub(1)?)?.replace('\t', " ");
        let before: String = text.chars().take(column.checked_sub(1)?).collect();
        // A line that would not fit a screen helps nobody.
        (text.width() <= WIDEST_LINE).then(|| (line.to_string(), text, before.width()))
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Severity {
    Error,
    Information,
    Warning,
}

impl Severity {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Information => "info",
            Self::Warning => "warning",
        }
    }

    pub(crate) const fn name_in(self, language: Language) -> &'static str {
        match (self, language) {
            (_, Language::English) => self.name(),
            (Self::Error, Language::Japanese) => "エラー",
            (Self::Information, Language::Japanese) => "情報",
            (Self::Warning, Language::Japanese) => "警告",
        }
    }

    pub(crate) const fn colour(self) -> AnsiColor {
        match self {
            Self::Error => AnsiColor::Red,
            Self::Information => AnsiColor::Cyan,
            Self::Warning => AnsiColor::Yellow,
        }
    }
}

/// Refuses to read two files from the standard input: of the second nothing would be left.
pub(crate) fn one_input(files: &[&Option<PathBuf>]) -> Result<(), CommandError> {
    let from_input = |file: &&&Option<PathBuf>| file.as_deref() == Some(Path::new("-"));
    if files.iter().filter(from_input).count() > 1 {
        return Err(CommandError::OneInput);
    }
    Ok(())
}

/// The text of a file; `-` is the standard input.
pub(crate) fn read_text(
    path: &Path,
    surroundings: &mut Surroundings<'_>,
) -> Result<String, CommandError> {
    let text = if path == Path::new("-") {
        within_limit(&mut surroundings.input)
    } else {
        File::open(path).and_then(within_limit)
    };
    text.map_err(|error| CommandError::Read { path: path.to_owned(), error })
}

fn within_limit(input: impl io::Read) -> Result<String, io::Error> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX).saturating_add(1);
    input.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > LARGEST_FILE {
        let message = format!("it has more than {LARGEST_FILE} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// What the engine takes: more is not even read.
const LARGEST_FILE: usize = Limits::VERSION_1.document_bytes;

const WIDEST_LINE: usize = 160;
