//! Rows of a plain table: one row, one rule.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Imported, Place, json,
    parts::{Rule, Tag},
};
use crate::words;

/// The rules of rows: a JSON list of objects, the answer of a scan with its `Items`, or one object a
/// line, which may be an `Item` of an export. A value is a text or a list of texts, or either as DynamoDB
/// writes it (`{"S": …}`, `{"SS": […]}`, `{"L": […]}`).
pub(crate) fn from_rows(text: &str) -> Imported {
    let text = text.trim_start_matches('\u{feff}');
    let mut imported = Imported::default();
    let rows = match json::read(text) {
        Ok(Value::Array(rows)) => numbered(rows),
        Ok(Value::Object(members)) => match members.get("Items") {
            Some(Value::Array(items)) => numbered(items.clone()),
            Some(_) | None => vec![(Place::Line(1), Value::Object(members))],
        },
        // Whoever wrote one row a line began with a whole one; all else is one value that is broken.
        Err(broken) if broken.line == 1 || first_is_whole(text) => lines(text, &mut imported),
        Err(broken) => {
            imported.refuse_form(&Place::Line(broken.line), &broken.found());
            Vec::new()
        }
        Ok(other) => {
            imported.refuse_form(&Place::Line(1), json::kind(&other));
            Vec::new()
        }
    };
    for (index, (place, row)) in rows.iter().enumerate() {
        let number = index.saturating_add(1);
        let Some(row) = item(row) else {
            let found =
                if row.is_object() { "an `Item` that is no object" } else { json::kind(row) };
            imported.refuse_form(place, found);
            continue;
        };
        match read(row, number) {
            Ok(rule) => imported.parts.push(rule),
            Err((english, japanese)) => imported.refuse(place, english, japanese),
        }
    }
    imported
}

impl Imported {
    fn refuse_form(&mut self, place: &Place, found: &str) {
        let required = "a row: a JSON object, or `{\"Item\": {…}}` as DynamoDB exports it";
        let english = format!("found {found}, required {required}");
        self.refuse(place, english, words::found_but_required(found, required));
    }
}

fn numbered(rows: Vec<Value>) -> Vec<(Place, Value)> {
    let rows = rows.into_iter().enumerate();
    rows.map(|(index, row)| (Place::Row(index.saturating_add(1)), row)).collect()
}

fn first_is_whole(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| json::read(line).is_ok())
}

/// The rows of the lines. Those that are no JSON are refused.
fn lines(text: &str, imported: &mut Imported) -> Vec<(Place, Value)> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = Place::Line(index.saturating_add(1));
        match json::read(line) {
            Ok(row) => rows.push((place, row)),
            Err(broken) => imported.refuse_form(&place, &broken.found()),
        }
    }
    rows
}

/// The members of a row, without what an export puts around them.
fn item(row: &Value) -> Option<&Map<String, Value>> {
    let members = row.as_object()?;
    match members.get("Item") {
        Some(item) if members.len() == 1 => item.as_object(),
        Some(_) | None => Some(members),
    }
}

/// The rule of a row, or what is wrong with it, in both languages.
fn read(row: &Map<String, Value>, number: usize) -> Result<Rule, (String, String)> {
    let row = plain(row);
    let known: BTreeSet<&str> = NAMES.iter().flat_map(|names| names.iter().copied()).collect();
    if let Some(name) = row.keys().find(|name| !known.contains(name.as_str())) {
        let known: Vec<_> = NAMES.iter().filter_map(|names| names.first().copied()).collect();
        let known = known.join(", ");
        return Err((
            format!("found `{name}`, which is none of {known}: what it means cannot be guessed"),
            format!("`{name}` は {known} のいずれでもなく、意味を推測できません"),
        ));
    }
    let texts = |names: &[&str]| -> Result<BTreeSet<String>, (String, String)> {
        let mut found = names.iter().filter_map(|name| row.get(*name).map(|value| (*name, value)));
        let Some((name, value)) = found.next() else { return Ok(BTreeSet::new()) };
        if let Some((other, _)) = found.next() {
            return Err((
                format!("found `{name}` and `{other}`, which are one column: required one of them"),
                format!("`{name}` と `{other}` は同じ列です。どちらか一つにしてください"),
            ));
        }
        strings(value).filter(|texts| !texts.is_empty()).ok_or_else(|| {
            (
                format!("`{name}`: required a text or a list of texts that is not empty"),
                format!("`{name}` には、空でない文字列か文字列のリストが必要です"),
            )
        })
    };
    let one = |names: &[&str]| {
        let mut texts = texts(names)?.into_iter();
        let (first, second) = (texts.next(), texts.next());
        if second.is_some() {
            let name = names.first().copied().unwrap_or_default();
            return Err((
                format!("`{name}`: found several texts, required one"),
                format!("`{name}` に書けるのは一つだけです"),
            ));
        }
        Ok(first)
    };
    let [
        id,
        effect,
        groups,
        users,
        actions,
        tag_key,
        tag_values,
        accounts,
        regions,
        ids,
        cidrs,
        vpce,
    ] = TEXTS;
    let mut rule = Rule {
        id: one(id)?.unwrap_or_else(|| format!("row-{number}")),
        effect: one(effect)?.unwrap_or_else(|| "allow".to_owned()),
        groups: texts(groups)?,
        users: texts(users)?,
        actions: texts(actions)?,
        accounts: texts(accounts)?,
        regions: texts(regions)?,
        ids: texts(ids)?,
        enabled: row.get("enabled").cloned(),
        ..Rule::default()
    };
    rule.zone.cidrs = texts(cidrs)?;
    rule.zone.vpc_endpoints = texts(vpce)?;
    match (one(tag_key)?, texts(tag_values)?) {
        (Some(key), values) if !values.is_empty() => {
            rule.tags.insert(key, Tag::In(values));
        }
        (None, values) if values.is_empty() => {}
        (Some(_) | None, _) => {
            return Err((
                "required `tag_key` and `tag_value`, both or neither".to_owned(),
                "`tag_key` と `tag_value` は、両方を書くか、どちらも書かないかです".to_owned(),
            ));
        }
    }
    for (key, tag) in tags(row.get("tags"))? {
        if rule.tags.insert(key.clone(), tag).is_some() {
            return Err((
                format!("found the tag `{key}` in `tag_key` and in `tags`, required once"),
                format!(
                    "タグ `{key}` が `tag_key` と `tags` の両方にあります。どちらか一つにしてください"
                ),
            ));
        }
    }
    whole(rule)
}

/// The rule, if it says who may do what to what.
fn whole(rule: Rule) -> Result<Rule, (String, String)> {
    if rule.groups.is_empty() && rule.users.is_empty() {
        return Err((
            "found neither `group` nor `user`, required who it is for: a rule for everyone is written by hand".to_owned(),
            "`group` も `user` もありません。誰のためのルールかが必要です。全員に対するルールは自分で書いてください".to_owned(),
        ));
    }
    if rule.actions.is_empty() {
        return Err(("required `action`".to_owned(), "`action` が必要です".to_owned()));
    }
    if rule.tags.is_empty() && rule.ids.is_empty() {
        return Err((
            "found no tag and no instance, required which instances it is for: a rule for any instance is written by hand".to_owned(),
            "タグもインスタンスもありません。どのインスタンスのためのルールかが必要です。すべてのインスタンスに対するルールは自分で書いてください".to_owned(),
        ));
    }
    Ok(rule)
}

fn tags(value: Option<&Value>) -> Result<BTreeMap<String, Tag>, (String, String)> {
    let Some(value) = value else { return Ok(BTreeMap::new()) };
    let wrong = || {
        (
            "`tags`: required an object of tag keys, each with a text or a list of texts"
                .to_owned(),
            "`tags` には、タグのキーごとに文字列か文字列のリストを書きます".to_owned(),
        )
    };
    let members = value.as_object().ok_or_else(wrong)?;
    let tag = |(key, value): (&String, &Value)| {
        let values = strings(value).filter(|values| !values.is_empty()).ok_or_else(wrong)?;
        Ok((key.clone(), Tag::In(values)))
    };
    members.iter().map(tag).collect()
}

/// A text, or a list of texts.
fn strings(value: &Value) -> Option<BTreeSet<String>> {
    match value {
        Value::String(text) => Some([text.clone()].into()),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// The members without DynamoDB's types.
fn plain(row: &Map<String, Value>) -> Map<String, Value> {
    row.iter().map(|(name, value)| (name.clone(), untyped(value))).collect()
}

fn untyped(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut entries = members.iter();
    match (entries.next(), entries.next()) {
        (Some((kind, value)), None) => match (kind.as_str(), value) {
            ("S" | "SS" | "BOOL", value) => value.clone(),
            ("L", Value::Array(items)) => items.iter().map(untyped).collect(),
            ("M", Value::Object(members)) => Value::Object(plain(members)),
            _ => Value::Object(plain(members)),
        },
        _ => Value::Object(plain(members)),
    }
}

/// The names that a column may have, the first of them as the others are told.
const NAMES: [&[&str]; 14] = [
    &["id", "rule_id"],
    &["effect"],
    &["group", "groups"],
    &["user", "users"],
    &["action", "actions"],
    &["tag_key"],
    &["tag_value", "tag_values"],
    &["account", "accounts"],
    &["region", "regions"],
    &["instance_id", "instance_ids"],
    &["cidr", "cidrs", "source_ip"],
    &["vpce", "vpc_endpoint"],
    &["tags"],
    &["enabled"],
];
/// Those of them that hold texts.
const TEXTS: [&[&str]; 12] = [
    NAMES[0], NAMES[1], NAMES[2], NAMES[3], NAMES[4], NAMES[5], NAMES[6], NAMES[7], NAMES[8],
    NAMES[9], NAMES[10], NAMES[11],
];
