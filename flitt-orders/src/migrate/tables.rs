//! The statements that make the tables.

use crate::engine::Engine;
use crate::store::Prefix;

/// The table that says whose tables these are, and of which version.
pub(super) fn meta(prefix: &Prefix) -> String {
    format!("CREATE TABLE IF NOT EXISTS {} (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)", prefix.table("meta"))
}

/// The tables of version 1.
pub(super) fn version_1<DB: Engine>(prefix: &Prefix) -> Vec<String> {
    let id = DB::DIALECT.id;
    let [order, call, event, callback] = ["order", "call", "event", "callback"].map(|name| prefix.table(name));
    vec![
        format!(
            "CREATE TABLE {order} (
                id {id},
                merchant TEXT NOT NULL,
                test BIGINT NOT NULL,
                order_id TEXT NOT NULL,
                state TEXT NOT NULL,
                taken BIGINT,
                reserved BIGINT NOT NULL,
                schedule_amount BIGINT,
                is_missing BIGINT NOT NULL,
                asks BIGINT NOT NULL,
                ask_at BIGINT,
                owed BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                lifetime BIGINT NOT NULL,
                due_at BIGINT,
                lease_until BIGINT NOT NULL,
                problem TEXT,
                created_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                is_scheduled BIGINT NOT NULL,
                UNIQUE (merchant, test, order_id)
            )"
        ),
        format!("CREATE INDEX {order}_due ON {order} (merchant, test, due_at) WHERE due_at IS NOT NULL"),
        format!(
            "CREATE TABLE {call} (
                id {id},
                of_order BIGINT NOT NULL REFERENCES {order} (id),
                kind TEXT NOT NULL,
                endpoint TEXT NOT NULL,
                key TEXT NOT NULL,
                digest TEXT NOT NULL,
                reverse_id TEXT,
                amount BIGINT NOT NULL,
                is_retryable BIGINT NOT NULL,
                needs_payer BIGINT NOT NULL,
                request TEXT,
                state TEXT NOT NULL,
                tries BIGINT NOT NULL,
                copies BIGINT NOT NULL,
                at BIGINT NOT NULL,
                last_error TEXT,
                changed_at BIGINT NOT NULL,
                UNIQUE (of_order, key)
            )"
        ),
        format!(
            "CREATE TABLE {event} (
                id {id},
                of_order BIGINT NOT NULL REFERENCES {order} (id),
                kind TEXT NOT NULL,
                total BIGINT NOT NULL,
                body TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                done_at BIGINT,
                tries BIGINT NOT NULL,
                at BIGINT NOT NULL,
                is_parked BIGINT NOT NULL,
                last_error TEXT,
                UNIQUE (of_order, kind, total)
            )"
        ),
        format!(
            "CREATE TABLE {callback} (
                id {id},
                merchant TEXT NOT NULL,
                digest TEXT NOT NULL,
                of_order BIGINT REFERENCES {order} (id),
                received_at BIGINT NOT NULL,
                is_accepted BIGINT NOT NULL,
                reason TEXT,
                UNIQUE (merchant, digest)
            )"
        ),
        format!("CREATE INDEX {callback}_order ON {callback} (of_order)"),
        format!("CREATE INDEX {callback}_rejected ON {callback} (id) WHERE is_accepted = 0"),
    ]
}
