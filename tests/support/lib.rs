//! What the suites share: the naive oracle, strategies, servers to talk to.
