//! What `sekisho serve` says when it is open: lines to paste into another terminal.

use std::io;

use crate::{
    Surroundings,
    scenario::{MachineState, Person, Place, Town},
    serve::{SOURCE_HEADER, VENDOR_PATH, VPCE_HEADER},
};

/// Writes where the town is open, and what to try.
pub(crate) fn welcome(
    program: &str,
    url: &str,
    town: &Town,
    surroundings: &mut Surroundings<'_>,
) -> io::Result<()> {
    let name = &town.name;
    surroundings.tell(
        format_args!("{name} is open at {url}. Ctrl-C closes it."),
        format_args!("{name} を {url} で開きました。Ctrl-C で終了します。"),
    )?;
    surroundings.tell(
        "For development only: it gives a token to whoever asks.",
        "開発専用です。だれにでもトークンを渡します。",
    )?;
    surroundings.tell(
        format_args!(
            "In a browser: {url}/console, as anybody below, with any password. Its calls come from \
             this machine; `serve --from PLACE` has them come from a place of the town."
        ),
        format_args!(
            "ブラウザーでは {url}/console を開き、以下のだれかとしてサインインします（パスワードは何でも可）。\
             呼び出し元はこの機械です。`serve --from 場所` で町の場所に変えられます。"
        ),
    )?;
    surroundings.tell(
        format_args!("To read: {url}{VENDOR_PATH} says who can do what, {url}{VENDOR_PATH}/policy the policy; `?lang=en` in English."),
        format_args!("{url}{VENDOR_PATH} にだれが何をできるか、{url}{VENDOR_PATH}/policy にポリシーの文章があります。"),
    )?;
    for (user, person) in &town.people {
        let Some(place) = town.places.get(&person.usually) else { continue };
        let Person { name, groups, usually } = person;
        let groups = if groups.is_empty() {
            surroundings.language.pick("no group", "グループなし").to_owned()
        } else {
            groups.join(", ")
        };
        surroundings.say("")?;
        surroundings.tell(
            format_args!("# {name} {user} ({groups}), from {usually}"),
            format_args!("# {name} {user} ({groups})、{usually} から"),
        )?;
        let call = |verb: &str, path: &str| curl(program, url, (verb, path), user, place);
        surroundings.say(call("GET", "/instances"))?;
        let own = town.instances.values().find(|machine| {
            machine.tags.get("Department").is_some_and(|tag| person.groups.contains(tag))
        });
        if let Some(machine) = own {
            let action = match machine.state {
                MachineState::Running => "stop",
                MachineState::Stopped => "start",
            };
            surroundings.say(call("POST", &format!("/instances/{}/{action}", machine.id)))?;
        }
    }
    surroundings.say("")?;
    surroundings.tell(
        format_args!(
            "A token alone: `{program} token --user NAME --server {url}`; \
             one that must not work: `--pass expired`."
        ),
        format_args!(
            "トークンだけなら `{program} token --user NAME --server {url}`、\
             使えないはずのトークンなら `--pass expired` を付けます。"
        ),
    )?;
    surroundings.say("")
}

/// One command line for a POSIX shell.
fn curl(program: &str, url: &str, (verb, path): (&str, &str), user: &str, place: &Place) -> String {
    let program = quoted(program);
    let through =
        place.vpce.as_ref().map_or_else(String::new, |vpce| format!(" -H '{VPCE_HEADER}: {vpce}'"));
    format!(
        "curl -sS -X {verb} {url}{path} \
         -H \"Authorization: Bearer $({program} token --user {user} --server {url})\" \
         -H '{SOURCE_HEADER}: {}'{through}",
        place.address,
    )
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+".contains(letter);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
