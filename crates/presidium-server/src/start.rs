//! A server from its start to its end.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use presidium_lab::{Executor, LabError};
use tokio::runtime::{Builder, Runtime};

use crate::app::{App, router};
use crate::guard::Guard;
use crate::page;
use crate::served::{Served, Unserved};
use crate::settings::{Origin, Settings};
use crate::watch::Watch;

/// Requests under way get so long when the server is told to end.
const GRACE: Duration = Duration::from_millis(500);

/// How often it is looked whether the server is to end.
const LOOKED: Duration = Duration::from_millis(50);

/// Bytes of a token that the server makes.
const TOKEN_BYTES: usize = 16;

/// Letters that a token may have: those that need no quoting in an address, a header and a cookie.
const TOKEN_LETTERS: &str = "letters, digits, `-` and `_`";

/// Why a server does not start, or stops.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The model has errors; rendered diagnostics.
    #[error("{0}")]
    Model(String),
    /// Its files cannot be read.
    #[error("{0}")]
    Unread(String),
    /// What it is told makes no server.
    #[error("{0}")]
    Settings(String),
    /// The port is taken.
    #[error(
        "port {0} of {1} is taken\n  help: another server may run there; choose another port, or 0 for any that is free"
    )]
    Taken(u16, std::net::IpAddr),
    /// The address cannot be listened at.
    #[error("cannot listen at {0}: {1}")]
    Address(SocketAddr, std::io::Error),
    /// The machine gives no threads.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// The network fails.
    #[error("the server has stopped: {0}")]
    Network(std::io::Error),
}

impl From<LabError> for ServeError {
    fn from(error: LabError) -> ServeError {
        ServeError::Threads(error.to_string())
    }
}

/// A model behind an address; nobody is answered before [`Server::run`].
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    token: Option<String>,
    router: Router,
    /// Of the folder of the model, if it is watched.
    watch: Option<Watch>,
}

impl Server {
    /// Reads the model and takes the port.
    ///
    /// # Errors
    /// [`ServeError`] with what is in the way.
    pub fn new(settings: &Settings, origin: Origin) -> Result<Server, ServeError> {
        let address = SocketAddr::new(settings.bind, settings.port);
        let local = settings.bind.is_loopback();
        let token = token(settings)?;
        let listener = TcpListener::bind(address).map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => ServeError::Taken(settings.port, settings.bind),
            _ => ServeError::Address(address, error),
        })?;
        let ready = |listener: &TcpListener| -> std::io::Result<SocketAddr> {
            listener.set_nonblocking(true)?;
            listener.local_addr()
        };
        let bound = ready(&listener).map_err(|error| ServeError::Address(address, error))?;
        let executor = Arc::new(Executor::new(settings.limits.allowed.threads)?);
        let served = Served::read(&origin, &executor).map_err(|unserved| match unserved {
            Unserved::Unread(why) => ServeError::Unread(why),
            Unserved::Mistaken(report, _) => ServeError::Model(report),
        })?;
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| ServeError::Threads(error.to_string()))?;
        let app = Arc::new(App::new(settings.limits, origin, executor, served));
        let folder = app.origin.folder.as_ref().filter(|_| settings.watch);
        let watch = folder.map(|folder| Watch::new(app.clone(), folder)).transpose();
        let watch =
            watch.map_err(|error| ServeError::Unread(format!("cannot watch the folder of the model: {error}")))?;
        let router = router(app, Guard { token: token.clone(), local: local && token.is_none() });
        Ok(Server { runtime, listener, address: bound, token, router, watch })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a browser is to open, with the token if one is needed.
    pub fn link(&self) -> String {
        let host = match self.address.ip() {
            ip if ip.is_unspecified() => "localhost".to_owned(),
            _ => self.address.to_string().rsplit_once(':').map_or_else(String::new, |(host, _)| host.to_owned()),
        };
        let token = self.token.as_ref().map_or_else(String::new, |token| format!("?token={token}"));
        format!("http://{host}:{}/{token}", self.address.port())
    }

    /// Whether other machines can reach it.
    pub fn is_open(&self) -> bool {
        !self.address.ip().is_loopback()
    }

    /// What to do for a page, if the binary was built without one.
    pub fn missing_page(&self) -> Option<&'static str> {
        (!page::is_built()).then_some(page::UNBUILT)
    }

    /// Answers until it is to end, then lets what is under way end, but not for long.
    ///
    /// # Errors
    /// [`ServeError::Network`] if the address can no longer be listened at.
    pub fn run(self, ends: impl Fn() -> bool + Send + 'static) -> Result<(), ServeError> {
        let Server { runtime, listener, router, watch, .. } = self;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let (told, mut telling) = tokio::sync::watch::channel(());
            let ending = async move {
                while !ends() {
                    tokio::time::sleep(LOOKED).await;
                }
                drop(told);
            };
            let serving = axum::serve(listener, router).with_graceful_shutdown(ending).into_future();
            tokio::select! {
                ended = serving => ended,
                // Nobody tells any more: streams that have no end of their own are cut.
                () = async { while telling.changed().await.is_ok() {} ; tokio::time::sleep(GRACE).await } => Ok(()),
            }
        });
        drop(watch);
        runtime.shutdown_timeout(GRACE);
        served.map_err(ServeError::Network)
    }
}

/// The token that is given, or made where other machines can reach the server.
fn token(settings: &Settings) -> Result<Option<String>, ServeError> {
    match &settings.token {
        Some(token) if token.is_empty() || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) => {
            Err(ServeError::Settings(format!("a token has {TOKEN_LETTERS}, and at least one of them")))
        }
        Some(token) => Ok(Some(token.clone())),
        None if settings.bind.is_loopback() => Ok(None),
        None => {
            let mut bytes = [0; TOKEN_BYTES];
            let made = getrandom::fill(&mut bytes);
            made.map_err(|error| {
                ServeError::Settings(format!("the machine gives no random token: {error}; give one"))
            })?;
            Ok(Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
        }
    }
}
