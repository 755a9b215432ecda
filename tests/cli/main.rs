//! What does a user see who types a command: on both streams, with which exit code, in which files?

#[path = "../common/english.rs"]
mod english;

mod breakeven;
mod chinese;
mod cite;
mod diagnose;
mod expand;
mod explain;
mod files;
mod help;
mod hostile;
mod lp;
#[cfg(unix)]
mod outputs;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
mod plot;
mod report;
mod scenarios;
#[cfg(feature = "parquet")]
mod shards;
mod solve;
mod sweep;
mod typing;
mod unharmed;
