//! Which file a path is, and that nobody else uses it or reads it.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::store::StateError;

/// Opens the file at a path for this process alone. `None` if there is none.
pub(super) fn existing(path: &Path) -> Result<Option<File>, StateError> {
    let unusable = |error| StateError::unusable(path, error);
    // The file may be replaced between two steps; by another sandbox that compacts it, once.
    for _ in 0..10 {
        let found = match fs::symlink_metadata(path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(error)),
        };
        let kind = found.file_type();
        if kind.is_symlink() {
            return Err(StateError::unusable(path, "it is a symbolic link; use the path of the file"));
        }
        if !kind.is_file() {
            return Err(StateError::unusable(path, "it is not a regular file"));
        }
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(unusable(error)),
        };
        lock(path, &file)?;
        let is_found = |other: &Metadata| is_same(&found, other);
        if file.metadata().is_ok_and(|opened| is_found(&opened))
            && fs::symlink_metadata(path).is_ok_and(|it| is_found(&it))
        {
            return Ok(Some(file));
        }
    }
    Err(StateError::unusable(path, "something else replaces it again and again"))
}

/// Creates the file at a path. It is not a link, and nobody else can read it from its beginning on.
pub(super) fn new(path: &Path) -> Result<File, StateError> {
    let file = create(path).map_err(|error| StateError::unusable(path, error))?;
    lock(path, &file)?;
    sync_folder(path);
    Ok(file)
}

/// Takes the access of everybody but the owner away.
pub(super) fn restrict(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = file.metadata()?.permissions();
        if permissions.mode() & 0o7777 != 0o600 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Replaces the file at a path, which is `old`, by one that `write` fills. After any error the old one is still there.
pub(super) fn replace<T>(path: &Path, old: &File, write: impl FnOnce(File) -> io::Result<T>) -> io::Result<T> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".rewritten");
    let beside = path.with_file_name(name);
    // Left behind by a process that ended meanwhile. Of a link, the link is removed.
    if fs::symlink_metadata(&beside).is_ok() {
        fs::remove_file(&beside)?;
    }
    let file = create(&beside)?;
    let replaced = (|| {
        file.try_lock().map_err(io::Error::from)?;
        if !has_same_owner(&old.metadata()?, &file.metadata()?) {
            return Err(ErrorKind::PermissionDenied.into());
        }
        let written = write(file)?;
        fs::rename(&beside, path)?;
        Ok(written)
    })();
    match replaced {
        Ok(written) => {
            sync_folder(path);
            Ok(written)
        }
        Err(error) => {
            let _ = fs::remove_file(&beside);
            Err(error)
        }
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The lock ends with the process, or when the file is closed.
fn lock(path: &Path, file: &File) -> Result<(), StateError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StateError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(StateError::unusable(path, error)),
    }
}

/// Makes the name of a file survive the end of the system. Not every system can do that.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, other: &Metadata) -> bool {
    other.is_file()
}

/// Whether replacing one file by the other leaves its owner and all of its names.
#[cfg(unix)]
fn has_same_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.uid(), one.gid(), one.nlink()) == (other.uid(), other.gid(), other.nlink())
}

#[cfg(not(unix))]
fn has_same_owner(_: &Metadata, _: &Metadata) -> bool {
    true
}
