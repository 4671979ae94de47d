//! Names the folder of the schema files, so that a new file in it compiles the crate again.

fn main() {
    println!("cargo::rerun-if-changed=schemas");
    // A clone without symbolic links has the path of the folder as text.
    if let Ok(target) = std::fs::read_to_string("schemas") {
        println!("cargo::rerun-if-changed={}", target.trim());
    }
}
