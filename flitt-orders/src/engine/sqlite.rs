//! SQLite: one writer at a time, so a transaction that writes begins as one.

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, Pool, Row as _, Sqlite, SqliteConnection, Transaction};

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
        joins_writes: false,
    };

    /// A transaction that begins by reading cannot write any more once another one has: it begins as a writer.
    async fn begin_writing(pool: &Pool<Self>) -> Result<Transaction<'static, Self>, sqlx::Error> {
        begin(pool, "BEGIN IMMEDIATE").await
    }

    async fn begin_reading(pool: &Pool<Self>) -> Result<Transaction<'static, Self>, sqlx::Error> {
        begin(pool, "BEGIN DEFERRED").await
    }

    /// SQLite rolls a transaction back by itself after some errors, such as that of a full disk. Whatever is executed then is stored
    /// at once, statement by statement. This begins another transaction where there is none any more, so that it is rolled back.
    async fn has_ended(connection: &mut SqliteConnection) -> bool {
        sqlx::query("BEGIN").execute(connection).await.is_ok()
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

/// How many connections are looked at before a transaction is given up.
const CONNECTIONS: usize = 100;

/// Begins a transaction. sqlx does not know where SQLite has ended the last transaction of a connection by itself: such a connection
/// would begin none for ever, and is closed.
async fn begin(pool: &Pool<Sqlite>, statement: &'static str) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    for _ in 0..CONNECTIONS {
        match pool.begin_with(statement).await {
            Err(sqlx::Error::InvalidSavePointStatement) => {
                let connection = pool.acquire().await?;
                if connection.is_in_transaction() {
                    connection.close().await?;
                }
            }
            begun => return begun,
        }
    }
    Err(sqlx::Error::InvalidSavePointStatement)
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
