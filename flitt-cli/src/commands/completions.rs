//! `flitt completions`: what makes a shell complete this command.

use clap::ValueEnum;

use crate::complete::{SHELLS, VARIABLE};
use crate::output::{Done, Fault};

/// Print what makes a shell complete commands, endpoints and parameters
#[derive(clap::Args)]
#[command(after_help = "\
For this session and later ones:
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

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let value = arguments.shell.to_possible_value();
    let name = value.as_ref().map_or("", |value| value.get_name());
    let unknown = || Fault::cannot(format_args!("there are no completions for the shell `{name}`"));
    let shell = SHELLS.completer(name).ok_or_else(unknown)?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "flitt", "flitt", "flitt", &mut script).map_err(Fault::cannot)?;
    Ok(Done::new(String::from_utf8_lossy(&script)))
}
