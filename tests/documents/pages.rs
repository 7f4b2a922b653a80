//! The policies that people read first are valid, word for word.

use std::{fs, path::Path};

use sekisho_policy::{Document, Invariants};

/// The YAML blocks of a page.
fn blocks(page: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
    let text = fs::read_to_string(path).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&mut open, line) {
            (None, "```yaml") => open = Some(String::new()),
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(block), line) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

/// A fragment of a policy, put where it belongs in the smallest document that can hold it.
fn completed(fragment: &str) -> String {
    let head = "version: 1\npolicy: page\nutc_offset: \"+09:00\"\n";
    let zone = "zones: { city-hall: { vpce: [vpce-0a1b2c3d4e5f60718] } }\n";
    let rule = "- { id: a, effect: allow, who: everyone, actions: any, instances: { tags: { A: [b] } } }\n";
    let indented = |text: &str, by: &str| -> String {
        text.lines().map(|line| format!("{by}{line}\n")).collect()
    };
    if fragment.starts_with("version:") {
        fragment.to_owned()
    } else if fragment.starts_with("zones:") || fragment.starts_with("calendars:") {
        format!("{head}{fragment}rules:\n{rule}")
    } else if fragment.starts_with("- id:") {
        format!("{head}{zone}rules:\n{fragment}")
    } else {
        let open = "- id: a\n  effect: allow\n  who: everyone\n  actions: any\n  instances:\n";
        format!("{head}rules:\n{open}{}", indented(fragment, "    "))
    }
}

#[test]
fn every_policy_on_the_pages_is_valid() {
    let mut seen = 0;
    for page in ["README.md", "docs/policy-language.md", "docs/ja/policy-language.md"] {
        for block in blocks(page) {
            let document = completed(&block);
            if let Err(problems) = Document::from_yaml(&document) {
                panic!("{page}:\n{document}\n{problems}");
            }
            seen += 1;
        }
    }

    assert_eq!(seen, 11, "one on the front page, five on each page about the language");
}

#[test]
fn every_invariant_on_the_pages_is_valid() {
    let hoshimi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hoshimi.yaml");
    let hoshimi = Document::from_yaml(&fs::read_to_string(hoshimi).unwrap()).unwrap();
    for page in ["docs/prove.md", "docs/ja/prove.md"] {
        let blocks = blocks(page);
        assert_eq!(blocks.len(), 1, "{page}");
        let invariants = Invariants::from_yaml(&blocks[0], &hoshimi);
        let invariants = invariants.unwrap_or_else(|problems| panic!("{page}\n{problems}"));
        assert_eq!((invariants.as_slice().len(), invariants.warnings().len()), (4, 0), "{page}");
    }
}

#[test]
fn the_policy_on_the_front_page_gives_no_warning() {
    let document = Document::from_yaml(&blocks("README.md")[0]).unwrap();

    assert_eq!(document.warnings(), []);
}
