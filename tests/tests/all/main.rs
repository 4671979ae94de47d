//! Tests that cross the crates, one module for each theme.

mod architecture;
mod documentation;
mod examples;
mod hostile;
mod invalid_input;
mod money;
mod packaging;
mod properties;
mod response_shapes;
mod round_trip;
mod security;
mod vectors;
