//! A value that AWS printed, and the way to it.

use serde_json::Value;

use super::misfit::{Fault, described, quoted};

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    value: Option<&'a Value>,
    path: String,
}

impl<'a> At<'a> {
    /// The whole of a value.
    pub(super) const fn root(value: &'a Value) -> Self {
        Self { value: Some(value), path: String::new() }
    }

    /// The member of this name, whether or not it is there.
    pub(super) fn member(&self, name: &str) -> Self {
        let value = self.value.and_then(|value| value.get(name)).filter(|value| !value.is_null());
        let path =
            if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { value, path }
    }

    /// Whether there is anything.
    pub(super) const fn is_there(&self) -> bool {
        self.value.is_some()
    }

    /// Refuses a mapping with other keys than these, and what is none.
    pub(super) fn has_only(&self, known: &[&str]) -> Result<(), Fault> {
        let listed: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
        let required = format!("a mapping with any of {}", listed.join(", "));
        let Some(Value::Object(members)) = self.value else { return Err(self.wrong(required)) };
        match members.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(self.refused(format!("the unknown key {}", quoted(key)), required)),
            None => Ok(()),
        }
    }

    /// The items of a list.
    pub(super) fn items(&self, required: &str) -> Result<Vec<Self>, Fault> {
        let Some(Value::Array(items)) = self.value else { return Err(self.wrong(required)) };
        let item = |(at, value)| Self { value: Some(value), path: format!("{}[{at}]", self.path) };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The items of a list that may be left out.
    pub(super) fn items_if_any(&self, required: &str) -> Result<Vec<Self>, Fault> {
        if self.is_there() { self.items(required) } else { Ok(Vec::new()) }
    }

    /// A text.
    pub(super) fn text(&self, required: &str) -> Result<&'a str, Fault> {
        match self.value {
            Some(Value::String(text)) => Ok(text),
            _ => Err(self.wrong(required)),
        }
    }

    /// A text that may be left out.
    pub(super) fn text_if_any(&self, required: &str) -> Result<Option<&'a str>, Fault> {
        if self.is_there() { self.text(required).map(Some) } else { Ok(None) }
    }

    /// Yes or no; `otherwise` if it is left out.
    pub(super) fn truth_or(&self, otherwise: bool) -> Result<bool, Fault> {
        match self.value {
            Some(Value::Bool(truth)) => Ok(*truth),
            None => Ok(otherwise),
            Some(_) => Err(self.wrong("`true` or `false`")),
        }
    }

    /// What an identifier of AWS parses to.
    pub(super) fn id<T>(
        &self,
        parse: fn(&str) -> Result<T, sekisho_policy::InvalidId>,
    ) -> Result<T, Fault> {
        let required = parse("").err().map_or("an identifier", |invalid| invalid.required());
        parse(self.text(required)?).map_err(|_| self.wrong(required))
    }

    /// Refuses what stands here.
    pub(super) fn wrong(&self, required: impl Into<String>) -> Fault {
        Fault::new(&self.path, described(self.value), required)
    }

    /// Refuses what stands here, in other words.
    pub(super) fn refused(&self, found: impl Into<String>, required: impl Into<String>) -> Fault {
        Fault::new(&self.path, found, required)
    }

    /// Refuses one page of an answer of several: what is not there would not be told.
    pub(super) fn is_whole(&self) -> Result<(), Fault> {
        for name in ["NextToken", "PaginationToken"] {
            let token = self.member(name);
            if token.text_if_any("a text")?.is_some_and(|token| !token.is_empty()) {
                let found = format!("`{name}`, which says that there is more");
                return Err(token.refused(
                    found,
                    "everything: `aws` without `--max-items` and `--no-paginate`",
                ));
            }
        }
        Ok(())
    }
}
