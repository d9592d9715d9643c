//! The command that serves the laboratory to a browser.

use std::net::IpAddr;

use clap::Args;

use super::shared::{MemoryArguments, ModelArguments, ThreadArguments, worlds};

/// Serve the laboratory to a browser on this machine.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium serve --open                         the Soviet model in a browser
  presidium serve --model my-model --watch       a model that is being written: every edit is checked and run
  presidium serve --bind 0.0.0.0                 for other machines, with a token")]
pub struct ServeArguments {
    #[command(flatten)]
    pub model: ModelArguments,

    /// The port; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 1953)]
    pub port: u16,

    /// The address that is listened at; one that other machines reach needs a token.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: IpAddr,

    /// What every request must bring; made if other machines can reach the server. Also read from PRESIDIUM_TOKEN.
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,

    /// Open a browser.
    #[arg(long)]
    pub open: bool,

    /// Check and run the model again whenever a file of its folder changes.
    #[arg(long)]
    pub watch: bool,

    /// The most worlds of one request.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = worlds())]
    pub worlds: u64,

    /// How many requests may run worlds at the same time; eight times as many may wait.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub runs: u16,

    /// How many seconds one request may run.
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub time: u64,

    /// The longest request.
    #[arg(long, value_name = "SIZE", default_value = "256KB")]
    pub body: bytesize::ByteSize,

    #[command(flatten)]
    pub threads: ThreadArguments,

    #[command(flatten)]
    pub memory: MemoryArguments,
}
