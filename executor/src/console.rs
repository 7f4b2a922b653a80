//! The page for the staff: files that are the same for everybody and hold no secret, so that they are
//! given to whoever can reach the API at all. What the page does, it does by the API, with a token.

use sekisho_lambda::Described;

use crate::ProxyResponse;

/// A file of the page.
#[derive(Clone, Copy)]
struct File {
    path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! file {
    ($path:literal, $content_type:expr, $name:literal) => {
        File {
            path: $path,
            content_type: $content_type,
            text: include_str!(concat!("../console/", $name)),
        }
    };
}

/// The page refers to the others by their place relative to its own, so that a stage before the path
/// makes no difference.
const FILES: [File; 7] = [
    file!("/console", HTML, "index.html"),
    file!("/console/change.js", SCRIPT, "change.js"),
    file!("/console/console.css", CSS, "console.css"),
    file!("/console/console.js", SCRIPT, "console.js"),
    file!("/console/list.js", SCRIPT, "list.js"),
    file!("/console/session.js", SCRIPT, "session.js"),
    file!("/console/words.js", SCRIPT, "words.js"),
];

/// What the browser may do: load these files and call this API. Nothing inline, nothing from elsewhere,
/// no text as markup, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// The answer to a call for a file of the page; `None` if it is a call for something else.
///
/// A slash at the end is not taken: the page's files would be looked for below it.
pub(crate) fn answer(described: &Described) -> Option<ProxyResponse> {
    let (method, path) = (described.method(), described.path());
    let file = FILES.into_iter().find(|file| method == "GET" && file.path == path)?;
    Some(ProxyResponse::file(file.content_type, POLICY, file.text))
}

/// Whether a call can only be for a file of the page that is not there: below `/console` there is nothing
/// else, and nothing there has an authorizer.
pub(crate) fn is_missing(described: &Described) -> bool {
    let name = described.path().strip_prefix("/console/");
    described.method() == "GET" && name.is_some_and(|name| !name.contains('/'))
}

/// Whether a call is for a file of the console: a GET of `/console` or of a file below it. Such a method
/// has no authorizer, because a browser that opens a page sends no token, and it tells nobody anything.
#[must_use]
pub fn is_console(method: &str, path: &str) -> bool {
    method == "GET" && FILES.iter().any(|file| file.path == path)
}
