//! People as Amazon Cognito prints them: the users of a pool, its groups, and who is in each.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{Caller, Fact};
use serde_json::Value;

use super::{
    json::At,
    misfit::{Fault, Misfit, quoted},
    people::Person,
};

/// What a file says of one user pool: `list-users`, `list-groups` and, for each group,
/// `list-users-in-group` with the name of the group; and how its issuer is configured.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// Each with the line it begins on.
    values: Vec<(usize, Value)>,
}

/// How the tokens of an issuer are read: the members of the same names in `SEKISHO_ISSUERS`.
#[derive(Debug, Default)]
struct Issuer {
    prefix: String,
    trusted_claims: BTreeSet<String>,
}

/// What was found.
#[derive(Debug, Default)]
struct Found<'a> {
    issuer: Issuer,
    users: Vec<(usize, At<'a>)>,
    /// The groups of the pool, and the line that says so.
    groups: Option<(usize, BTreeSet<&'a str>)>,
    /// Who is in a group: by its name, with the line that says so.
    members: BTreeMap<&'a str, (usize, BTreeSet<&'a str>)>,
}

impl Pool {
    pub(super) fn add(&mut self, line: usize, value: Value) {
        self.values.push((line, value));
    }

    /// The users that are not disabled, each with a line, and how many are.
    pub(super) fn people(&self) -> Result<(Vec<(usize, Person)>, usize), Misfit> {
        if self.values.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let mut found = Found::default();
        for (line, value) in &self.values {
            found.note(*line, &At::root(value)).map_err(|fault| fault.on(*line))?;
        }
        found.check()?;
        let (mut people, mut disabled) = (Vec::new(), 0_usize);
        for (line, user) in &found.users {
            let on_line = |fault: Fault| fault.on(*line);
            if user.member("Enabled").truth_or(true).map_err(on_line)? {
                people.push((*line, found.person(user).map_err(on_line)?));
            } else {
                disabled = disabled.saturating_add(1);
            }
        }
        Ok((people, disabled))
    }
}

impl<'a> Found<'a> {
    fn note(&mut self, line: usize, value: &At<'a>) -> Result<(), Fault> {
        value.is_whole()?;
        let (group, users) = (value.member("GroupName"), value.member("Users"));
        if value.member("issuer").is_there() {
            self.issuer = Issuer::read(&value.member("issuer"))?;
        } else if group.is_there() {
            let (name, members) = (group.text(GROUP)?, users.items(USERS)?);
            let names: Result<_, Fault> = members.iter().map(user_name).collect();
            if self.members.insert(name, (line, names?)).is_some() {
                let found = format!("the group {} a second time", quoted(name));
                return Err(group.refused(found, ONE_POOL));
            }
        } else if users.is_there() {
            self.users.extend(users.items(USERS)?.into_iter().map(|user| (line, user)));
        } else {
            let groups = value.member("Groups").items("a list of groups")?;
            let names: Result<_, Fault> =
                groups.iter().map(|group| group.member("GroupName").text(GROUP)).collect();
            if self.groups.replace((line, names?)).is_some() {
                return Err(value.refused("a second output of `list-groups`", ONE_POOL));
            }
        }
        Ok(())
    }

    /// Refuses what does not tell of every user which groups they are in.
    fn check(&self) -> Result<(), Misfit> {
        let first = self.users.first().map_or(1, |(line, _)| *line);
        let Some((line, groups)) = &self.groups else {
            return Err(Fault::new("", "no output of `list-groups`", EVERY_OUTPUT).on(first));
        };
        if let Some(missing) = groups.iter().find(|group| !self.members.contains_key(**group)) {
            let found = format!("the group {} and nothing of who is in it", quoted(missing));
            return Err(Fault::new("Groups", found, EVERY_OUTPUT).on(*line));
        }
        let named = |(line, user): &(usize, At<'a>)| user_name(user).map_err(|it| it.on(*line));
        let users: BTreeSet<&str> = self.users.iter().map(named).collect::<Result<_, Misfit>>()?;
        for (group, (line, members)) in &self.members {
            if !groups.contains(group) {
                let found = format!("the group {}", quoted(group));
                let required = "a group that `list-groups` names";
                return Err(Fault::new("GroupName", found, required).on(*line));
            }
            if let Some(unknown) = members.iter().find(|user| !users.contains(**user)) {
                let found = format!("the user {}", quoted(unknown));
                return Err(Fault::new("Users", found, "users that `list-users` names").on(*line));
            }
        }
        Ok(())
    }

    fn person(&self, user: &At<'a>) -> Result<Person, Fault> {
        let mut attributes: BTreeMap<&str, &str> = BTreeMap::new();
        for attribute in user.member("Attributes").items_if_any("a list of attributes")? {
            let name = attribute.member("Name").text("the name of an attribute")?;
            attributes.insert(name, attribute.member("Value").text("the value of an attribute")?);
        }
        let login = user_name(user)?;
        let prefixed = |name: &str| format!("{}{name}", self.issuer.prefix);
        let within = self.members.iter().filter(|(_, (_, members))| members.contains(login));
        let groups: Vec<String> = within.map(|(group, _)| prefixed(group)).collect();
        let name = prefixed(login);
        let mut caller = Caller::unknown()
            .with_subject(Fact::known_or_unknown(attributes.get("sub").copied()))
            .with_user(Fact::Known(&name))
            .with_groups(Fact::Known(groups.iter().map(String::as_str)));
        for claim in &self.issuer.trusted_claims {
            let value = attributes.get(claim.as_str()).copied();
            caller = caller.with_claim(claim, Fact::known_or_absent(value));
        }
        let name = attributes
            .get("name")
            .filter(|name| !name.is_empty())
            .map_or(name, |it| (*it).to_owned());
        Ok(Person { name, caller })
    }
}

impl Issuer {
    fn read(value: &At<'_>) -> Result<Self, Fault> {
        value.has_only(&["prefix", "trusted_claims"])?;
        let prefix = value.member("prefix").text_if_any("the prefix of the issuer")?;
        let claims = value.member("trusted_claims").items_if_any("a list of claims")?;
        let trusted_claims: Result<_, Fault> =
            claims.iter().map(|claim| Ok(claim.text("the name of a claim")?.to_owned())).collect();
        Ok(Self { prefix: prefix.unwrap_or_default().to_owned(), trusted_claims: trusted_claims? })
    }
}

fn user_name<'a>(user: &At<'a>) -> Result<&'a str, Fault> {
    user.member("Username").text("the name of the user")
}

const ONE_POOL: &str = "each output once: those of another user pool stand in a file of their own";
const USERS: &str = "a list of users";
const GROUP: &str = "the name of a group";
const EVERY_OUTPUT: &str =
    "the outputs of `list-users`, `list-groups` and, for each group, `list-users-in-group`";
