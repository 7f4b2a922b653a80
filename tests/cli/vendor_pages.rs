//! What `serve` shows a vendor to read.

use std::time::Duration;

use sekisho::Exit;

use crate::{
    command::{repository, sekisho},
    serving::serve,
};

fn hoshimi() -> String {
    repository("examples/hoshimi.yaml").to_str().unwrap().to_owned()
}

/// A page, as a browser gets it: its status, its policy and its text.
async fn page(url: &str, path: &str) -> (u16, String, String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = http.get(format!("{url}{path}")).send().await.unwrap();
    let status = response.status().as_u16();
    let policy = response.headers().get("content-security-policy");
    let policy = policy.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (status, policy, response.text().await.unwrap())
}

const NOTHING_RUNS: &str = "default-src 'none'; style-src 'unsafe-inline'";

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_page_says_every_sentence_that_show_says() {
    let serving = serve(&[]);
    let url = serving.url().await;
    for (language, query) in [("ja", ""), ("en", "?lang=en")] {
        let shown = sekisho(&["--lang", language, "show", &hoshimi()]).await;
        assert_eq!(shown.exit, Exit::Done);

        let (status, policy, text) = page(&url, &format!("/vendor/policy{query}")).await;

        assert_eq!((status, policy.as_str()), (200, NOTHING_RUNS));
        let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        let sentences: Vec<&str> = shown.output.lines().filter(|line| !line.is_empty()).collect();
        assert!(sentences.len() > 10, "{}", shown.output);
        for sentence in sentences {
            assert!(text.contains(&format!("<li>{sentence}</li>")), "{sentence}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_matrix_page_says_what_is_in_force_at_this_moment() {
    let policy = std::fs::read_to_string(hoshimi()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.yaml");
    std::fs::write(&path, &policy).unwrap();
    let serving = serve(&["--policy", path.to_str().unwrap()]);
    let url = serving.url().await;

    let (status, header, text) = page(&url, "/vendor?lang=en").await;

    assert_eq!((status, header.as_str()), (200, NOTHING_RUNS));
    for said in
        ["<title>Who can do what: hoshimi</title>", "<h3>鈴木 (suzuki)</h3>", "library-opac"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("<script"), "nothing runs");
    // A policy that is published is on the page at once.
    std::fs::write(&path, policy.replace("id: own-department-nonprod", "id: own-department"))
        .unwrap();
    let mut text = String::new();
    for _ in 0..100 {
        text = page(&url, "/vendor?lang=en").await.2;
        if !text.contains("own-department-nonprod") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(text.contains("own-department") && !text.contains("own-department-nonprod"), "{text}");
    let (status, _, refused) = page(&url, "/vendor?lang=fr").await;
    assert_eq!(status, 400, "{refused}");
}
