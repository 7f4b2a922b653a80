//! Signing in and out at a terminal, and what is kept of it.

use std::{fs, os::unix::fs::PermissionsExt as _};

use sekisho::{Exit, session_folder};
use serde_json::Value;

use crate::{
    clerk::{Desk, failed, signed_in_as},
    command::{Command, Ran},
};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_has_a_session_that_nobody_else_can_read_until_they_sign_out() {
    let desk = Desk::of("sato").await;

    let file = desk.session();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    let kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept["user"], "sato");

    assert_eq!(desk.run(&["logout"]).await, Ran::new(Exit::Done, "signed out\n", ""));
    assert!(!file.exists());
    assert_eq!(desk.run(&["logout"]).await, Ran::new(Exit::Done, "nobody was signed in\n", ""));
    let again = failed(Exit::CouldNotRun, "nobody is signed in: `sekisho login --api URL`");
    assert_eq!(desk.run(&["ls"]).await, again);
    let again = format!("nobody is signed in to {0}: `sekisho login --api {0}`", url(&desk));
    let named = desk.run(&["ls", "--api", &desk.url]).await;
    assert_eq!(named, failed(Exit::CouldNotRun, &again));
}

/// The API as it is written back: with the slash of an empty path.
fn url(desk: &Desk) -> String {
    format!("{}/", desk.url)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_in_both_languages_and_keeps_nothing() {
    let desk = Desk::new().await;

    let wrong = desk.sign_in("sato", "wrong").await;
    assert_eq!(wrong, failed(Exit::Differs, "The user name or the password is wrong."));
    let arguments =
        ["login", "--api", &desk.url, "--user", "sato", "--password-stdin", "--lang", "ja"];
    let wrong = desk.command(&arguments).with_input("wrong\n").run().await;
    let said = "エラー: 利用者名かパスワードが違います。\n";
    assert_eq!(wrong, Ran::new(Exit::Differs, "", said));
    assert!(!desk.folder().join("sekisho").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_only_lent_is_changed() {
    let desk = Desk::new().await;

    let refused = desk.sign_in("sato", "temporary").await;
    let second = "the password was only lent and has to be changed: required the new one as the \
                  second line of the standard input";
    assert_eq!(refused, failed(Exit::CouldNotRun, second));
    let refused = desk.sign_in("sato", "temporary\nshort").await;
    assert_eq!(refused, failed(Exit::Differs, "The new password is too short or too simple."));
    assert_eq!(desk.sign_in("sato", "temporary\na longer one").await, signed_in_as("sato"));

    let lent = "The present password was only lent to you. Choose one of your own.\n";
    let arguments = ["login", "--api", &desk.url];
    let typed = |again| {
        let answers =
            ["User name:>suzuki", "Password:>temporary", "New password:>a longer one", again];
        desk.command(&arguments).typing(&answers).run()
    };
    let differ = typed("Once more:>another one").await;
    let error = format!("{lent}error: the two passwords differ; nothing was changed\n");
    assert_eq!(differ, Ran::new(Exit::CouldNotRun, "", &error));
    let said = signed_in_as("suzuki").output;
    assert_eq!(typed("Once more:>a longer one").await, Ran::new(Exit::Done, &said, lent));
}

#[tokio::test]
async fn a_password_is_sent_nowhere_but_to_https_or_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    for (api, shown) in [
        ("http://example.com/prod", "http://example.com/prod"),
        ("http://127.0.0.1.example.com/", "http://127.0.0.1.example.com/"),
        ("https://sato:secret@example.com/", "https://sato@example.com/"),
        ("https://example.com/?a=b", "https://example.com/?a=b"),
        ("ftp://127.0.0.1/", "ftp://127.0.0.1/"),
    ] {
        let login = ["login", "--api", api, "--user", "sato", "--password-stdin"];
        let ran = Command::new(&login).with_sessions(folder.path()).with_input("x\n").run().await;

        let message = format!(
            "found the API {shown}, required `https://` and no user name, query or fragment: a \
             password and a token go there. `http://` is taken for a loopback address alone"
        );
        assert_eq!(ran, failed(Exit::CouldNotRun, &message), "{api}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_asked_the_name_and_the_password_are_required() {
    let desk = Desk::new().await;

    let nameless = desk.run(&["login", "--api", &desk.url]).await;
    let message = "found no user name, required `--user NAME`: there is no terminal to ask on";
    assert_eq!(nameless, failed(Exit::CouldNotRun, message));
    let without = desk.run(&["login", "--api", &desk.url, "--user", "sato"]).await;
    let message = "found no password, required `--password-stdin`: there is no terminal to ask on";
    assert_eq!(without, failed(Exit::CouldNotRun, message));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_over_is_told_and_one_that_can_be_renewed_is() {
    let desk = Desk::new().await;
    assert_eq!(desk.sign_in("sato", "expired").await, signed_in_as("sato"));
    let over = format!("the session is over: `sekisho login --api {}`", url(&desk));
    assert_eq!(desk.run(&["ls"]).await, failed(Exit::CouldNotRun, &over));
    let said = format!(
        "エラー: 時間がたったので終了しました。`sekisho login --api {}` でもう一度サインインしてください\n",
        url(&desk)
    );
    let japanese = desk.run(&["ls", "--lang", "ja"]).await;
    assert_eq!(japanese, Ran::new(Exit::CouldNotRun, "", &said));

    let expired = access_token(&desk);
    assert_eq!(desk.sign_in("sato", "any password").await, signed_in_as("sato"));
    replace_access_token(&desk, &expired);
    let listed = desk.run(&["ls", "--json"]).await;
    assert_eq!((listed.exit, listed.errors.as_str()), (Exit::Done, ""));
    assert_eq!(listed.output.lines().count(), 3);
    assert_ne!(access_token(&desk), expired, "the fresh one is kept");
    assert!(!listed.output.contains(&access_token(&desk)));
}

fn access_token(desk: &Desk) -> String {
    let kept: Value = serde_json::from_slice(&fs::read(desk.session()).unwrap()).unwrap();
    kept["access_token"].as_str().unwrap().to_owned()
}

fn replace_access_token(desk: &Desk, token: &str) {
    let file = desk.session();
    let mut kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    kept["access_token"] = token.into();
    fs::write(&file, kept.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_others_can_read_or_that_is_none_is_not_used_and_never_quoted() {
    let desk = Desk::of("sato").await;
    let file = desk.session();
    let path = file.display();

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let exposed = format!(
        "`{path}` can be read by others (mode 0640, required 0600): remove it and sign in again with \
         `sekisho login`"
    );
    assert_eq!(desk.run(&["ls"]).await, failed(Exit::CouldNotRun, &exposed));

    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let damaged =
        format!("`{path}` holds no session: remove it and sign in again with `sekisho login`");
    let elsewhere = text.replace("http://127.0.0.1", "http://127.0.0.2");
    for broken in ["", "\"a secret\"", &text.replace("access_token", "x"), &elsewhere] {
        fs::write(&file, broken).unwrap();
        let ran = desk.run(&["ls", "--api", &desk.url]).await;
        assert_eq!(ran, failed(Exit::CouldNotRun, &damaged), "{broken}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_others_can_write_into_is_not_used() {
    let desk = Desk::of("sato").await;
    let folder = desk.session().parent().unwrap().to_owned();
    let path = folder.display();

    fs::set_permissions(&folder, fs::Permissions::from_mode(0o720)).unwrap();

    let unguarded = format!(
        "others can write into `{path}` (mode 0720, required 0700), where sessions are kept: `chmod \
         700` it and sign in again with `sekisho login`"
    );
    assert_eq!(desk.run(&["ls"]).await, failed(Exit::CouldNotRun, &unguarded));
    let ran = desk.sign_in("sato", "any password").await;
    assert_eq!(ran, failed(Exit::CouldNotRun, &unguarded));
    let japanese = format!(
        "エラー: セッションを置くフォルダー `{path}` にほかの人が書き込めます(モード 0720、必要なのは 0700)。\
         `chmod 700` してから、`sekisho login` でもう一度サインインしてください\n"
    );
    let ran = desk.run(&["start", "library-opac", "--yes", "--lang", "ja"]).await;
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &japanese));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_apis_one_has_to_be_named() {
    let desk = Desk::of("sato").await;
    let other = Desk::of("suzuki").await;
    let folder = desk.session().parent().unwrap().to_owned();
    fs::copy(other.session(), folder.join(other.session().file_name().unwrap())).unwrap();

    let ran = desk.run(&["ls"]).await;

    assert_eq!(ran.exit, Exit::CouldNotRun);
    let (said, apis) = ran.errors.trim_end().split_once(": ").unwrap().1.split_once(": ").unwrap();
    assert_eq!(said, "found sessions with several APIs, required `--api` with one of them");
    let mut apis: Vec<&str> = apis.split(", ").collect();
    apis.sort_unstable();
    let mut known = [url(&desk), url(&other)];
    known.sort();
    assert_eq!(apis, known);
    let named = desk.run(&["ls", "--json", "--api", &desk.url]).await;
    assert_eq!((named.exit, named.output.lines().count()), (Exit::Done, 3));
}

#[test]
fn sessions_lie_where_they_are_gone_with_the_user_if_there_is_such_a_place() {
    let folder = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| (name.into(), value.into()));
        session_folder(pairs.collect::<Vec<_>>()).map(|folder| folder.to_str().unwrap().to_owned())
    };
    let (runtime, home) = (("XDG_RUNTIME_DIR", "/run/user/1000"), ("HOME", "/home/sato"));

    assert_eq!(folder(&[home, runtime]).as_deref(), Some("/run/user/1000/sekisho"));
    assert_eq!(folder(&[home]).as_deref(), Some("/home/sato/.local/state/sekisho"));
    let relative = ("XDG_RUNTIME_DIR", "run");
    assert_eq!(folder(&[relative, home]).as_deref(), Some("/home/sato/.local/state/sekisho"));
    assert_eq!(folder(&[relative, ("HOME", "")]), None);
}
