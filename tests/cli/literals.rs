//! What stands between quotation marks in source files.

use std::{fs, path::Path};

/// The texts with more than one word in a file or in the files of a folder.
pub fn literals(path: &Path) -> Vec<String> {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().flat_map(|it| literals(&it.unwrap().path())).collect();
    }
    let mut found = strings(&fs::read_to_string(path).unwrap());
    found.retain(|text| text.trim().contains(' '));
    found
}

/// The strings of a source file, without its comments and the reasons of its attributes.
pub fn strings(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//") && !line.contains("reason = "))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut strings = Vec::new();
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\'' && letters.peek() == Some(&'"') {
            letters.next(); // a quotation mark that is a letter
        }
        if letter != '"' {
            continue;
        }
        let mut text = String::new();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => break,
                '\\' => match letters.next() {
                    Some('\n') => while letters.next_if(|next| next.is_whitespace()).is_some() {},
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                _ => text.push(letter),
            }
        }
        strings.push(text);
    }
    strings
}

/// The text as the engine would write it, with this wherever it puts in a value.
pub fn with(value: &str, literal: &str) -> String {
    let named = literal.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut said = String::new();
    let mut rest = named.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        match after.split_once('}').filter(|(name, _)| !name.contains(' ')) {
            Some((_, after)) => {
                said.push_str(value);
                rest = after;
            }
            None => {
                said.push('{'); // it stands for itself
                rest = after;
            }
        }
    }
    said.push_str(rest);
    said.replace('\u{1}', "{").replace('\u{2}', "}")
}
