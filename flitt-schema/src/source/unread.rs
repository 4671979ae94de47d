//! Files and folders that look like schema files and are not read: a name with another ending, a folder of another name.

use std::fs::DirEntry;
use std::path::Path;

/// The folders of shared files.
const SHARED: [&str; 2] = ["tables", "reference"];

/// The maximum number of entries that are named.
const MAX_NAMED: usize = 20;

/// The endings of other formats, after the last point.
const OTHER_FORMATS: [&str; 4] = ["yaml", "yml", "json5", "jsonc"];

/// A file or folder that is not read.
pub(super) struct Unread {
    /// The name in the folder, with `/`.
    pub(super) name: String,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// What is not read in a folder of schema files, in alphabetical order.
pub(super) fn unread(root: &Path) -> Vec<Unread> {
    let mut found: Vec<Unread> = ["", SHARED[0], SHARED[1]].iter().flat_map(|folder| in_folder(root, folder)).collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found.truncate(MAX_NAMED);
    found
}

fn in_folder(root: &Path, folder: &str) -> Vec<Unread> {
    let Ok(entries) = root.join(folder).read_dir() else { return Vec::new() };
    let entry = |entry: DirEntry| {
        let own = entry.file_name().to_string_lossy().into_owned();
        let name = if folder.is_empty() { own.clone() } else { format!("{folder}/{own}") };
        let is_readable = entry.file_name().to_str().is_some();
        if entry.path().is_dir() {
            let is_shared = folder.is_empty() && SHARED.contains(&own.as_str());
            return (!is_shared && !own.starts_with('.')).then(|| of_folder(&entry.path(), name)).flatten();
        }
        let (message, help) = of_file(&own, is_readable)?;
        Some(Unread { name, message, help })
    };
    entries.filter_map(|found| entry(found.ok()?)).collect()
}

/// A folder is worth a word if it has files that look like schema files.
fn of_folder(path: &Path, name: String) -> Option<Unread> {
    let mut entries = path.read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let has_schemas = entries.any(|file| is_read(&file) || of_file(&file, true).is_some());
    has_schemas.then_some(Unread {
        name,
        message: "the files of this folder are not read",
        help: "endpoints are files of the folder itself, shared tables of `tables`, lists of `reference`",
    })
}

/// Whether a file has the ending of schema files.
fn is_read(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "json")
}

/// Why a file is not read that looks like a schema file. Hidden files and the JSON Schemas for editors do not.
fn of_file(name: &str, is_readable: bool) -> Option<(&'static str, &'static str)> {
    let lower = name.to_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    if name.starts_with('.') {
        None
    } else if !is_readable && ending == "json" {
        Some(("this file is not read: its name is not UTF-8", "rename it"))
    } else if ending == "json" && !is_read(name) {
        Some(("this file is not read: its name ends in capital letters", "rename it, so that it ends in `.json`"))
    } else if OTHER_FORMATS.contains(&ending) {
        Some(("this file is not read: schema files are JSON", "write it as JSON, in a file that ends in `.json`"))
    } else if ending != "json" && lower.contains(".json") {
        Some(("this file is not read: its name does not end in `.json`", "rename it, or move it out of the folder"))
    } else {
        None
    }
}
