//! Recipes of tokens, drawn from a seed: in the form of the cases of `tests/corpus/tokens`.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::{
    edits::{self, Edit},
    part::Part,
    signing::{ALGORITHMS, change, of_rsa, signer},
    values::{moment, odd, pick, plain, template, text},
};

/// How a token is made: the case of a token corpus, and edits of the text that it makes.
#[derive(Debug)]
pub struct Recipe {
    /// As it would stand in the corpus.
    pub case: Value,
    /// What is done to the token afterwards.
    pub edits: Vec<Edit>,
}

/// A recipe: half of those that change something change nothing that matters. Some are cases of the
/// corpus itself.
pub fn recipe(corpus: &[Value], chance: &mut Rng) -> Recipe {
    let mut recipe = if chance.u8(..12) == 0 {
        let case = corpus[chance.usize(..corpus.len())].clone();
        Recipe { case, edits: Vec::new() }
    } else {
        Recipe { case: Drawing::new(chance).case(chance), edits: Vec::new() }
    };
    if chance.u8(..8) == 0 {
        recipe.edits = (0..chance.usize(1..3)).map(|_| edits::draw(chance)).collect();
    }
    recipe
}

/// A case on its way.
struct Drawing {
    access: bool,
    /// When it is judged, in seconds after it was issued.
    after: i64,
    leeway: i64,
    header: Part,
    claims: Part,
    others: Map<String, Value>,
}

impl Drawing {
    fn new(chance: &mut Rng) -> Self {
        let leeway = *pick(chance, &[&0, &0, &60, &60, &300]);
        let after = match chance.u8(..10) {
            // Around its expiry, and around the tolerance for clocks that are behind.
            0 => 3600 + leeway + chance.i64(-2..3),
            1 => -leeway.max(60) + chance.i64(-2..3),
            _ => chance.i64(0..3600),
        };
        let [header, claims] = [Part::default(), Part::default()];
        Self { access: chance.bool(), after, leeway, header, claims, others: Map::new() }
    }

    fn case(mut self, chance: &mut Rng) -> Value {
        for _ in 0..*pick(chance, &[&0, &1, &1, &1, &2, &2, &3]) {
            if chance.u8(..20) < 13 { self.harmless(chance) } else { self.harmful(chance) }
        }
        let mut judged = json!({ "after": self.after, "leeway": self.leeway });
        if chance.u8(..30) == 0 {
            judged["use"] = json!(pick(chance, &["access", "id"]));
        }
        // What is no RSA signature may be too short to be changed.
        if self.others.get("signer").is_some_and(|signer| !of_rsa(signer)) {
            self.others.remove("signature");
        }
        let mut case = json!({
            "name": "drawn",
            "why": "A recipe that was drawn by chance.",
            "honest": if self.access { "access" } else { "id" },
            "header": self.header.json(),
            "claims": self.claims.json(),
            "judged": judged,
            "expected": "whatever others say",
        });
        case.as_object_mut().expect("an object").append(&mut self.others);
        case
    }

    /// What no verifier needs to mind, as far as values are drawn that all can read.
    fn harmless(&mut self, chance: &mut Rng) {
        let value = if chance.u8(..4) == 0 { odd(chance) } else { plain(chance) };
        match chance.u8(..13) {
            0 => self.header.last.push(format!("\"{}\":{value}", pick(chance, HEADER_EXTRAS))),
            1..4 => self.claims.last.push(format!("\"{}\":{value}", pick(chance, CLAIM_EXTRAS))),
            4 => self.claims.first.push(format!("{}:{value}", text(chance))),
            5 => self.spaces(chance),
            6 => self.shift(chance),
            7 | 8 => self.groups(chance),
            9 => {
                let (name, value) = self.spelled(chance);
                self.claims.respell(name, &value, chance);
            }
            10 => self.header.respell("alg", "RS256", chance),
            11 => drop(self.others.insert("key".to_owned(), json!(pick(chance, KEYS)))),
            _ => self.free(chance),
        }
    }

    /// What may matter.
    fn harmful(&mut self, chance: &mut Rng) {
        let claim = pick(chance, CLAIMS).to_owned();
        let time = pick(chance, &["exp", "iat", "nbf", "auth_time"]).to_owned();
        match chance.u8(..16) {
            0 | 1 => drop(self.claims.raw.insert(claim, odd(chance))),
            2 => self.claims.remove(&claim, self.access),
            3 => self.claims.last.push(format!("\"{claim}\":{}", odd(chance))),
            4 | 5 => drop(self.claims.raw.insert(time, moment(self.after, chance))),
            6 | 7 => {
                // Within the tolerance, or beyond it.
                let at = template(self.after + chance.i64(-2..64));
                self.claims.raw.insert("nbf".to_owned(), at);
            }
            8 => {
                let name = pick(chance, HEADER_MEMBERS).to_owned();
                self.header.raw.insert(name, odd(chance));
            }
            9 => drop(self.header.remove.insert(pick(chance, &["alg", "kid"]).to_owned())),
            10 => {
                let name = pick(chance, HEADER_MEMBERS);
                self.header.last.push(format!("\"{name}\":{}", odd(chance)));
            }
            11 => self.algorithm(chance),
            12 => drop(self.others.insert("signer".to_owned(), signer(chance))),
            13 => drop(self.others.insert("signature".to_owned(), change(chance))),
            14 => {
                let form = pick(chance, TOKENS);
                self.others.insert("token".to_owned(), json!(form));
            }
            _ => self.part(chance).encode(chance),
        }
    }

    fn part(&mut self, chance: &mut Rng) -> &mut Part {
        if chance.bool() { &mut self.header } else { &mut self.claims }
    }

    fn spaces(&mut self, chance: &mut Rng) {
        let text = json!(pick(chance, SPACED));
        self.part(chance).others.insert("text".to_owned(), text);
    }

    /// Issued and ending at other times, which are as good.
    fn shift(&mut self, chance: &mut Rng) {
        let issued = self.after - chance.i64(0..3000);
        let ends = self.after + chance.i64(1..80_000);
        self.claims.raw.insert("iat".to_owned(), template(issued));
        self.claims.raw.insert("exp".to_owned(), template(ends));
        self.claims.raw.insert("auth_time".to_owned(), template(issued));
        if chance.bool() {
            self.claims.raw.insert("nbf".to_owned(), template(issued));
        }
    }

    fn groups(&mut self, chance: &mut Rng) {
        let count = *pick(chance, &[&0, &1, &2, &3, &20, &100, &101]);
        let groups: Vec<String> = (0..count).map(|_| text(chance)).collect();
        let value = format!("[{}]", groups.join(","));
        self.claims.raw.insert("cognito:groups".to_owned(), value);
    }

    /// A claim that is there, and its value.
    fn spelled(&self, chance: &mut Rng) -> (&'static str, String) {
        let client = if self.access { "client_id" } else { "aud" };
        let name = pick(chance, &["iss", "token_use", client, "sub"]);
        let value = match name {
            "iss" => door_support::tokens::ISSUER,
            "token_use" if self.access => "access",
            "token_use" => "id",
            "sub" => "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
            _ => door_support::tokens::CLIENT,
        };
        (name, value.to_owned())
    }

    /// Claims that need not be there, and the registered ones that are read for their types alone.
    fn free(&mut self, chance: &mut Rng) {
        let name = pick(chance, &["jti", "scope", "aud", "username", "origin_jti", "event_id"]);
        if name == "aud" && !self.access {
            return;
        }
        let value = match chance.u8(..4) {
            0 => format!("[{},{}]", text(chance), text(chance)),
            1 => plain(chance),
            _ => text(chance),
        };
        self.claims.raw.insert(name.to_owned(), value);
    }

    /// Another algorithm in the header, signed by it where somebody can.
    fn algorithm(&mut self, chance: &mut Rng) {
        let (name, signer) = ALGORITHMS[chance.usize(..ALGORITHMS.len())];
        self.header.raw.insert("alg".to_owned(), format!("\"{name}\""));
        self.others.insert("key".to_owned(), json!("own"));
        if let Some(signer) = signer {
            let signer = serde_json::from_str(signer).expect("JSON");
            self.others.insert("signer".to_owned(), signer);
        }
    }
}

const CLAIMS: &[&str] = &[
    "sub",
    "cognito:groups",
    "iss",
    "token_use",
    "auth_time",
    "exp",
    "iat",
    "nbf",
    "origin_jti",
    "jti",
    "client_id",
    "scope",
    "username",
    "aud",
    "cognito:username",
    "event_id",
];

const CLAIM_EXTRAS: &[&str] = &[
    "custom:dept",
    "email",
    "email_verified",
    "name",
    "device_key",
    "version",
    "event_id",
    "amr",
    "acr",
    "azp",
    "scp",
    "Exp",
    "ISS",
    "sub ",
    "exp\\u0000",
    "toString",
    "",
    "会計",
    "roles",
    "at_hash",
];

const HEADER_EXTRAS: &[&str] =
    &["typ", "x5t", "x5t#S256", "iss", "exp", "Alg", "KID", "", "x", "sub"];

const HEADER_MEMBERS: &[&str] =
    &["alg", "kid", "typ", "b64", "crit", "cty", "jku", "jwk", "x5c", "x5u", "zip", "enc", "x5t"];

const KEYS: &[&str] = &["access", "id", "own"];

const SPACED: &[&str] =
    &[" {{honest}}", "{{honest}} ", "\n{{honest}}\r\n\t", "{{opened}} }", "{{opened}}\n}\n"];

const TOKENS: &[&str] = &[
    "{{signed}}.",
    "{{signed}}",
    "{{signed}}.{{signature}}.",
    ".{{signed}}.{{signature}}",
    "{{claims}}.{{header}}.{{signature}}",
    "{{signed}}.{{signature}}.{{signature}}",
    "{{header}}..{{signature}}",
    "{{signed}}.{{signature}}=",
    "{{signed}}.{{signature}}==",
    "{{header}}=.{{claims}}.{{signature}}",
    "{{header}}.{{claims}}==.{{signature}}",
    " {{signed}}.{{signature}}",
    "{{signed}}.{{signature}}\n",
    "{{signed}}.{{signature}}\u{0}",
    "Bearer {{signed}}.{{signature}}",
    "{{header}}.{{honest_claims}}.{{signature}}",
    "{{header}}\u{ff0e}{{claims}}.{{signature}}",
    "{{signed}}.{{signature}}, {{signed}}.{{signature}}",
];
