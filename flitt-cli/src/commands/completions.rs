//! `flitt completions`: the script for the completions of a shell.

use clap::ValueEnum;

use crate::complete::{SHELLS, VARIABLE};
use crate::output::{CommandError, CommandOutput};

/// Print the script that completes commands, endpoints and parameters in a shell
#[derive(clap::Args)]
#[command(after_help = "\
To install it:
  bash        echo 'source <(flitt completions bash)' >> ~/.bashrc
  zsh         echo 'source <(flitt completions zsh)' >> ~/.zshrc
  fish        flitt completions fish > ~/.config/fish/completions/flitt.fish
  elvish      echo 'eval (flitt completions elvish | slurp)' >> ~/.elvish/rc.elv
  powershell  flitt completions powershell >> $PROFILE")]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let value = arguments.shell.to_possible_value();
    let name = value.as_ref().map_or("", |value| value.get_name());
    let unknown = || CommandError::usage(format!("there are no completions for the shell `{name}`"));
    let shell = SHELLS.completer(name).ok_or_else(unknown)?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "flitt", "flitt", "flitt", &mut script).map_err(CommandError::usage)?;
    Ok(CommandOutput::new(String::from_utf8_lossy(&script)))
}
