//! Every change in every state.

use sekisho_executor::{Obstacle, Seen, State, Step, Tie, plan};
use sekisho_lambda::Change;
use sekisho_policy::{AccountId, Fact, InstanceId, Region};

fn seen(state: State) -> Seen {
    Seen::new(
        AccountId::parse("111122223333").unwrap(),
        Region::parse("ap-northeast-1").unwrap(),
        InstanceId::parse("i-00000000000000001").unwrap(),
        state,
    )
}

#[test]
fn every_change_has_its_step_in_every_state() {
    use Change::{Reboot, Start, Stop};
    use Step::{Act, Already, Cannot, Underway};

    let table = [
        (State::Pending, Underway, Cannot(Obstacle::Pending), Cannot(Obstacle::Pending)),
        (State::Running, Already, Act, Act),
        (State::Stopping, Cannot(Obstacle::Stopping), Underway, Cannot(Obstacle::Stopping)),
        (State::Stopped, Act, Already, Cannot(Obstacle::Stopped)),
        (
            State::ShuttingDown,
            Cannot(Obstacle::Terminated),
            Cannot(Obstacle::Terminated),
            Cannot(Obstacle::Terminated),
        ),
        (
            State::Terminated,
            Cannot(Obstacle::Terminated),
            Cannot(Obstacle::Terminated),
            Cannot(Obstacle::Terminated),
        ),
        (
            State::Unknown,
            Cannot(Obstacle::UnknownState),
            Cannot(Obstacle::UnknownState),
            Cannot(Obstacle::UnknownState),
        ),
    ];

    for (state, start, stop, reboot) in table {
        let found = [Start, Stop, Reboot].map(|change| plan(change, &seen(state)));
        assert_eq!(found, [start, stop, reboot], "{state}");
    }
}

#[test]
fn a_member_of_an_auto_scaling_group_is_neither_started_nor_stopped_but_rebooted() {
    let mut member = seen(State::Running);
    member.tags.push(("aws:autoscaling:groupName".to_owned(), "web".to_owned()));
    let mut stopped = member.clone();
    stopped.state = State::Stopped;

    for standby in [Fact::Absent, Fact::Known(false)] {
        member.standby = standby;
        stopped.standby = standby;
        assert_eq!(plan(Change::Stop, &member), Step::Cannot(Obstacle::AutoScaling));
        assert_eq!(plan(Change::Start, &stopped), Step::Cannot(Obstacle::AutoScaling));
        assert_eq!(plan(Change::Reboot, &member), Step::Act);
        assert_eq!(plan(Change::Start, &member), Step::Already);
    }
}

#[test]
fn a_member_of_an_auto_scaling_group_that_is_in_standby_is_like_any_other_instance() {
    let mut member = seen(State::Running);
    member.tags.push(("aws:autoscaling:groupName".to_owned(), "web".to_owned()));
    member.standby = Fact::Known(true);
    let mut stopped = member.clone();
    stopped.state = State::Stopped;

    assert_eq!(plan(Change::Stop, &member), Step::Act);
    assert_eq!(plan(Change::Start, &stopped), Step::Act);
    member.standby = Fact::Unknown;
    assert_eq!(plan(Change::Stop, &member), Step::Cannot(Obstacle::AutoScalingUnasked));
}

#[test]
fn what_is_lost_by_stopping_is_not_stopped_and_what_a_service_runs_is_left_alone() {
    let mut instance_store = seen(State::Running);
    instance_store.instance_store = true;
    let mut managed = seen(State::Running);
    managed.managed_by = Some("ecs.amazonaws.com".to_owned());

    assert_eq!(plan(Change::Stop, &instance_store), Step::Cannot(Obstacle::InstanceStore));
    assert_eq!(plan(Change::Reboot, &instance_store), Step::Act);
    assert_eq!(plan(Change::Stop, &managed), Step::Cannot(Obstacle::Managed));
    assert_eq!(plan(Change::Reboot, &managed), Step::Cannot(Obstacle::Managed));
}

/// SOURCE: Amazon RDS user guide, "Viewing Amazon RDS DB instance status".
#[test]
fn a_database_is_acted_on_in_two_states_and_waited_for_in_three() {
    let database = |status: &str| {
        let id = InstanceId::parse("db:payroll").unwrap();
        let mut seen = Seen { id, ..seen(State::of_database(status)) };
        seen.status = (seen.state == State::Unknown).then(|| status.to_owned());
        (seen.state_name().to_owned(), [Change::Start, Change::Stop].map(|it| plan(it, &seen)))
    };
    let busy = [Step::Cannot(Obstacle::Busy); 2];
    let gone = [Step::Cannot(Obstacle::Terminated); 2];
    let pending = [Step::Underway, Step::Cannot(Obstacle::Pending)];

    for (status, name, steps) in [
        ("available", "running", [Step::Already, Step::Act]),
        ("stopped", "stopped", [Step::Act, Step::Already]),
        ("starting", "pending", pending),
        ("rebooting", "pending", pending),
        ("stopping", "stopping", [Step::Cannot(Obstacle::Stopping), Step::Underway]),
        ("deleting", "shutting-down", gone),
        ("backing-up", "backing-up", busy),
        ("configuring-log-exports", "configuring-log-exports", busy),
        ("creating", "creating", busy),
        ("failed", "failed", busy),
        ("inaccessible-encryption-credentials", "inaccessible-encryption-credentials", busy),
        ("maintenance", "maintenance", busy),
        ("modifying", "modifying", busy),
        ("storage-full", "storage-full", busy),
        ("storage-optimization", "storage-optimization", busy),
        ("upgrading", "upgrading", busy),
        ("a status of next year", "a status of next year", busy),
    ] {
        assert_eq!(database(status), (name.to_owned(), steps), "{status}");
    }
}

/// A service has a number of tasks: it is stopped on its way up too, and never rebooted.
#[test]
fn a_service_is_planned_by_its_tasks() {
    let service = |state| {
        let mut seen = seen(state);
        seen.id = InstanceId::parse("service:town:desk").unwrap();
        seen
    };
    let [start, stop, reboot] = [Change::Start, Change::Stop, Change::Reboot];
    for (state, on_start, on_stop) in [
        (State::Pending, Step::Underway, Step::Act),
        (State::Running, Step::Already, Step::Act),
        (State::Stopping, Step::Cannot(Obstacle::Stopping), Step::Underway),
        (State::Stopped, Step::Act, Step::Already),
    ] {
        let found = [start, stop, reboot].map(|change| plan(change, &service(state)));
        assert_eq!(found, [on_start, on_stop, Step::Cannot(Obstacle::NoReboot)], "{state}");
    }
    for (state, obstacle) in [
        (State::ShuttingDown, Obstacle::Terminated),
        (State::Terminated, Obstacle::Terminated),
        (State::Unknown, Obstacle::UnknownState),
    ] {
        let found = [start, stop, reboot].map(|change| plan(change, &service(state)));
        assert_eq!(found, [Step::Cannot(obstacle); 3], "{state}");
    }
    for (tie, obstacle) in [(Tie::Daemon, Obstacle::Daemon), (Tie::Deployer, Obstacle::Deployer)] {
        let tied = |state| Seen { tie: Some(tie), ..service(state) };
        assert_eq!(plan(stop, &tied(State::Running)), Step::Cannot(obstacle));
        assert_eq!(plan(start, &tied(State::Stopped)), Step::Cannot(obstacle));
        assert_eq!(plan(start, &tied(State::Running)), Step::Already);
    }
}
