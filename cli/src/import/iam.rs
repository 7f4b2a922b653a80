//! An IAM policy whose statements are about EC2 instances.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    Imported, Place,
    json::{self, NoJson},
    parts::{Rule, Tag, Zone},
};

/// The rules of the statements of an IAM policy, for the callers in this group.
///
/// # Errors
///
/// What is no IAM policy at all.
pub(crate) fn from_iam(text: &str, group: &str) -> Result<Imported, String> {
    let policy = json::read(text.trim_start_matches('\u{feff}')).map_err(|broken| {
        let found = broken.found();
        let NoJson { line, column, .. } = broken;
        format!("line {line}, column {column}: found {found}, required an IAM policy")
    })?;
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement @ Value::Object(_)) => vec![statement.clone()],
        _ => return Err("required an IAM policy with a `Statement`".to_owned()),
    };
    let mut imported = Imported::default();
    for (index, statement) in statements.iter().enumerate() {
        let place = match statement.get("Sid").and_then(Value::as_str) {
            Some(sid) => Place::Sid(sid.to_owned()),
            None => Place::Statement(index.saturating_add(1)),
        };
        // What does not say that it allows may deny.
        let denies = statement.get("Effect").and_then(Value::as_str) != Some("Allow");
        match Reader::read(statement, group, index) {
            Ok(mut rule) => {
                imported.undescribe(&place, &mut rule);
                if !rule.actions.is_empty() {
                    imported.remark(&place, &rule);
                    imported.parts.push(rule);
                }
            }
            // What is not said closes nothing: an allow that is left out opens nothing either.
            Err((english, japanese)) if denies => imported.refuse(
                &place,
                format!("{english}: a deny that is not carried over would open something"),
                format!("{japanese}。拒否を移せないと、開いてはならないものが開きます"),
            ),
            Err((english, japanese)) => imported.warn(
                &place,
                format!("{english}: left out, so that it allows nothing"),
                format!("{japanese}。この文は取り込まず、何も許可しません"),
            ),
        }
    }
    Ok(imported)
}

impl Imported {
    /// IAM asks about `ec2:DescribeInstances` for `*`, and tells no tags of it: an allow for instances
    /// grants it never, and must not grant it here.
    // SOURCE: Service Authorization Reference, Amazon EC2, `DescribeInstances`: no resource types, and of
    // the condition keys only `ec2:Region`.
    fn undescribe(&mut self, place: &Place, rule: &mut Rule) {
        let any = rule.any_resource && rule.tags.is_empty();
        if any || !rule.actions.contains("describe") {
            return;
        }
        if rule.effect == "deny" {
            self.warn(
                place,
                "in IAM it never denies `ec2:DescribeInstances`, which knows no instances and no tags: \
                 here these instances are hidden",
                "IAM の `ec2:DescribeInstances` はインスタンスもタグも見ないため、IAM ではこの拒否が効くことはありません。ここではこれらのインスタンスが一覧から隠れます",
            );
            return;
        }
        rule.actions.remove("describe");
        let never =
            "in IAM it never allows `ec2:DescribeInstances`, which knows no instances and no tags";
        let never_ja = "IAM の `ec2:DescribeInstances` はインスタンスもタグも見ないため、IAM ではこの許可が効くことはありません";
        let id = &rule.id;
        let (outcome, outcome_ja) = if rule.actions.is_empty() {
            (
                "left out; to let these callers see these instances, write a rule with `actions: [describe]` \
                 by hand".to_owned(),
                "取り込みません。これらのインスタンスを見せるには、`actions: [describe]` のルールを自分で書いてください".to_owned(),
            )
        } else {
            (
                format!(
                    "`describe` is left out; to let these callers see these instances, add it to the \
                         `actions` of rule `{id}`"
                ),
                format!(
                    "`describe` は取り込みません。これらのインスタンスを見せるには、ルール `{id}` の `actions` に加えてください"
                ),
            )
        };
        self.warn(place, format!("{never}: {outcome}"), format!("{never_ja}。{outcome_ja}"));
    }

    /// What a statement meant there and does not mean here.
    fn remark(&mut self, place: &Place, rule: &Rule) {
        if rule.effect == "deny" && !rule.tags.is_empty() {
            self.warn(
                place,
                "IAM does not tell `Env` from `env` in tag keys, and this denies the key as it is \
                 written only",
                "IAM はタグのキーの大文字と小文字を区別しませんが、ここでは書かれたとおりのキーだけを拒否します",
            );
        }
        if rule.zone != Zone::default() {
            self.warn(
                place,
                "its address or endpoint was that of the call of AWS, and is that of the caller's \
                 call of the API here",
                "アドレスやエンドポイントは、IAM では AWS への呼び出しのもの、ここでは利用者が API を呼び出したときのものです",
            );
        }
    }
}

type Wrong = (String, String);

/// One statement on its way to a rule.
struct Reader {
    rule: Rule,
}

impl Reader {
    fn read(statement: &Value, group: &str, index: usize) -> Result<Rule, Wrong> {
        let members = statement
            .as_object()
            .ok_or_else(|| wrong("required an object", "オブジェクトが必要です"))?;
        for name in members.keys() {
            if !["Sid", "Effect", "Action", "Resource", "Condition"].contains(&name.as_str()) {
                return Err(untranslated(name));
            }
        }
        let effect = match members.get("Effect").and_then(Value::as_str) {
            Some("Allow") => "allow",
            Some("Deny") => "deny",
            _ => {
                return Err(wrong(
                    "required `Effect` Allow or Deny",
                    "`Effect` は Allow か Deny です",
                ));
            }
        };
        let rule = Rule {
            id: format!("statement-{}", index.saturating_add(1)),
            effect: effect.to_owned(),
            groups: [group.to_owned()].into(),
            ..Rule::default()
        };
        let mut reader = Self { rule };
        reader.actions(members)?;
        reader.resources(members)?;
        if let Some(condition) = members.get("Condition") {
            reader.conditions(condition)?;
        }
        Ok(reader.rule)
    }

    fn actions(&mut self, statement: &Map<String, Value>) -> Result<(), Wrong> {
        for action in texts(statement.get("Action"))? {
            let known = ACTIONS.iter().find(|(iam, _)| iam.eq_ignore_ascii_case(&action));
            let (_, ours) = known.ok_or_else(|| untranslated(&format!("Action {action}")))?;
            self.rule.actions.insert((*ours).to_owned());
        }
        Ok(())
    }

    fn resources(&mut self, statement: &Map<String, Value>) -> Result<(), Wrong> {
        let (mut accounts, mut regions, mut ids) =
            (Some(BTreeSet::new()), Some(BTreeSet::new()), Some(BTreeSet::new()));
        let resources = texts(statement.get("Resource"))?;
        if resources.len() > 1 {
            // Each is a product of its parts; several are not the product of all of them.
            return Err(untranslated("several Resources"));
        }
        for resource in resources {
            if resource == "*" {
                self.rule.any_resource = true;
                continue;
            }
            let parts: Vec<&str> = resource.splitn(6, ':').collect();
            let ["arn", "aws" | "aws-cn" | "aws-us-gov", "ec2", region, account, name] =
                parts.as_slice()
            else {
                return Err(untranslated(&format!("Resource {resource}")));
            };
            let id = name
                .strip_prefix("instance/")
                .ok_or_else(|| untranslated(&format!("Resource {resource}")))?;
            for (set, value) in [(&mut regions, region), (&mut accounts, account), (&mut ids, &id)]
            {
                if *value == "*" {
                    *set = None;
                } else if value.contains(['*', '?']) {
                    return Err(untranslated(&format!("Resource {resource}")));
                } else if let Some(set) = set {
                    set.insert((*value).to_owned());
                }
            }
        }
        self.rule.accounts = accounts.unwrap_or_default();
        self.rule.regions = regions.unwrap_or_default();
        self.rule.ids = ids.unwrap_or_default();
        Ok(())
    }

    fn conditions(&mut self, condition: &Value) -> Result<(), Wrong> {
        let operators = condition.as_object().ok_or_else(|| untranslated("Condition"))?;
        for (operator, keys) in operators {
            let keys = keys.as_object().ok_or_else(|| untranslated(operator))?;
            for (key, value) in keys {
                self.condition(operator, key, value)?;
            }
        }
        Ok(())
    }

    fn condition(&mut self, operator: &str, key: &str, value: &Value) -> Result<(), Wrong> {
        let values = texts(Some(value))?;
        let whole = || untranslated(&format!("{operator} {key}"));
        let lower = key.to_ascii_lowercase();
        let tag = ["ec2:resourcetag/", "aws:resourcetag/"].iter().find_map(|prefix| {
            lower.starts_with(prefix).then(|| key.get(prefix.len()..)).flatten()
        });
        // A value with a variable or a wildcard is another one for each request.
        if values.iter().any(|value| value.contains("${")) {
            return Err(whole());
        }
        let tag_test = match (operator, tag) {
            ("StringEquals", Some(tag)) => Some((tag, Tag::In(values.clone()))),
            ("StringLike", Some(tag)) if values.iter().all(|value| value == "*") => {
                Some((tag, Tag::Present))
            }
            ("Null", Some(tag)) if values.iter().all(|value| value == "false") => {
                Some((tag, Tag::Present))
            }
            _ => None,
        };
        if let Some((tag, test)) = tag_test {
            // Two tests of one tag must both hold: they are not merged by chance.
            let before = self.rule.tags.insert(tag.to_owned(), test);
            return if before.is_none() { Ok(()) } else { Err(whole()) };
        }
        let set = match (operator, lower.as_str()) {
            ("StringEquals", "aws:sourcevpce") => &mut self.rule.zone.vpc_endpoints,
            ("IpAddress", "aws:sourceip" | "aws:vpcsourceip") => &mut self.rule.zone.cidrs,
            _ => return Err(whole()),
        };
        if !set.is_empty() {
            return Err(whole());
        }
        // One address is written as its network here.
        set.extend(values.into_iter().map(|value| match operator {
            "IpAddress" if !value.contains('/') => {
                let bits = if value.contains(':') { 128 } else { 32 };
                format!("{value}/{bits}")
            }
            _ => value,
        }));
        Ok(())
    }
}

/// A text, or a list of texts that is not empty.
fn texts(value: Option<&Value>) -> Result<BTreeSet<String>, Wrong> {
    let texts = match value {
        Some(Value::String(text)) => Some([text.clone()].into()),
        Some(Value::Bool(value)) => Some([value.to_string()].into()),
        Some(Value::Array(items)) if !items.is_empty() => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    };
    texts.ok_or_else(|| {
        wrong("required a text or a list of texts", "文字列か文字列のリストが必要です")
    })
}

fn untranslated(what: &str) -> Wrong {
    (format!("`{what}` has no counterpart here"), format!("`{what}` にあたるものがありません"))
}

fn wrong(english: &str, japanese: &str) -> Wrong {
    (english.to_owned(), japanese.to_owned())
}

/// What IAM calls the actions.
const ACTIONS: [(&str, &str); 4] = [
    ("ec2:DescribeInstances", "describe"),
    ("ec2:StartInstances", "start"),
    ("ec2:StopInstances", "stop"),
    ("ec2:RebootInstances", "reboot"),
];
