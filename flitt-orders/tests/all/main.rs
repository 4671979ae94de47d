//! The tests of kept orders, on SQLite; with the feature `postgres` and the variable `ORDERS_POSTGRES` also on PostgreSQL
//! (`tests/postgres/run`).

mod support;

mod callbacks;
mod crash_points;
mod database_errors;
mod kinds;
mod merchants;
mod migration;
mod promises;
mod races;
mod transactions;
mod workers;
