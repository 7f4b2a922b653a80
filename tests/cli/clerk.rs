//! Somebody of the staff at a terminal: what the suites about the clerk's verbs share.

use std::path::Path;

use sekisho::Exit;

use crate::{
    command::{Command, Ran, Running},
    serving::serve,
};

/// The town, called from the city hall, and a machine's folder of sessions.
pub struct Desk {
    /// It is open for as long as this is there.
    _serving: Running,
    pub url: String,
    folder: tempfile::TempDir,
}

impl Desk {
    pub async fn new() -> Self {
        Self::served(&["--from", "city-hall"]).await
    }

    /// What `sekisho serve` makes of these options.
    pub async fn served(options: &[&str]) -> Self {
        let serving = serve(options);
        let url = serving.url().await;
        Self { _serving: serving, url, folder: tempfile::tempdir().unwrap() }
    }

    /// With this person signed in.
    pub async fn of(user: &str) -> Self {
        let desk = Self::new().await;
        let ran = desk.sign_in(user, "any password").await;
        assert_eq!(ran, signed_in_as(user));
        desk
    }

    pub async fn sign_in(&self, user: &str, password: &str) -> Ran {
        let arguments = ["login", "--api", &self.url, "--user", user, "--password-stdin"];
        self.command(&arguments).with_input(&format!("{password}\n")).run().await
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        Command::new(arguments).with_sessions(&self.folder.path().join("sekisho"))
    }

    pub async fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).run().await
    }

    /// The file of the only session.
    pub fn session(&self) -> std::path::PathBuf {
        let files: Vec<_> = std::fs::read_dir(self.folder().join("sekisho"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }
}

pub fn signed_in_as(user: &str) -> Ran {
    let said = format!("signed in as {user}, until `sekisho logout` or the session is over\n");
    Ran::new(Exit::Done, &said, "")
}

/// An error in English, with how the command ends.
pub fn failed(exit: Exit, message: &str) -> Ran {
    Ran::new(exit, "", &format!("error: {message}\n"))
}

/// An answer without the number to quote, which is another one each time.
pub fn unnumbered(mut ran: Ran) -> Ran {
    let kept =
        |line: &&str| !line.starts_with("reference: ") && !line.starts_with("問い合わせ番号: ");
    let lines: Vec<&str> = ran.errors.lines().collect();
    let errors: String =
        lines.iter().filter(|line| kept(line)).map(|line| format!("{line}\n")).collect();
    assert!(errors.lines().count() < lines.len(), "no number to quote in {}", ran.errors);
    ran.errors = errors;
    ran
}
