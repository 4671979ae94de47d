//! Completion of paths. Names of files are texts of others, so only plain ones are offered.

use std::ffi::OsStr;
use std::path::MAIN_SEPARATOR_STR;

use clap::{Arg, Command, ValueHint};
use clap_complete::engine::{PathCompleter, ValueCompleter as _};
use clap_complete::{ArgValueCompleter, CompletionCandidate};

use super::candidate;

/// The command with completion of paths for each argument that is one, also those of its subcommands.
pub(crate) fn with_plain_paths(command: Command) -> Command {
    command.mut_args(with_completer).mut_subcommands(with_plain_paths)
}

fn with_completer(argument: Arg) -> Arg {
    let is_path = !matches!(argument.get_value_hint(), ValueHint::Unknown | ValueHint::Other);
    if is_path { argument.add(ArgValueCompleter::new(paths)) } else { argument }
}

/// The files and folders whose paths begin with the current word.
fn paths(current: &OsStr) -> Vec<CompletionCandidate> {
    let found = PathCompleter::any().complete(current);
    let plain = |path: CompletionCandidate| {
        // Every shell takes `/`, also where the system writes another separator.
        let text = path.get_value().to_str()?.replace(MAIN_SEPARATOR_STR, "/");
        Some(candidate(&text, "")?.hide(path.is_hide_set()))
    };
    found.into_iter().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use clap::{Arg, Command, CommandFactory as _};
    use clap_complete::engine::complete;

    use super::with_plain_paths;

    /// The paths that each argument of a command and of its subcommands is offered in a folder.
    fn offered(command: &Command, words: &[OsString], folder: &Path, found: &mut Vec<(String, Vec<String>)>) {
        for argument in command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
            let mut words = words.to_vec();
            match argument.get_long() {
                Some(long) => words.push(format!("--{long}").into()),
                None => words.extend(vec!["x".into(); argument.get_index().unwrap_or(1) - 1]),
            }
            words.push(folder.join("").into());
            found.push((name(&words, argument), candidates(words)));
        }
        for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
            let words = [words, &[subcommand.get_name().into()]].concat();
            offered(subcommand, &words, folder, found);
        }
    }

    fn name(words: &[OsString], argument: &Arg) -> String {
        format!("{} {argument}", words[1].to_string_lossy())
    }

    fn candidates(words: Vec<OsString>) -> Vec<String> {
        let index = words.len() - 1;
        let mut command = with_plain_paths(crate::Cli::command());
        let found = complete(&mut command, words, index, None).expect("it completes");
        found.iter().map(|candidate| candidate.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn no_argument_is_offered_a_path_that_means_something_to_a_shell() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        for name in ["plain.json", "$(touch PWNED)", "a b", "a;b", "*", "`x`", "a'b", "4444555566661111"] {
            // Not every system allows each of these names.
            drop(std::fs::write(folder.path().join(name), ""));
        }
        std::fs::create_dir(folder.path().join("sub")).expect("it can be made");
        let mut command = with_plain_paths(crate::Cli::command());
        command.build();
        let mut found = Vec::new();
        offered(&command, &["flitt".into()], folder.path(), &mut found);
        let path = |name: &str| folder.path().join(name).to_string_lossy().replace('\\', "/");
        let plain = vec![path("plain.json"), path("sub/")];
        for (argument, candidates) in &found {
            assert!(candidates.is_empty() || *candidates == plain, "{argument}: {candidates:?}");
        }
        let with_paths: Vec<&str> = found
            .iter()
            .filter(|(_, candidates)| *candidates == plain)
            .map(|(argument, _)| argument.as_str())
            .collect();
        for argument in ["check [PATH]...", "new --folder <DIR>", "sandbox --state <FILE>", "expand <SCHEMA>"] {
            assert!(with_paths.contains(&argument), "{argument} is none of {with_paths:?}");
        }
    }
}
