//! What a server is told before it starts.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use presidium_lang::Sources;
use presidium_query::Allowed;

use crate::refusal::Refusal;

/// Where and how it serves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address that is listened at.
    pub bind: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// What every request must bring. Beyond the loopback address one is made if none is given.
    pub token: Option<String>,
    /// What a request may take.
    pub limits: Limits,
    /// The model is read again whenever a file of its folder changes.
    pub watch: bool,
}

/// What requests may take, each by itself and all together.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Worlds of one request.
    pub worlds: u64,
    /// Bytes of the body of one request.
    pub body: usize,
    /// How long one request may run.
    pub time: Duration,
    /// Requests whose worlds are run at the same time; as many again and eight times more may wait.
    pub runs: usize,
    /// Memory of one run, and the threads of all of them.
    pub allowed: Allowed,
}

/// Where a model comes from.
pub struct Origin {
    /// As it is named on the command line; none for the one that is meant when none is named.
    pub name: Option<String>,
    /// Its folder, unless it comes with the binary.
    pub folder: Option<PathBuf>,
    /// Its files, as they are now.
    pub open: Box<dyn Fn() -> Result<Box<dyn Sources>, String> + Send + Sync>,
}

impl Settings {
    /// On the loopback address.
    pub fn local(port: u16, limits: Limits) -> Settings {
        Settings { bind: IpAddr::V4(Ipv4Addr::LOCALHOST), port, token: None, limits, watch: false }
    }
}

impl Limits {
    /// Refuses what asks for too many worlds, or for none.
    pub(crate) fn admits(&self, worlds: u64) -> Result<(), Refusal> {
        match (1..=self.worlds).contains(&worlds) {
            true => Ok(()),
            false => Err(Refusal::too_much(format!(
                "{worlds} worlds are asked for; ask for 1 to {}, or start the server with more `--worlds`",
                self.worlds
            ))),
        }
    }
}
