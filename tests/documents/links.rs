//! No link of a page leads nowhere: the file is there, and so is the heading.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The pages that people read.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for folder in ["", "docs", "docs/ja", "benches"] {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        pages.extend(entries.flatten().map(|entry| entry.path()));
    }
    pages.retain(|page| page.extension().is_some_and(|it| it == "md"));
    pages.sort();
    pages
}

/// A page without its blocks of code, in which `](` and `#` mean something else.
fn prose(page: &Path) -> Vec<String> {
    let mut within = false;
    let text = fs::read_to_string(page).unwrap();
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        within ^= fence;
        !within && !fence
    });
    lines.map(str::to_owned).collect()
}

/// What GitHub calls a heading in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.flat_map(char::to_lowercase).map(|it| if it == ' ' { '-' } else { it }).collect()
}

fn anchors(page: &Path) -> BTreeSet<String> {
    let lines = prose(page);
    let headings = lines.iter().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_that_are_there() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let lines = prose(&page);
        let links = lines.iter().flat_map(|line| line.split("](").skip(1));
        for link in links.map(|rest| rest.split(')').next().unwrap()) {
            if link.contains("://") {
                continue;
            }
            seen += 1;
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let there =
                target.exists() && (heading.is_empty() || anchors(&target).contains(heading));
            if !there {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
    }

    assert!(seen > 300, "{seen} links were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_heading_is_called_as_github_calls_it() {
    for (heading, called) in [
        ("When an alarm goes off", "when-an-alarm-goes-off"),
        ("What is lost: `table`, and \"more\"", "what-is-lost-table-and-more"),
        ("更新と、元に戻すこと", "更新と元に戻すこと"),
        ("AWS の障害", "aws-の障害"),
    ] {
        assert_eq!(anchor(heading), called);
    }
}
