//! The file table: processes that are killed, and directories that are not tables.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use sekisho_policy::PolicyName;
use sekisho_store::{Expected, FileTable, PolicyTable, import_document, load_active, publish};
use support::publish_contract::{document, published, request};

#[tokio::test]
async fn a_publisher_that_is_killed_leaves_a_whole_table() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let table = FileTable::create(directory.path()).expect("the table is made");
    published(&table, &town(), &["rule-0"]).await;
    for round in 1..=8 {
        let mut victim = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", "file_table::publishes_until_it_is_killed", "--ignored"])
            .env(VICTIM, directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("this program starts");
        let before = versions(&table).await;
        while versions(&table).await <= before {
            thread::sleep(Duration::from_millis(5));
            let ended = victim.try_wait().expect("the state of the victim");
            assert_eq!(ended, None, "the victim ended by itself in round {round}");
        }
        // Not the same moment of a publish every time.
        thread::sleep(Duration::from_micros(1_700 * round));
        victim.kill().expect("the victim is killed");
        victim.wait().expect("the victim is gone");

        let history = table.history(&town()).await.expect("the history is whole");
        let numbers: Vec<u64> = history.iter().map(|entry| entry.pointer.version).collect();
        assert_eq!(numbers, (1..=numbers.last().copied().unwrap_or(0)).collect::<Vec<_>>());
        let loaded = load_active(&table, &town()).await.expect("the snapshot is whole");
        assert_eq!(Some(&loaded.pointer), history.last().map(|entry| &entry.pointer));
        let next = publish(&table, &town(), &request(Expected::Any, "after a kill")).await;
        next.expect("the table can be published to");
    }
}

/// The other process of the test above: it never ends by itself.
#[tokio::test]
#[ignore = "only the test above starts it"]
async fn publishes_until_it_is_killed() {
    let directory = env::var_os(VICTIM).expect("the test above says where the table is");
    let table = FileTable::open(Path::new(&directory)).expect("the table is there");
    for number in 0_u64.. {
        let document = document(&town(), &[&format!("rule-{number}")]);
        import_document(&table, &town(), &document).await.expect("the draft is written");
        publish(&table, &town(), &request(Expected::Any, "one more")).await.expect("published");
    }
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_not_an_empty_table() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let missing = directory.path().join("typing-error");
    let refused = FileTable::open(&missing).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(
        refused,
        Err(format!(
            "cannot open the directory `{}`: No such file or directory (os error 2)",
            missing.display()
        ))
    );
}

#[tokio::test]
async fn a_file_that_somebody_broke_is_named_with_the_place() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let table = FileTable::create(directory.path()).expect("the table is made");
    published(&table, &town(), &["open-parks"]).await;
    let folder = directory.path().join("policies/asahikawa");
    let path = folder.join("draft.json");
    let cases = [
        (
            "{\n  \"RULE#a\": {",
            "text that is not JSON at line 2, column 13",
            "the JSON this program wrote",
        ),
        (
            "{\"RULE#a\": {\"effect\": \"allow\"}}",
            "JSON of another form",
            "DynamoDB JSON, such as {\"effect\": {\"S\": \"allow\"}}",
        ),
    ];
    for (text, found, required) in cases {
        std::fs::write(&path, text).expect("the file is written");
        assert_eq!(
            table.drafts(&town()).await.map_err(|error| error.to_string()),
            Err(format!("item `{}`: found {found}, required {required}", path.display()))
        );
    }
    std::fs::write(folder.join("history.json"), "[{\"version\": {\"S\": \"1\"}}]")
        .expect("written");
    assert_eq!(
        table.active(&town()).await.map_err(|error| error.to_string()),
        Err("item `history.json[0].version`: found a string (S), required a number (N)".to_owned())
    );
}

/// Of two rules under one key the last one counted: a deny could vanish under an allow.
#[tokio::test]
async fn a_member_that_is_there_twice_is_refused_by_its_name() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let table = FileTable::create(directory.path()).expect("the table is made");
    published(&table, &town(), &["open-parks"]).await;
    let path = directory.path().join("policies/asahikawa/draft.json");
    let cases = [
        (
            "{\n  \"RULE#a\": {\"effect\": {\"S\": \"deny\"}},\n  \"RULE#a\": {\"effect\": {\"S\": \
             \"allow\"}}\n}",
            "the member `RULE#a` twice at line 3 column 10",
        ),
        (
            "{\"RULE#a\": {\"effect\": {\"S\": \"deny\"}, \"\\u0065ffect\": {\"S\": \"allow\"}}}",
            "the member `effect` twice at line 1 column 50",
        ),
        (
            "{\"RULE#a\": {\"effect\": {\"S\": \"deny\", \"S\": \"allow\"}}}",
            "the member `S` twice at line 1 column 39",
        ),
    ];
    for (text, found) in cases {
        std::fs::write(&path, text).expect("the file is written");
        let required = "every member once: remove one of the two";
        let message = format!("item `{}`: found {found}, required {required}", path.display());
        let drafts = table.drafts(&town()).await;
        assert_eq!(drafts.map_err(|error| error.to_string()), Err(message.clone()));
        let document = document(&town(), &["open-parks"]);
        let imported = import_document(&table, &town(), &document).await.map(|_| ());
        assert_eq!(imported.map_err(|error| error.to_string()), Err(message));
    }
}

async fn versions(table: &FileTable) -> usize {
    table.history(&town()).await.expect("the history is whole").len()
}

fn town() -> PolicyName {
    PolicyName::parse("asahikawa").expect("a policy name")
}

/// Where the table of the victim is.
const VICTIM: &str = "SEKISHO_TEST_VICTIM_TABLE";
