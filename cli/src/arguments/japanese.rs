//! The help in Japanese: the same commands and options, with other texts.

use clap::{
    Arg, Command,
    builder::{PossibleValue, StyledStr},
};

use crate::words;

/// The command with its help in Japanese. What no phrase is known for stays in English.
pub(super) fn told(mut command: Command) -> Command {
    // Only then are `help` and `--help` there.
    command.build();
    told_and_below(command)
}

fn told_and_below(mut command: Command) -> Command {
    if let Some(about) = command.get_about().map(told_text) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(told_text) {
        command = command.long_about(about);
    }
    if let Some(example) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(example.replacen("Example:", "例:", 1));
    }
    command
        .help_template("{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("コマンド")
        .mut_args(told_argument)
        .mut_subcommands(told_and_below)
}

fn told_argument(mut argument: Arg) -> Arg {
    let heading = match argument.get_help_heading() {
        Some(heading) => words::heading(heading).unwrap_or("オプション"),
        None if argument.is_positional() => "引数",
        None => "オプション",
    };
    let more = more(&argument);
    if let Some(help) = argument.get_help().map(told_text) {
        argument = argument.help(format!("{help}{more}"));
    }
    if let Some(help) = argument.get_long_help().map(told_text) {
        argument = argument.long_help(format!("{help}{more}"));
    }
    // They are a part of the text now.
    argument.hide_default_value(true).hide_possible_values(true).help_heading(heading)
}

/// What may be given and what counts if nothing is, which would otherwise be added in English.
fn more(argument: &Arg) -> String {
    if !argument.get_action().takes_values() {
        return String::new();
    }
    let defaults: Vec<_> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let default = match defaults.as_slice() {
        [] => String::new(),
        defaults => format!(" [既定値: {}]", defaults.join(", ")),
    };
    let values = argument.get_possible_values();
    if values.is_empty() || argument.is_hide_possible_values_set() {
        return default;
    }
    if values.iter().all(|value| value.get_help().is_none()) {
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        return format!(" [値: {}]{default}", names.join(", "));
    }
    let lines: String = values
        .iter()
        .map(|value| (value.get_name(), value.get_help().map(told_text).unwrap_or_default()))
        .flat_map(|(name, help)| ["\n- ".to_owned(), format!("{name}: {help}")])
        .collect();
    format!("{default}{lines}")
}

fn told_text(text: &StyledStr) -> String {
    let text = text.to_string();
    words::of_help(&text).unwrap_or(text)
}

/// Every text of the help of the command and those below it, and the same in Japanese.
pub(super) fn texts(mut command: Command) -> Vec<(String, Option<String>)> {
    command.build();
    let mut texts = Vec::new();
    gather(&command, &mut texts);
    texts.sort_unstable();
    texts.dedup();
    texts
        .into_iter()
        .map(|text| (words::of_help(&text), text))
        .map(|(told, text)| (text, told))
        .collect()
}

fn gather(command: &Command, texts: &mut Vec<String>) {
    let abouts = [command.get_about(), command.get_long_about()];
    texts.extend(abouts.into_iter().flatten().map(ToString::to_string));
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        let helps = [argument.get_help(), argument.get_long_help()];
        texts.extend(helps.into_iter().flatten().map(ToString::to_string));
        texts.extend(argument.get_help_heading().map(ToOwned::to_owned));
        if !argument.is_hide_possible_values_set() {
            let values = argument.get_possible_values();
            texts.extend(
                values.iter().filter_map(|value| value.get_help().map(ToString::to_string)),
            );
        }
    }
    for below in command.get_subcommands() {
        gather(below, texts);
    }
}
