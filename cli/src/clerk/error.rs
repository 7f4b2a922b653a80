//! Why a clerk's verb could not do what it was asked. No token and no password is ever part of it.

use std::path::PathBuf;

use reqwest::Url;

use super::told::said;
use crate::{Exit, Language};

/// Why a clerk's verb could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClerkError {
    #[error(
        "found the API {0}, required `https://` and no user name, query or fragment: a password and a token go there. `http://` is taken for a loopback address alone"
    )]
    NotHttps(Url),
    #[error("there is no folder for the session: set XDG_RUNTIME_DIR or HOME to an absolute path")]
    NoFolder,
    #[error("nobody is signed in: `sekisho login --api URL`")]
    NobodySignedIn,
    #[error("nobody is signed in to {0}: `sekisho login --api {0}`")]
    NotSignedIn(Url),
    #[error("found sessions with several APIs, required `--api` with one of them: {}", .0.join(", "))]
    Several(Vec<String>),
    #[error("the session is over: `sekisho login --api {0}`")]
    SessionOver(Url),
    #[error(
        "`{}` can be read by others (mode {mode:04o}, required 0600): remove it and sign in again with `sekisho login`", path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error(
        "others can write into `{}` (mode {mode:04o}, required 0700), where sessions are kept: `chmod 700` it and sign in again with `sekisho login`", path.display()
    )]
    Unguarded { path: PathBuf, mode: u32 },
    #[error("`{}` holds no session: remove it and sign in again with `sekisho login`", .0.display())]
    Damaged(PathBuf),
    #[error("no answer from {api}: {message}; nothing was asked for")]
    Unreachable { api: Url, message: String },
    #[error(
        "no answer from {api}: {message}; what was asked for may have been done: look with `sekisho ls` before you ask again"
    )]
    Unanswered { api: Url, message: String },
    #[error("the answer of {api} cannot be read (status {status}): is that the API of Sekisho?")]
    Unreadable { api: Url, status: u16 },
    #[error("{}{}", said(code, Language::English), quoted(reference.as_ref(), Language::English))]
    Refused { status: u16, code: String, reference: Option<String> },
    #[error("found no user name, required `--user NAME`: there is no terminal to ask on")]
    NoName,
    #[error("found no password, required `--password-stdin`: there is no terminal to ask on")]
    NoPassword,
    #[error(
        "the password was only lent and has to be changed: required the new one as the second line of the standard input"
    )]
    NoNewPassword,
    #[error("the two passwords differ; nothing was changed")]
    PasswordsDiffer,
    #[error("nothing was asked for: required `--yes`, as there is no terminal to ask on")]
    NoYes,
    #[error("found no server `{name}`, required one of these: {}", known.join(", "))]
    UnknownName { name: String, known: Vec<String> },
    #[error("found {} servers `{name}`, required the id of one: {}", ids.len(), ids.join(", "))]
    AmbiguousName { name: String, ids: Vec<String> },
    #[error("found {found} servers, required at most {most} at once: name fewer")]
    TooMany { found: usize, most: usize },
}

impl ClerkError {
    /// How to end.
    pub(crate) const fn exit(&self) -> Exit {
        // Somebody decided; 5xx says that nobody could.
        if matches!(self, Self::Refused { status: 400..500, .. }) {
            Exit::Differs
        } else {
            Exit::CouldNotRun
        }
    }

    /// The same in Japanese.
    pub(crate) fn in_japanese(&self) -> String {
        match self {
            Self::NotHttps(api) => format!("API {api} は使えません。パスワードとトークンを送るので `https://` が必要で、利用者名・クエリー・フラグメントは付けられません。`http://` はループバックアドレスだけです"),
            Self::NoFolder => "セッションを置くフォルダーがありません。XDG_RUNTIME_DIR か HOME に絶対パスを設定してください".to_owned(),
            Self::NobodySignedIn => "サインインしていません。`sekisho login --api URL` でサインインしてください".to_owned(),
            Self::NotSignedIn(api) => format!("{api} にサインインしていません。`sekisho login --api {api}` でサインインしてください"),
            Self::Several(apis) => format!("複数の API にサインインしています。`--api` で一つを選んでください: {}", apis.join("、")),
            Self::SessionOver(api) => format!("時間がたったので終了しました。`sekisho login --api {api}` でもう一度サインインしてください"),
            Self::Exposed { path, mode } => format!("`{}` をほかの人が読めます(モード {mode:04o}、必要なのは 0600)。削除して、`sekisho login` でもう一度サインインしてください", path.display()),
            Self::Unguarded { path, mode } => format!("セッションを置くフォルダー `{}` にほかの人が書き込めます(モード {mode:04o}、必要なのは 0700)。`chmod 700` してから、`sekisho login` でもう一度サインインしてください", path.display()),
            Self::Damaged(path) => format!("`{}` はセッションのファイルではありません。削除して、`sekisho login` でもう一度サインインしてください", path.display()),
            Self::Unreachable { api, message } => format!("{api} から返答がありません: {message}。何も依頼していません"),
            Self::Unanswered { api, message } => format!("{api} から返答がありません: {message}。依頼したことが行われたかもしれません。もう一度依頼する前に `sekisho ls` で確かめてください"),
            Self::Unreadable { api, status } => format!("{api} の返答(状態 {status})を読めません。Sekisho の API ですか"),
            Self::Refused { code, reference: id, .. } => {
                format!("{}{}", said(code, Language::Japanese), quoted(id.as_ref(), Language::Japanese))
            }
            Self::NoName => "利用者名がありません。尋ねる端末がないので、`--user NAME` で指定してください".to_owned(),
            Self::NoPassword => "パスワードがありません。尋ねる端末がないので、`--password-stdin` で標準入力から渡してください".to_owned(),
            Self::NoNewPassword => "今のパスワードは仮のもので、変える必要があります。標準入力の 2 行目に新しいパスワードを書いてください".to_owned(),
            Self::PasswordsDiffer => "二つのパスワードが違います。何も変えていません".to_owned(),
            Self::NoYes => "何も依頼していません。尋ねる端末がないので、`--yes` が必要です".to_owned(),
            Self::UnknownName { name, known } => format!("サーバー `{name}` はありません。あるもの: {}", known.join("、")),
            Self::AmbiguousName { name, ids } => format!("`{name}` という名前のサーバーは {} 台あります。ID で指定してください: {}", ids.len(), ids.join("、")),
            Self::TooMany { found, most } => format!("{found} 台ありますが、一度に {most} 台までです。減らしてください"),
        }
    }
}

/// What to quote to the operator.
fn quoted(id: Option<&String>, language: Language) -> String {
    let Some(id) = id else { return String::new() };
    language.pick(format!(" (reference: {id})"), format!("(問い合わせ番号: {id})"))
}
