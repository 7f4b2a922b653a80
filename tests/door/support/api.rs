//! The API of the suites, and where it is.

use sekisho_lambda::{ApiId, ApiPin, Stage};
use sekisho_policy::{AccountId, Partition, Region};

/// The account of the suites: the one that moto gives to everybody.
pub const ACCOUNT: &str = "123456789012";
/// The region of the suites.
pub const REGION: &str = "ap-northeast-1";
/// The id of the API of the suites.
pub const API_ID: &str = "a1b2c3d4e5";
/// Its stage.
pub const STAGE: &str = "prod";

/// The API of the suites.
pub fn api() -> ApiPin {
    api_of("aws", REGION, ACCOUNT, API_ID, STAGE)
}

/// Another API.
pub fn api_of(partition: &str, region: &str, account: &str, api_id: &str, stage: &str) -> ApiPin {
    ApiPin {
        partition: Partition::parse(partition).expect("a partition"),
        region: Region::parse(region).expect("a region"),
        account: AccountId::parse(account).expect("an account id"),
        api_id: ApiId::parse(api_id).expect("an API id"),
        stage: Stage::parse(stage).expect("a stage"),
    }
}
