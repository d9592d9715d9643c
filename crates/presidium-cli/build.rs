//! Models are embedded in the binary, so a change of any of their files, or a new one, is a change of the command.

fn main() {
    println!("cargo::rerun-if-changed=../../models");
}
