//! PostgreSQL: many workers on many machines.

use sqlx::postgres::{PgArguments, PgColumn, PgRow};
use sqlx::{AssertSqlSafe, Column as _, PgConnection, Pool, Postgres, Row as _, Transaction, Type};

use super::{Dialect, Row, Statements, Value};

impl Statements for Postgres {
    const DIALECT: Dialect = Dialect {
        now: "(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
        lock: " FOR UPDATE",
        lock_free: " FOR UPDATE SKIP LOCKED",
        id: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        lock_migration: Some("SELECT pg_advisory_xact_lock(7162943550121)::text"),
        durability: "SELECT name, current_setting(name) FROM (VALUES ('synchronous_commit'::text), ('fsync')) AS v (name)",
        not_durable: &["off"],
        has_one_writer: false,
        joins_writes: true,
    };

    async fn begin_writing(pool: &Pool<Self>) -> Result<Transaction<'static, Self>, sqlx::Error> {
        pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    async fn begin_reading(pool: &Pool<Self>) -> Result<Transaction<'static, Self>, sqlx::Error> {
        pool.begin().await
    }

    /// After an error, PostgreSQL rejects every statement until the transaction is rolled back.
    async fn has_ended(_: &mut PgConnection) -> bool {
        false
    }

    async fn execute(connection: &mut PgConnection, statement: String, values: Vec<Value>) -> Result<u64, sqlx::Error> {
        Ok(query(statement, values).execute(connection).await?.rows_affected())
    }

    async fn fetch(
        connection: &mut PgConnection,
        statement: String,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, sqlx::Error> {
        query(statement, values).fetch_all(connection).await?.iter().map(row).collect()
    }
}

fn query(statement: String, values: Vec<Value>) -> sqlx::query::Query<'static, Postgres, PgArguments> {
    values.into_iter().fold(sqlx::query(AssertSqlSafe(statement)), |query, value| match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
    })
}

fn row(row: &PgRow) -> Result<Row, sqlx::Error> {
    let value = |column: &PgColumn| {
        if <i64 as Type<Postgres>>::compatible(column.type_info()) {
            row.try_get(column.ordinal()).map(Value::Int)
        } else {
            row.try_get(column.ordinal()).map(Value::Text)
        }
    };
    row.columns().iter().map(value).collect::<Result<_, _>>().map(Row)
}
