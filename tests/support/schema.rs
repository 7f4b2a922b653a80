//! The published schemas.

use std::{fs, path::Path};

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

/// A schema of `docs/schemas`, itself valid under the draft that it names.
pub struct Schema {
    all: Schemas,
    this: SchemaIndex,
}

impl Schema {
    /// The schema in this file.
    ///
    /// # Panics
    ///
    /// If it is none, or does not take its own examples.
    #[must_use]
    #[track_caller]
    pub fn of(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schemas");
        let read = |name: &Path| -> Value {
            serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
        };
        let json = read(Path::new(name));
        assert_eq!(json["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let id = json["$id"].as_str().unwrap().to_owned();
        let examples = json["examples"].clone();

        let (mut compiler, mut all) = (Compiler::new(), Schemas::new());
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        // They refer to each other.
        for other in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if other.extension().is_some_and(|it| it == "json") {
                let other = read(&other);
                let id = other["$id"].as_str().unwrap().to_owned();
                compiler.add_resource(&id, other).unwrap();
            }
        }
        let this = compiler.compile(&id, &mut all).unwrap();
        let schema = Self { all, this };
        for example in examples.as_array().into_iter().flatten() {
            schema.assert_takes(example);
        }
        schema
    }

    /// Whether a value is valid.
    #[must_use]
    pub fn takes(&self, value: &Value) -> bool {
        self.all.validate(value, self.this).is_ok()
    }

    /// Says what is wrong with a value that is not.
    ///
    /// # Panics
    ///
    /// If it is not valid.
    #[track_caller]
    pub fn assert_takes(&self, value: &Value) {
        if let Err(error) = self.all.validate(value, self.this) {
            panic!("{error:#}\n{value:#}");
        }
    }
}
