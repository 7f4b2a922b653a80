//! Notes in the policy table.

use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::AttributeValue};
use sekisho_identity::Pending;
use sekisho_policy::PolicyName;

use super::{convert::write_item, fault::fault, table::DynamoDbTable};
use crate::{Note, Noted, Notes, TableError, item, layout};

impl DynamoDbTable {
    async fn replace_note(
        &self,
        policy: &PolicyName,
        thing: &str,
        note: &Note,
    ) -> Result<Noted, TableError> {
        let raw = write_item(&layout::notes(policy), &layout::note(thing), &item::write_note(note));
        let put = self.client.put_item().table_name(&self.name).set_item(Some(raw));
        let put = match note.revision.checked_sub(1) {
            None => return Ok(Noted::Lost),
            Some(0) => put
                .condition_expression("attribute_not_exists(#pk)")
                .expression_attribute_names("#pk", layout::PARTITION),
            Some(before) => put
                .condition_expression("#revision = :before")
                .expression_attribute_names("#revision", "revision")
                .expression_attribute_values(":before", AttributeValue::N(before.to_string())),
        };
        match put.send().await {
            Ok(_) => Ok(Noted::Done),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(Noted::Lost),
                _ => Err(fault("PutItem", &self.name, &error)),
            },
        }
    }
}

impl Notes for DynamoDbTable {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        Box::pin(async move {
            let sort = layout::note(thing);
            let item = self.item(layout::notes(policy), &sort).await?;
            item.map(|item| item::read_note(&sort, &item)).transpose()
        })
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        Box::pin(self.replace_note(policy, thing, note))
    }
}
