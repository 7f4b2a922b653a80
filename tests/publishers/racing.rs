//! Of many who publish at once, one does.

use support::open_table::OpenTable;

use crate::vendor::{Location, Vendor};

async fn race(vendor: &Vendor, location: &Location<'_>) {
    // Each is somebody else: who say the same in the same second have published one and the same.
    let racers: Vec<_> =
        (0..8).map(|n| vendor.publisher(location, 1, &format!("racer {n}"))).collect();
    let mut codes = Vec::new();
    for racer in racers {
        let output = racer.output();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code().expect("it was not killed");
        if code != 0 {
            assert!(errors.contains("look at what is active, then publish again"), "{errors}");
        }
        codes.push(code);
    }
    codes.sort_unstable();
    assert_eq!(codes, [0, 2, 2, 2, 2, 2, 2, 2]);
    assert!(vendor.is_new().await);
    assert_eq!(vendor.in_force().await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_processes_on_dynamodb_one_publishes_and_the_others_are_told() {
    // Not moto: a transaction that fails there takes back what others wrote meanwhile.
    let open = OpenTable::embedded().await;
    let endpoint = open.endpoint.clone().expect("it has an address");
    let vendor = Vendor::of(&open.table, "racing").await;
    race(&vendor, &Location::DynamoDb(&endpoint)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_processes_on_a_directory_one_publishes_and_the_others_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let table = sekisho_store::FileTable::create(directory.path()).unwrap();
    let table: std::sync::Arc<dyn sekisho_store::PolicyTable> = std::sync::Arc::new(table);
    let vendor = Vendor::of(&table, "racing").await;
    race(&vendor, &Location::File(directory.path())).await;
}
