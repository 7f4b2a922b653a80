//! Making the table, for local use and tests; a deployment's template makes its own.

use core::time::Duration;

use aws_sdk_dynamodb::{
    client::Waiters as _,
    operation::create_table::CreateTableError,
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType},
};

use super::{fault::fault, table::DynamoDbTable};
use crate::{TableError, layout};

impl DynamoDbTable {
    /// Makes the table if there is none of its name, and waits until it can be used.
    ///
    /// # Errors
    ///
    /// [`TableError`]
    pub async fn create_table(&self) -> Result<(), TableError> {
        let broken = |message: String| TableError::Unanswered {
            operation: "CreateTable",
            table: self.name.clone(),
            message,
        };
        let mut create = self
            .client
            .create_table()
            .table_name(&self.name)
            .billing_mode(BillingMode::PayPerRequest);
        for (name, kind) in [(layout::PARTITION, KeyType::Hash), (layout::SORT, KeyType::Range)] {
            let key = KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
            let attribute = AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build();
            create = create
                .key_schema(key.map_err(|error| broken(error.to_string()))?)
                .attribute_definitions(attribute.map_err(|error| broken(error.to_string()))?);
        }
        if let Err(error) = create.send().await
            && !matches!(
                error.as_service_error(),
                Some(CreateTableError::ResourceInUseException(_))
            )
        {
            return Err(fault("CreateTable", &self.name, &error));
        }
        self.client
            .wait_until_table_exists()
            .table_name(&self.name)
            .wait(Duration::from_mins(1))
            .await
            .map_err(|error| broken(error.to_string()))?;
        Ok(())
    }
}
