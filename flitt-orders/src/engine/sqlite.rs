//! SQLite: one writer at a time, so a transaction that writes begins as one.

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Pool, Row as _, Sqlite, SqliteConnection, Transaction};

use super::{Dialect, Row, Statements, Value};

impl Statements for Sqlite {
    const DIALECT: Dialect = Dialect {
        now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        lock: "",
        lock_free: "",
        id: "INTEGER PRIMARY KEY AUTOINCREMENT",
        lock_migration: None,
        durability: "SELECT 'synchronous', CAST(synchronous AS TEXT) FROM pragma_synchronous",
        not_durable: &["0", "1"],
        has_one_writer: true,
    };

    /// A transaction that begins by reading cannot write any more once another one has: it begins as a writer.
    async fn begin_writing(pool: &Pool<Self>) -> Result<Transaction<'static, Self>, sqlx::Error> {
        pool.begin_with("BEGIN IMMEDIATE").await
    }

    async fn execute(
        connection: &mut SqliteConnection,
        statement: String,
        values: Vec<Value>,
    ) -> Result<u64, sqlx::Error> {
        Ok(query(statement, values).execute(connection).await?.rows_affected())
    }

    async fn fetch(
        connection: &mut SqliteConnection,
        statement: String,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, sqlx::Error> {
        query(statement, values).fetch_all(connection).await?.iter().map(row).collect()
    }
}

fn query(statement: String, values: Vec<Value>) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
    values.into_iter().fold(sqlx::query(AssertSqlSafe(statement)), |query, value| match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
    })
}

fn row(row: &SqliteRow) -> Result<Row, sqlx::Error> {
    let value = |column| match row.try_get::<Option<i64>, _>(column) {
        Ok(number) => Ok(Value::Int(number)),
        Err(_) => row.try_get(column).map(Value::Text),
    };
    (0..row.len()).map(value).collect::<Result<_, _>>().map(Row)
}
