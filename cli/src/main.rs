//! The `sekisho` command.

use std::{
    env,
    io::{self, IsTerminal},
    process::ExitCode,
};

use sekisho::{Editor, Language, ProcessTerminal, Surroundings, Terminal};
use sekisho_lambda::process;

#[tokio::main]
async fn main() -> ExitCode {
    let (mut input, mut output, mut errors) = (io::stdin(), io::stdout(), io::stderr());
    let colour = output.is_terminal() && sekisho::wants_colour(env::vars_os());
    let language = Language::of_environment(env::vars_os());
    let editor = Editor::of_environment(env::vars_os());
    let mut terminal = ProcessTerminal::open();
    let asked: Option<&mut (dyn Terminal + Send)> = match &mut terminal {
        Some(terminal) => Some(terminal),
        None => None,
    };
    let surroundings = Surroundings {
        input: &mut input,
        output: &mut output,
        errors: &mut errors,
        colour,
        progress: io::stderr().is_terminal(),
        language,
        terminal: asked,
        sessions: sekisho::session_folder(env::vars_os()),
        edit: &mut |path| editor.open(path),
        now: process::now,
        interrupt: Box::pin(async { drop(tokio::signal::ctrl_c().await) }),
    };
    sekisho::run(env::args_os(), surroundings).await.into()
}
