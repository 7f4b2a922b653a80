//! The help of the clerk's verbs.

use super::Phrase;

pub(super) const HELP: &[Phrase] = &[
    (
        "Sign in to the API, to start and stop servers",
        "サーバーを起動・停止するために、API にサインインします",
    ),
    (
        "The password is asked for on the terminal or read from the standard input, never taken from an argument or the environment. The session is kept in a file that only you can read: in `$XDG_RUNTIME_DIR/sekisho`, which is gone when you leave the machine, else in `~/.local/state/sekisho`. Ends with 2 if the name or the password is not accepted.",
        "パスワードは端末で尋ねるか標準入力から読み、引数や環境変数からは受け取りません。\nセッションは、本人だけが読めるファイルに置きます。場所は、マシンからログアウトすると消える\n`$XDG_RUNTIME_DIR/sekisho`、なければ `~/.local/state/sekisho` です。利用者名かパスワードが\n違えば 2 で終わります。",
    ),
    ("The API: an https URL, or one of this machine", "API の URL(https、またはこのマシンのもの)"),
    ("Your user name; asked for unless given", "利用者名。省くと尋ねます"),
    (
        "Read the password from the first line of the standard input, a new one from the second",
        "パスワードを標準入力の 1 行目から、新しいパスワードを 2 行目から読む",
    ),
    (
        "Sign out: remove the session from this machine",
        "サインアウトします。セッションをこのマシンから削除します",
    ),
    (
        "The tokens in it are not taken back: that is what `sekisho revoke` is for.",
        "その中のトークンは失効しません。失効させるには `sekisho revoke` を使います。",
    ),
    ("The API, where you are signed in to several", "複数の API にサインインしているときの API"),
    (
        "List the servers you may see, with their state and what you may do to each",
        "見ることのできるサーバーを、状態とできる操作とともに一覧にします",
    ),
    (
        "Only those with all of these words in the name, the id or the tags",
        "名前、ID、タグにこれらの語をすべて含むものだけ",
    ),
    ("Only those in this state", "この状態のものだけ"),
    (
        "One JSON object a line for each server, as `GET /instances` has it",
        "サーバーごとに一行の JSON で出力(内容は `GET /instances` と同じ)",
    ),
    ("Start servers, after asking", "確認のうえ、サーバーを起動します"),
    (
        "What would be done is asked for and shown first. Looks until each server is seen running. Ends with 2 if one of them may not or could not be started, with 4 if one was not seen running in time.",
        "何が行われるかを先に問い合わせて示します。すべての稼働を確かめるまで見続けます。起動できない\nものがあれば 2、時間内に稼働を確かめられないものがあれば 4 で終わります。",
    ),
    ("Stop servers, after asking", "確認のうえ、サーバーを停止します"),
    (
        "What would be done is asked for and shown first. Looks until each server is seen stopped. Ends with 2 if one of them may not or could not be stopped, with 4 if one was not seen stopped in time.",
        "何が行われるかを先に問い合わせて示します。すべての停止を確かめるまで見続けます。停止できない\nものがあれば 2、時間内に停止を確かめられないものがあれば 4 で終わります。",
    ),
    ("Reboot servers, after asking", "確認のうえ、サーバーを再起動します"),
    (
        "What would be done is asked for and shown first. A reboot is only ever asked for: no state tells that it is done. Ends with 2 if one of the servers may not or could not be rebooted.",
        "何が行われるかを先に問い合わせて示します。終わったことを示す状態がないため、再起動は依頼する\nだけです。再起動できないものがあれば 2 で終わります。",
    ),
    ("The servers, by their names or ids", "サーバーの名前または ID"),
    (
        "All that you may change with this tag; of one key given twice either value, of several keys all",
        "操作できるサーバーのうち、このタグの付いたものすべて。同じキーはいずれかの値、異なるキーはすべて",
    ),
    ("Show what would be done, and do nothing", "何が行われるかを示し、何もしない"),
    (
        "Do not ask; required where there is no terminal to ask on",
        "確認しない。尋ねる端末がないときは必須",
    ),
    ("For how long to look whether it is done, in seconds", "終わるまで見続ける秒数"),
    ("Do not look whether it is done", "終わるまで見続けない"),
    (
        "One JSON object a line for each server: id, name, action, outcome, code",
        "サーバーごとに一行の JSON で出力: id、name、action、outcome、code",
    ),
];
