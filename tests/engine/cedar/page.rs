//! The policy of the demo, as it is exported.

use std::{fs, path::Path};

use sekisho_policy::Document;

use crate::world::Exported;

fn repository(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

#[test]
fn the_policy_of_the_demo_is_valid_under_the_published_schema() {
    let document = Document::from_yaml(&repository("examples/hoshimi.yaml")).unwrap();

    let exported = Exported::new(&document);

    // The first line names the policy; the schema is the same for every document.
    let body = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(
        body(exported.cedar.schema()),
        body(&repository("docs/schemas/sekisho.cedarschema"))
    );
    let lost: Vec<&str> = exported.cedar.losses().iter().map(|loss| loss.rule.as_str()).collect();
    assert_eq!(lost, ["leads-production", "leads-reboot", "own-department-nonprod"]);
}
