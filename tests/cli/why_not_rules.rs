//! What would have to change for a denied request to be allowed: rules of every kind, in words.

use sekisho::Exit;

use crate::why_not::Asked;

/// A policy of these rules.
fn town(rules: &[&str]) -> String {
    let rules: Vec<String> = rules.iter().map(|rule| format!("  - {{ {rule} }}\n")).collect();
    format!("{TOWN}{}", rules.concat())
}

const TOWN: &str = r#"version: 1
policy: town
utc_offset: "+09:00"
zones:
  office: { cidrs: [10.0.0.0/8, 172.16.0.0/12, 192.0.2.0/24, 198.51.100.0/24] }
  lab: { vpce: [vpce-0a1b2c3d4e5f60718] }
schedules:
  lunch: { weekly: [{ days: [tue], from: "12:00", to: "13:00" }] }
rules:
"#;

#[tokio::test]
async fn a_claim_may_change_too() {
    let policy = town(&[
        "id: a, effect: allow, who: { groups: [staff] }, actions: [start], instances: { tags: { Department: { equals_caller: claim:custom:department } } }",
    ]);
    Asked::of(
        &policy,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--claim=custom:department=tax",
            "--action=start",
            "--at=2026-11-24T10:00:00+09:00",
            "--tag=Department=library",
        ],
    )
    .says(
        Exit::Done,
        r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. the claim `custom:department` would have to be `library`: ask whoever manages the accounts
   then `a` allows it
2. the tag `Department` would have to be `tax`: ask whoever answers for the instance
   then `a` allows it
",
        r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. クレーム `custom:department` を `library` にする(アカウントの管理者に依頼)
   → `a` が許可します
2. タグ `Department` を `tax` にする(インスタンスの担当者に依頼)
   → `a` が許可します
",
    )
    .await;
}

#[tokio::test]
async fn who_is_in_the_wrong_place_group_and_hour_leaves_them() {
    let policy = town(&[
        "id: a, effect: allow, who: { groups: [staff] }, actions: [start], instances: { tags: { Env: [dev] } }",
        "id: d, effect: deny, who: { groups: [library, tax] }, actions: [start], from: [lab], instances: { tags: { Env: [dev] } }",
        "id: e, effect: deny, who: everyone, actions: [start], during: [lunch], instances: { tags: { Env: [dev] } }",
    ]);
    Asked::of(
        &policy,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T12:00:00+09:00",
            "--tag=Env=dev",
        ],
    )
    .says(
        Exit::Done,
        r"denied: by `d`, `e`
it would be allowed after one of these, the easiest first:
1. come on Tuesday 2026-11-24 13:00 +09:00 or later, outside of `lunch`, and sign in then
   and call from outside of `lab` (through vpce-0a1b2c3d4e5f60718)
   then `a` allows it
2. come on Tuesday 2026-11-24 13:00 +09:00 or later, outside of `lunch`, and sign in then
   and leave the group `library`: ask whoever manages the accounts
   then `a` allows it
",
        r"拒否: 拒否ルール `d`, `e` に該当します
次のどれかを行えば許可されます(容易な順):
1. 2026-11-24(火) 13:00 +09:00 以降、`lunch` の外の時間帯にサインインして操作する
   さらに、`lab`(vpce-0a1b2c3d4e5f60718 経由) の外から操作する
   → `a` が許可します
2. 2026-11-24(火) 13:00 +09:00 以降、`lunch` の外の時間帯にサインインして操作する
   さらに、グループ `library` から抜ける(アカウントの管理者に依頼)
   → `a` が許可します
",
    )
    .await;
}

#[tokio::test]
async fn tags_may_have_to_be_something_else_or_to_go() {
    let policy = town(&[
        "id: a, effect: allow, who: { groups: [staff] }, actions: [start], instances: { tags: { Env: { present: true } } }",
        "id: d, effect: deny, who: everyone, actions: [start], instances: { tags: { Env: [dev, stg] } }",
        "id: e, effect: deny, who: everyone, actions: [start], instances: { tags: { Frozen: { present: true } } }",
    ]);
    Asked::of(
        &policy,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--at=2026-11-24T12:00:00+09:00",
            "--tag=Env=dev",
            "--tag=Frozen=yes",
        ],
    )
    .says(
        Exit::Done,
        r"denied: by `d`, `e`
it would be allowed after one of these, the easiest first:
1. the tag `Env` would have to be anything but `dev` or `stg`: ask whoever answers for the instance
   and the tag `Frozen` would have to go: ask whoever answers for the instance
   then `a` allows it
",
        r"拒否: 拒否ルール `d`, `e` に該当します
次のどれかを行えば許可されます(容易な順):
1. タグ `Env` を `dev`、`stg` 以外の値にする(インスタンスの担当者に依頼)
   さらに、タグ `Frozen` を外す(インスタンスの担当者に依頼)
   → `a` が許可します
",
    )
    .await;
}

#[tokio::test]
async fn of_many_groups_and_networks_some_are_told() {
    let policy = town(&[
        "id: a, effect: allow, who: { groups: [a, b, c, d, e, f, g] }, actions: [start], from: [office], instances: { tags: { Env: { present: true } } }",
    ]);
    Asked::of(&policy, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--at=2026-11-24T12:00:00+09:00", "--address=203.0.113.9", "--absent=vpc_endpoint", "--tag=Name=x"])
        .says(
            Exit::Done,
            r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. call from `office` (10.0.0.0/8, 172.16.0.0/12, 192.0.2.0/24 or 1 more)
   and join one of the groups `a`, `b`, `c`, `d`, `e` or one of 2 more: ask whoever manages the accounts
   and the tag `Env` would have to have a value: ask whoever answers for the instance
   then `a` allows it
",
            r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. `office`(10.0.0.0/8、172.16.0.0/12、192.0.2.0/24 ほか 1 件) から操作する
   さらに、グループ `a`、`b`、`c`、`d`、`e` ほか 2 件のいずれかに入る(アカウントの管理者に依頼)
   さらに、タグ `Env` を何かの値にする(インスタンスの担当者に依頼)
   → `a` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn the_deny_rules_in_the_way_are_told_where_they_leave_no_way() {
    let policy = town(&[
        "id: a, effect: allow, who: { groups: [staff] }, actions: [start], instances: { tags: { Env: [dev] } }",
        "id: d, effect: deny, who: everyone, actions: [start], instances: { regions: [ap-northeast-1] }",
    ]);
    Asked::of(&policy, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--at=2026-11-24T12:00:00+09:00", "--address=10.20.3.7", "--vpc-endpoint=vpce-0a1b2c3d4e5f60718", "--tag=Env=dev"])
        .says(
            Exit::Done,
            r#"denied: by `d`
no change of the facts is enough: the rules have to change
deny rules in the way:
  Rule "d" (deny): Nobody may start instances whose region is "ap-northeast-1".
but for them `a` allows it
"#,
            r"拒否: 拒否ルール `d` に該当します
事実をどう変えても許可されません。ルールを変える必要があります
妨げている拒否ルール:
  ルール「d」（拒否）：だれも、リージョンが「ap-northeast-1」であるインスタンスについて、起動はできません。
これらがなければ `a` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn deny_rules_that_would_be_in_the_way_after_every_change_are_told_with_the_change() {
    let policy = town(&[
        "id: a, effect: allow, who: { groups: [leads] }, actions: [start], from: [office], instances: { tags: { Env: [dev] } }",
        "id: d, effect: deny, who: everyone, actions: [start], from: [office], instances: { regions: [ap-northeast-1] }",
    ]);
    Asked::of(&policy, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--at=2026-11-24T12:00:00+09:00", "--address=203.0.113.9", "--absent=vpc_endpoint", "--tag=Env=dev"])
        .says(
            Exit::Done,
            r#"denied: no rule allows it
no change of the facts is enough: the rules have to change
deny rules in the way:
  Rule "d" (deny): Nobody may start instances whose region is "ap-northeast-1", when the call comes from the zone "office".
but for them it would be allowed after this:
  call from 192.0.2.1
  and join the group `leads`: ask whoever manages the accounts
  then `a` allows it
"#,
            r"拒否: 許可するルールがありません
事実をどう変えても許可されません。ルールを変える必要があります
妨げている拒否ルール:
  ルール「d」（拒否）：だれも、ゾーン「office」から、リージョンが「ap-northeast-1」であるインスタンスについて、起動はできません。
これらがなければ、次を行えば許可されます:
  192.0.2.1 から操作する
  さらに、グループ `leads` に入る(アカウントの管理者に依頼)
  → `a` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn where_no_allow_rule_can_be_met_the_nearest_is_told_by_what_no_change_helps() {
    let policy = town(&[
        "id: a, effect: allow, who: { users: [suzuki] }, actions: [start], instances: { tags: { Env: [prod] } }",
        "id: b, effect: allow, who: { users: [suzuki] }, actions: [stop], instances: { tags: { Env: [dev] } }",
    ]);
    Asked::of(
        &policy,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--at=2026-11-24T12:00:00+09:00",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--tag=Env=dev",
        ],
    )
    .says(
        Exit::Done,
        r"denied: no rule allows it
no change of the facts is enough: the rules have to change
the allow rule that comes nearest:
  `a`: 2 conditions fail
    who.users: found `sato`, required `suzuki`
    instances.tags.Env: found `dev`, required `prod`
",
        r"拒否: 許可するルールがありません
事実をどう変えても許可されません。ルールを変える必要があります
最も近い許可ルール:
  `a`: 満たされない条件 2 件
    who.users: 実際は`sato`、必要なのは`suzuki`
    instances.tags.Env: 実際は`dev`、必要なのは`prod`
",
    )
    .await;
}

#[tokio::test]
async fn where_nothing_is_allowed_that_is_told() {
    let policy = town(&[
        "id: d, effect: deny, who: everyone, actions: [start], instances: { tags: { Env: [prod] } }",
    ]);
    Asked::of(
        &policy,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--at=2026-11-24T12:00:00+09:00",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--tag=Env=dev",
        ],
    )
    .says(
        Exit::Done,
        r"denied: no rule allows it
no change of the facts is enough: the rules have to change
no rule in force allows anything
",
        r"拒否: 許可するルールがありません
事実をどう変えても許可されません。ルールを変える必要があります
有効な許可ルールがありません
",
    )
    .await;
}
