//! What would have to change for a denied request to be allowed: the example, in words.

use sekisho::Exit;

use crate::why_not::{Asked, HOSHIMI};

#[tokio::test]
async fn who_comes_too_late_is_told_when_to_come_and_who_else_may() {
    Asked::of(HOSHIMI, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--address=10.20.3.7", "--vpc-endpoint=vpce-0a1b2c3d4e5f60718", "--at=2026-11-24T21:00:00+09:00", "--signed-in-at=2026-11-24T08:30:00+09:00", "--issued-at=2026-11-24T08:30:00+09:00", "--tag=Department=library", "--tag=Env=dev"])
        .says(
            Exit::Done,
            r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. come on Wednesday 2026-11-25 08:30 +09:00 or later, within `office-hours`, and sign in then
   then `own-department-nonprod` allows it
2. call from `operations-room` (10.20.250.0/28 through vpce-0a1b2c3d4e5f60718), or from `vendor-bench` (172.20.4.0/24 through vpce-0fedcba9876543210)
   and join the group `operators`: ask whoever manages the accounts
   then `operators` allows it
",
            r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. 2026-11-25(水) 08:30 +09:00 以降、`office-hours` の時間帯にサインインして操作する
   → `own-department-nonprod` が許可します
2. `operations-room`(vpce-0a1b2c3d4e5f60718 経由の 10.20.250.0/28)、または `vendor-bench`(vpce-0fedcba9876543210 経由の 172.20.4.0/24) から操作する
   さらに、グループ `operators` に入る(アカウントの管理者に依頼)
   → `operators` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn several_changes_stand_below_each_other_and_no_more_ways_are_told_than_asked_for() {
    Asked::of(HOSHIMI, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--address=203.0.113.9", "--absent=vpc_endpoint", "--at=2026-11-24T21:00:00+09:00", "--signed-in-at=2026-11-24T08:30:00+09:00", "--issued-at=2026-11-24T08:30:00+09:00", "--tag=Department=library", "--tag=Env=dev", "--remedies=1"])
        .says(
            Exit::Done,
            r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. come on Wednesday 2026-11-25 08:30 +09:00 or later, within `office-hours`, and sign in then
   and call from `city-hall` (10.20.0.0/16 through vpce-0a1b2c3d4e5f60718), or from `branch-library` (10.21.8.0/24 through vpce-0a1b2c3d4e5f60718)
   then `own-department-nonprod` allows it
",
            r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. 2026-11-25(水) 08:30 +09:00 以降、`office-hours` の時間帯にサインインして操作する
   さらに、`city-hall`(vpce-0a1b2c3d4e5f60718 経由の 10.20.0.0/16)、または `branch-library`(vpce-0a1b2c3d4e5f60718 経由の 10.21.8.0/24) から操作する
   → `own-department-nonprod` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn who_is_in_no_group_of_the_tag_joins_one_or_the_tag_changes() {
    Asked::of(HOSHIMI, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--address=10.20.3.7", "--vpc-endpoint=vpce-0a1b2c3d4e5f60718", "--at=2026-11-24T10:00:00+09:00", "--signed-in-at=2026-11-24T08:30:00+09:00", "--issued-at=2026-11-24T08:30:00+09:00", "--tag=Department=tax", "--tag=Env=dev"])
        .says(
            Exit::Done,
            r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. join the group `tax`: ask whoever manages the accounts
   then `own-department-nonprod` allows it
2. the tag `Department` would have to be a group of the caller: `library` or `staff`: ask whoever answers for the instance
   then `own-department-nonprod` allows it
",
            r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. グループ `tax` に入る(アカウントの管理者に依頼)
   → `own-department-nonprod` が許可します
2. タグ `Department` を本人のグループ(`library`、`staff` のいずれか)にする(インスタンスの担当者に依頼)
   → `own-department-nonprod` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn all_groups_to_join_are_named() {
    Asked::of(
        HOSHIMI,
        &[
            "--user=sato",
            "--absent=groups",
            "--action=start",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T10:00:00+09:00",
            "--signed-in-at=2026-11-24T08:30:00+09:00",
            "--issued-at=2026-11-24T08:30:00+09:00",
            "--tag=Department=library",
            "--tag=Env=dev",
            "--remedies=1",
        ],
    )
    .says(
        Exit::Done,
        r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. join the groups `library` and `staff`: ask whoever manages the accounts
   then `own-department-nonprod` allows it
",
        r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. グループ `library`、`staff` に入る(アカウントの管理者に依頼)
   → `own-department-nonprod` が許可します
",
    )
    .await;
}

#[tokio::test]
async fn every_required_tag_is_named_with_the_values_that_will_do() {
    Asked::of(HOSHIMI, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--address=10.20.3.7", "--vpc-endpoint=vpce-0a1b2c3d4e5f60718", "--at=2026-11-24T10:00:00+09:00", "--signed-in-at=2026-11-24T08:30:00+09:00", "--issued-at=2026-11-24T08:30:00+09:00", "--absent=tags"])
        .says(
            Exit::Done,
            r"denied: the instance lacks `Department`, `Env`, which the policy requires of every instance
it would be allowed after one of these, the easiest first:
1. the tag `Department` would have to be a group of the caller: `library` or `staff`: ask whoever answers for the instance
   and the tag `Env` would have to be `dev` or `stg`: ask whoever answers for the instance
   then `own-department-nonprod` allows it
",
            r"拒否: インスタンスに必須のタグ `Department`, `Env` がありません
次のどれかを行えば許可されます(容易な順):
1. タグ `Department` を本人のグループ(`library`、`staff` のいずれか)にする(インスタンスの担当者に依頼)
   さらに、タグ `Env` を `dev`、`stg` のいずれかにする(インスタンスの担当者に依頼)
   → `own-department-nonprod` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn who_signed_in_too_long_ago_signs_in_again_and_need_not_wait() {
    Asked::of(HOSHIMI, &["--user=suzuki", "--group=staff", "--group=tax", "--group=department-leads", "--action=reboot", "--address=10.20.3.7", "--vpc-endpoint=vpce-0a1b2c3d4e5f60718", "--at=2026-11-24T10:00:00+09:00", "--signed-in-at=2026-11-23T08:30:00+09:00", "--issued-at=2026-11-23T08:30:00+09:00", "--tag=Department=tax", "--tag=Env=stg"])
        .says(
            Exit::Done,
            r"denied: no rule allows it
it would be allowed after one of these, the easiest first:
1. sign in again
   then `leads-reboot` allows it
2. call from `operations-room` (10.20.250.0/28 through vpce-0a1b2c3d4e5f60718), or from `vendor-bench` (172.20.4.0/24 through vpce-0fedcba9876543210)
   and join the group `operators`: ask whoever manages the accounts
   then `operators` allows it
",
            r"拒否: 許可するルールがありません
次のどれかを行えば許可されます(容易な順):
1. サインインし直す
   → `leads-reboot` が許可します
2. `operations-room`(vpce-0a1b2c3d4e5f60718 経由の 10.20.250.0/28)、または `vendor-bench`(vpce-0fedcba9876543210 経由の 172.20.4.0/24) から操作する
   さらに、グループ `operators` に入る(アカウントの管理者に依頼)
   → `operators` が許可します
",
        )
        .await;
}

#[tokio::test]
async fn who_has_a_revoked_token_gets_a_new_one() {
    Asked::of(
        HOSHIMI,
        &[
            "--user=kobayashi",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T10:00:00+09:00",
            "--signed-in-at=2026-11-20T08:30:00+09:00",
            "--issued-at=2026-11-20T08:30:00+09:00",
            "--tag=Department=library",
            "--tag=Env=dev",
        ],
    )
    .says(
        Exit::Done,
        r"denied: by `kobayashi-lost-a-laptop`
it would be allowed after one of these, the easiest first:
1. sign in again
   then `own-department-nonprod` allows it
",
        r"拒否: 拒否ルール `kobayashi-lost-a-laptop` に該当します
次のどれかを行えば許可されます(容易な順):
1. サインインし直す
   → `own-department-nonprod` が許可します
",
    )
    .await;
}

#[tokio::test]
async fn what_escapes_a_deny_rule_is_told() {
    Asked::of(
        HOSHIMI,
        &[
            "--user=suzuki",
            "--group=staff",
            "--group=tax",
            "--group=department-leads",
            "--action=stop",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T10:00:00+09:00",
            "--signed-in-at=2026-11-24T08:30:00+09:00",
            "--issued-at=2026-11-24T08:30:00+09:00",
            "--tag=Department=tax",
            "--tag=Env=prod",
        ],
    )
    .says(
        Exit::Done,
        r"denied: by `production-stops-in-the-operations-room`
it would be allowed after one of these, the easiest first:
1. call from `operations-room` (10.20.250.0/28 through vpce-0a1b2c3d4e5f60718)
   and join the group `operators`: ask whoever manages the accounts
   then `leads-production`, `operators` allow it
2. the tag `Env` would have to be `dev` or `stg`: ask whoever answers for the instance
   then `own-department-nonprod` allows it
",
        r"拒否: 拒否ルール `production-stops-in-the-operations-room` に該当します
次のどれかを行えば許可されます(容易な順):
1. `operations-room`(vpce-0a1b2c3d4e5f60718 経由の 10.20.250.0/28) から操作する
   さらに、グループ `operators` に入る(アカウントの管理者に依頼)
   → `leads-production`, `operators` が許可します
2. タグ `Env` を `dev`、`stg` のいずれかにする(インスタンスの担当者に依頼)
   → `own-department-nonprod` が許可します
",
    )
    .await;
}

#[tokio::test]
async fn what_is_unknown_is_named_beside_what_is_enough_whatever_it_is() {
    Asked::of(HOSHIMI, &["--user=sato", "--group=staff", "--group=library", "--action=start", "--at=2026-11-24T10:00:00+09:00", "--signed-in-at=2026-11-24T08:30:00+09:00", "--issued-at=2026-11-24T08:30:00+09:00", "--tag=Department=library", "--tag=Env=dev"])
        .says(
            Exit::Done,
            r"denied: `own-department-nonprod` cannot be decided without knowing `address`, `vpc_endpoint`
it would be allowed after one of these, the easiest first:
1. call from `city-hall` (10.20.0.0/16 through vpce-0a1b2c3d4e5f60718), or from `branch-library` (10.21.8.0/24 through vpce-0a1b2c3d4e5f60718)
   then `own-department-nonprod` allows it
not known: `address`, `vpc_endpoint`; once known, there may be other ways
",
            r"拒否: `address`, `vpc_endpoint` が不明なため、ルール `own-department-nonprod` を判断できません
次のどれかを行えば許可されます(容易な順):
1. `city-hall`(vpce-0a1b2c3d4e5f60718 経由の 10.20.0.0/16)、または `branch-library`(vpce-0a1b2c3d4e5f60718 経由の 10.21.8.0/24) から操作する
   → `own-department-nonprod` が許可します
不明な事実: `address`, `vpc_endpoint`。分かれば、ほかの方法が見つかるかもしれません
",
        )
        .await;
}

#[tokio::test]
async fn what_has_to_be_known_first_is_named() {
    Asked::of(
        HOSHIMI,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T10:00:00+09:00",
            "--signed-in-at=2026-11-24T08:30:00+09:00",
            "--issued-at=2026-11-24T08:30:00+09:00",
        ],
    )
    .says(
        Exit::Done,
        r"denied: the required tags cannot be decided without knowing `tags`
whatever else changes, it has to be known first: `tags`
",
        r"拒否: `tags` が不明なため、必須のタグを判断できません
ほかの何を変えるよりも先に、次の事実を確かめてください: `tags`
",
    )
    .await;
}

#[tokio::test]
async fn of_what_is_allowed_nothing_has_to_change() {
    Asked::of(
        HOSHIMI,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T10:00:00+09:00",
            "--signed-in-at=2026-11-24T08:30:00+09:00",
            "--issued-at=2026-11-24T08:30:00+09:00",
            "--tag=Department=library",
            "--tag=Env=dev",
        ],
    )
    .says(
        Exit::Done,
        r"allowed by `own-department-nonprod`: nothing has to change
",
        r"許可: `own-department-nonprod`。変える必要はありません
",
    )
    .await;
}

#[tokio::test]
async fn a_search_that_took_too_many_steps_ends_with_4() {
    Asked::of(
        HOSHIMI,
        &[
            "--user=sato",
            "--group=staff",
            "--group=library",
            "--action=start",
            "--address=10.20.3.7",
            "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
            "--at=2026-11-24T21:00:00+09:00",
            "--signed-in-at=2026-11-24T08:30:00+09:00",
            "--issued-at=2026-11-24T08:30:00+09:00",
            "--tag=Department=library",
            "--tag=Env=dev",
            "--steps=1",
        ],
    )
    .says(
        Exit::Undecided,
        r"denied: no rule allows it
the search was cut short after 1 step: raise --steps
",
        r"拒否: 許可するルールがありません
探索を 1 ステップで打ち切りました。--steps を増やしてください
",
    )
    .await;
}
