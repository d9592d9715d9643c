//! Checks the model in a folder and prints what is wrong with it: `cargo run --example check -- models/tutorial/…`.

use std::path::{Path, PathBuf};

use presidium_lang::{Sources, load};

struct Folder(PathBuf);

impl Sources for Folder {
    fn name(&self) -> String {
        self.0.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn files(&self) -> Vec<String> {
        let mut files = vec![];
        collect(&self.0, "", &mut files);
        files
    }

    fn read(&self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(self.0.join(file)).map_err(|error| error.to_string())
    }
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{name}/"), into),
            false => into.push(name),
        }
    }
}

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_string());
    match load(&Folder(PathBuf::from(folder))) {
        Ok(loaded) => {
            let model = &loaded.model;
            println!("{}", loaded.warnings.render());
            println!(
                "“{}” is sound: {} variables, {} rules, {} claims",
                model.title,
                model.variables.len(),
                model.rules.len(),
                model.claims.len()
            );
        }
        Err(report) => {
            println!("{}", report.render());
            std::process::exit(1);
        }
    }
}
