//! Looking, starting and stopping at a terminal.

use std::fmt::Write as _;

use sekisho::Exit;

use crate::{
    clerk::{Desk, failed, signed_in_as, unnumbered},
    command::Ran,
    serving::{LIBRARY_GATE, LIBRARY_OPAC},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_shows_name_state_and_what_may_be_done() {
    let desk = Desk::of("sato").await;

    let english = "\
NAME          STATE    YOU MAY      ID                   TAGS
library-opac  stopped  start, stop  i-0a0000000000000a1  Department=library Duty=morning Env=stg
library-web   stopped  start, stop  i-0a0000000000000a2  Department=library Duty=morning Env=dev
library-gate  running  -            i-0a0000000000000a3  Department=library Env=prod
";
    assert_eq!(desk.run(&["ls"]).await, Ran::new(Exit::Done, english, ""));
    let japanese = "\
名前          状態    できる操作  ID                   タグ
library-gate  稼働中  -           i-0a0000000000000a3  Department=library Env=prod
";
    let ran = desk.run(&["ls", "--lang", "ja", "--filter", "PROD gate"]).await;
    assert_eq!(ran, Ran::new(Exit::Done, japanese, ""));
    let full_width = desk.run(&["ls", "--lang", "ja", "--filter", "ｐｒｏｄ　Ｇａｔｅ"]).await;
    assert_eq!(full_width, Ran::new(Exit::Done, japanese, ""));
    let ran = desk.run(&["ls", "--state", "pending"]).await;
    assert_eq!(ran, Ran::new(Exit::Done, "", "No server fits the filter.\n"));
}

const START: &str = "\
To start 1 server:
  library-opac (i-0a0000000000000a1)
Starting can take some minutes. A running server costs money.
";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_started_by_its_name_and_seen_running_before_it_is_said() {
    let desk = Desk::of("sato").await;

    let ran = desk.run(&["start", "library-opac", "--yes"]).await;
    assert_eq!(ran, Ran::new(Exit::Done, "library-opac: Running\n", START));
    let again = desk.run(&["start", LIBRARY_OPAC, "--yes"]).await;
    assert_eq!(again, Ran::new(Exit::Done, "library-opac: It was so already.\n", ""));

    let stopped = desk.run(&["stop", "library-opac", "--yes", "--lang", "ja", "--json"]).await;
    let line = "{\"action\":\"stop\",\"code\":\"reached\",\"id\":\"i-0a0000000000000a1\",\
                \"name\":\"library-opac\",\"outcome\":\"reached\"}\n";
    let question = "\
1 台を停止します:
  library-opac (i-0a0000000000000a1)
停止すると、このサーバーで動く業務システムはすぐに使えなくなります。使っている人がいないことを確かめてください。
";
    assert_eq!(stopped, Ran::new(Exit::Done, line, question));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_unless_somebody_says_so() {
    let desk = Desk::of("sato").await;

    let ran = desk.run(&["start", "library-opac"]).await;
    let no_yes =
        "error: nothing was asked for: required `--yes`, as there is no terminal to ask on\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("{START}{no_yes}")));
    let enter = desk.command(&["start", "library-opac"]).typing(&["Go on? [y/N]>"]).run().await;
    assert_eq!(enter, Ran::new(Exit::Differs, "", &format!("{START}nothing was asked for\n")));
    let dry = desk.run(&["start", "library-opac", "--dry-run"]).await;
    assert_eq!(dry, Ran::new(Exit::Done, "library-opac: This can be done.\n", ""));
    let listed = desk.run(&["ls", "--json", "--filter", "opac"]).await;
    assert!(listed.output.contains("\"state\":\"stopped\""), "{}", listed.output);

    let meant = desk.command(&["start", "library-opac", "--no-wait"]).typing(&["Go on? [y/N]>y"]);
    assert_eq!(meant.run().await, Ran::new(Exit::Done, "library-opac: Asked for.\n", START));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_told_with_its_reason_and_the_rest_is_done() {
    let desk = Desk::of("sato").await;

    let ran = desk.run(&["stop", LIBRARY_GATE, "--yes"]).await;
    let why = "library-gate: A rule forbids this, such as outside hours or for production.\n";
    assert_eq!(unnumbered(ran), Ran::new(Exit::Differs, why, ""));
    let ran = desk.run(&["start", "library-opac", "i-0a0000000000000ff", "--yes"]).await;
    let said = "i-0a0000000000000ff: Not found.\nlibrary-opac: Running\n";
    assert_eq!(unnumbered(ran), Ran::new(Exit::Differs, said, START));
    let ran = desk.run(&["stop", "library-gate", "--dry-run", "--lang", "ja"]).await;
    let why = "library-gate: 規則でこの操作が禁じられています（時間帯や本番の保護など）。\n";
    assert_eq!(unnumbered(ran), Ran::new(Exit::Differs, why, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_are_meant_by_their_tags_too() {
    let desk = Desk::of("sato").await;

    let ran = desk.run(&["start", "--tag", "Duty=morning", "--tag", "Env=dev", "--dry-run"]).await;
    assert_eq!(ran, Ran::new(Exit::Done, "library-web: This can be done.\n", ""));
    let ran = desk.run(&["start", "--tag", "Duty=night", "--yes"]).await;
    let none = "None of the servers you may change carries these tags.";
    let (said, _) = ran.errors.split_once(" (reference: ").unwrap();
    assert_eq!((ran.exit, said), (Exit::Differs, format!("error: {none}").as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_hundred_are_refused_before_anybody_is_asked() {
    let mut town = String::from(
        "town:\n  name: Hoshimi\n  account: \"111122223333\"\n  region: ap-northeast-1\n  \
         default_target: Duty=morning\n  people:\n    \
         sato: { name: 佐藤, groups: [staff, library], usually: city-hall }\n  places:\n    \
         city-hall: { address: 10.20.3.7, vpce: vpce-0a1b2c3d4e5f60718 }\n  instances:\n",
    );
    for number in 1..=101 {
        writeln!(
            town,
            "    web-{number:03}: {{ id: i-{number:017x}, state: stopped, \
             tags: {{ Department: library, Env: dev }} }}"
        )
        .unwrap();
    }
    let file = tempfile::NamedTempFile::with_suffix(".yaml").unwrap();
    std::fs::write(file.path(), town).unwrap();
    let path = file.path().to_str().unwrap();
    let desk = Desk::served(&["--from", "city-hall", "--town", path]).await;
    let ran = desk.sign_in("sato", "any password").await;
    assert_eq!(ran, signed_in_as("sato"));

    let start = ["start", "--tag", "Env=dev"];
    let ran = desk.run(&start).await;
    let many = "found 101 servers, required at most 100 at once: name fewer";
    assert_eq!(ran, failed(Exit::CouldNotRun, many));
    let ran = desk.run(&[start.as_slice(), &["--yes", "--lang", "ja"]].concat()).await;
    let many = "エラー: 101 台ありますが、一度に 100 台までです。減らしてください\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", many));
    let dry = desk.run(&[start.as_slice(), &["--dry-run"]].concat()).await;
    let lines = dry.output.lines().filter(|line| line.ends_with(": This can be done."));
    assert_eq!((dry.exit, lines.count()), (Exit::Done, 101));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_nobody_has_is_told_with_those_that_there_are() {
    let desk = Desk::of("sato").await;

    let ran = desk.run(&["start", "library-opak", "--yes"]).await;
    let known = "found no server `library-opak`, required one of these: library-gate, library-opac, \
                 library-web";
    assert_eq!(ran, failed(Exit::CouldNotRun, known));
    let ran = desk.run(&["start", "\u{1b}[2J", "--yes", "--lang", "ja"]).await;
    let said = "エラー: サーバー `\\u{1b}[2J` はありません。あるもの: library-gate、library-opac、library-web\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", said));
}
