//! Every command of the page for clerks does what the page says.

use std::fs;

use sekisho::Exit;

use crate::{clerk::Desk, command::repository};

/// The lines of the blocks of commands.
fn commands(page: &str) -> Vec<String> {
    let text = fs::read_to_string(repository(page)).unwrap();
    let blocks = text.split("```console\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap().lines());
    lines.map(str::to_owned).collect()
}

/// The words of a line, as a shell takes them.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_page_for_clerks_does_what_it_says() {
    let lines = commands("docs/clerk.md");
    assert_eq!(lines, commands("docs/ja/clerk.md"));
    assert_eq!(lines.len(), 9);
    let desk = Desk::new().await;
    for line in lines {
        let words: Vec<String> =
            words(&line).iter().map(|it| it.replace("http://127.0.0.1:8787", &desk.url)).collect();
        let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let typed: &[&str] = match arguments[0] {
            "login" => &["Password:>any"],
            "start" => &["Go on? [y/N]>y"],
            _ => &[],
        };

        let ran = desk.command(&arguments).typing(typed).run().await;

        assert_eq!(ran.exit, Exit::Done, "{line}: {ran:?}");
        assert!(!ran.output.is_empty(), "{line}");
    }
}
