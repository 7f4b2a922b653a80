//! Ours.

use std::sync::Arc;

use sekisho_policy::{
    AccountId, Attempt, Caller, Decision, Document, Fact, Instance, InstanceId, Policy, Region,
    Request, Source, Tags, UnixTime, VpcEndpointId,
};

use crate::{Engine, Question, Workload};

/// `sekisho-policy`, as its users call it.
#[derive(Debug)]
pub struct Sekisho {
    policy: Policy,
}

impl Sekisho {
    /// Reads a document.
    pub fn document(json: &str) -> Document {
        match Document::from_json(json) {
            Ok(document) => document,
            Err(problems) => panic!("a workload that is no policy: {problems}"),
        }
    }

    /// Compiles a document.
    pub fn compile(document: Document) -> Self {
        Self { policy: Policy::compile(document) }
    }

    /// The compiled policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The first half of a request: who, what, from where, when.
    pub fn attempt(question: &Question) -> Arc<Attempt> {
        let caller = Caller::unknown()
            .with_user(Fact::Known(&question.user))
            .with_groups(Fact::Known(question.groups.iter().map(String::as_str)));
        Arc::new(Attempt {
            caller,
            action: question.action.parse().expect("an action"),
            source: Source::new(
                Fact::Known(question.address.parse().expect("an address")),
                Fact::Known(VpcEndpointId::parse(&question.vpce).expect("an endpoint")),
            ),
            at: UnixTime::from_seconds(question.at),
        })
    }

    /// The other half: on which instance.
    pub fn instance(question: &Question) -> Arc<Instance> {
        let tags = question.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        Arc::new(Instance {
            account: Fact::Known(AccountId::parse(&question.account).expect("an account")),
            region: Fact::Known(Region::parse(&question.region).expect("a region")),
            id: Fact::Known(InstanceId::parse(&question.instance).expect("an instance id")),
            tags: Tags::collect(tags),
        })
    }
}

impl Engine for Sekisho {
    const NAME: &'static str = "sekisho";
    type Source = String;
    type Ready<'q> = Request;

    fn source(workload: &Workload) -> String {
        workload.rules.to_json()
    }

    fn load(source: &String) -> Self {
        Self::compile(Self::document(source))
    }

    fn ready(&self, question: &Question) -> Request {
        Request { attempt: Self::attempt(question), instance: Self::instance(question) }
    }

    fn decide(&mut self, ready: Request) -> bool {
        matches!(self.policy.decide(ready), Decision::Allow(_))
    }
}
