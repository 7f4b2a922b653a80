//! What `tests/run --zips` looks for in the packages of the functions, it finds.

use serde_json::json;
use support::moto;

use crate::programs::{printed, repository, run};

#[test]
fn whatever_is_wrong_with_a_package_is_found() {
    let said = printed(&run(&moto::python(), &[repository("tests/zips/faults.py")]));

    assert_eq!(
        said,
        json!({
            "none": [],
            "missing": ["found no package"],
            "large": [" required at most 1000"],
            "two members": ["found ['bootstrap', 'x'], required `bootstrap` alone"],
            "another name": ["found ['executor'], required `bootstrap` alone"],
            "not executable": ["found a `bootstrap` that nobody may execute"],
            "a script": ["found no 64-bit little-endian ELF file"],
            "cut off": ["found an ELF file that is cut off"],
            "another machine": ["found a program for the machine 183, required 62"],
            "a newer glibc": ["required GLIBC_2.1 or older"],
            "another library": ["found ['libz.so.6'], which provided.al2023 does not have"],
            "no archive": ["found File is not a zip file"],
        })
    );
}
