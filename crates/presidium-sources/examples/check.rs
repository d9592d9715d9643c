//! Checks the model in a folder and prints what is wrong with it:
//! `cargo run -p presidium-sources --example check -- models/tutorial/quarrel`.

use std::path::PathBuf;

use presidium_lang::analyse;
use presidium_sources::FolderSources;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let (model, warnings) = analyse(&FolderSources::open(&folder)?).into_model()?;
    println!("{warnings}");
    println!(
        "“{}” is sound: {} variables, {} rules, {} claims",
        model.title,
        model.variables.len(),
        model.rules.len(),
        model.claims.len()
    );
    Ok(())
}
