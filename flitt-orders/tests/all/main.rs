//! The tests of stored orders, on SQLite; with the feature `postgres` and the variable `ORDERS_POSTGRES` also on PostgreSQL
//! (`tests/postgres/run`).

mod support;

mod asking;
mod callbacks;
mod crash_points;
mod database_errors;
mod debug;
mod events;
mod guards;
mod kinds;
#[cfg(feature = "postgres")]
mod locks;
mod merchants;
mod migration;
mod overview;
mod processes;
mod promises;
mod races;
mod retention;
mod transactions;
mod workers;
