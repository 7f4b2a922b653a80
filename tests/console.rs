//! A person at the console of the staff, in a real browser, at a town that `sekisho serve` has open.
//!
//! What the person does is in `tests/console/browser.py`. Screens are kept in the folder that
//! `SEKISHO_PICTURES` names, if it names one.

#[path = "cli/command.rs"]
#[expect(dead_code, reason = "of what the suite of the command line runs, one command is run here")]
mod command;

use std::{env, fmt::Write as _, path::Path};

use command::Command;
use support::moto;
use tempfile::NamedTempFile;

/// Half past nine on a Tuesday.
const OFFICE_HOURS: &str = "2026-11-24T09:30:00+09:00";

/// Plays a scenario in the browser; says so where there is none.
async fn play(scenario: &str, options: &[&str]) {
    if !["chromium", "chromedriver"].iter().all(|program| is_there(program)) {
        eprintln!("SKIPPED: {scenario}: chromium and chromedriver are not there");
        return;
    }
    let serve = ["serve", "--port", "0", "--at", OFFICE_HOURS, "--from", "city-hall"];
    let serving = Command::new(&[&serve, options].concat()).start();
    let url = serving.url().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("console/browser.py");
    let output = tokio::process::Command::new(moto::python())
        .arg(script)
        .args([url.as_str(), scenario])
        .args(env::var_os("SEKISHO_PICTURES"))
        .kill_on_drop(true)
        .output()
        .await
        .expect("the python of SEKISHO_MOTO_PYTHON starts");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn is_there(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_signs_in_and_starts_a_server_and_sees_it_run() {
    play("start_a_server", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_clerk_may_not_do_is_said_before_anything_is_done() {
    play("be_refused", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_password_is_changed_first() {
    play("choose_a_password", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_over_leaves_nothing_behind_and_is_begun_again() {
    play("outlive_a_session", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_hundred_servers_is_found_and_a_hundred_are_started_at_once() {
    let mut town = String::from(
        "town:\n  name: Hoshimi\n  account: \"111122223333\"\n  region: ap-northeast-1\n  \
         default_target: Duty=morning\n  people:\n    \
         sato: { name: 佐藤, groups: [staff, library], usually: city-hall }\n  places:\n    \
         city-hall: { address: 10.20.3.7, vpce: vpce-0a1b2c3d4e5f60718 }\n  instances:\n",
    );
    for number in 1..=200 {
        let state = if number % 2 == 0 { "running" } else { "stopped" };
        writeln!(
            town,
            "    web-{number:03}: {{ id: i-{number:017x}, state: {state}, tags: {{ Department: \
             library, Env: dev }} }}"
        )
        .expect("a text takes more text");
    }
    let file = NamedTempFile::with_suffix(".yaml").expect("a temporary file");
    std::fs::write(file.path(), town).expect("the file can be written");
    let path = file.path().to_str().expect("a path of text");

    play("find_one_of_two_hundred", &["--town", path]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_stays_the_one_that_is_read_until_it_is_answered() {
    play("be_asked_one_question_at_a_time", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_way_when_somebody_signs_out_is_not_shown_to_the_next() {
    play("leave_nothing_to_the_next", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_is_lost_is_not_told_as_one_that_was_not_made() {
    play("lose_an_answer", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_only_told_to_wait_stays_signed_in() {
    play("be_told_to_wait", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_is_used_by_the_keyboard_and_by_a_screen_reader() {
    play("use_the_keyboard", &[]).await;
}
