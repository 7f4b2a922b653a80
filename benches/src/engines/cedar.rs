//! Cedar, with every policy in one set.

use std::{collections::HashSet, fmt::Write, rc::Rc};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};

use crate::{Actions, Effect, Engine, Question, Rule, Rules, Workload};

/// `cedar-policy`, every policy in one set.
#[derive(Debug)]
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    types: Types,
}

impl Engine for Cedar {
    const NAME: &'static str = "cedar";
    type Source = String;
    type Ready<'q> = Rc<Asked>;

    fn source(workload: &Workload) -> String {
        let rules = &workload.rules;
        rules.rules.iter().map(|rule| policy(rule, rules)).collect()
    }

    fn load(source: &String) -> Self {
        let policies = source.parse().expect("policies that Cedar reads");
        Self { authorizer: Authorizer::new(), policies, types: Types::new() }
    }

    fn ready(&self, question: &Question) -> Rc<Asked> {
        self.types.asked(question)
    }

    fn decide(&mut self, ready: Rc<Asked>) -> bool {
        let Asked { request, entities } = &*ready;
        let response = self.authorizer.is_authorized(request, &self.policies, entities);
        response.decision() == Decision::Allow
    }
}

/// A question as Cedar takes it: the user is in the groups; the instance has its tags as tags.
#[derive(Debug)]
pub struct Asked {
    pub(super) request: Request,
    pub(super) entities: Entities,
}

/// The names of types, parsed once.
#[derive(Debug)]
pub(super) struct Types {
    action: EntityTypeName,
    group: EntityTypeName,
    instance: EntityTypeName,
    user: EntityTypeName,
}

impl Types {
    pub(super) fn new() -> Self {
        let name = |text: &str| text.parse().expect("a type name");
        Self {
            action: name("Action"),
            group: name("Group"),
            instance: name("Instance"),
            user: name("User"),
        }
    }

    pub(super) fn asked(&self, question: &Question) -> Rc<Asked> {
        let groups: HashSet<EntityUid> =
            question.groups.iter().map(|group| uid(&self.group, group)).collect();
        let user = uid(&self.user, &question.user);
        let instance = uid(&self.instance, &question.instance);
        let attributes = [
            text("account", &question.account),
            text("region", &question.region),
            text("id", &question.instance),
        ];
        let tags = question.tags.iter().map(|(key, value)| text(key, value));
        let mut entities: Vec<Entity> = groups
            .iter()
            .map(|group| Entity::new_no_attrs(group.clone(), HashSet::new()))
            .collect();
        entities.push(Entity::new_no_attrs(user.clone(), groups));
        let target = Entity::new_with_tags(instance.clone(), attributes, [], tags);
        entities.push(target.expect("texts evaluate"));

        let place = [
            ("address".to_owned(), RestrictedExpression::new_ip(&question.address)),
            text("vpce", &question.vpce),
        ];
        let context = Context::from_pairs(place).expect("an address and a text");
        let action = uid(&self.action, &question.action);
        let request = Request::new(user, action, instance, context, None).expect("no schema");
        let entities = Entities::from_entities(entities, None).expect("each but once");
        Rc::new(Asked { request, entities })
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn text(key: &str, value: &str) -> (String, RestrictedExpression) {
    (key.to_owned(), RestrictedExpression::new_string(value.to_owned()))
}

/// A rule in Cedar's language.
pub(super) fn policy(rule: &Rule, rules: &Rules) -> String {
    let effect = match rule.effect {
        Effect::Allow => "permit",
        Effect::Deny => "forbid",
    };
    let (principal, member) = match rule.who.groups.as_slice() {
        [group] => (format!("principal in Group::{group:?}"), None),
        several => {
            let several: Vec<String> =
                several.iter().map(|group| format!("Group::{group:?}")).collect();
            ("principal".to_owned(), Some(format!("principal in [{}]", several.join(", "))))
        }
    };
    let action = match &rule.actions {
        Actions::Word(_) => "action".to_owned(),
        Actions::List(list) => {
            let list: Vec<String> =
                list.iter().map(|action| format!("Action::{action:?}")).collect();
            format!("action in [{}]", list.join(", "))
        }
    };
    let instances = &rule.instances;
    let listed = [
        ("resource.account", instances.accounts()),
        ("resource.region", instances.regions()),
        ("resource.id", instances.ids()),
    ];
    let listed = listed.into_iter().filter(|(_, list)| !list.is_empty());
    let tags = instances.tags().map(|(key, values)| {
        format!(
            "resource.hasTag({key:?}) && {}",
            one_of(&format!("resource.getTag({key:?})"), values)
        )
    });
    let conditions: Vec<String> = member
        .into_iter()
        .chain(listed.map(|(fact, list)| one_of(fact, list)))
        .chain(tags)
        .chain(place(rule, rules))
        .collect();
    let mut policy = format!("{effect} ({principal}, {action}, resource)");
    if !conditions.is_empty() {
        let _ = write!(policy, " when {{ {} }}", conditions.join(" && "));
    }
    policy + ";\n"
}

fn one_of(fact: &str, values: &[String]) -> String {
    match values {
        [value] => format!("{fact} == {value:?}"),
        values => format!("{values:?}.contains({fact})"),
    }
}

fn place(rule: &Rule, rules: &Rules) -> Option<String> {
    let zones: Vec<String> = (rule.from.iter())
        .map(|name| {
            let zone = &rules.zones[name];
            let networks = zone.cidrs.iter();
            let networks: Vec<String> =
                networks.map(|cidr| format!("context.address.isInRange(ip({cidr:?}))")).collect();
            let networks = networks.join(" || ");
            if zone.vpce.is_empty() {
                return format!("({networks})");
            }
            format!("({} && ({networks}))", one_of("context.vpce", &zone.vpce))
        })
        .collect();
    (!zones.is_empty()).then(|| format!("({})", zones.join(" || ")))
}
