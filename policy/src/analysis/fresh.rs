//! Texts that no condition names.

use alloc::{format, string::String};

use super::texts::Texts;
use crate::{AccountId, InstanceId, Region};

impl Texts<'_> {
    /// A text for a tag, a claim, a user or a group that nothing names, another for each number.
    pub(crate) fn fresh(&self, kind: &str, at: u32) -> String {
        self.unnamed(at, |number| format!("{kind}-{number}"))
    }

    /// An account that nothing names.
    pub(crate) fn fresh_account(&self) -> Option<AccountId> {
        let text =
            self.unnamed(0, |number| format!("{:012}", u64::from(number).saturating_mul(111_111)));
        AccountId::parse(&text).ok()
    }

    /// A region that nothing names: Tokyo or Osaka, if it is neither.
    pub(crate) fn fresh_region(&self) -> Option<Region> {
        let real = ["ap-northeast-1", "ap-northeast-3"].into_iter().find(|text| !self.has(text));
        let made_up = |number: u32| {
            let (word, number) = (number / 99, number % 99);
            let word = "x".repeat(usize::try_from(word).unwrap_or(0).saturating_add(1));
            format!("xx-{word}-{}", number.saturating_add(1))
        };
        let text = || self.unnamed(0, made_up);
        Region::parse(&real.map_or_else(text, Into::into)).ok()
    }

    /// An instance that nothing names.
    pub(crate) fn fresh_id(&self) -> Option<InstanceId> {
        InstanceId::parse(&self.unnamed(0, |number| format!("i-{number:017x}"))).ok()
    }

    /// The text of that place among those, from number 1 on, that nothing names.
    fn unnamed(&self, place: u32, text: impl Fn(u32) -> String) -> String {
        let mut texts = (1_u32..).map(text).filter(|text| !self.has(text));
        texts.nth(usize::try_from(place).unwrap_or(0)).unwrap_or_default()
    }
}
