//! `retold completions` and `retold man`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Failure, Outcome, print};

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// The command; without it, the page of `retold` itself
    command: Option<String>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "retold", &mut script);
    print(|out| out.write_all(&script))
}

pub(super) fn man(args: &ManArgs) -> Outcome {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &args.command {
        let known: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        command = match command.find_subcommand(name) {
            Some(verb) => verb.clone(),
            None => {
                return Err(Failure::Usage(format!("no command `{name}`; there are {}", known.join(", "))));
            }
        };
    }
    print(|out| clap_mangen::Man::new(command).render(out))
}
