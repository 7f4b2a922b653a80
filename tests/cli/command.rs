//! Commands run in this process, with streams of their own.

use std::{
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex},
    time::{Duration, Instant},
};

use sekisho::{Exit, Language, Surroundings, Terminal};
use sekisho_policy::UnixTime;
use tokio::{sync::oneshot, task::JoinHandle};

/// What a command left behind.
#[derive(Debug, Eq, PartialEq)]
pub struct Ran {
    pub exit: Exit,
    pub output: String,
    pub errors: String,
}

impl Ran {
    pub fn new(exit: Exit, output: &str, errors: &str) -> Self {
        Self { exit, output: output.to_owned(), errors: errors.to_owned() }
    }
}

/// Runs `sekisho` with these arguments to its end, piped.
pub async fn sekisho(arguments: &[&str]) -> Ran {
    Command::new(arguments).run().await
}

/// A command with what surrounds it.
pub struct Command {
    arguments: Vec<OsString>,
    input: Vec<u8>,
    colour: bool,
    editor: Option<Edit>,
    answers: Option<Typed>,
    sessions: Option<PathBuf>,
}

/// What somebody types, line by line, into a terminal. Questions are not kept: they stand on no stream.
struct Typed(Vec<String>);

impl Terminal for Typed {
    fn line(&mut self, question: &str) -> io::Result<String> {
        let (asked, answer) = self.0.remove(0).split_once('>').map_or_else(
            || panic!("nobody answers `{question}`"),
            |(asked, answer)| (asked.to_owned(), answer.to_owned()),
        );
        assert_eq!(asked, question);
        Ok(answer)
    }

    fn secret(&mut self, question: &str) -> io::Result<String> {
        self.line(question)
    }
}

/// What the user does to a file.
type Edit = Box<dyn FnMut(&Path) -> io::Result<()> + Send>;

impl Command {
    pub fn new(arguments: &[&str]) -> Self {
        let arguments = ["sekisho"].iter().chain(arguments).map(OsString::from).collect();
        Self {
            arguments,
            input: Vec::new(),
            colour: false,
            editor: None,
            answers: None,
            sessions: None,
        }
    }

    pub fn with_input(mut self, input: &str) -> Self {
        self.input = input.as_bytes().to_vec();
        self
    }

    /// Somebody sits at the terminal and answers each question: `question>answer`.
    pub fn typing(mut self, answers: &[&str]) -> Self {
        self.answers = Some(Typed(answers.iter().map(|&answer| answer.to_owned()).collect()));
        self
    }

    pub fn with_sessions(mut self, folder: &Path) -> Self {
        self.sessions = Some(folder.to_owned());
        self
    }

    pub fn with_editor(
        mut self,
        edit: impl FnMut(&Path) -> io::Result<()> + Send + 'static,
    ) -> Self {
        self.editor = Some(Box::new(edit));
        self
    }

    pub fn on_a_terminal(mut self) -> Self {
        self.colour = true;
        self
    }

    pub async fn run(self) -> Ran {
        let (output, errors) = (Page::default(), Page::default());
        let exit = self.into_exit(output.clone(), errors.clone(), std::future::pending()).await;
        Ran { exit, output: output.text(), errors: errors.text() }
    }

    /// Starts a command that runs until it is told to stop.
    pub fn start(self) -> Running {
        let (output, errors) = (Page::default(), Page::default());
        let (stop, stopped) = oneshot::channel::<()>();
        let interrupt = async move { drop(stopped.await) };
        let task = tokio::spawn(self.into_exit(output.clone(), errors.clone(), interrupt));
        Running { output, errors, stop, task }
    }

    async fn into_exit(
        mut self,
        mut output: Page,
        mut errors: Page,
        interrupt: impl Future<Output = ()> + Send,
    ) -> Exit {
        let mut input = io::Cursor::new(self.input);
        let surroundings = Surroundings {
            input: &mut input,
            output: &mut output,
            errors: &mut errors,
            colour: self.colour,
            progress: self.colour,
            language: Language::English,
            terminal: self.answers.as_mut().map(|typed| typed as &mut (dyn Terminal + Send)),
            sessions: self.sessions,
            edit: &mut |path| match &mut self.editor {
                Some(edit) => edit(path),
                None => panic!("nothing is to be edited"),
            },
            now,
            interrupt: Box::pin(interrupt),
        };
        sekisho::run(self.arguments, surroundings).await
    }
}

/// A command that is running.
pub struct Running {
    pub output: Page,
    pub errors: Page,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Exit>,
}

impl Running {
    /// Waits until a page holds a text, for at most 20 seconds.
    #[track_caller]
    pub fn sees(page: &Page, wanted: &str) -> impl Future<Output = ()> {
        let (page, wanted) = (page.clone(), wanted.to_owned());
        async move {
            for _ in 0..400 {
                if page.text().contains(&wanted) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            panic!("`{wanted}` never appeared in:\n{}", page.text());
        }
    }

    /// The URL that `serve` says it is open at.
    pub async fn url(&self) -> String {
        Self::sees(&self.output, " is open at ").await;
        let text = self.output.text();
        let after = text.split(" is open at ").nth(1).unwrap();
        after.split(". ").next().unwrap().to_owned()
    }

    pub async fn stop(self) -> Ran {
        self.stop.send(()).unwrap();
        let exit = self.task.await.unwrap();
        Ran { exit, output: self.output.text(), errors: self.errors.text() }
    }
}

/// A stream that can be read while it is written.
#[derive(Clone, Default)]
pub struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The time it is for every command: from 2026-11-24T00:00:00Z on, 09:00 in Hoshimi. It stays 09:00
/// however long the suite takes, because texts that are compared whole have the minute in them.
fn now() -> UnixTime {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let since = i64::try_from(START.elapsed().as_secs().min(59)).unwrap();
    UnixTime::from_seconds(1_795_478_400).saturating_add(since)
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)
}

/// A folder with this file in it.
pub fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}
