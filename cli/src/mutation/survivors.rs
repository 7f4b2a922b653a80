//! What the mutants are called that survived, and the cases that would kill them.

use super::Tables;

/// The mutants that survived, by the new case that would kill them.
#[derive(Debug, Default)]
pub(crate) struct Survivors {
    /// For each new case its name, and the mutants.
    list: Vec<(String, Vec<String>)>,
}

impl Survivors {
    /// A mutant that the new case of this number would kill. The first one gives the case its name, with a
    /// number behind it where a table or another new case has that name.
    pub(crate) fn note(&mut self, number: usize, said: String, tables: &Tables) {
        if let Some((_, mutants)) = self.list.get_mut(number) {
            mutants.push(said);
            return;
        }
        // In a name there is no need to mark what is quoted.
        let plain = said.replace('`', "");
        let numbered = (2_usize..).map(|number| format!("{plain} ({number})"));
        let taken =
            |name: &String| tables.has(name) || self.list.iter().any(|(other, _)| other == name);
        let name = std::iter::once(plain.clone()).chain(numbered).find(|name| !taken(name));
        self.list.push((name.unwrap_or_default(), [said].into()));
    }

    /// The name of a new case, and the mutants that it would kill.
    pub(crate) fn of(&self, number: usize) -> Option<(&str, &[String])> {
        self.list.get(number).map(|(name, mutants)| (name.as_str(), mutants.as_slice()))
    }
}
