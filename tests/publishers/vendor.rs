//! A vendor's policy and the processes that work on it.

use std::{
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::Arc,
};

use sekisho_policy::{Document, PolicyName};
use sekisho_store::{PolicyTable, import_document, load_active};
use support::{
    binary,
    moto::REGION,
    open_table::TABLE,
    publish_contract::{document, published},
};

/// A policy in a table, of which version 1 is in force, and a draft with one more rule.
pub struct Vendor {
    table: Arc<dyn PolicyTable>,
    town: PolicyName,
}

impl Vendor {
    pub async fn of(table: &Arc<dyn PolicyTable>, town: &str) -> Self {
        let vendor = Self { table: Arc::clone(table), town: PolicyName::parse(town).unwrap() };
        published(table.as_ref(), &vendor.town, OLD).await;
        vendor.draft(NEW).await;
        vendor
    }

    pub async fn draft(&self, rules: &[&str]) {
        let document = document(&self.town, rules);
        import_document(self.table.as_ref(), &self.town, &document).await.unwrap();
    }

    /// A process that publishes the draft over this version, for somebody.
    pub fn publisher(&self, location: &Location<'_>, expected: u64, by: &str) -> Publisher {
        let mut command = Command::new(binary::path("sekisho"));
        command.env_clear();
        let table = match location {
            Location::File(path) => format!("file:{}", path.display()),
            Location::DynamoDb(endpoint) => {
                command
                    .env("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
                    .env("AWS_ACCESS_KEY_ID", "local")
                    .env("AWS_SECRET_ACCESS_KEY", "local")
                    .env("AWS_REGION", REGION);
                format!("dynamodb:{TABLE}")
            }
        };
        command.args(["publish", "--table", &table, "--policy", self.town.as_str()]);
        command.args(["--expect-version", &expected.to_string(), "--by", by, "--why", "race"]);
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Publisher(command.spawn().expect("the binary starts"))
    }

    /// The rules in force, after a check that what is in force is whole and is what the history says.
    pub async fn in_force(&self) -> (u64, Document) {
        let snapshot = load_active(self.table.as_ref(), &self.town).await.expect("it is whole");
        let history = self.table.history(&self.town).await.expect("a history");
        let last = history.last().expect("a line of it");
        assert_eq!(last.pointer, snapshot.pointer);
        let versions: Vec<u64> = history.iter().map(|entry| entry.pointer.version).collect();
        let previous: Vec<Option<u64>> = history.iter().map(|entry| entry.previous).collect();
        let expected: Vec<Option<u64>> =
            [None].into_iter().chain(versions.iter().map(|version| Some(*version))).collect();
        assert_eq!(previous, expected[..versions.len()], "one version follows another");
        (snapshot.pointer.version, snapshot.document)
    }

    /// Whether the old rules are in force as version 1, or the new ones as another; nothing else may be.
    pub async fn is_new(&self) -> bool {
        let (version, found) = self.in_force().await;
        if version == 1 {
            assert_eq!(found, document(&self.town, OLD));
            return false;
        }
        assert_eq!(found, document(&self.town, NEW));
        true
    }
}

/// Where a process finds the table.
pub enum Location<'a> {
    File(&'a Path),
    DynamoDb(&'a str),
}

/// A running `sekisho publish`.
pub struct Publisher(Child);

impl Publisher {
    /// Ends it as `kill -9` does.
    pub fn kill(mut self) -> ExitStatus {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it has ended")
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("it can be waited for").is_some()
    }

    pub fn output(self) -> Output {
        self.0.wait_with_output().expect("it ends")
    }
}

const OLD: &[&str] = &["open-parks"];
const NEW: &[&str] = &["open-libraries", "open-parks"];
