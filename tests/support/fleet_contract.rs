//! What every fleet promises, held on every adapter.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use sekisho_executor::{Authority, Fleet, Looked, Reply, Seen, Selection, State, Verdict};
use sekisho_policy::{
    AccountId, Action, Attempt, Caller, Decision, Document, Entitlement, Fact, Grant, Instance,
    InstanceId, Policy, ResourceKind, Source, UnixTime,
};

/// A fleet to hold the contract on, and the hands that change its world from outside.
pub trait Ground: Send {
    /// The fleet.
    fn fleet(&self) -> Arc<dyn Fleet>;

    /// What kind of resources it is of.
    fn kind(&self) -> ResourceKind {
        ResourceKind::Instance
    }

    /// Launches a running instance with these tags.
    fn launch(&mut self, tags: &[(&str, &str)]) -> Pin<Box<dyn Future<Output = InstanceId> + '_>>;

    /// Launches a running instance that is a member of an Auto Scaling group, in Standby or not.
    fn launch_member(&mut self, standby: bool) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
        unreachable!("a {:?} is no member of a group, in Standby ({standby}) or not", self.kind())
    }

    /// Lets every change that is under way arrive.
    fn settle(&mut self);

    /// Whether `pending` and `stopping` can be seen at all. Where they cannot, the contract holds
    /// that they are not, so that an emulator that learns them is noticed.
    fn shows_transitions(&self) -> bool;

    /// Whether a filter can say `\\` for a backslash, as EC2's documentation has it. Where it cannot,
    /// the contract holds that too.
    fn escapes_backslashes(&self) -> bool;
}

/// Every clause. A ground is used up by it.
pub async fn hold(ground: &mut dyn Ground) {
    it_shows_what_is_asked_for_and_leaves_out_what_is_not_there(ground).await;
    match ground.kind() {
        ResourceKind::Database | ResourceKind::Service => {
            it_shows_at_least_what_carries_the_tags(ground).await;
        }
        ResourceKind::Instance => {
            it_shows_tags_as_they_are_and_reads_no_wildcards_in_them(ground).await;
            it_tells_which_members_of_groups_are_in_standby(ground).await;
        }
    }
    it_shows_everything_an_entitlement_admits(ground).await;
    it_stops_and_starts(ground).await;
    match ground.kind() {
        ResourceKind::Database => it_refuses_what_is_in_the_wanted_state_already(ground).await,
        ResourceKind::Instance | ResourceKind::Service => {
            it_takes_what_is_in_the_wanted_state_already(ground).await;
        }
    }
    match ground.kind() {
        ResourceKind::Database | ResourceKind::Instance => it_reboots(ground).await,
        ResourceKind::Service => {
            it_has_nothing_that_reboots(ground).await;
            it_starts_as_many_tasks_as_were_stopped(ground).await;
        }
    }
    a_missing_instance_keeps_no_other_from_its_change(ground).await;
    an_instance_of_another_account_is_not_touched(ground).await;
    grants_are_answered_in_their_order(ground).await;
    a_grant_of_another_attempt_changes_nothing(ground).await;
    a_grant_to_look_changes_nothing(ground).await;
}

const WITHIN: Duration = Duration::from_secs(20);
/// The tasks that a ground gives a service.
pub const TASKS: u32 = 3;

/// One of this kind that is not there.
fn missing(ground: &dyn Ground) -> InstanceId {
    InstanceId::parse(match ground.kind() {
        ResourceKind::Database => "db:nobodys-database",
        ResourceKind::Instance => "i-0fffffffffffffff0",
        ResourceKind::Service => "service:nobodys-cluster:nobodys-service",
    })
    .unwrap()
}

async fn it_shows_what_is_asked_for_and_leaves_out_what_is_not_there(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "show")]).await;
    let missing = missing(ground);

    let seen = look(ground, &Selection::Ids(vec![missing, one.clone()])).await;

    assert_eq!(seen.len(), 1);
    assert_eq!((&seen[0].id, seen[0].state), (&one, State::Running));
    assert_eq!(seen[0].tags, [("Clause".to_owned(), "show".to_owned())]);
    assert_eq!((seen[0].instance_store, &seen[0].managed_by), (false, &None));
    assert_eq!((seen[0].tie, &seen[0].status), (None, &None));
}

async fn it_shows_tags_as_they_are_and_reads_no_wildcards_in_them(ground: &mut dyn Ground) {
    let odd = "parks & <rec> ü 公園 * ?";
    let star = ground.launch(&[("Clause", "tags"), ("Text", odd)]).await;
    let plain = ground.launch(&[("Clause", "tags"), ("Text", "parks")]).await;
    let other = ground.launch(&[("Clause", "tags"), ("Text", "other")]).await;
    let tags = |texts: &[&str]| {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        let clause = vec!["tags".to_owned()];
        let tags = vec![("Clause".to_owned(), clause), ("Text".to_owned(), texts)];
        Selection::Tagged { tags, within: entitlement(Action::Start, "any").filters() }
    };

    assert_eq!(ids(&look(ground, &tags(&[odd])).await), std::slice::from_ref(&star));
    assert_eq!(ids(&look(ground, &tags(&["p*"])).await), []);
    assert_eq!(ids(&look(ground, &tags(&["park?"])).await), []);
    let mut both = vec![plain, other];
    both.sort();
    assert_eq!(ids(&look(ground, &tags(&["parks", "other"])).await), both);
    let seen = look(ground, &Selection::Ids(vec![star])).await;
    assert_eq!(seen[0].tag("Text"), Some(odd));
    let slashed = ground.launch(&[("Clause", "tags"), ("Text", r"parks\trees")]).await;
    let found = ids(&look(ground, &tags(&[r"parks\trees"])).await).contains(&slashed);
    assert_eq!(found, ground.escapes_backslashes());
}

/// RDS and ECS filter by no tag: they may show more, and whoever asks compares.
async fn it_shows_at_least_what_carries_the_tags(ground: &mut dyn Ground) {
    let odd = "parks + ü 公園 = @";
    let mine = ground.launch(&[("Clause", "tags"), ("Text", odd)]).await;
    let tags = vec![("Text".to_owned(), vec![odd.to_owned()])];
    let within = entitlement(Action::Start, "any").filters();

    let seen = look(ground, &Selection::Tagged { tags, within }).await;

    let found = seen.iter().find(|seen| seen.id == mine).expect("it carries the tag");
    assert_eq!(found.tag("Text"), Some(odd));
    let named = entitlement(Action::Start, &format!("{{ ids: ['{mine}'] }}")).filters();
    assert_eq!(ids(&look(ground, &Selection::Matching(named)).await), [mine]);
    let instances = entitlement(Action::Start, "{ ids: [i-1234abcd] }").filters();
    assert_eq!(ids(&look(ground, &Selection::Matching(instances)).await), []);
}

async fn it_shows_everything_an_entitlement_admits(ground: &mut dyn Ground) {
    let mine = ground.launch(&[("Clause", "entitled")]).await;
    let theirs = ground.launch(&[("Clause", "not entitled")]).await;
    let entitlement = entitlement(Action::Describe, "{ tags: { Clause: [entitled] } }");

    let seen = look(ground, &Selection::Matching(entitlement.filters())).await;

    let admitted: Vec<Seen> =
        seen.into_iter().filter(|seen| entitlement.admits(&seen.facts()).is_allow()).collect();
    assert_eq!(ids(&admitted), [mine]);
    assert!(!ids(&admitted).contains(&theirs));
}

async fn it_tells_which_members_of_groups_are_in_standby(ground: &mut dyn Ground) {
    let standby = ground.launch_member(true).await;
    let served = ground.launch_member(false).await;
    let single = ground.launch(&[("Clause", "standby")]).await;

    let all = vec![standby.clone(), served.clone(), single.clone()];
    let mut seen = look(ground, &Selection::Ids(all)).await;

    let told = |id: &InstanceId| seen.iter().find(|seen| seen.id == *id).map(|seen| &seen.standby);
    assert_eq!(told(&standby), Some(&Fact::Known(true)));
    assert_eq!(told(&served), Some(&Fact::Known(false)));
    assert_eq!(told(&single), Some(&Fact::Absent));
    // Whoever only makes a list does not need to know.
    seen = look(ground, &Selection::Matching(entitlement(Action::Describe, "any").filters())).await;
    assert!(seen.iter().any(|seen| seen.id == standby));
    assert!(seen.iter().all(|seen| seen.standby == Fact::Absent));
}

async fn it_stops_and_starts(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "stop and start")]).await;
    let bystander = ground.launch(&[("Clause", "stop and start")]).await;

    for (action, between, after) in [
        (Action::Stop, State::Stopping, State::Stopped),
        (Action::Start, State::Pending, State::Running),
    ] {
        assert_eq!(act(ground, action, &[&one]).await, [accepted(&one)]);
        let between = if ground.shows_transitions() { between } else { after };
        assert_eq!(state(ground, &one).await, between);
        ground.settle();
        assert_eq!(state(ground, &one).await, after);
        assert_eq!(state(ground, &bystander).await, State::Running);
    }
}

async fn it_takes_what_is_in_the_wanted_state_already(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "already")]).await;

    assert_eq!(act(ground, Action::Start, &[&one]).await, [accepted(&one)]);
    ground.settle();
    assert_eq!(state(ground, &one).await, State::Running);
    act(ground, Action::Stop, &[&one]).await;
    ground.settle();
    assert_eq!(act(ground, Action::Stop, &[&one]).await, [accepted(&one)]);
    ground.settle();
    assert_eq!(state(ground, &one).await, State::Stopped);
}

/// As RDS does. The planner does not ask then.
async fn it_refuses_what_is_in_the_wanted_state_already(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "already")]).await;

    let replies = act(ground, Action::Start, &[&one]).await;

    let [(_, Verdict::Failed(error))] = &replies[..] else { panic!("found {replies:?}") };
    assert_eq!(error.code, "InvalidDBInstanceState");
    assert_eq!(state(ground, &one).await, State::Running);
}

async fn it_reboots(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "reboot")]).await;

    assert_eq!(act(ground, Action::Reboot, &[&one]).await, [accepted(&one)]);
    // A database shows that it reboots, an instance does not.
    let shows = ground.shows_transitions() && ground.kind() == ResourceKind::Database;
    let between = if shows { State::Pending } else { State::Running };
    assert_eq!(state(ground, &one).await, between);
    ground.settle();
    assert_eq!(state(ground, &one).await, State::Running);
}

async fn it_has_nothing_that_reboots(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "reboot")]).await;

    let replies = act(ground, Action::Reboot, &[&one]).await;

    let [(_, Verdict::Failed(error))] = &replies[..] else { panic!("found {replies:?}") };
    assert_eq!(error.code, "NotSent");
    assert_eq!(state(ground, &one).await, State::Running);
}

/// Twice, so that the number is not that of the first time, nor nought.
async fn it_starts_as_many_tasks_as_were_stopped(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "tasks")]).await;
    for action in [Action::Stop, Action::Stop, Action::Start, Action::Stop, Action::Start] {
        assert_eq!(act(ground, action, &[&one]).await, [accepted(&one)]);
        ground.settle();
        let seen = look(ground, &Selection::Ids(vec![one.clone()])).await.remove(0);
        let tasks = seen.tasks.expect("a service has tasks");
        let wanted = if action == Action::Stop { 0 } else { TASKS };
        assert_eq!((tasks.desired, tasks.running), (wanted, wanted));
    }
}

async fn a_missing_instance_keeps_no_other_from_its_change(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "missing")]).await;
    let two = ground.launch(&[("Clause", "missing")]).await;
    let like = look(ground, &Selection::Ids(vec![one.clone()])).await.remove(0);
    let missing = missing(ground);
    let gone = Seen { id: missing.clone(), ..like };
    let grants =
        [grant(Action::Stop, &see(ground, &one).await), grant(Action::Stop, &gone.facts()), {
            grant(Action::Stop, &see(ground, &two).await)
        }];

    let replies = act_on(ground, Action::Stop, &grants).await;

    let told = |reply: &Reply| (reply.id.clone(), reply.verdict.clone());
    assert_eq!((told(&replies[0]), told(&replies[2])), (accepted(&one), accepted(&two)));
    assert_eq!(replies[1].id, missing);
    let Verdict::Failed(error) = &replies[1].verdict else { panic!("found {:?}", replies[1]) };
    let code = match ground.kind() {
        ResourceKind::Database => "DBInstanceNotFound",
        ResourceKind::Instance => "InvalidInstanceID.NotFound",
        ResourceKind::Service => "ServiceNotFoundException",
    };
    assert_eq!(error.code, code);
    ground.settle();
    assert_eq!(state(ground, &one).await, State::Stopped);
    assert_eq!(state(ground, &two).await, State::Stopped);
}

async fn an_instance_of_another_account_is_not_touched(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "account")]).await;
    let elsewhere = Instance {
        account: Fact::Known(AccountId::parse("999999999999").unwrap()),
        ..Arc::unwrap_or_clone(see(ground, &one).await)
    };

    let replies = act_on(ground, Action::Stop, &[grant(Action::Stop, &Arc::new(elsewhere))]).await;

    assert!(matches!(replies[..], [Reply { verdict: Verdict::Failed(_), .. }]), "{replies:?}");
    ground.settle();
    assert_eq!(state(ground, &one).await, State::Running);
}

async fn grants_are_answered_in_their_order(ground: &mut dyn Ground) {
    let first = ground.launch(&[("Clause", "order")]).await;
    let second = ground.launch(&[("Clause", "order")]).await;
    let third = ground.launch(&[("Clause", "order")]).await;

    let replies = act(ground, Action::Stop, &[&third, &first, &second]).await;

    assert_eq!(replies, [accepted(&third), accepted(&first), accepted(&second)]);
}

async fn a_grant_of_another_attempt_changes_nothing(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "attempt")]).await;
    let reboot = grant(Action::Reboot, &see(ground, &one).await);

    let replies = act_on(ground, Action::Stop, &[reboot]).await;

    assert!(matches!(replies[..], [Reply { verdict: Verdict::Failed(_), .. }]), "{replies:?}");
    ground.settle();
    assert_eq!(state(ground, &one).await, State::Running);
}

async fn a_grant_to_look_changes_nothing(ground: &mut dyn Ground) {
    let one = ground.launch(&[("Clause", "look")]).await;

    assert_eq!(act(ground, Action::Describe, &[&one]).await, []);
    assert_eq!(state(ground, &one).await, State::Running);
}

async fn look(ground: &dyn Ground, selection: &Selection) -> Vec<Seen> {
    let looked: Looked = ground.fleet().describe(selection, WITHIN).await;
    looked.whole().expect("the fleet can be looked at")
}

async fn see(ground: &dyn Ground, id: &InstanceId) -> Arc<Instance> {
    look(ground, &Selection::Ids(vec![id.clone()])).await.remove(0).facts()
}

async fn state(ground: &dyn Ground, id: &InstanceId) -> State {
    look(ground, &Selection::Ids(vec![id.clone()])).await.remove(0).state
}

/// What became of each, without the traces of the calls.
async fn act(
    ground: &dyn Ground,
    action: Action,
    ids: &[&InstanceId],
) -> Vec<(InstanceId, Verdict)> {
    let mut grants = Vec::new();
    for id in ids {
        grants.push(grant(action, &see(ground, id).await));
    }
    let replies = act_on(ground, action, &grants).await;
    replies.into_iter().map(|reply| (reply.id, reply.verdict)).collect()
}

async fn act_on(ground: &dyn Ground, action: Action, grants: &[Grant]) -> Vec<Reply> {
    let entitlement = entitlement(action, "any");
    let authority = Authority { entitlement: &entitlement, decision_id: "a-decision" };
    ground.fleet().act(authority, grants, WITHIN).await
}

fn ids(seen: &[Seen]) -> Vec<InstanceId> {
    let mut ids: Vec<InstanceId> = seen.iter().map(|seen| seen.id.clone()).collect();
    ids.sort();
    ids
}

fn accepted(id: &InstanceId) -> (InstanceId, Verdict) {
    (id.clone(), Verdict::Accepted)
}

/// A grant, as only the engine makes one.
fn grant(action: Action, instance: &Arc<Instance>) -> Grant {
    match entitlement(action, "any").admits(instance) {
        Decision::Allow(grant) => grant,
        Decision::Deny(denial) => panic!("the policy of the contract allows all: {denial:?}"),
    }
}

fn entitlement(action: Action, instances: &str) -> Entitlement {
    let document = Document::from_yaml(&format!(
        "{{ version: 1, policy: contract, utc_offset: '+09:00', rules: [{{ id: all, effect: allow, \
         who: {{ groups: [all] }}, actions: any, instances: {instances} }}] }}"
    ));
    let attempt = Attempt {
        caller: Caller::unknown().with_groups(Fact::Known(["all"])),
        action,
        source: Source::default(),
        at: UnixTime::from_seconds(1_795_482_000),
    };
    Policy::compile(document.expect("a good document")).entitlement(Arc::new(attempt))
}
