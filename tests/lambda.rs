//! The real thing: the authorizer and executor binaries, driven through the Lambda Runtime API,
//! against the AWS of moto. Nothing of ours is replaced.
