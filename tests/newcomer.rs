//! A newcomer's first day, played by the real `sekisho`, in both languages: what it says is the tutorial
//! in `docs`, word for word.

#[path = "newcomer/page.rs"]
mod page;
#[path = "newcomer/play.rs"]
mod play;
#[path = "newcomer/script.rs"]
mod script;

use std::{env, fs, path::Path};

use play::{Language, Play};

/// Whoever changed what a command says writes the pages again with `SEKISHO_WRITE_TUTORIAL=1`, and reads
/// them.
fn assert_page(language: Language, file: &str) {
    let played = page::of(language, &Play::new(language).run());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file);
    if env::var_os("SEKISHO_WRITE_TUTORIAL").is_some() {
        fs::write(&path, &played).expect("the page is written");
    }
    let written = fs::read_to_string(&path).expect("the page is there");
    assert_eq!(written, played, "{file}: SEKISHO_WRITE_TUTORIAL=1 writes it again");
}

#[test]
fn the_tutorial_is_what_happens() {
    assert_page(Language::English, "tutorial.md");
}

#[test]
fn the_japanese_tutorial_is_what_happens() {
    assert_page(Language::Japanese, "ja/tutorial.md");
}
