//! Damage of the state file: it is reported, or it changes nothing. And who else can read the file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::common::{APPROVED, DECLINED, Shop, card_token, create, order, reverse, until, with};
use flitt_sandbox::{Sandbox, StartError, StateError};
use serde_json::json;

/// A pseudorandom number generator (splitmix64) that gives the same numbers in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

async fn start(path: &Path) -> Result<Sandbox, StartError> {
    Sandbox::builder().state(path).start().await
}

/// All that is in a state file, as text.
async fn content(path: &Path) -> Result<String, StartError> {
    let sandbox = start(path).await?;
    let orders = sandbox.orders();
    sandbox.stop().await;
    Ok(serde_json::to_string(&orders).unwrap())
}

/// Why a file cannot be used. It is left as it is.
async fn rejected(path: &Path) -> StateError {
    let before = fs::read(path).ok();
    let error = match start(path).await {
        Err(StartError::State(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(fs::read(path).ok(), before, "{error}");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    error
}

fn assert_damaged(error: &StateError) {
    assert!(matches!(error, StateError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("It was left as it is. Use a copy of it, or move it away"), "{error}");
}

/// A file with every kind of record; the number of orders is given. It ends in use, or after a clean stop.
async fn state_file(folder: &Path, orders: usize, is_stopped: bool) -> PathBuf {
    let path = folder.join(format!("state-{orders}-{is_stopped}"));
    let sandbox = start(&path).await.unwrap();
    let unreachable = json!({ "server_callback_url": "http://127.0.0.1:1/" });
    for number in 0..orders {
        create(&sandbox, with(order(&format!("open-{number}")), unreachable.clone())).await;
    }
    create(&sandbox, with(order("declined"), json!({ "reservation_data": "e30=" }))).await;
    sandbox.pay("declined", DECLINED).unwrap();
    card_token(&sandbox, "saved").await;
    create(&sandbox, with(order("held"), json!({ "preauth": "Y" }))).await;
    sandbox.pay("held", APPROVED).unwrap();
    create(&sandbox, order("reversed")).await;
    sandbox.pay("reversed", APPROVED).unwrap();
    reverse(&sandbox, "reversed", 300, json!({ "reverse_id": "R1" })).await;
    let shop = Shop::start([]).await;
    create(&sandbox, with(order("called"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("called", APPROVED).unwrap();
    until("the callback", || sandbox.callbacks().len() == 1).await;
    sandbox.pay("open-0", APPROVED).unwrap();
    let copy = path.with_extension("copy");
    if is_stopped {
        sandbox.stop().await;
    }
    fs::copy(&path, &copy).unwrap();
    copy
}

#[tokio::test]
async fn changed_bits_are_reported_or_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut numbers = Numbers(18);
    let mut reported = 0;
    for (orders, is_stopped) in [(1, true), (8, false), (40, true), (40, false)] {
        let source = state_file(folder.path(), orders, is_stopped).await;
        let expected = content(&source).await.unwrap();
        let bytes = fs::read(&source).unwrap();
        let path = folder.path().join("changed");
        // In half of the cases in the first bytes, where the file says what it is and where it ends.
        for case in 0..100 {
            let mut changed = bytes.clone();
            let bound = if case % 2 == 0 { bytes.len() } else { 1600 };
            for _ in 0..=(case % 3) / 2 {
                changed[numbers.below(bound)] ^= 1 << numbers.below(8);
            }
            fs::write(&path, &changed).unwrap();
            match content(&path).await {
                Ok(content) => assert_eq!(content, expected, "case {case}"),
                Err(StartError::State(StateError::Damaged { .. })) => {
                    reported += 1;
                    assert_eq!(fs::read(&path).unwrap(), changed, "case {case}");
                }
                // Two bits of the first bytes.
                Err(StartError::State(StateError::Unusable { .. })) => reported += 1,
                Err(other) => panic!("case {case}: {other}"),
            }
        }
    }
    assert!((200..400).contains(&reported), "{reported}: bits between the parts of the file say nothing");
}

/// Each bit of the last change, of both marks of the end, and of the first bytes.
#[tokio::test]
async fn no_bit_of_the_last_change_gets_lost() {
    let folder = tempfile::tempdir().unwrap();
    let source = state_file(folder.path(), 1, true).await;
    let expected = content(&source).await.unwrap();
    let bytes = fs::read(&source).unwrap();
    let path = folder.path().join("changed");
    let ranges = [0..20, 512..584, 1024..1096, 1536..1600, bytes.len() - 60..bytes.len()];
    for place in ranges.into_iter().flatten() {
        let mut changed = bytes.clone();
        changed[place] ^= 1 << (place % 8);
        fs::write(&path, &changed).unwrap();
        let error = match content(&path).await {
            Err(StartError::State(error)) => error,
            Ok(content) => {
                assert_eq!(content, expected, "{place}");
                assert!((512..1096).contains(&place), "{place} is a mark that can be made again");
                continue;
            }
            other => panic!("{other:?}"),
        };
        assert_damaged(&error);
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let source = state_file(folder.path(), 2, true).await;
    let bytes = fs::read(&source).unwrap();
    let path = folder.path().join("cut");
    for length in (20..bytes.len()).step_by(257).chain([4, 16, 511, 1535, 1536, 1537, bytes.len() - 1]) {
        fs::write(&path, &bytes[..length]).unwrap();
        assert_damaged(&rejected(&path).await);
    }
    // A part in the middle is missing.
    let mut joined = bytes[..3000].to_vec();
    joined.extend_from_slice(&bytes[4000..]);
    fs::write(&path, &joined).unwrap();
    assert_damaged(&rejected(&path).await);
    // A part was overwritten with another one, as a disk does that mixes up its blocks.
    let mut mixed = bytes.clone();
    mixed.copy_within(2048..2560, 2560);
    fs::write(&path, &mixed).unwrap();
    assert_damaged(&rejected(&path).await);
}

/// What a kill or a power failure leaves at every moment of a write.
#[tokio::test]
async fn an_interrupted_write_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let sandbox = start(&path).await.unwrap();
    create(&sandbox, order("first")).await;
    let before = fs::read(&path).unwrap();
    create(&sandbox, order("second")).await;
    let after = fs::read(&path).unwrap();
    sandbox.stop().await;
    let interrupted = folder.path().join("interrupted");
    let names = async |bytes: &[u8]| {
        fs::write(&interrupted, bytes).unwrap();
        let sandbox = start(&interrupted).await.unwrap();
        let names: Vec<String> = sandbox.orders().into_iter().map(|order| order.purchase.order_id).collect();
        // The file is in order again, and can be written.
        create(&sandbox, order("third")).await;
        sandbox.stop().await;
        let again = start(&interrupted).await.unwrap();
        assert_eq!(again.orders().len(), names.len() + 1);
        again.stop().await;
        names
    };
    // The entry is written in parts, with the old marks.
    for written in (before.len()..after.len()).step_by(97) {
        let bytes = [&before[..], &after[before.len()..written]].concat();
        assert_eq!(names(&bytes).await, ["first"], "{written}");
    }
    let lengthened = [&before[..], &vec![0; 4096][..]].concat();
    assert_eq!(names(&lengthened).await, ["first"], "the length was stored, and the content was not");
    let whole = [&before[..], &after[before.len()..]].concat();
    assert_eq!(names(&whole).await, ["first", "second"]);
    // Then the mark is written in parts.
    for written in (512..584).step_by(7).chain((1024..1096).step_by(7)) {
        let mut bytes = whole.clone();
        bytes[512..written.min(584)].copy_from_slice(&after[512..written.min(584)]);
        if written > 1024 {
            bytes[1024..written].copy_from_slice(&after[1024..written]);
        }
        assert_eq!(names(&bytes).await, ["first", "second"], "{written}");
    }
}

#[tokio::test]
async fn other_files_are_named_for_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    let source = state_file(folder.path(), 1, true).await;
    let state = fs::read(&source).unwrap();
    let mut later = state.clone();
    later[16] += 1;
    later[512..1536].fill(7);
    let mut earlier = later.clone();
    earlier[16] = 4;
    for (bytes, cause) in [
        (&b""[..], "it is empty, so it lost its content or never was a state file"),
        (b"x", "it is not a state file of the sandbox"),
        (b"SQLite format 3\0", "it is not a state file of the sandbox"),
        (b"redb\x1A\x0A\xA9\x0D\x0A\0\0\0", "an earlier version of the sandbox wrote it, which can read it"),
        (&earlier, "an earlier version of the sandbox wrote it, which can read it"),
        (&later, "a later version of the sandbox wrote it, in format 6"),
    ] {
        fs::write(&path, bytes).unwrap();
        let StateError::Unusable { source, .. } = rejected(&path).await else { panic!("{cause}") };
        assert_eq!(source.to_string(), cause);
    }
    // Half of the file of another state, behind a whole one.
    let mut joined = fs::File::create(&path).unwrap();
    joined.write_all(&state).unwrap();
    joined.write_all(&state[1536..]).unwrap();
    drop(joined);
    assert_eq!(content(&path).await.unwrap(), content(&source).await.unwrap());
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[tokio::test]
    async fn only_the_owner_can_read_the_file_after_every_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        for wider in [0o600, 0o644, 0o666, 0o640, 0o777, 0o4600] {
            if path.exists() {
                set_mode(&path, wider);
            }
            let sandbox = start(&path).await.unwrap();
            assert_eq!(mode(&path), 0o600, "{wider:o}");
            create(&sandbox, order(&format!("order-{wider:o}"))).await;
            sandbox.stop().await;
            assert_eq!(mode(&path), 0o600, "{wider:o}");
        }
    }

    #[tokio::test]
    async fn the_permissions_of_other_files_are_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes");
        fs::write(&path, "remember the milk").unwrap();
        set_mode(&path, 0o644);
        rejected(&path).await;
        assert_eq!(mode(&path), 0o644);
    }

    #[tokio::test]
    async fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        let link = folder.path().join("link");
        symlink(&target, &link).unwrap();
        let StateError::Unusable { source, .. } = rejected(&link).await else { panic!("a link") };
        assert_eq!(source.to_string(), "it is a symbolic link; use the path of the file");
        assert!(!target.exists(), "nothing is created behind a link");
        let source = state_file(folder.path(), 1, true).await;
        fs::rename(&source, &target).unwrap();
        set_mode(&target, 0o644);
        rejected(&link).await;
        assert_eq!(mode(&target), 0o644);
        let fifo = folder.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let error = start(&fifo).await.unwrap_err();
        assert!(error.to_string().contains("fifo"), "{error}");
    }
}
