//! Good and broken documents: what is read, and every line of what is said.

use sekisho_policy::Document;

#[test]
fn a_whole_policy_survives_json_yaml_and_rows() {
    let document = Document::from_yaml(include_str!("corpus/documents/good/hoshimi.yaml"))
        .unwrap_or_else(|problems| panic!("{problems}"));

    assert_eq!(Document::from_json(&document.to_json()), Ok(document.clone()));
    assert_eq!(Document::from_yaml(&document.to_yaml()), Ok(document.clone()));
    assert_eq!(Document::from_rows(&document.to_rows()), Ok(document));
}
