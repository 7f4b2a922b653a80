//! Arguments that cannot be taken, told in Japanese: clap tells it in English only.

use std::error::Error as _;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::words;

/// What is wrong with the arguments, how they are used, and where to read more; `None` for what is help
/// and no error.
pub(super) fn told(error: &Error) -> Option<String> {
    let hints: Vec<String> =
        hints(error).into_iter().map(|hint| format!("  ヒント: {hint}")).collect();
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        Some(_) | None => String::new(),
    };
    let usage = usage.strip_prefix("Usage:").unwrap_or_default().trim_end();
    let parts = [
        format!("エラー: {}", what(error)?),
        hints.join("\n"),
        if usage.is_empty() { String::new() } else { format!("使い方:{usage}") },
        "詳しくは `--help` を付けて実行してください\n".to_owned(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join("\n\n"))
}

fn what(error: &Error) -> Option<String> {
    let argument = quoted(error, ContextKind::InvalidArg);
    let value = quoted(error, ContextKind::InvalidValue);
    let command = quoted(error, ContextKind::InvalidSubcommand);
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => number.to_string(),
        Some(_) | None => String::new(),
    };
    Some(match error.kind() {
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::InvalidSubcommand => format!("{command} というコマンドはありません"),
        ErrorKind::InvalidUtf8 => "引数に UTF-8 でない文字があります".to_owned(),
        ErrorKind::InvalidValue if value == "``" => {
            format!("{argument} に値がありません{}", listed(error, ContextKind::ValidValue, "値"))
        }
        ErrorKind::InvalidValue => {
            let valid = listed(error, ContextKind::ValidValue, "値");
            format!("{argument} の値 {value} は使えません{valid}")
        }
        ErrorKind::MissingRequiredArgument => {
            let lines = texts(error, ContextKind::InvalidArg).join("\n  ");
            format!("次の引数が必要です:\n  {lines}")
        }
        ErrorKind::MissingSubcommand => {
            let valid = listed(error, ContextKind::ValidSubcommand, "コマンド");
            format!("{command} の後にコマンドが必要です{valid}")
        }
        ErrorKind::NoEquals => format!("{argument} の値は `=` に続けて書いてください"),
        ErrorKind::TooFewValues => {
            let (found, least) =
                (number(ContextKind::ActualNumValues), number(ContextKind::MinValues));
            format!("{argument} に値が {found} 個ありますが、{least} 個以上必要です")
        }
        ErrorKind::TooManyValues => format!("{argument} に余分な値 {value} があります"),
        ErrorKind::UnknownArgument => format!("{argument} という引数はありません"),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| words::refused_value(&why.to_string()));
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            format!("{argument} の値 {value} は使えません{why}")
        }
        ErrorKind::WrongNumberOfValues => {
            let (found, required) =
                (number(ContextKind::ActualNumValues), number(ContextKind::ExpectedNumValues));
            format!("{argument} に値が {found} 個ありますが、{required} 個必要です")
        }
        // Help is in Japanese already, and what the system says is said as it is.
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion
        | ErrorKind::Format
        | ErrorKind::Io
        | _ => return None,
    })
}

fn conflict(error: &Error) -> String {
    let argument = match texts(error, ContextKind::InvalidArg).as_slice() {
        [] => format!("コマンド {}", quoted(error, ContextKind::InvalidSubcommand)),
        _ => quoted(error, ContextKind::InvalidArg),
    };
    let others = texts(error, ContextKind::PriorArg);
    if error.get(ContextKind::PriorArg) == error.get(ContextKind::InvalidArg) {
        format!("{argument} は一度しか書けません")
    } else if others.is_empty() {
        format!("{argument} はほかの引数と同時に使えません")
    } else {
        format!("{argument} と {} は同時に使えません", marked(&others))
    }
}

/// What might have been meant.
fn hints(error: &Error) -> Vec<String> {
    let similar =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .map(|kind| texts(error, kind))
            .filter(|similar| !similar.is_empty())
            .map(|similar| format!("もしかして {} ですか", marked(&similar)));
    let others = match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(hints)) => hints.as_slice(),
        Some(_) | None => &[],
    };
    similar.chain(others.iter().map(|hint| words::hint(&hint.to_string()))).collect()
}

/// The values there are, on a line of their own.
fn listed(error: &Error, kind: ContextKind, name: &str) -> String {
    match texts(error, kind).as_slice() {
        [] => String::new(),
        values => format!("\n  [{name}: {}]", values.join(", ")),
    }
}

fn quoted(error: &Error, kind: ContextKind) -> String {
    marked(&texts(error, kind))
}

fn marked(texts: &[String]) -> String {
    let marked: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    marked.join("、")
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(_) | None => Vec::new(),
    }
}
