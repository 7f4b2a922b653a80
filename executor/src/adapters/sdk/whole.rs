//! An answer that ends in the middle is no answer.

use aws_sdk_ec2::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::AfterDeserializationInterceptorContextRef,
    },
    error::BoxError,
};

/// Refuses what describes instances or databases unless it is whole: unless it ends with this.
///
/// In a text, `<` is always written `&lt;`: no tag can hold the end.
///
/// The SDK takes the end of the text for the end of every element that is open: of an answer that
/// broke off it makes fewer instances, and one with fewer tags. What a rule denies by a tag must not
/// be allowed because the tag was not sent.
#[derive(Debug)]
pub(super) struct WholeAnswer(pub(super) &'static [u8]);

impl Intercept for WholeAnswer {
    fn name(&self) -> &'static str {
        "WholeAnswer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let is_whole =
            response.body().bytes().is_some_and(|body| body.trim_ascii_end().ends_with(self.0));
        if response.status().is_success() && !is_whole {
            return Err(format!("the answer does not end with `{}`", self.0.escape_ascii()).into());
        }
        Ok(())
    }
}
