//! `presidium serve`: the laboratory in a browser.

use std::path::Path;
use std::time::Duration;

use presidium_server::{Limits, Origin, ServeError, Server, Settings};

use crate::arguments::ServeArguments;
use crate::interrupt;
use crate::output::{FAINT, HEADING, Output, UNCLEAR, print_error, styled};
use crate::shipped::{DEFAULT, sources};
use crate::stop::Stop;
use crate::table::wrap;

/// Where a token may be given instead of on the command line, which other users of the machine can read.
const TOKEN: &str = "PRESIDIUM_TOKEN";

pub fn run(arguments: &ServeArguments) -> Result<Output, Stop> {
    let model = arguments.model.model.clone();
    // Says what is wrong with the name as every command does.
    sources(&model)?;
    let folder = Path::new(&model).is_dir().then(|| Path::new(&model).to_owned());
    if arguments.watch && folder.is_none() {
        let help = "name the folder of a model with `--model`";
        return Err(Stop::usage(format!("`{model}` comes with the binary and is not edited\n  help: {help}")));
    }
    let (name, named) = (model.clone(), (model != DEFAULT).then_some(model));
    let open = Box::new(move || sources(&name).map_err(|stop| stop.to_string()));
    let server = Server::new(&settings(arguments), Origin { name: named, folder, open })?;
    tell(&server);
    if arguments.open {
        // Whoever has no browser here opens the address that was printed.
        let _ = open::that_detached(server.link());
    }
    interrupt::cancelling(|cancel| {
        let cancel = cancel.clone();
        server.run(move || cancel.is_cancelled())
    })?;
    Ok(Output::ok(String::new()))
}

fn settings(arguments: &ServeArguments) -> Settings {
    let allowed = arguments.memory.on(arguments.threads.threads());
    let limits = Limits {
        worlds: arguments.worlds,
        body: usize::try_from(arguments.body.as_u64()).unwrap_or(usize::MAX),
        time: Duration::from_secs(arguments.time),
        runs: usize::from(arguments.runs),
        allowed,
    };
    let token = arguments.token.clone().or_else(|| std::env::var(TOKEN).ok());
    Settings { bind: arguments.bind, port: arguments.port, token, limits, watch: arguments.watch }
}

/// Where to look, and what whoever opens the server to others should know.
fn tell(server: &Server) {
    print_error(&format!("{}\n", styled(HEADING, &server.link())));
    if server.is_open() {
        let words = "Other machines can reach this address. Only who has the token is answered; but what is sent is not encrypted: \
                     put a server with TLS in front of it, such as Caddy, or reach it through `ssh -L`.";
        print_error(&format!("{}\n", styled(UNCLEAR, &wrap(words, 0))));
    }
    if let Some(words) = server.missing_page() {
        print_error(&format!("{}\n", styled(UNCLEAR, &wrap(words, 0))));
    }
    print_error(&format!("{}\n", styled(FAINT, "Ctrl-C ends it")));
}

impl From<ServeError> for Stop {
    fn from(error: ServeError) -> Stop {
        match error {
            ServeError::Model(report) => Stop::Model(report),
            ServeError::Settings(_) | ServeError::Taken(..) => Stop::Usage(error.to_string()),
            ServeError::Unread(_) | ServeError::Address(..) | ServeError::Network(_) => Stop::File(error.to_string()),
            ServeError::Threads(_) => Stop::Machine(error.to_string()),
        }
    }
}
