//! What is asked for on the command line.

use std::{ops::Range, path::PathBuf};

/// How many tokens are tried, which, and where the peer is.
pub struct Settings {
    /// The folder whose `node_modules` has aws-jwt-verify.
    pub node: PathBuf,
    /// What the recipes are drawn from.
    pub seed: u64,
    /// How many of them.
    pub cases: u64,
    /// This one alone, and print it.
    pub only: Option<u64>,
}

impl Settings {
    /// From `--node FOLDER`, `--seed N`, `--cases N` and `--only N`.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut settings = Self { node: PathBuf::new(), seed: 1, cases: 20_000, only: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("`{name}` wants a value"))?;
            let number = || value.parse().map_err(|_| format!("{name}: `{value}` is no number"));
            match name.as_str() {
                "--node" => settings.node = PathBuf::from(&value),
                "--seed" => settings.seed = number()?,
                "--cases" => settings.cases = number()?,
                "--only" => settings.only = Some(number()?),
                _ => {
                    return Err(format!(
                        "found `{name}`, required --node, --seed, --cases or --only"
                    ));
                }
            }
        }
        Ok(settings)
    }

    /// The numbers of the recipes.
    pub fn numbers(&self) -> Range<u64> {
        self.only.map_or(0..self.cases, |only| only..only + 1)
    }
}
