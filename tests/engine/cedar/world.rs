//! An exported policy, and requests as Cedar asks them.

use std::{
    collections::{BTreeSet, HashSet},
    str::FromStr,
    sync::Arc,
};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, RestrictedExpression, Schema, ValidationMode, Validator,
};
use sekisho_policy::{
    Attempt, Caller, CallerFact, Cedar, Document, Fact, Instance, Request, Source, TagCondition,
    UnixTime,
};

/// Policies that Cedar has read and found valid under their schema.
pub struct Exported {
    pub cedar: Cedar,
    policies: PolicySet,
    schema: Schema,
}

/// What Cedar answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    pub allow: bool,
    /// The ids of the policies that the answer rests on.
    pub ids: BTreeSet<String>,
}

impl Exported {
    #[track_caller]
    pub fn new(document: &Document) -> Self {
        let cedar = document.to_cedar();
        let text = cedar.policies();
        let policies = PolicySet::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let (schema, mut warnings) = Schema::from_cedarschema_str(cedar.schema()).unwrap();
        assert!(warnings.next().is_none());
        let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        let errors: Vec<String> = result.validation_errors().map(ToString::to_string).collect();
        assert_eq!(errors, Vec::<String>::new(), "{text}");
        Self { cedar, policies, schema }
    }

    /// What Cedar answers, with the request and its entities held against the schema.
    #[track_caller]
    pub fn answer(&self, request: &Request) -> Answer {
        let attempt = &request.attempt;
        let (user, instance) = (user(&attempt.caller), instance(&request.instance));
        let schema = Some(&self.schema);
        let asked = cedar_policy::Request::new(
            user.uid(),
            uid("Action", attempt.action.name()),
            instance.uid(),
            context(attempt),
            schema,
        );
        let entities =
            Entities::from_entities(groups(&attempt.caller).chain([user, instance]), schema);
        self.ask(&asked.unwrap(), &entities.unwrap())
    }

    #[track_caller]
    pub fn ask(&self, request: &cedar_policy::Request, entities: &Entities) -> Answer {
        let response = Authorizer::new().is_authorized(request, &self.policies, entities);
        let diagnostics = response.diagnostics();
        let errors: Vec<String> = diagnostics.errors().map(ToString::to_string).collect();
        assert_eq!(errors, Vec::<String>::new(), "Cedar passes over a policy that raises an error");
        let ids = diagnostics.reason().map(|id| self.policies.annotation(id, "id").unwrap());
        Answer {
            allow: response.decision() == Decision::Allow,
            ids: ids.map(str::to_owned).collect(),
        }
    }
}

/// The request with everything that is unknown taken for absent: Cedar has no third value.
pub fn told(document: &Document, request: &Request) -> Request {
    let Attempt { caller, action, source, at } = &*request.attempt;
    let mut known = Caller::unknown()
        .with_subject(fact(caller.subject()))
        .with_user(fact(caller.user()))
        .with_groups(fact(caller.groups()).map(|groups| groups.iter()))
        .with_signed_in_at(fact(caller.signed_in_at()))
        .with_issued_at(fact(caller.issued_at()));
    let set = caller.claims().map(|(name, _)| name);
    let named = claims(document);
    for name in set.chain(named.iter().map(|name| &**name)).collect::<BTreeSet<_>>() {
        known = known.with_claim(name, fact(caller.claim(name)));
    }
    let source = Source::new(fact(source.address()), fact(source.vpc_endpoint()).map(Clone::clone));
    let Instance { account, region, id, tags } = (*request.instance).clone();
    Request {
        attempt: Arc::new(Attempt { caller: known, action: *action, source, at: *at }),
        instance: Arc::new(Instance {
            account: fact(account),
            region: fact(region),
            id: fact(id),
            tags: fact(tags),
        }),
    }
}

/// Whether Cedar can write every time of this request: it has four digits for the year.
pub fn writable(request: &Request) -> bool {
    let caller = &request.attempt.caller;
    [Some(request.attempt.at), time(caller.signed_in_at()), time(caller.issued_at())]
        .into_iter()
        .flatten()
        .all(|at| (0..253_402_300_800).contains(&at.seconds()))
}

fn fact<T>(fact: Fact<T>) -> Fact<T> {
    match fact {
        Fact::Unknown => Fact::Absent,
        told => told,
    }
}

fn claims(document: &Document) -> BTreeSet<String> {
    let clauses = document.rules().iter().flat_map(|rule| rule.unless.iter().chain([&rule.when]));
    let tags = clauses.flat_map(|clause| &clause.instances).flat_map(|it| it.tags.values());
    tags.filter_map(|condition| match condition {
        TagCondition::EqualsCaller(CallerFact::Claim(name)) => Some(name.clone()),
        _ => None,
    })
    .collect()
}

fn user(caller: &Caller) -> Entity {
    let groups = caller
        .groups()
        .known()
        .map(|groups| RestrictedExpression::new_set(groups.iter().map(text)));
    let attributes = [
        ("user", caller.user().known().map(|user| text(user))),
        ("groups", groups),
        ("signedInAt", time(caller.signed_in_at()).map(datetime)),
        ("issuedAt", time(caller.issued_at()).map(datetime)),
    ];
    let parents: HashSet<EntityUid> = groups_of(caller).map(|name| uid("Group", &name)).collect();
    let claims =
        caller.claims().filter_map(|(name, value)| Some((name.to_owned(), text(value.known()?))));
    let subject = caller.subject().known().map_or("", |subject| *subject);
    Entity::new_with_tags(uid("User", subject), given(attributes), parents, claims).unwrap()
}

fn groups(caller: &Caller) -> impl Iterator<Item = Entity> {
    groups_of(caller).map(|name| Entity::with_uid(uid("Group", &name)))
}

fn groups_of(caller: &Caller) -> impl Iterator<Item = String> {
    let names: Vec<String> = match caller.groups() {
        Fact::Known(groups) => groups.iter().map(|group| group.to_string()).collect(),
        Fact::Absent | Fact::Unknown => Vec::new(),
    };
    names.into_iter()
}

fn instance(instance: &Instance) -> Entity {
    let attributes = [
        ("account", instance.account.known().map(|id| text(id.as_str()))),
        ("region", instance.region.known().map(|id| text(id.as_str()))),
        ("instanceId", instance.id.known().map(|id| text(id.as_str()))),
    ];
    let tags = instance.tags.known().into_iter().flat_map(|tags| tags.iter());
    let tags = tags.map(|(key, value)| (key.to_owned(), text(value)));
    Entity::new_with_tags(uid("Instance", "it"), given(attributes), [], tags).unwrap()
}

fn context(attempt: &Attempt) -> Context {
    let address = attempt.source.address().known().map(ToString::to_string);
    let endpoint = attempt.source.vpc_endpoint();
    let fields = [
        ("now", Some(datetime(attempt.at))),
        ("sourceIp", address.map(RestrictedExpression::new_ip)),
        ("vpcEndpoint", endpoint.known().map(|id| text(id.as_str()))),
    ];
    Context::from_pairs(given(fields)).unwrap()
}

fn given<const N: usize>(
    fields: [(&str, Option<RestrictedExpression>); N],
) -> impl Iterator<Item = (String, RestrictedExpression)> {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))
}

fn time(fact: Fact<UnixTime>) -> Option<UnixTime> {
    fact.known().copied()
}

fn text(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}

/// `1970-01-01T00:00:00Z`, of days counted from 1970 by the Gregorian calendar.
fn datetime(at: UnixTime) -> RestrictedExpression {
    let (days, second) = (at.seconds() / 86_400, at.seconds() % 86_400);
    let (mut year, mut day) = (1970, days);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    while day >= 365 + i64::from(leap(year)) {
        day -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 0;
    for length in [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        month += 1;
        if day < length {
            break;
        }
        day -= length;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    RestrictedExpression::new_datetime(format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
        day + 1
    ))
}

pub fn uid(kind: &str, id: &str) -> EntityUid {
    let kind = EntityTypeName::from_str(&format!("Sekisho::{kind}")).unwrap();
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}
