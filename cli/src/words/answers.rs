//! What an answer of the API says by a code, in the words of the console for the staff.

use crate::Language;

/// What a code of the API means to a clerk; `None` for one that only a faulty program meets.
#[must_use]
pub fn answer(code: &str, language: Language) -> Option<&'static str> {
    pick(ANSWERS, code, language)
}

/// What a state of an instance is called.
pub(crate) fn state(state: &str, language: Language) -> Option<&'static str> {
    pick(STATES, state, language)
}

fn pick(words: &[Words], code: &str, language: Language) -> Option<&'static str> {
    let found = words.iter().find(|(known, _, _)| *known == code);
    found.map(|(_, english, japanese)| language.pick(*english, *japanese))
}

/// A code, what it means in English, and the same in Japanese.
type Words = (&'static str, &'static str, &'static str);

const STATES: &[Words] = &[
    ("pending", "starting", "起動処理中"),
    ("running", "running", "稼働中"),
    ("stopping", "stopping", "停止処理中"),
    ("stopped", "stopped", "停止"),
    ("shutting-down", "being deleted", "削除処理中"),
    ("failed", "failed", "起動失敗"),
    ("unknown", "unknown", "不明"),
];

const ANSWERS: &[Words] = &[
    ("already", "It was so already.", "はじめからその状態でした。"),
    (
        "ambiguous_name",
        "There is another of this name in another account or region. Ask the operator.",
        "同じ名前のものがほかのアカウントかリージョンにもあるため、操作できません。運用担当者に頼んでください。",
    ),
    (
        "ambiguous_tags",
        "Two of its tags differ only in upper and lower case. Ask the operator to correct them.",
        "大文字と小文字だけが違うタグがあるため、操作できません。運用担当者に直してもらってください。",
    ),
    (
        "audit_unavailable",
        "Nothing could be recorded, so nothing was done. Try again later.",
        "記録を残せないため、何もしませんでした。しばらくしてからもう一度試してください。",
    ),
    (
        "authorizer_unavailable",
        "Nobody could decide whether you may. Try again, and tell the operator if it stays so.",
        "操作してよいか判断できませんでした。もう一度試し、続くようなら運用担当者に知らせてください。",
    ),
    (
        "auto_scaling_member",
        "It belongs to a group that grows and shrinks by itself. Ask the operator.",
        "自動で増減するグループのサーバーなので、ここでは操作できません。運用担当者に頼んでください。",
    ),
    (
        "auto_scaling_unknown",
        "The state of its group could not be asked. Try again.",
        "自動で増減するグループの状態を確かめられませんでした。もう一度試してください。",
    ),
    (
        "aws_failed",
        "AWS did not do it. Try again, or tell the operator.",
        "AWS が実行しませんでした。もう一度試すか、運用担当者に知らせてください。",
    ),
    (
        "busy",
        "AWS is busy. Try again later.",
        "AWS が混み合っています。しばらくしてからもう一度試してください。",
    ),
    (
        "cluster_member",
        "It is a member of a cluster, which is started and stopped as a whole. Ask the operator.",
        "まとめて起動・停止するデータベース（クラスター）の一つです。運用担当者に頼んでください。",
    ),
    (
        "count_unknown",
        "Nobody remembers how many of its tasks ran, because it was not stopped from here. Ask the operator to start it once.",
        "ここから停止したものではないため、動かす数が分かりません。運用担当者に一度起動してもらってください。",
    ),
    (
        "daemon_service",
        "It runs on every machine of its cluster and has no number. Ask the operator.",
        "すべてのマシンで一つずつ動くサービスなので、ここでは操作できません。運用担当者に頼んでください。",
    ),
    (
        "database_busy",
        "The database is busy, such as with a backup or maintenance. Try again when it is running or stopped.",
        "データベースが処理中（バックアップや保守など）です。稼働中か停止になってからもう一度試してください。",
    ),
    (
        "default",
        "You may not do this to this server.",
        "このサーバーにこの操作をする権限がありません。",
    ),
    (
        "deployed_elsewhere",
        "Another program deploys it and says how much of it runs. Ask the operator.",
        "ほかの仕組み（CodeDeploy など）が動かす数を決めるサービスです。運用担当者に頼んでください。",
    ),
    (
        "disk_key",
        "The key of its disk may not be used, so it cannot start. Tell the operator.",
        "ディスクの鍵を使えないため、起動できません。運用担当者に知らせてください。",
    ),
    (
        "explicit",
        "A rule forbids this, such as outside hours or for production.",
        "規則でこの操作が禁じられています（時間帯や本番の保護など）。",
    ),
    (
        "fell_back",
        "AWS stopped it at once after it started. Tell the operator.",
        "起動した直後に AWS が停止させました。運用担当者に知らせてください。",
    ),
    (
        "fell_back_disk_key",
        "AWS stopped it at once after it started. Ask the operator about the key of its disk.",
        "起動した直後に AWS が停止させました。ディスクの鍵の権限を運用担当者に確かめてもらってください。",
    ),
    (
        "fleet_unavailable",
        "AWS could not be looked at. Nothing was changed. Try again later.",
        "AWS の状態を確かめられません。何も変えていません。しばらくしてからもう一度試してください。",
    ),
    (
        "forbidden",
        "You may not do this from here, or at this time.",
        "この場所から、またはこの時間には操作できません。",
    ),
    ("gone", "It was deleted meanwhile.", "操作の間に削除されました。"),
    (
        "indeterminate",
        "Something that decides could not be established. Tell the operator.",
        "判断に必要なことを確かめられないため、操作できません。運用担当者に知らせてください。",
    ),
    (
        "instance_store",
        "Its system disk is lost when it stops, so it cannot be stopped.",
        "停止するとシステムのディスクが失われるため、停止できません。",
    ),
    (
        "keys_unavailable",
        "Who you are could not be checked. Try again later.",
        "本人確認の準備ができていません。しばらくしてからもう一度試してください。",
    ),
    (
        "managed_by_service",
        "A service of AWS runs it. Ask the operator.",
        "AWS のサービスが動かしているサーバーです。運用担当者に頼んでください。",
    ),
    (
        "missing_required_tag",
        "It lacks a required tag. Ask the operator to set it.",
        "必要なタグが付いていません。運用担当者に付けてもらってください。",
    ),
    (
        "no_capacity",
        "AWS has no room for it now. Try again later.",
        "AWS に空きがなく、起動できません。しばらくしてからもう一度試してください。",
    ),
    (
        "no_reboot",
        "A service is not rebooted. Stop it and start it, or ask the operator.",
        "サービスは再起動できません。停止してから起動するか、運用担当者に頼んでください。",
    ),
    (
        "not_enforceable",
        "AWS could not be told exactly what you may do, so nothing was done. Tell the operator.",
        "権限を AWS に正しく伝えられないため、何もしませんでした。運用担当者に知らせてください。",
    ),
    (
        "not_entered",
        "Its account could not be entered, so nothing was done. Tell the operator.",
        "このサーバーのアカウントに入れず、何もしませんでした。運用担当者に知らせてください。",
    ),
    (
        "not_entitled",
        "There is nothing you may do from here, at this time.",
        "この場所から、この時間に操作できるサーバーがありません。",
    ),
    ("not_found", "Not found.", "見つかりません。"),
    (
        "not_noted",
        "The number of its tasks could not be remembered, so nothing was done. Try again, or tell the operator.",
        "動かす数を覚えられず、何もしませんでした。もう一度試し、続くようなら運用担当者に知らせてください。",
    ),
    (
        "not_permitted",
        "AWS does not permit it. Tell the operator.",
        "AWS の側の権限が足りません。運用担当者に知らせてください。",
    ),
    (
        "not_running",
        "It is stopped: start it instead.",
        "停止しています。再起動ではなく起動してください。",
    ),
    (
        "not_signed_in",
        "The user name or the password is wrong.",
        "利用者名かパスワードが違います。",
    ),
    (
        "not_yet",
        "Servers that come before it are not done, so nothing was done to it. Ask again when they are.",
        "先に起動・停止するサーバーがまだ終わっていないため、何もしませんでした。終わってからもう一度操作してください。",
    ),
    (
        "nothing_selected",
        "None of the servers you may change carries these tags.",
        "操作できるサーバーの中に、このタグの付いたものはありません。",
    ),
    (
        "out_of_time",
        "There was no time left, so nothing was done. Try again.",
        "時間切れで、何もしませんでした。もう一度試してください。",
    ),
    (
        "password_refused",
        "The new password is too short or too simple.",
        "新しいパスワードが短すぎるか、簡単すぎます。",
    ),
    ("planned", "This can be done.", "実行できます。"),
    (
        "policy_unavailable",
        "The rules cannot be read, so nothing can be done. Try again later.",
        "規則を読めないため、何もできません。しばらくしてからもう一度試してください。",
    ),
    (
        "protected",
        "It is protected from this. Ask the operator.",
        "保護されているため、操作できません。運用担当者に頼んでください。",
    ),
    ("reached", "Done.", "終わりました。"),
    (
        "refused_at_the_door",
        "You may not do this from here, or at this time.",
        "この場所から、またはこの時間には操作できません。",
    ),
    (
        "replica",
        "It is a replica or has one, so it cannot be stopped. Ask the operator.",
        "複製のあるデータベースなので、停止できません。運用担当者に頼んでください。",
    ),
    ("requested", "Asked for.", "依頼しました。"),
    (
        "rollout_failed",
        "AWS has given up its last deployment: it does not stay up. Tell the operator.",
        "最後の配置に失敗し、AWS が起動をあきらめています。運用担当者に知らせてください。",
    ),
    (
        "runbook_failed",
        "What has to be done before the stop failed, so it was not stopped. Tell the operator.",
        "停止の前に行う手順が失敗したため、停止していません。運用担当者に知らせてください。",
    ),
    (
        "runbook_running",
        "What has to be done before the stop has not ended, so it was not stopped. Ask again in a few minutes.",
        "停止の前に行う手順がまだ終わっていないため、停止していません。数分後にもう一度操作してください。",
    ),
    (
        "runbook_unavailable",
        "What has to be done before the stop could not be begun, so it was not stopped. Tell the operator.",
        "停止の前に行う手順を始められないため、停止していません。運用担当者に知らせてください。",
    ),
    (
        "sign_in_busy",
        "Too many people are signing in. Wait a minute and try again.",
        "サインインが混み合っています。少し待ってから、もう一度試してください。",
    ),
    (
        "sign_in_unavailable",
        "Nobody can sign in now. Try again later.",
        "今はサインインできません。しばらくしてからもう一度試してください。",
    ),
    (
        "started_meanwhile",
        "Somebody, or a rule of AWS, has started it again meanwhile. Ask the operator.",
        "その間に、ほかの人か AWS の自動調整が起動しました。運用担当者に頼んでください。",
    ),
    (
        "starting_now",
        "It is starting. Try again when it runs.",
        "起動処理中です。稼働中になってからもう一度試してください。",
    ),
    ("still_going", "On its way.", "処理中です。"),
    (
        "stopped_meanwhile",
        "Somebody, or the server itself, stopped it meanwhile.",
        "その間に、ほかの人かサーバー自身が停止しました。",
    ),
    (
        "stopping_now",
        "It is stopping. Try again when it is stopped.",
        "停止処理中です。停止してからもう一度試してください。",
    ),
    (
        "tag_changed",
        "Its tags changed at the same moment, so AWS did not do it. Look, and try again.",
        "同じときにタグが変わったため、AWS が実行しませんでした。確かめてからもう一度試してください。",
    ),
    (
        "tag_not_composed",
        "The letters of a tag have a form that AWS does not take. Ask the operator to type it again.",
        "タグの文字の形が AWS と合いません。運用担当者に入力し直してもらってください。",
    ),
    ("terminated", "It was deleted.", "削除されたサーバーです。"),
    ("too_many_selected", "Too many are selected at once.", "一度に選べる台数を超えています。"),
    (
        "unanswered",
        "AWS did not answer. Look at the state before you try again.",
        "AWS の返事がありません。状態を確かめてから、もう一度操作してください。",
    ),
    (
        "unknown_state",
        "Its state is not known. Tell the operator.",
        "知らない状態です。運用担当者に知らせてください。",
    ),
    (
        "unreachable",
        "No connection. Check the network and try again.",
        "つながりません。ネットワークを確かめて、もう一度試してください。",
    ),
    (
        "unsupported",
        "This kind of server cannot be changed so.",
        "この種類のサーバーには、この操作ができません。",
    ),
    (
        "unsupported_challenge",
        "Signing in cannot go on here. Tell the operator.",
        "ここではサインインを続けられません。運用担当者に知らせてください。",
    ),
    (
        "untouched",
        "Others cannot be changed, so nothing was done.",
        "ほかのサーバーを操作できないため、何もしませんでした。",
    ),
    (
        "unusable",
        "It lacks something to start from, such as its system disk. Tell the operator.",
        "システムのディスクなど、起動に必要なものがありません。運用担当者に知らせてください。",
    ),
    (
        "wrong_state",
        "This cannot be done in its present state. Look, and try again.",
        "今の状態では操作できません。確かめてからもう一度試してください。",
    ),
];
