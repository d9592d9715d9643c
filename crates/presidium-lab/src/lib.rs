//! Experiments over worlds: ensembles, pairs, the ledger.
