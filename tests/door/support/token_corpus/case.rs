//! One case: a recipe, by whom its token is judged, and the answer.

use std::collections::BTreeMap;

use sekisho_identity::{
    ClientId, ClientIds, ClockTolerance, IssuerExpectation, IssuerUrl, TokenUse, TrustedClaims,
};
use sekisho_policy::UnixTime;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::tokens::{CLIENT, ISSUER};

/// One token and what must become of it. Texts are templates: see `template.rs`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The row of the table of attacks it stands in, and what it is.
    pub name: String,
    /// What would follow from another answer, or why there are two.
    pub why: String,
    /// Which honest token is changed.
    #[serde(default)]
    pub honest: Use,
    /// Whose id is in the header; that of the honest token's key unless it is said.
    pub key: Option<Key>,
    #[serde(default)]
    pub header: Part,
    #[serde(default)]
    pub claims: Part,
    /// What is signed: `{{header}}.{{claims}}`.
    pub signed: Option<String>,
    /// Who signs, and how; the key in the header, with RS256.
    pub signer: Option<Signer>,
    /// What is done to the signature.
    pub signature: Option<Change>,
    /// The token: `{{signed}}.{{signature}}`.
    pub token: Option<String>,
    /// The `Authorization` field, if it is one that is judged: a template of `{{token}}`.
    pub field: Option<String>,
    #[serde(default)]
    pub judged: Judged,
    /// `accept`, or the code of the refusal.
    pub expected: String,
}

impl Case {
    /// The row of the table of attacks.
    pub fn row(&self) -> &str {
        self.name.split(' ').next().expect("a name has a first word")
    }

    /// Which of the two tokens is wanted.
    pub fn wanted(&self) -> TokenUse {
        match self.judged.token_use.unwrap_or(self.honest) {
            Use::Access => TokenUse::Access,
            Use::Id => TokenUse::Id,
        }
    }

    /// What is expected of its token.
    pub fn expectation(&self) -> IssuerExpectation {
        let issuer = IssuerUrl::parse(self.judged.issuer()).expect("an issuer");
        let clients = ClientIds::try_new([ClientId::parse(CLIENT).expect("a client id")]);
        let tolerance = ClockTolerance::with_expiry_leeway(self.judged.leeway).expect("a leeway");
        let clients = clients.expect("one");
        IssuerExpectation::new(issuer, clients, self.wanted(), TrustedClaims::none())
            .with_tolerance(tolerance)
    }
}

/// By whom and when a token is judged.
#[derive(Clone, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(deny_unknown_fields, default)]
pub struct Judged {
    /// The token that is wanted; the honest one unless it is said.
    #[serde(rename = "use")]
    pub token_use: Option<Use>,
    /// Seconds of tolerance after `exp`.
    pub leeway: u32,
    /// So many seconds after the honest token was issued.
    pub after: i64,
    /// The configured issuer; the pool's unless it is said.
    pub issuer: Option<String>,
}

impl Judged {
    /// The configured issuer.
    pub fn issuer(&self) -> &str {
        self.issuer.as_deref().unwrap_or(ISSUER)
    }

    /// When a token is judged that was issued then.
    pub const fn at(&self, issued: UnixTime) -> UnixTime {
        issued.saturating_add(self.after)
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    #[default]
    Access,
    Id,
}

/// A key of the set.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    Access,
    Id,
    /// One whose private half the suite holds, to sign by other schemes.
    Own,
}

/// The header or the claims: the honest ones with something done to them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// Members with other values; a text that is only a time becomes a number.
    pub set: Map<String, Value>,
    /// Members with other values, as the text of JSON or of no JSON.
    pub raw: BTreeMap<String, String>,
    pub remove: Vec<String>,
    /// Put behind the opening brace.
    pub first: Option<String>,
    /// Put before the closing brace.
    pub last: Option<String>,
    /// The whole text instead; `{{honest}}` is what it would have been.
    pub text: Option<String>,
    pub encoding: Option<Encoding>,
    /// The encoded part itself, instead of any text.
    pub part: Option<String>,
    /// Set in the last character of the encoded part, where nothing reads them.
    pub unused_bits: u8,
    /// `+` and `/` for `-` and `_`.
    pub standard_alphabet: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub enum Encoding {
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "utf-16le")]
    Utf16Le,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signer {
    Access,
    Id,
    Own,
    OwnRs384,
    OwnRs512,
    OwnPs256,
    OwnPs384,
    OwnPs512,
    /// An issuer of the same name with keys of its own.
    Stranger,
    Es256,
    Eddsa,
    /// An HMAC under what everybody knows of the public key.
    Hmac(Hash, Secret),
    /// These bytes, whatever is signed.
    Bytes(String),
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub enum Hash {
    #[serde(rename = "256")]
    Sha256,
    #[serde(rename = "384")]
    Sha384,
    #[serde(rename = "512")]
    Sha512,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Secret {
    Empty,
    Jwk,
    Jwks,
    /// The text of `n`.
    N,
    /// The bytes of `n`.
    Modulus,
    Pem,
    /// Without the lines that begin and end it, on one line.
    PemBody,
    /// Without the newline at its end.
    PemTrimmed,
    Pkcs1,
    Spki,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Adds the modulus.
    AddModulus,
    Behind(String),
    Before(String),
    /// Leaves out so many bytes at the end.
    Cut(usize),
    /// Turns over this bit, from the first.
    Flip(usize),
    /// The modulus less the signature.
    Negate,
    /// Leaves out so many bytes at the beginning.
    Skip(usize),
    StandardAlphabet,
    /// Set in the last character, where nothing reads them.
    UnusedBits(u8),
}
