//! A caller's entitlement as a session policy of AWS.

use jiff::Timestamp;
use sekisho_policy::{Document, Entitlement, Partition, Policy, ResourceKind};

use super::{policy_argument::Found, request_options::AttemptOptions};
use crate::{Surroundings, error::CommandError, report::reason};

/// The session policy for this attempt; none, and why, if it can be done to no instance.
pub(super) fn session_policy(
    found: Found,
    attempt: &AttemptOptions,
    kind: ResourceKind,
    partition: &Partition,
    surroundings: &mut Surroundings<'_>,
) -> Result<Option<String>, CommandError> {
    let now = found.as_of.unwrap_or_else(surroundings.now);
    let attempt = attempt.attempt(now, surroundings)?;
    let document = found.document;
    let temporary = depends_on_time(&document);
    let entitlement = Policy::compile(document).entitlement(attempt);
    if let Some(denial) = entitlement.denial() {
        let (why, why_ja) = reason(denial.reason());
        surroundings.notice(
            format_args!("nothing is written: this caller is entitled to nothing here: {why}"),
            format_args!("何も書き出しません。この呼び出し元に許される操作はありません: {why_ja}"),
        )?;
        return Ok(None);
    }
    let text = entitlement.session_policy(kind, partition)?;
    warn(&entitlement, kind, &text, temporary, surroundings)?;
    Ok(Some(text))
}

/// Says what of the entitlement IAM cannot hold a session to.
fn warn(
    entitlement: &Entitlement,
    kind: ResourceKind,
    text: &str,
    temporary: bool,
    surroundings: &mut Surroundings<'_>,
) -> Result<(), CommandError> {
    let (english, japanese) = listing(kind);
    surroundings.notice(english, japanese)?;
    if text.contains("\"aws:ResourceTag/") {
        surroundings.notice(
            "warning: IAM takes tag keys that differ only in case for the same, and compares a tag's value as it is written, not in NFC: a deny rule does not meet an instance whose tags are not in NFC",
            "警告: IAM はタグのキーの大文字と小文字を区別せず、値を NFC に正規化せずに比べます。タグが NFC でないインスタンスには、拒否ルールが効きません",
        )?;
    }
    if temporary {
        let at = Timestamp::from_second(entitlement.attempt().at.seconds()).unwrap_or_default();
        surroundings.notice(
            format_args!("warning: the policy depends on the time, and a session policy does not: this one says what holds at {at} for as long as the session lasts"),
            format_args!("警告: ポリシーは時刻によって変わりますが、セッションポリシーは変わりません。{at} の時点で許される内容が、セッションの終わりまで続きます"),
        )?;
    }
    Ok(())
}

/// That a list is not narrowed.
const fn listing(kind: ResourceKind) -> (&'static str, &'static str) {
    match kind {
        ResourceKind::Database => (
            "warning: `rds:DescribeDBInstances` is not narrowed to databases: the session can list every database that its role can",
            "警告: `rds:DescribeDBInstances` の対象は絞りません。このセッションは、ロールに許された範囲のデータベースをすべて一覧できます",
        ),
        ResourceKind::Service => (
            "warning: the actions of ECS that list services are not narrowed: the session can list every service that its role can; and `ecs:UpdateService` can change more of a service than its count",
            "警告: ECS の一覧のアクションの対象は絞りません。このセッションは、ロールに許された範囲のサービスをすべて一覧できます。また `ecs:UpdateService` では、タスクの数以外も変更できます",
        ),
        ResourceKind::Instance => (
            "warning: IAM cannot narrow `ec2:DescribeInstances` to instances: the session can list every instance that its role can",
            "警告: IAM は `ec2:DescribeInstances` の対象を絞れません。このセッションは、ロールに許された範囲のインスタンスをすべて一覧できます",
        ),
    }
}

/// Whether a rule in force has a condition that may not hold any more in a while.
fn depends_on_time(document: &Document) -> bool {
    let rules = document.rules().iter().filter(|rule| rule.enabled);
    let mut clauses = rules.flat_map(|rule| rule.unless.iter().chain([&rule.when]));
    clauses.any(|clause| {
        clause.during.is_some()
            || clause.not_before.is_some()
            || clause.not_after.is_some()
            || clause.signed_in_within.is_some()
    })
}
