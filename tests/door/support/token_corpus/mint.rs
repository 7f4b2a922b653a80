//! From a recipe to a token.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::TokenUse;
use sekisho_policy::UnixTime;
use serde_json::{Map, Value, json};

use super::{
    case::{Case, Change, Encoding, Key, Part, Signer, Use},
    keys::{self, OWN_ID, STRANGER},
    signature::{changed, sign, standard_alphabet, unused_bits},
    template::{expand, expand_text, time},
};
use crate::{
    pool::pool,
    tokens::{CLIENT, ISSUER},
};

impl Case {
    /// The token of this case, whose honest form is issued `now`.
    pub fn token(&self, now: UnixTime) -> String {
        let header = encoded(&self.header, &self.honest_header(), now);
        let claims = encoded(&self.claims, &self.honest_claims(now), now);
        let honest_claims =
            URL_SAFE_NO_PAD.encode(Value::Object(self.honest_claims(now)).to_string());
        let part = |name: &str| match name {
            "header" => Some(header.clone().into_bytes()),
            "claims" => Some(claims.clone().into_bytes()),
            "honest_claims" => Some(honest_claims.clone().into_bytes()),
            _ => general(name, now),
        };
        let signed = expand(self.signed.as_deref().unwrap_or("{{header}}.{{claims}}"), &part);
        let signer = self.signer.clone().unwrap_or(match self.key() {
            Key::Access => Signer::Access,
            Key::Id => Signer::Id,
            Key::Own => Signer::Own,
        });
        let bytes = sign(&signer, &signed);
        let text = changed(bytes.clone(), self.signature.as_ref());
        if matches!(self.signature, Some(Change::StandardAlphabet))
            && text == URL_SAFE_NO_PAD.encode(bytes)
        {
            // One of 50,000 signatures is spelt the same; the next has another `jti`.
            return self.token(now);
        }
        let whole = |name: &str| match name {
            "signed" => Some(signed.clone()),
            "signature" => Some(text.clone().into_bytes()),
            _ => part(name),
        };
        expand_text(self.token.as_deref().unwrap_or("{{signed}}.{{signature}}"), &whole)
    }

    /// The `Authorization` field of this case, if that is what is judged.
    pub fn field(&self, token: &str) -> Option<String> {
        let known = |name: &str| (name == "token").then(|| token.as_bytes().to_vec());
        self.field.as_deref().map(|field| expand_text(field, &known))
    }

    fn key(&self) -> Key {
        self.key.unwrap_or(match self.honest {
            Use::Access => Key::Access,
            Use::Id => Key::Id,
        })
    }

    fn honest_header(&self) -> Map<String, Value> {
        let id = match self.key() {
            Key::Access => pool().key(TokenUse::Access).id(),
            Key::Id => pool().key(TokenUse::Id).id(),
            Key::Own => OWN_ID,
        };
        let header = json!({ "alg": "RS256", "kid": id });
        header.as_object().expect("an object").clone()
    }

    fn honest_claims(&self, now: UnixTime) -> Map<String, Value> {
        let token_use = match self.honest {
            Use::Access => TokenUse::Access,
            Use::Id => TokenUse::Id,
        };
        pool().claims(token_use, now)
    }
}

/// A part as it stands in the token.
fn encoded(part: &Part, honest: &Map<String, Value>, now: UnixTime) -> String {
    if let Some(text) = &part.part {
        return expand_text(text, &|name| general(name, now));
    }
    let mut bytes = bytes(part, honest, now);
    // Bits are unused only behind one byte or two: spaces at the end make it one.
    while part.unused_bits > 0 && bytes.len() % 3 != 1 {
        bytes.push(b' ');
    }
    let text = URL_SAFE_NO_PAD.encode(bytes);
    if part.standard_alphabet {
        let other = standard_alphabet(&text);
        assert_ne!(other, text, "nothing to spell in another way");
        return other;
    }
    if part.unused_bits > 0 { unused_bits(&text, part.unused_bits) } else { text }
}

/// A part before it is encoded.
fn bytes(part: &Part, honest: &Map<String, Value>, now: UnixTime) -> Vec<u8> {
    let known = |name: &str| general(name, now);
    let mut members = honest.clone();
    for name in &part.remove {
        members.remove(name).unwrap_or_else(|| panic!("`{name}` is not there to be removed"));
    }
    for (name, value) in &part.set {
        members.insert(name.clone(), set(value, now));
    }
    for name in part.raw.keys() {
        members.remove(name);
    }
    let object = Value::Object(members).to_string();
    let inner = object.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let inner = inner.expect("an object").as_bytes().to_vec();
    let mut pieces = Vec::new();
    pieces.extend(part.first.iter().map(|text| expand(text, &known)));
    for (name, text) in &part.raw {
        let name = Value::from(name.as_str()).to_string().into_bytes();
        pieces.push([name, b":".to_vec(), expand(text, &known)].concat());
    }
    pieces.extend((!inner.is_empty()).then_some(inner));
    pieces.extend(part.last.iter().map(|text| expand(text, &known)));
    let object = [b"{".to_vec(), pieces.join(&b','), b"}".to_vec()].concat();
    let whole = match &part.text {
        None => object,
        Some(text) => expand(text, &|name| match name {
            "honest" => Some(object.clone()),
            "opened" => object.strip_suffix(b"}").map(<[u8]>::to_vec),
            _ => known(name),
        }),
    };
    let units = || String::from_utf8(whole.clone()).expect("UTF-8").encode_utf16().collect();
    match part.encoding {
        None => whole,
        Some(Encoding::Utf16Be) => {
            let units: Vec<u16> = units();
            units.into_iter().flat_map(u16::to_be_bytes).collect()
        }
        Some(Encoding::Utf16Le) => {
            let units: Vec<u16> = units();
            units.into_iter().flat_map(u16::to_le_bytes).collect()
        }
    }
}

/// A value with its templates filled in.
fn set(value: &Value, now: UnixTime) -> Value {
    match value {
        Value::String(text) => {
            let alone = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}"));
            match alone.and_then(|name| time(name, now.seconds())) {
                Some(seconds) => seconds.into(),
                None => expand_text(text, &|name| general(name, now)).into(),
            }
        }
        Value::Array(items) => items.iter().map(|item| set(item, now)).collect(),
        other => other.clone(),
    }
}

/// What every template knows.
fn general(name: &str, now: UnixTime) -> Option<Vec<u8>> {
    let text = match name {
        "iss" => ISSUER.to_owned(),
        "client" => CLIENT.to_owned(),
        "kid" => pool().key(TokenUse::Access).id().to_owned(),
        "id_kid" => pool().key(TokenUse::Id).id().to_owned(),
        "stranger_kid" => STRANGER.key(TokenUse::Access).id().to_owned(),
        "kid_unpadded" => pool().key(TokenUse::Access).id().trim_end_matches('=').to_owned(),
        "kid_other_case" => pool()
            .key(TokenUse::Access)
            .id()
            .chars()
            .map(|c| {
                if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
            })
            .collect(),
        "stranger_jwk" => STRANGER.key(TokenUse::Access).jwk().to_string(),
        "honest_kid_list" => json!([pool().key(TokenUse::Access).id()]).to_string(),
        "own_modulus" => URL_SAFE_NO_PAD.encode(keys::modulus()),
        _ => time(name, now.seconds())?.to_string(),
    };
    Some(text.into_bytes())
}
