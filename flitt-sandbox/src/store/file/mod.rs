//! The state file: who may use it (`open`), that it is complete (`log`), and what it contains (`content`).

use std::path::Path;

mod content;
mod log;
mod open;

use super::error::BoxError;
use super::{Changes, PersistedState, StateError};
use content::State;
use log::{Log, LogError};

/// An open state file.
pub(super) struct File(Log);

impl File {
    /// Opens a file, or creates it, with access only for its owner: it contains card tokens.
    pub(super) fn open(path: &Path) -> Result<(Self, PersistedState), StateError> {
        let mut state = State::default();
        let mut log = match open::existing(path)? {
            Some(file) => {
                let read = Log::open(file, |json| state.apply(json).map_err(LogError::Damaged));
                read.map_err(|error| state_error(path, error))?
            }
            None => Log::create(open::new(path)?).map_err(|error| {
                // It is of no use to anybody.
                let _ = std::fs::remove_file(path);
                StateError::unusable(path, error)
            })?,
        };
        state.check().map_err(|what| StateError::Damaged { path: path.to_owned(), what })?;
        open::restrict(log.file()).map_err(|error| StateError::unusable(path, error))?;
        if state.is_mostly_replaced()
            && let Ok(rewritten) = open::replace(path, log.file(), |file| rewrite(file, &state))
        {
            log = rewritten;
        }
        Ok((Self(log), state.into_persisted()))
    }

    /// Writes changes, all of them or none. After that they survive the end of the process.
    pub(super) fn write(&mut self, all: &[Changes]) -> Result<(), BoxError> {
        Ok(self.0.append(&content::written(all)?)?)
    }
}

/// Writes a state to an empty file.
fn rewrite(file: std::fs::File, state: &State) -> std::io::Result<Log> {
    let mut log = Log::create(file)?;
    state.parts().try_for_each(|part| log.append(&part?))?;
    Ok(log)
}

fn state_error(path: &Path, error: LogError) -> StateError {
    match error {
        LogError::Damaged(what) => StateError::Damaged { path: path.to_owned(), what },
        LogError::Io(error) => StateError::unusable(path, error),
        LogError::Empty => StateError::unusable(path, "it is empty, so it lost its content or never was a state file"),
        LogError::Foreign => StateError::unusable(path, "it is not a state file of the sandbox"),
        LogError::Earlier => {
            StateError::unusable(path, "an earlier version of the sandbox wrote it, which can read it")
        }
        LogError::Later(format) => {
            StateError::unusable(path, format!("a later version of the sandbox wrote it, in format {format}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::{File, Log, StateError};
    use crate::model::callback::Callback;
    use crate::orders::Orders;
    use crate::store::Changes;

    fn callback(number: u64, body: &str) -> Callback {
        Callback {
            number,
            merchant_id: 7,
            order_id: "1".to_owned(),
            url: "http://127.0.0.1/".to_owned(),
            body: body.to_owned(),
            attempts: 1,
            due: Duration::ZERO,
        }
    }

    fn write(file: &mut File, due: Vec<Callback>) {
        file.write(&[Changes { due, clock: Duration::from_millis(5), ..Changes::default() }]).unwrap();
    }

    /// Most of the file is about earlier states: it is written again, as another file.
    #[test]
    fn a_long_file_is_shortened_and_keeps_everything() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut file, _) = File::open(&path).unwrap();
        write(&mut file, (0..2000).map(|number| callback(number % 3, &number.to_string())).collect());
        drop(file);
        let long = fs::metadata(&path).unwrap().len();
        // Somebody else has the name of the new file.
        let bait = folder.path().join("bait");
        fs::write(&bait, "not to be changed").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&bait, folder.path().join("state.rewritten")).unwrap();
        let state = |path: &std::path::Path| {
            let (file, state) = File::open(path).unwrap();
            let of_callback = |callback: Callback| (callback.number, callback.body);
            (file, state.callbacks.into_iter().map(of_callback).collect::<Vec<_>>(), state.clock)
        };
        let expected = [(0, "1998"), (1, "1999"), (2, "1997")].map(|(number, body)| (number, body.to_owned()));
        let (mut file, callbacks, clock) = state(&path);
        assert_eq!((callbacks, clock), (expected.to_vec(), Duration::from_millis(5)));
        let short = fs::metadata(&path).unwrap().len();
        assert!(short * 10 < long, "{short} of {long}");
        assert!(matches!(File::open(&path), Err(StateError::InUse(_))), "the new file is locked, too");
        write(&mut file, vec![callback(3, "more")]);
        drop(file);
        let (_file, callbacks, _) = state(&path);
        assert_eq!(callbacks.len(), 4);
        assert_eq!(fs::read_to_string(&bait).unwrap(), "not to be changed");
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["bait", "state"]);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    }

    /// The proof of completeness does not say that the content has a meaning.
    #[test]
    fn content_without_meaning_is_reported_without_its_values() {
        let folder = tempfile::tempdir().unwrap();
        for (content, expected) in [
            ("{}", "a change cannot be read (line 1, column 2)"),
            (
                r#"{"clock":"4444555566661111","orders":[],"due":[],"done":[]}"#,
                "a change cannot be read (line 1, column 27)",
            ),
            (
                r#"{"clock":0,"orders":[],"due":[],"done":[],"4444555566661111":0}"#,
                "a change cannot be read (line 1, column 60)",
            ),
        ] {
            let path = folder.path().join("state");
            let new = super::open::new(&path).unwrap();
            Log::create(new).unwrap().append(content.as_bytes()).unwrap();
            let before = fs::read(&path).unwrap();
            let Err(StateError::Damaged { what, .. }) = File::open(&path) else { panic!("{content}") };
            assert_eq!(what, expected);
            assert_eq!(fs::read(&path).unwrap(), before);
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_missing_order_is_reported() {
        let purchase = serde_json::from_str(include_str!("../../../tests/fixtures/purchase.json")).unwrap();
        let order = Orders::default().create(purchase, "token".to_owned(), Duration::ZERO).unwrap().clone();
        let folder = tempfile::tempdir().unwrap();
        for (positions, missing) in [(&[0, 1][..], None), (&[1, 2], Some(0)), (&[0, 2], Some(1))] {
            let path = folder.path().join("state");
            let (mut file, _) = File::open(&path).unwrap();
            let orders = positions.iter().map(|position| (*position, order.clone())).collect();
            file.write(&[Changes { orders, ..Changes::default() }]).unwrap();
            drop(file);
            match (File::open(&path), missing) {
                (Ok((_, state)), None) => assert_eq!(state.orders.len(), 2),
                (Err(StateError::Damaged { what, .. }), Some(number)) => {
                    assert_eq!(what, format!("the order with number {number} is missing"));
                }
                _ => panic!("{positions:?}"),
            }
            fs::remove_file(&path).unwrap();
        }
    }
}
