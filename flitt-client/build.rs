//! Names the folder of the schema files, so that a new file in it compiles the crate again.

fn main() {
    println!("cargo::rerun-if-changed=schemas");
}
