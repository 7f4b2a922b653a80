//! One admitted RSA public key.

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

use super::set::SkipReason;

/// An RSA public key for RS256: 2048 to 4096 bits, parsed once.
#[derive(Debug)]
pub struct RsaKey {
    parsed: ParsedPublicKey,
    modulus_bytes: usize,
}

impl RsaKey {
    /// The key of this modulus and exponent (big-endian, without leading zeros).
    pub(super) fn from_components(n: &[u8], e: &[u8]) -> Result<Self, SkipReason> {
        check_modulus(n)?;
        check_exponent(e)?;
        let parsed = RsaPublicKeyComponents { n, e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| SkipReason::Modulus)?;
        Ok(Self { parsed, modulus_bytes: n.len() })
    }

    /// Whether `signature` is this key's RS256 signature of `message`.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        signature.len() == self.modulus_bytes && self.parsed.verify_sig(message, signature).is_ok()
    }
}

fn check_modulus(n: &[u8]) -> Result<(), SkipReason> {
    let [first, .., last] = n else { return Err(SkipReason::Modulus) };
    let bits = n.len().saturating_mul(8).saturating_sub(leading_zeros(*first));
    if *first == 0 || last % 2 == 0 {
        return Err(SkipReason::Modulus);
    }
    if !(MIN_BITS..=MAX_BITS).contains(&bits) {
        return Err(SkipReason::Size);
    }
    if has_roca_fingerprint(n) { Err(SkipReason::Roca) } else { Ok(()) }
}

/// Odd, at least 3, at most 32 bits: 65537 everywhere today.
fn check_exponent(e: &[u8]) -> Result<(), SkipReason> {
    let valid = match e {
        [] | [0, ..] => false,
        [only] => *only >= 3 && only % 2 == 1,
        [.., last] => e.len() <= MAX_EXPONENT_BYTES && last % 2 == 1,
    };
    if valid { Ok(()) } else { Err(SkipReason::Exponent) }
}

/// Whether the modulus has the fingerprint of Infineon's weak generator (CVE-2017-15361): modulo
/// each of 39 small primes it is a power of 65537. A sound modulus has it with a chance of 2^-27.
// SOURCE: Nemec et al., "The Return of Coppersmith's Attack", CCS 2017, section 3
fn has_roca_fingerprint(n: &[u8]) -> bool {
    ROCA_PRIMES.iter().all(|&prime| {
        let residue = n.iter().fold(0_u32, |rest, &byte| remainder(rest, u32::from(byte), prime));
        let generator = remainder(0, 65537, prime);
        let mut power = 1_u32;
        for _ in 0..prime {
            if power == residue {
                return true;
            }
            power = power.saturating_mul(generator).checked_rem(prime).unwrap_or_default();
        }
        false
    })
}

/// `(rest * 256 + digit) mod prime`; nothing here comes near the end of `u32`.
fn remainder(rest: u32, digit: u32, prime: u32) -> u32 {
    rest.saturating_mul(256).saturating_add(digit).checked_rem(prime).unwrap_or_default()
}

fn leading_zeros(byte: u8) -> usize {
    usize::try_from(byte.leading_zeros()).unwrap_or_default()
}

const MIN_BITS: usize = 2048;
const MAX_BITS: usize = 4096;
const MAX_EXPONENT_BYTES: usize = 4;
const ROCA_PRIMES: [u32; 39] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];
