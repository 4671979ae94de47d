//! Prints the nanoseconds from plain values to the signed bytes of the documented request, building included, for
//! `bench/languages/run`.

use std::time::Instant;

use flitt_bench::{Outcome, request};

fn main() -> Outcome<()> {
    let repeats: u32 = std::env::var("REPEATS")?.parse()?;
    // Checks the signature.
    let pieces = request::Pieces::new()?;
    let mut once = pieces.build_and_sign();
    let mut many = || {
        let begun = Instant::now();
        (0..repeats).for_each(|_| once());
        begun.elapsed()
    };
    many();
    println!("{}", many().as_nanos() / u128::from(repeats));
    Ok(())
}
