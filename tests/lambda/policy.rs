//! What is published is in force, in functions that are already running.

use std::time::Duration;

use support::events::Call;
use tokio::time::sleep;

use crate::{
    checkpoint::Reply,
    town::{CLOSED, Town, policy, publish, rollback},
};

#[tokio::test]
async fn a_published_rule_and_its_rollback_take_effect_without_a_restart() {
    let mut town = Town::found("versions").await;
    let start = town.sato_on("welfare-dev", "start").await;
    let token = town.sato().await.access;
    let list = Call::get("/instances").bearer(&token);
    town.answers(&list, |reply| matches!(reply, Reply::Executor(200, _))).await;

    publish(town.name, &policy(town.name, CLOSED), "1").await;

    town.answers(&list, |reply| *reply == Reply::Door(403)).await;
    assert_eq!(town.call(&start).await, Reply::Door(403));
    assert_eq!(town.states().await, Town::states_but(&[]));

    rollback(town.name, "1", "2").await;

    town.answers(&start, |reply| matches!(reply, Reply::Executor(202, _))).await;
    assert_eq!(town.states().await, Town::states_but(&[("welfare-dev", "running")]));
}

impl Town {
    /// Repeats a call until its reply is as wanted: the policy is read again every second.
    async fn answers(&mut self, call: &Call, wanted: impl Fn(&Reply) -> bool) {
        let mut reply = self.call(call).await;
        for _ in 0..50 {
            if wanted(&reply) {
                return;
            }
            sleep(Duration::from_millis(200)).await;
            reply = self.call(call).await;
        }
        panic!("after ten seconds still {reply:?}");
    }
}
