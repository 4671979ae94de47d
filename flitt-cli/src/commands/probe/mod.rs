//! `flitt probe`: plays scenarios at a merchant's own shop.

mod arguments;
mod load;

pub(crate) use self::arguments::Arguments;
use self::arguments::settings;
use self::load::{chosen, scenarios};
use crate::output::{CommandError, CommandOutput, Status};
use crate::probe::report::{Verdict, lines, list, table};
use crate::probe::run as play;
use crate::runtime::block_on;

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let scenarios = chosen(scenarios(arguments.scenarios.as_deref())?, &arguments.only)?;
    if arguments.list {
        return Ok(CommandOutput::new(list(&scenarios, arguments.json)));
    }
    let results = block_on(play(settings(arguments, scenarios)?))??;
    let has_failed = results.iter().any(|(_, played)| played.verdict == Verdict::Failed);
    let printed = if arguments.json { lines(&results) } else { table(&results) };
    Ok(CommandOutput::new(printed).with_status(if has_failed { Status::Failed } else { Status::Success }))
}
