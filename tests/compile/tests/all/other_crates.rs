//! Crates that are not of this workspace: endpoints of one's own, under any name, in any place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::crate_folder::{Nested, copy_folder, workspace};

const CLIENT: &str = r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#;

fn fixture(name: &str) -> PathBuf {
    workspace().join("tests/fixtures/crates").join(name)
}

/// `tests/fixtures/crates/guest`: own file, own folder with shared tables and lists, derives in functions and in
/// documentation, a response of several forms, every visibility, shadowed names, and every warning denied.
#[test]
fn a_crate_of_its_own() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "guest");
    copy_folder(&fixture("guest"), nested.root());
    nested.manifest("guest", &format!("[dependencies]\n{CLIENT}"));
    let output = nested.run(["test"]);
    for passed in ["4 passed", "1 passed", "2 passed"] {
        assert!(output.contains(&format!("test result: ok. {passed}")), "{passed}: {output}");
    }
    no_warnings(&nested);
    let documented = nested.cargo(["doc", "--quiet", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings").output();
    let documented = documented.expect("cargo runs");
    assert!(documented.status.success(), "{}", String::from_utf8_lossy(&documented.stderr));
}

/// `tests/fixtures/crates/renamed`: the client under another name, and behind a module of the crate.
#[test]
fn a_crate_that_renames_the_client() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "renamed");
    copy_folder(&fixture("guest/schemas"), &nested.root().join("schemas"));
    copy_folder(&fixture("renamed"), nested.root());
    fs::copy(fixture("guest/loyalty_points.json"), nested.root().join("loyalty_points.json")).expect("it is copied");
    let gateway = CLIENT.replace("flitt-client = {", "gateway = { package = \"flitt-client\",");
    nested.manifest("renamed", &format!("[dependencies]\n{gateway}"));
    let output = nested.run(["test"]);
    assert_eq!(output.matches("test result: ok. 1 passed").count(), 2, "{output}");
    no_warnings(&nested);
}

/// `tests/fixtures/crates/own_gateway`: a gateway that shares nothing with Flitt but the protocol, on the runtime alone.
#[test]
fn a_gateway_of_its_own() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "own_gateway");
    copy_folder(&fixture("own_gateway"), nested.root());
    nested.manifest("own_gateway", &format!("[dependencies]\n{CLIENT}"));
    let output = nested.run(["test"]);
    assert!(output.contains("test result: ok. 7 passed"), "{output}");
    no_warnings(&nested);
    let documented = nested.cargo(["doc", "--quiet", "--no-deps"]).output().expect("cargo runs");
    assert!(documented.status.success(), "{}", String::from_utf8_lossy(&documented.stderr));
    let page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target/doc/own_gateway/gateway/struct.CreatePayment.html");
    let page = fs::read_to_string(page).expect("it is documented");
    for shown in
        ["A request, from the gateway", "**********|p1|7|500", "https://docs.example/payments", "The payer is asked."]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let file = "schemas/create_payment.json";
    let text = fs::read_to_string(nested.root().join(file)).expect("it is copied");
    nested.write(file, &text.replace("\"sum\": 500", "\"sum\": 501"));
    let failed = nested.output(["test", "--quiet"]);
    let stdout = String::from_utf8_lossy(&failed.stdout);
    let place = "create_payment.json:47:45: the signed text has another value in place of `sum`";
    assert!(!failed.status.success() && stdout.contains(place), "{stdout}");
    nested.write(file, &text);
    nested.write(
        "src/main.rs",
        "//! Flitt's API is not there.\n\nfn main() {\n    let _ = flitt_client::api::Flitt;\n}\n",
    );
    let output = nested.output(["check", "--quiet"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains("could not find `api` in `flitt_client`"), "{stderr}");
}

/// The crate's own lints are denied in its source; this denies the rest.
fn no_warnings(nested: &Nested) {
    let _ = nested.run(["clippy", "--quiet", "--all-targets", "--", "--deny", "warnings"]);
}

/// A crate whose schema files stand elsewhere and are linked into it, packed, unpacked somewhere else, and built.
#[cfg(unix)]
#[test]
fn a_packed_crate() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "packed");
    copy_folder(&fixture("guest/schemas"), &nested.root().join("api"));
    let with_version = CLIENT.replace("path =", "version = \"0.1\", path =");
    nested.manifest("packed", &format!("description = \"x\"\nlicense = \"MIT\"\n[dependencies]\n{with_version}"));
    let manifest = fs::read_to_string(nested.root().join("Cargo.toml")).expect("it was written");
    fs::remove_file(nested.root().join("Cargo.toml")).expect("it goes");
    nested.write("packed/Cargo.toml", &manifest);
    nested.write("packed/build.rs", "fn main() {\n    println!(\"cargo::rerun-if-changed=schemas\");\n}\n");
    nested.write(
        "packed/src/main.rs",
        "//! Packed.\n\n/// A folder.\n#[derive(flitt_client::Api)]\n#[flitt(schemas = \"schemas\")]\npub struct Shop;\n\nfn \
         main() {\n    let names = <Shop as flitt_client::Api>::FILES.iter().map(|file| file.0);\n    \
         println!(\"{:?}\", names.collect::<Vec<_>>());\n}\n",
    );
    std::os::unix::fs::symlink("../api", nested.root().join("packed/schemas")).expect("a link");

    let package =
        ["package", "--manifest-path", "packed/Cargo.toml", "--no-verify", "--exclude-lockfile", "--allow-dirty"];
    let listed = nested.run(package.iter().chain(&["--list"]));
    for file in ["schemas/buy.json", "schemas/tables/order.json", "schemas/reference/colours.json", "build.rs"] {
        assert!(listed.lines().any(|line| line == file), "{file} is packed: {listed}");
    }
    let _ = nested.run(package);
    let archive = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target/package/packed-0.1.0.crate");
    let unpacked = Nested::new(env!("CARGO_TARGET_TMPDIR"), "unpacked");
    let tar = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(unpacked.root()).status();
    assert!(tar.expect("tar runs").success(), "{}", archive.display());
    // The published client would come from the registry.
    let manifest = unpacked.root().join("packed-0.1.0/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let client = workspace().join("flitt-client").display().to_string();
    fs::write(&manifest, format!("{text}\n[workspace]\n\n[patch.crates-io.flitt-client]\npath = {client:?}\n"))
        .expect("it is written");
    fs::copy(workspace().join("Cargo.lock"), unpacked.root().join("packed-0.1.0/Cargo.lock")).expect("the versions");
    let output = unpacked.run(["run", "--quiet", "--manifest-path", "packed-0.1.0/Cargo.toml"]);
    let files = r#"["bought.json", "buy.json", "reference/colours.json", "tables/order.json", "tables/receipt.json"]"#;
    assert_eq!(output.trim(), files);
}
