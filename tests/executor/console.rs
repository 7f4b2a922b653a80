//! The page for the staff: its files, and who gets them.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use support::events::Call;

use crate::city::{City, passed};

const FILES: [&str; 7] = [
    "/console",
    "/console/change.js",
    "/console/console.css",
    "/console/console.js",
    "/console/list.js",
    "/console/session.js",
    "/console/words.js",
];

/// What the executor answers to a call that passed no authorizer: status, headers, body.
async fn open(city: &City, method: &str, path: &str) -> (u16, Value, String) {
    let call = if method == "GET" { Call::get(path) } else { Call::post(path) };
    let handled = city.executor.handle(call.proxy_event(None).to_string().as_bytes()).await;
    let response = serde_json::to_value(&handled.response).unwrap();
    let body = handled.response.body().to_owned();
    if handled.response.status() == 200 {
        assert_eq!(handled.lines().count(), 0, "nothing is decided about a file");
    }
    (handled.response.status(), response["headers"].clone(), body)
}

#[tokio::test]
async fn every_file_is_given_to_whoever_can_reach_the_api_and_holds_the_browser_to_itself() {
    let city = City::new().await;
    for path in FILES {
        let (status, headers, body) = open(&city, "GET", path).await;

        assert_eq!(status, 200, "{path}");
        assert_eq!(
            headers["content-security-policy"],
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri \
             'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for \
             'script'; trusted-types 'none'"
        );
        assert_eq!(
            (&headers["cache-control"], &headers["x-content-type-options"]),
            (&"no-store".into(), &"nosniff".into())
        );
        let kind = match path.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(headers["content-type"], kind, "{path}");
        assert!(!body.contains("://"), "{path} refers to nothing elsewhere");
    }
    assert_eq!(city.calls(), 0);
}

#[tokio::test]
async fn nothing_beside_the_files_is_given_without_a_token() {
    let city = City::new().await;
    for (method, path, status, code) in [
        ("GET", "/console/", 404, "unknown_route"),
        ("GET", "/console/other.js", 404, "unknown_route"),
        ("GET", "/console/../instances", 403, "no_authorizer"),
        ("GET", "/Console", 403, "no_authorizer"),
        ("POST", "/console", 403, "no_authorizer"),
        ("POST", "/console/other.js", 403, "no_authorizer"),
        ("GET", "/instances", 403, "no_authorizer"),
    ] {
        let (found, _, body) = open(&city, method, path).await;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((found, &body["code"]), (status, &code.into()), "{method} {path}");
    }
    let with_token = city.ask(&["parks"], Call::get("/console/other.js")).await;
    assert_eq!((with_token.status, &with_token.body["code"]), (404, &"unknown_route".into()));
}

#[tokio::test]
async fn a_file_is_no_way_around_the_authorizer() {
    let city = City::new().await;
    let mut event = Call::get("/console").proxy_event(Some(passed()));
    event["resource"] = "/instances".into();
    event["requestContext"]["resourcePath"] = "/instances".into();

    let handled = city.executor.handle(event.to_string().as_bytes()).await;

    assert!(
        handled.response.body().starts_with("<!doctype html>"),
        "a file, whatever else is said"
    );
}

#[tokio::test]
async fn the_page_loads_what_there_is_and_nothing_inline() {
    let city = City::new().await;
    let (_, _, page) = open(&city, "GET", "/console").await;

    let mut wanted: BTreeSet<String> = references(&page, &["href=\"", "src=\""]);
    wanted.retain(|reference| !reference.starts_with('#'));
    for script in FILES.iter().filter(|path| path.ends_with(".js")) {
        let (_, _, text) = open(&city, "GET", script).await;
        let imports = references(&text, &["from \"./"]);
        wanted.extend(imports.into_iter().map(|name| format!("console/{name}")));
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(
                !text.contains(sink),
                "{script}: a text of AWS or of a person becomes no markup"
            );
        }
        for store in ["localStorage", "sessionStorage", "document.cookie", "indexedDB"] {
            assert!(!text.contains(store), "{script}: a token is kept in memory alone");
        }
    }
    for reference in wanted {
        assert!(FILES.contains(&format!("/{reference}").as_str()), "{reference}");
    }
    for inline in ["<style", "style=", "onclick=", "<script>"] {
        assert!(!page.contains(inline), "found {inline}: the browser would not do it");
    }
}

#[test]
fn the_page_has_words_in_both_languages_for_whatever_the_api_answers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let words = fs::read_to_string(root.join("executor/console/words.js")).unwrap();
    let (japanese, english) = words.split_once("const EN = {").expect("two languages");
    let (english, _) = english.split_once("\n};").expect("an end of the second");
    let keys = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("  "));
        let key =
            |line: &str| Some(line.trim_start().split_once(':')?.0.trim_matches('"').to_owned());
        lines
            .filter_map(key)
            .filter(|key| key.chars().all(|sign| sign.is_ascii_lowercase() || "_-".contains(sign)))
            .collect()
    };
    assert_eq!(keys(japanese), keys(english));

    let api = fs::read_to_string(root.join("docs/api.md")).unwrap();
    let codes = codes(&api);
    for code in ["requested", "explicit", "no_capacity", "policy_unavailable", "not_entitled"] {
        assert!(codes.contains(code), "docs/api.md lists `{code}`");
    }
    let gateway = fs::read_to_string(root.join("deploy/api.yaml")).unwrap();
    let sign_in = fs::read_to_string(root.join("deploy/sign-in.yaml")).unwrap();
    let of_gateway = references(&format!("{gateway}{sign_in}"), &["{\"code\":\""]);
    assert!(of_gateway.contains("refused_at_the_door") && of_gateway.contains("not_signed_in"));
    // What only a program that is written wrongly is answered, and what says no more than the status.
    let of_gateway = of_gateway
        .into_iter()
        .filter(|code| !["bad_body", "failed", "refused", "unauthorized"].contains(&code.as_str()));
    let codes: BTreeSet<String> = codes.into_iter().chain(of_gateway).collect();
    let known: BTreeSet<String> = keys(english).into_iter().collect();
    let missing: Vec<&String> = codes.iter().filter(|code| !known.contains(*code)).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// Every code that the tables of the page list and that a page of ours can be answered.
fn codes(api: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut column = None;
    for line in api.lines() {
        column = match line {
            "| status | code | why |" => Some(2),
            "| outcome | means | its codes |" => Some(3),
            "| reason | means |" => Some(1),
            line if line.starts_with('|') => column,
            _ => None,
        };
        let Some(cell) = column.and_then(|column| line.split('|').nth(column)) else { continue };
        codes.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    // What only a program that is written wrongly is answered.
    for code in [
        "bad_body",
        "bad_instance_id",
        "body_too_large",
        "inconsistent_call",
        "malformed_event",
        "no_authorizer",
        "no_default_target",
        "nothing_selected",
        "unauthorized",
        "unexpected_query",
        "unknown_route",
        "wrong_api",
        "wrong_method",
    ] {
        assert!(codes.remove(code), "docs/api.md lists `{code}`");
    }
    codes
}

/// What stands between these words and the next quotation mark.
fn references(text: &str, before: &[&str]) -> BTreeSet<String> {
    let found = before.iter().flat_map(|before| text.split(before).skip(1));
    found.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}
